"""more of the team

What a member tells of herself, the time that she keeps clear, time off each week, and leaving. Places are taken each for
a time of its own, because of two people one may keep more time clear than the other; the function of before stays for
those who still run the version before.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

# As in 0005, with a span for each place.
TAKE_PLACES = """
CREATE FUNCTION take_places(
    locked integer[], at timestamptz,
    resources integer[], lanes smallint[], begins timestamptz[], ends timestamptz[], quantity integer,
    item integer, kept_as text, until timestamptz
) RETURNS TABLE (resource_id integer, lane smallint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM resource WHERE id = ANY (locked) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM reservation WHERE resource_id = ANY (locked) AND state = 'held' AND expires_at <= at;
    RETURN QUERY
        INSERT INTO reservation (resource_id, lane, during, kind, state, expires_at, item_id, note)
        SELECT offered.resource_id, offered.lane, tstzrange(offered.begins, offered.ends), 'booking', kept_as, until,
            item, ''
        FROM unnest(resources, lanes, begins, ends) WITH ORDINALITY
            AS offered (resource_id, lane, begins, ends, turn)
        WHERE NOT EXISTS (
            SELECT FROM reservation AS taken
            WHERE taken.resource_id = offered.resource_id AND taken.lane = offered.lane
                AND taken.during && tstzrange(offered.begins, offered.ends)
        )
        ORDER BY turn
        LIMIT quantity
        ON CONFLICT DO NOTHING
        RETURNING resource_id, lane;
END $$
"""
ARGUMENTS = (
    'integer[], timestamptz, integer[], smallint[], timestamptz[], timestamptz[], integer, integer, text, timestamptz'
)


def upgrade() -> None:
    op.add_column('member', sa.Column('bio', sa.String(length=600), server_default='', nullable=False))
    op.add_column(
        'member',
        sa.Column('languages', postgresql.ARRAY(sa.String(length=3)), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column('member', sa.Column('buffer_minutes', sa.SmallInteger(), server_default=sa.text('0'), nullable=False))
    op.add_column('member', sa.Column('picture_id', sa.Integer(), nullable=True))
    op.create_foreign_key('fk_member_picture_id', 'member', 'picture', ['picture_id'], ['id'])
    op.add_column('member', sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True))
    op.alter_column('member', 'position', existing_type=sa.SmallInteger(), nullable=True)
    op.create_check_constraint('ck_member_removed', 'member', '(removed_at IS NULL) = (position IS NOT NULL)')
    op.create_check_constraint('ck_member_buffer', 'member', 'buffer_minutes BETWEEN 0 AND 120')

    op.alter_column('time_off', 'during', existing_type=postgresql.TSTZRANGE(), nullable=True)
    for name in ('weekday', 'begins', 'ends'):
        op.add_column('time_off', sa.Column(name, sa.SmallInteger(), nullable=True))
    for name in ('first_on', 'last_on'):
        op.add_column('time_off', sa.Column(name, sa.Date(), nullable=True))
    for name, rule in (
        ('once_or_weekly', '(during IS NULL) <> (weekday IS NULL)'),
        ('weekly', 'num_nulls(weekday, begins, ends, first_on) IN (0, 4)'),
        ('weekday', 'weekday BETWEEN 0 AND 6'),
        ('minutes', 'begins >= 0 AND ends > begins AND ends <= 1440'),
        ('dates', 'last_on IS NULL OR last_on >= first_on'),
    ):
        op.create_check_constraint(f'ck_time_off_{name}', 'time_off', rule)
    op.execute(TAKE_PLACES)


def downgrade() -> None:
    op.execute(f'DROP FUNCTION take_places({ARGUMENTS})')
    op.execute('DELETE FROM time_off WHERE during IS NULL')
    for name in ('dates', 'minutes', 'weekday', 'weekly', 'once_or_weekly'):
        op.drop_constraint(f'ck_time_off_{name}', 'time_off')
    for name in ('last_on', 'first_on', 'ends', 'begins', 'weekday'):
        op.drop_column('time_off', name)
    op.alter_column('time_off', 'during', existing_type=postgresql.TSTZRANGE(), nullable=False)
    op.drop_constraint('ck_member_buffer', 'member')
    op.drop_constraint('ck_member_removed', 'member')
    op.execute('DELETE FROM member WHERE position IS NULL')
    op.alter_column('member', 'position', existing_type=sa.SmallInteger(), nullable=False)
    for name in ('removed_at', 'picture_id', 'buffer_minutes', 'languages', 'bio'):
        op.drop_column('member', name)
