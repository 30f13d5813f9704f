"""Create the consents that people gave, and the number of times that admins asked for them again.

Accounts agreed to version 1 of the terms and the privacy policy when they were created, because the form said so.
Consents about health move over from the answers and notes that hold them.

Revision ID: 0019
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE text_version (
        slug varchar(40) CONSTRAINT pk_text_version PRIMARY KEY,
        raised smallint NOT NULL
    );

    CREATE TABLE consent (
        id bigserial CONSTRAINT pk_consent PRIMARY KEY,
        at timestamptz NOT NULL,
        kind varchar(30) NOT NULL,
        version smallint NOT NULL,
        is_given boolean NOT NULL,
        user_id integer CONSTRAINT fk_consent_user_id REFERENCES user_account,
        guest_id integer CONSTRAINT fk_consent_guest_id REFERENCES guest,
        form_id integer CONSTRAINT fk_consent_form_id REFERENCES intake_form,
        CONSTRAINT ck_consent_whose CHECK ((user_id IS NULL) <> (guest_id IS NULL)),
        CONSTRAINT ck_consent_version CHECK (version > 0)
    );
    CREATE INDEX ix_consent_user_id ON consent (user_id, kind, id DESC) WHERE user_id IS NOT NULL;
    CREATE INDEX ix_consent_guest_id ON consent (guest_id, id DESC) WHERE guest_id IS NOT NULL;
"""
ROWS = """
    INSERT INTO consent (at, kind, version, is_given, user_id)
        SELECT created_at, page, 1, true, id
        FROM user_account CROSS JOIN (VALUES ('terms'), ('privacy')) AS pages (page)
        WHERE erased_at IS NULL ORDER BY id, page;
    INSERT INTO consent (at, kind, version, is_given, user_id)
        SELECT consented_at, 'care_note', consent_version, true, user_id FROM care_note;
    INSERT INTO consent (at, kind, version, is_given, guest_id, form_id)
        SELECT at, 'health_answers', consent_version, is_given, guest_id, form_id FROM (
            SELECT at, consent_version, consented AS is_given, guest_id, form_id FROM intake_answer
            WHERE consented IS NOT NULL
            UNION ALL
            SELECT health_deleted_at, consent_version, false, guest_id, form_id FROM intake_answer
            WHERE health_deleted_at IS NOT NULL AND consented
        ) AS choices ORDER BY at;
"""
# Like the audit log: a trigger for each statement also refuses TRUNCATE and statements that would change no row.
TRIGGER = """
    CREATE FUNCTION consent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'consent is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END $$;

    CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent
        FOR EACH STATEMENT EXECUTE FUNCTION consent_append_only();
"""


def upgrade() -> None:
    for statements in (TABLES, ROWS, TRIGGER):
        run(statements)


def downgrade() -> None:
    op.drop_table("consent")
    op.drop_table("text_version")
    run("DROP FUNCTION consent_append_only()")


def run(statements: str) -> None:
    """Run SQL as it is: the driver would read a percent sign as a parameter."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
