"""Create the schema of release 0.1.0.

The tables and functions are in 0001_initial.sql, because PostgreSQL's own dump says exactly what exists: exclusion
constraints, deferrable constraints, partial indexes and operator classes are beyond what Alembic writes.

Revision ID: 0001
"""

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).with_suffix(".sql")
# What guests see of a venue: each table, and a query for the venue of one of its rows. 0 stands for every venue.
VENUES_OF = {
    "venue": "SELECT (row ->> 'id')::integer",
    "service": "SELECT (row ->> 'venue_id')::integer",
    "team_member": "SELECT (row ->> 'venue_id')::integer",
    "resource": "SELECT (row ->> 'venue_id')::integer",
    "opening": "SELECT (row ->> 'venue_id')::integer",
    "faq": "SELECT (row ->> 'venue_id')::integer",
    "venue_photo": "SELECT (row ->> 'venue_id')::integer",
    "deal": "SELECT COALESCE((row ->> 'venue_id')::integer, 0)",
    "deal_window": "SELECT COALESCE(venue_id, 0) FROM deal WHERE id = (row ->> 'deal_id')::integer",
    "service_team_member": "SELECT venue_id FROM service WHERE id = (row ->> 'service_id')::integer",
    "listed_start": "SELECT venue_id FROM service WHERE id = (row ->> 'service_id')::integer",
    "add_on": "SELECT venue_id FROM service WHERE id = (row ->> 'service_id')::integer",
    "time_off": "SELECT venue_id FROM team_member WHERE id = (row ->> 'member_id')::integer",
    "category": "SELECT 0",
    "photo": """
        SELECT venue_id FROM venue_photo WHERE photo_id = (row ->> 'id')::integer
        UNION SELECT venue_id FROM team_member WHERE photo_id = (row ->> 'id')::integer
        UNION SELECT venue_id FROM service WHERE photo_id = (row ->> 'id')::integer
        UNION SELECT 0 FROM category WHERE photo_id = (row ->> 'id')::integer
    """,
}


def upgrade() -> None:
    run(SchemaManager.get_schema())  # the job queue's own tables
    run(SCHEMA.read_text(encoding="utf-8"))
    for table, venues in VENUES_OF.items():
        run(f"""
            CREATE FUNCTION bump_venue_version_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                row jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
            BEGIN
                PERFORM bump_venue_version(changed.id) FROM ({venues}) AS changed (id) WHERE changed.id IS NOT NULL;
                RETURN NULL;
            END $$;

            CREATE TRIGGER bump_venue_version AFTER INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION bump_venue_version_of_{table}();
        """)


def downgrade() -> None:
    raise NotImplementedError("Nothing is older than the first migration: drop the database instead.")


def run(statements: str) -> None:
    """Run SQL as it is: `op.execute` would read its colons as parameters, and the driver its percent signs."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
