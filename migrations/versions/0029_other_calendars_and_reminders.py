"""addresses of calendars that read ours and that we read, and reminders

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('user_account', sa.Column('reminders', sa.String(20), server_default='both', nullable=False))
    op.add_column('venue', sa.Column('feed_names', sa.String(20), server_default='first', nullable=False))
    op.create_table(
        'reminder',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(20), nullable=False),
        sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['item_id'], ['booking_item.id'], name=op.f('fk_reminder_item_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder')),
        sa.UniqueConstraint('item_id', 'kind', 'starts_at', name=op.f('uq_reminder_item_id_kind_starts_at')),
    )
    op.create_table(
        'calendar_feed',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('venue_id', sa.Integer(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=True),
        sa.Column('token', sa.String(32), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
        sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['venue_id'], ['venue.id'], name=op.f('fk_calendar_feed_venue_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['member_id'], ['member.id'], name=op.f('fk_calendar_feed_member_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
        sa.UniqueConstraint('token', name=op.f('uq_calendar_feed_token')),
        sa.UniqueConstraint(
            'venue_id',
            'member_id',
            name=op.f('uq_calendar_feed_venue_id_member_id'),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f('ix_calendar_feed_member_id'), 'calendar_feed', ['member_id'])
    op.create_table(
        'busy_feed',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('url', sa.String(2000), nullable=False),
        sa.Column('etag', sa.String(300), nullable=False),
        sa.Column('last_modified', sa.String(100), nullable=False),
        sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('failures', sa.SmallInteger(), nullable=False),
        sa.Column('error', sa.String(300), nullable=False),
        sa.CheckConstraint('failures >= 0', name=op.f('ck_busy_feed_failures')),
        sa.CheckConstraint("(failures = 0) = (error = '')", name=op.f('ck_busy_feed_error')),
        sa.ForeignKeyConstraint(
            ['member_id'], ['member.id'], name=op.f('fk_busy_feed_member_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_busy_feed')),
        sa.UniqueConstraint('member_id', name=op.f('uq_busy_feed_member_id')),
    )
    op.create_index('ix_busy_feed_next_at', 'busy_feed', ['next_at'])
    op.create_table(
        'busy_time',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('feed_id', sa.Integer(), nullable=False),
        sa.Column('during', postgresql.TSTZRANGE(), nullable=False),
        sa.CheckConstraint(
            'NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)',
            name=op.f('ck_busy_time_during'),
        ),
        postgresql.ExcludeConstraint(
            (sa.column('feed_id'), '='), (sa.column('during'), '&&'), using='gist', name='ex_busy_time_overlap'
        ),
        sa.ForeignKeyConstraint(['feed_id'], ['busy_feed.id'], name=op.f('fk_busy_time_feed_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_busy_time')),
    )
    op.add_column('reservation', sa.Column('busy_feed_id', sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f('fk_reservation_busy_feed_id'),
        'reservation',
        'busy_feed',
        ['busy_feed_id'],
        ['id'],
        ondelete='CASCADE',
    )
    op.create_index(op.f('ix_reservation_busy_feed_id'), 'reservation', ['busy_feed_id'])
    op.create_check_constraint(
        op.f('ck_reservation_busy_feed'), 'reservation', "(kind = 'import') = (busy_feed_id IS NOT NULL)"
    )


def downgrade() -> None:
    op.execute("DELETE FROM reservation WHERE kind = 'import'")
    op.drop_constraint(op.f('ck_reservation_busy_feed'), 'reservation')
    op.drop_column('reservation', 'busy_feed_id')
    for table in ('busy_time', 'busy_feed', 'calendar_feed', 'reminder'):
        op.drop_table(table)
    op.drop_column('venue', 'feed_names')
    op.drop_column('user_account', 'reminders')
