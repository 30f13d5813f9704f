"""count the changes of each venue

Revision ID: 0045
Revises: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None

# What a guest sees of a venue, and how a row of it leads to the venue. An empty path is for every venue.
PATHS = {
    'venue': "SELECT (row ->> 'id')::integer",
    'venue_picture': "SELECT (row ->> 'venue_id')::integer",
    'service': "SELECT (row ->> 'venue_id')::integer",
    'member': "SELECT (row ->> 'venue_id')::integer",
    'resource': "SELECT (row ->> 'venue_id')::integer",
    'opening': "SELECT (row ->> 'venue_id')::integer",
    'faq': "SELECT (row ->> 'venue_id')::integer",
    'deal': "SELECT COALESCE((row ->> 'venue_id')::integer, 0)",
    'deal_window': "SELECT COALESCE(venue_id, 0) FROM deal WHERE id = (row ->> 'deal_id')::integer",
    'performer': "SELECT venue_id FROM service WHERE id = (row ->> 'service_id')::integer",
    'add_on': "SELECT venue_id FROM service WHERE id = (row ->> 'service_id')::integer",
    'listed_start': "SELECT venue_id FROM service WHERE id = (row ->> 'service_id')::integer",
    'time_off': "SELECT venue_id FROM member WHERE id = (row ->> 'member_id')::integer",
    'category': 'SELECT 0',
    'picture': """
        SELECT venue_id FROM venue_picture WHERE picture_id = (row ->> 'id')::integer
        UNION SELECT venue_id FROM member WHERE picture_id = (row ->> 'id')::integer
        UNION SELECT venue_id FROM service WHERE picture_id = (row ->> 'id')::integer
        UNION SELECT 0 FROM category WHERE picture_id = (row ->> 'id')::integer
    """,
}


# Never waits: where another transaction has a venue's row, this one adds a row of its own.
COUNT_CHANGE = """
    CREATE FUNCTION count_change(changed integer) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE venue_version SET number = nextval('venue_version_number') WHERE id =
            (SELECT id FROM venue_version WHERE venue_id = changed LIMIT 1 FOR UPDATE SKIP LOCKED);
        IF NOT FOUND THEN
            INSERT INTO venue_version (venue_id, number) VALUES (changed, nextval('venue_version_number'));
        END IF;
    END $$
"""


def upgrade() -> None:
    op.execute('CREATE SEQUENCE venue_version_number')
    op.create_table(
        'venue_version',
        sa.Column('id', sa.Integer, primary_key=True),
        sa.Column('venue_id', sa.Integer, nullable=False),
        sa.Column('number', sa.BigInteger, nullable=False),
    )
    op.create_index('ix_venue_version_venue_id', 'venue_version', ['venue_id'])
    op.execute("INSERT INTO venue_version (venue_id, number) SELECT id, nextval('venue_version_number') FROM venue")
    op.execute(COUNT_CHANGE)
    for table, path in PATHS.items():
        op.execute(f"""
            CREATE FUNCTION count_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                row jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
            BEGIN
                PERFORM count_change(changed.id) FROM ({path}) AS changed (id) WHERE changed.id IS NOT NULL;
                RETURN NULL;
            END $$
        """)
        op.execute(f"""
            CREATE TRIGGER count_change AFTER INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION count_change_of_{table}()
        """)


def downgrade() -> None:
    for table in PATHS:
        op.execute(f'DROP TRIGGER count_change ON {table}')
        op.execute(f'DROP FUNCTION count_change_of_{table}()')
    op.execute('DROP FUNCTION count_change(integer)')
    op.drop_table('venue_version')
    op.execute('DROP SEQUENCE venue_version_number')
