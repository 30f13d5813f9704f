"""Count changes of a venue's staff, and of the public profile of each of its owners, as changes of its page.

Revision ID: 0021
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

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
    CREATE TRIGGER bump_venue_version AFTER INSERT OR UPDATE OR DELETE ON venue_staff
    FOR EACH ROW EXECUTE FUNCTION bump_venue_version_of_venue_staff();
"""
OF_STAFF = "SELECT (row ->> 'venue_id')::integer"
OF_OWNER = "SELECT venue_id FROM venue_staff WHERE role = 'owner' AND user_id = (row ->> 'user_id')::integer"
OF_PHOTO = """
        SELECT venue_id FROM venue_photo WHERE photo_id = (row ->> 'id')::integer
        UNION SELECT venue_id FROM team_member WHERE photo_id = (row ->> 'id')::integer
        UNION SELECT venue_id FROM service WHERE photo_id = (row ->> 'id')::integer
        UNION SELECT 0 FROM category WHERE photo_id = (row ->> 'id')::integer
"""
OF_PHOTO_OF_OWNER = """
        UNION SELECT venue_id FROM venue_staff JOIN owner_profile USING (user_id)
            WHERE role = 'owner' AND photo_id = (row ->> 'id')::integer
"""
# Of 0018: only the main owner counted.
OF_MAIN_OWNER = "SELECT id FROM venue WHERE owner_id = (row ->> 'user_id')::integer"
OF_PHOTO_OF_MAIN_OWNER = """
        UNION SELECT venue.id FROM venue JOIN owner_profile ON owner_profile.user_id = owner_id
            WHERE photo_id = (row ->> 'id')::integer
"""


def upgrade() -> None:
    run(VERSIONS.format(table="owner_profile", venues=OF_OWNER))
    run(VERSIONS.format(table="photo", venues=OF_PHOTO + OF_PHOTO_OF_OWNER))
    run(VERSIONS.format(table="venue_staff", venues=OF_STAFF))
    run(TRIGGER)


def downgrade() -> None:
    run("DROP TRIGGER bump_venue_version ON venue_staff; DROP FUNCTION bump_venue_version_of_venue_staff()")
    run(VERSIONS.format(table="photo", venues=OF_PHOTO + OF_PHOTO_OF_MAIN_OWNER))
    run(VERSIONS.format(table="owner_profile", venues=OF_MAIN_OWNER))


def run(statements: str) -> None:
    """Run SQL as it is: the driver would read a percent sign as a parameter."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
