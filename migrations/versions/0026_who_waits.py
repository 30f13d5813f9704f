"""who waits for a place

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

IS_OPEN = sa.text("state IN ('waiting', 'offered')")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'wait',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('public_id', sa.String(14), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('venue_id', sa.Integer(), nullable=False),
        sa.Column('service_id', sa.Integer(), nullable=False),
        sa.Column('member_id', sa.Integer()),
        sa.Column('quantity', sa.SmallInteger(), nullable=False),
        sa.Column('earliest', INSTANT, nullable=False),
        sa.Column('latest', INSTANT, nullable=False),
        sa.Column('state', sa.String(20), nullable=False),
        sa.Column('order_id', sa.Integer()),
        sa.Column('refused', sa.ARRAY(INSTANT), server_default='{}', nullable=False),
        sa.Column('created_at', INSTANT, nullable=False),
        sa.Column('ended_at', INSTANT),
        sa.CheckConstraint('latest >= earliest', name=op.f('ck_wait_window')),
        sa.CheckConstraint('quantity BETWEEN 1 AND 20', name=op.f('ck_wait_quantity')),
        sa.CheckConstraint('member_id IS NULL OR quantity = 1', name=op.f('ck_wait_member')),
        sa.CheckConstraint("state <> 'offered' OR order_id IS NOT NULL", name=op.f('ck_wait_offer')),
        sa.CheckConstraint(
            "(state IN ('waiting', 'offered')) = (ended_at IS NULL)", name=op.f('ck_wait_ended')
        ),
        sa.ForeignKeyConstraint(
            ['user_id'], ['user_account.id'], name=op.f('fk_wait_user_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_wait_venue_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_wait_service_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_wait_member_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(
            ['order_id'], ['customer_order.id'], name=op.f('fk_wait_order_id'), ondelete='SET NULL'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_wait')),
        sa.UniqueConstraint('public_id', name=op.f('uq_wait_public_id')),
        sa.UniqueConstraint('order_id', name=op.f('uq_wait_order_id')),
    )
    op.create_index(
        'uq_wait_wish',
        'wait',
        ['user_id', 'service_id', 'member_id', 'earliest', 'latest'],
        unique=True,
        postgresql_where=IS_OPEN,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index('ix_wait_open', 'wait', ['venue_id', 'created_at', 'id'], postgresql_where=IS_OPEN)
    op.create_index('ix_wait_latest', 'wait', ['latest'], postgresql_where=IS_OPEN)
    for column in ('user_id', 'service_id', 'member_id'):
        op.create_index(op.f(f'ix_wait_{column}'), 'wait', [column])


def downgrade() -> None:
    op.drop_table('wait')
