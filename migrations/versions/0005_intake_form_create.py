"""Create the tables of intake forms: forms, versions, services, requests, answers, and views of health answers.

Revision ID: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Constraints are named as the models name them (app.core.db.NAMES).
FORMS = """
    CREATE TABLE intake_form (
        id serial CONSTRAINT pk_intake_form PRIMARY KEY,
        key varchar(22) NOT NULL CONSTRAINT uq_intake_form_key UNIQUE,
        venue_id integer NOT NULL CONSTRAINT fk_intake_form_venue_id REFERENCES venue ON DELETE CASCADE,
        position smallint NOT NULL,
        active boolean DEFAULT true NOT NULL,
        created_at timestamptz NOT NULL,
        removed_at timestamptz,
        CONSTRAINT ck_intake_form_removed CHECK (removed_at IS NULL OR NOT active)
    );
    CREATE INDEX ix_intake_form_venue_id ON intake_form (venue_id);

    CREATE TABLE intake_form_service (
        form_id integer NOT NULL CONSTRAINT fk_intake_form_service_form_id REFERENCES intake_form ON DELETE CASCADE,
        service_id integer NOT NULL CONSTRAINT fk_intake_form_service_service_id REFERENCES service ON DELETE CASCADE,
        CONSTRAINT pk_intake_form_service PRIMARY KEY (form_id, service_id)
    );
    CREATE INDEX ix_intake_form_service_service_id ON intake_form_service (service_id);

    CREATE TABLE intake_version (
        id serial CONSTRAINT pk_intake_version PRIMARY KEY,
        form_id integer NOT NULL CONSTRAINT fk_intake_version_form_id REFERENCES intake_form ON DELETE CASCADE,
        number integer NOT NULL,
        at timestamptz NOT NULL,
        title varchar(80) NOT NULL,
        intro varchar(600) DEFAULT '' NOT NULL,
        questions jsonb NOT NULL,
        CONSTRAINT uq_intake_version_form_id_number UNIQUE (form_id, number),
        CONSTRAINT ck_intake_version_number CHECK (number > 0),
        CONSTRAINT ck_intake_version_questions CHECK (jsonb_array_length(questions) <= 20)
    );

    CREATE TABLE intake_request (
        id serial CONSTRAINT pk_intake_request PRIMARY KEY,
        booking_id integer NOT NULL CONSTRAINT fk_intake_request_booking_id REFERENCES booking,
        form_id integer NOT NULL CONSTRAINT fk_intake_request_form_id REFERENCES intake_form,
        times smallint NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT uq_intake_request_booking_id_form_id UNIQUE (booking_id, form_id),
        CONSTRAINT ck_intake_request_times CHECK (times BETWEEN 1 AND 5)
    );
    CREATE INDEX ix_intake_request_form_id ON intake_request (form_id);
"""
ANSWERS = """
    CREATE TABLE intake_answer (
        id serial CONSTRAINT pk_intake_answer PRIMARY KEY,
        key varchar(22) NOT NULL CONSTRAINT uq_intake_answer_key UNIQUE,
        submission varchar(22) NOT NULL CONSTRAINT uq_intake_answer_submission UNIQUE,
        form_id integer NOT NULL CONSTRAINT fk_intake_answer_form_id REFERENCES intake_form,
        version_id integer NOT NULL CONSTRAINT fk_intake_answer_version_id REFERENCES intake_version,
        booking_id integer NOT NULL CONSTRAINT fk_intake_answer_booking_id REFERENCES booking,
        guest_id integer NOT NULL CONSTRAINT fk_intake_answer_guest_id REFERENCES guest,
        at timestamptz NOT NULL,
        answers jsonb NOT NULL,
        health bytea,
        health_key varchar(16),
        consented boolean,
        consent_version smallint,
        consent_text text,
        health_deleted_at timestamptz,
        CONSTRAINT ck_intake_answer_health_key CHECK ((health IS NULL) = (health_key IS NULL)),
        CONSTRAINT ck_intake_answer_consent CHECK (health IS NULL OR consented),
        CONSTRAINT ck_intake_answer_consent_text CHECK (
            (consented IS NULL) = (consent_text IS NULL) AND (consented IS NULL) = (consent_version IS NULL)
        )
    );
    CREATE INDEX ix_intake_answer_form_id ON intake_answer (form_id);
    CREATE INDEX ix_intake_answer_version_id ON intake_answer (version_id);
    CREATE INDEX ix_intake_answer_booking_id ON intake_answer (booking_id);
    CREATE INDEX ix_intake_answer_guest_id_form_id_at ON intake_answer (guest_id, form_id, at);
    CREATE INDEX ix_intake_answer_health_key ON intake_answer (health_key) WHERE health_key IS NOT NULL;
"""
# Like the audit log: a trigger for each statement also refuses TRUNCATE and statements that would change no row.
VIEWS = """
    CREATE TABLE intake_view (
        id serial CONSTRAINT pk_intake_view PRIMARY KEY,
        at timestamptz NOT NULL,
        answer_id integer NOT NULL CONSTRAINT fk_intake_view_answer_id REFERENCES intake_answer,
        booking_id integer NOT NULL CONSTRAINT fk_intake_view_booking_id REFERENCES booking,
        user_id integer NOT NULL CONSTRAINT fk_intake_view_user_id REFERENCES user_account
    );
    CREATE INDEX ix_intake_view_answer_id ON intake_view (answer_id);
    CREATE INDEX ix_intake_view_booking_id ON intake_view (booking_id);

    CREATE FUNCTION intake_view_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'intake_view is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END $$;

    CREATE TRIGGER intake_view_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON intake_view
        FOR EACH STATEMENT EXECUTE FUNCTION intake_view_append_only();
"""


def upgrade() -> None:
    for statements in (FORMS, ANSWERS, VIEWS):
        run(statements)


def downgrade() -> None:
    for table in ("view", "answer", "request", "version", "form_service", "form"):
        op.drop_table(f"intake_{table}")
    run("DROP FUNCTION intake_view_append_only()")


def run(statements: str) -> None:
    """Run SQL as it is: the driver would read a percent sign as a parameter."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
