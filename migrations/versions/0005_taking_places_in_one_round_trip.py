"""taking places in one round trip

Revision ID: 0005
Revises: 0004
"""

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

# Locks in the order of ids, so that two who want the same queue up instead of deadlocking. Each statement in here sees
# what was committed before it began, the last one therefore all that those before us in the queue have taken. Holds
# that have ended are free, but the constraint still sees them, so they go first. Should somebody come between who did
# not lock, the exclusion constraint refuses that lane, and fewer come back.
TAKE_PLACES = """
CREATE FUNCTION take_places(
    locked integer[], at timestamptz,
    resources integer[], lanes smallint[], quantity integer, span tstzrange,
    item integer, kept_as text, until timestamptz
) RETURNS TABLE (resource_id integer, lane smallint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM resource WHERE id = ANY (locked) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM reservation WHERE resource_id = ANY (locked) AND state = 'held' AND expires_at <= at;
    RETURN QUERY
        INSERT INTO reservation (resource_id, lane, during, kind, state, expires_at, item_id, note)
        SELECT offered.resource_id, offered.lane, span, 'booking', kept_as, until, item, ''
        FROM unnest(resources, lanes) WITH ORDINALITY AS offered (resource_id, lane, turn)
        WHERE NOT EXISTS (
            SELECT FROM reservation AS taken
            WHERE taken.resource_id = offered.resource_id AND taken.lane = offered.lane AND taken.during && span
        )
        ORDER BY turn
        LIMIT quantity
        ON CONFLICT DO NOTHING
        RETURNING resource_id, lane;
END $$
"""


def upgrade() -> None:
    op.execute(TAKE_PLACES)


def downgrade() -> None:
    op.execute('DROP FUNCTION take_places')
