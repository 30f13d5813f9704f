"""Create profiles, preferred team members, preferences and allergies with their views, and owners' public profiles.

Revision ID: 0018
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PROFILES = """
    CREATE TABLE profile (
        user_id integer NOT NULL CONSTRAINT pk_profile PRIMARY KEY
            CONSTRAINT fk_profile_user_id REFERENCES user_account ON DELETE CASCADE,
        photo_id integer CONSTRAINT fk_profile_photo_id REFERENCES photo,
        birth_month smallint,
        birth_day smallint,
        city varchar(120) DEFAULT '' NOT NULL,
        zone_name varchar(40) DEFAULT '' NOT NULL,
        language varchar(3) DEFAULT '' NOT NULL,
        shows_photo boolean DEFAULT false NOT NULL,
        shows_birthday boolean DEFAULT false NOT NULL,
        shows_language boolean DEFAULT false NOT NULL,
        shows_team boolean DEFAULT false NOT NULL,
        CONSTRAINT ck_profile_birthday CHECK ((birth_month IS NULL) = (birth_day IS NULL)),
        CONSTRAINT ck_profile_birth_date CHECK (
            birth_month IS NULL OR make_date(2000, birth_month, birth_day) IS NOT NULL
        ),
        CONSTRAINT ck_profile_zone CHECK ((city = '') = (zone_name = ''))
    );

    CREATE TABLE preferred_member (
        user_id integer NOT NULL CONSTRAINT fk_preferred_member_user_id REFERENCES user_account ON DELETE CASCADE,
        member_id integer NOT NULL CONSTRAINT fk_preferred_member_member_id REFERENCES team_member ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_preferred_member PRIMARY KEY (user_id, member_id)
    );
    CREATE INDEX ix_preferred_member_member_id ON preferred_member (member_id);

    CREATE TABLE care_note (
        user_id integer NOT NULL CONSTRAINT pk_care_note PRIMARY KEY
            CONSTRAINT fk_care_note_user_id REFERENCES user_account ON DELETE CASCADE,
        content bytea NOT NULL,
        content_key varchar(16) NOT NULL,
        saved_at timestamptz NOT NULL,
        consent_version smallint NOT NULL,
        consent_text text NOT NULL,
        consented_at timestamptz NOT NULL
    );
    CREATE INDEX ix_care_note_content_key ON care_note (content_key);
"""
# Like the audit log: a trigger for each statement also refuses TRUNCATE and statements that would change no row.
VIEWS = """
    CREATE TABLE care_note_view (
        id serial CONSTRAINT pk_care_note_view PRIMARY KEY,
        at timestamptz NOT NULL,
        user_id integer NOT NULL CONSTRAINT fk_care_note_view_user_id REFERENCES user_account,
        by_id integer NOT NULL CONSTRAINT fk_care_note_view_by_id REFERENCES user_account,
        booking_id integer NOT NULL CONSTRAINT fk_care_note_view_booking_id REFERENCES booking
    );
    CREATE INDEX ix_care_note_view_user_id ON care_note_view (user_id);
    CREATE INDEX ix_care_note_view_booking_id ON care_note_view (booking_id);

    CREATE FUNCTION care_note_view_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'care_note_view is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END $$;

    CREATE TRIGGER care_note_view_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON care_note_view
        FOR EACH STATEMENT EXECUTE FUNCTION care_note_view_append_only();
"""
# A change of an owner's public profile, or of its photo, is a change of their venue's page.
OWNERS = """
    CREATE TABLE owner_profile (
        user_id integer NOT NULL CONSTRAINT pk_owner_profile PRIMARY KEY
            CONSTRAINT fk_owner_profile_user_id REFERENCES user_account ON DELETE CASCADE,
        name varchar(80) NOT NULL,
        bio varchar(300) DEFAULT '' NOT NULL,
        photo_id integer CONSTRAINT fk_owner_profile_photo_id REFERENCES photo,
        is_shown boolean DEFAULT false NOT NULL,
        CONSTRAINT ck_owner_profile_name CHECK (NOT is_shown OR name <> '')
    );
    CREATE INDEX ix_owner_profile_photo_id ON owner_profile (photo_id) WHERE photo_id IS NOT NULL;
"""
VERSIONS = """
    CREATE OR REPLACE FUNCTION bump_venue_version_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        row jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    BEGIN
        PERFORM bump_venue_version(changed.id) FROM ({venues}) AS changed (id) WHERE changed.id IS NOT NULL;
        RETURN NULL;
    END $$;
"""
TRIGGER = """
    CREATE TRIGGER bump_venue_version AFTER INSERT OR UPDATE OR DELETE ON owner_profile
    FOR EACH ROW EXECUTE FUNCTION bump_venue_version_of_owner_profile();
"""
OF_OWNER = "SELECT id FROM venue WHERE owner_id = (row ->> 'user_id')::integer"
OF_PHOTO = """
        SELECT venue_id FROM venue_photo WHERE photo_id = (row ->> 'id')::integer
        UNION SELECT venue_id FROM team_member WHERE photo_id = (row ->> 'id')::integer
        UNION SELECT venue_id FROM service WHERE photo_id = (row ->> 'id')::integer
        UNION SELECT 0 FROM category WHERE photo_id = (row ->> 'id')::integer
"""
OF_PHOTO_OF_OWNER = """
        UNION SELECT venue.id FROM venue JOIN owner_profile ON owner_profile.user_id = owner_id
            WHERE photo_id = (row ->> 'id')::integer
"""


def upgrade() -> None:
    for statements in (
        PROFILES,
        VIEWS,
        OWNERS,
        VERSIONS.format(table="owner_profile", venues=OF_OWNER),
        TRIGGER,
        VERSIONS.format(table="photo", venues=OF_PHOTO + OF_PHOTO_OF_OWNER),
    ):
        run(statements)


def downgrade() -> None:
    run(VERSIONS.format(table="photo", venues=OF_PHOTO))
    for table in ("owner_profile", "care_note_view", "care_note", "preferred_member", "profile"):
        op.drop_table(table)
    run("DROP FUNCTION care_note_view_append_only(), bump_venue_version_of_owner_profile()")


def run(statements: str) -> None:
    """Run SQL as it is: the driver would read a percent sign as a parameter."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
