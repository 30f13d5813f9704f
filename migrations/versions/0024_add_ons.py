"""add-ons of services, in carts and frozen in bookings

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'add_on',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(length=22), nullable=False),
        sa.Column('service_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.SmallInteger(), nullable=False),
        sa.Column('title', sa.String(length=60), nullable=False),
        sa.Column('price_cents', sa.Integer(), nullable=False),
        sa.Column('minutes', sa.SmallInteger(), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.CheckConstraint('position BETWEEN 1 AND 6', name=op.f('ck_add_on_position')),
        sa.CheckConstraint('price_cents BETWEEN 0 AND 100000', name=op.f('ck_add_on_price')),
        sa.CheckConstraint('minutes BETWEEN 0 AND 120', name=op.f('ck_add_on_minutes')),
        sa.ForeignKeyConstraint(
            ['service_id'], ['service.id'], name=op.f('fk_add_on_service_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_add_on')),
        sa.UniqueConstraint('key', name=op.f('uq_add_on_key')),
        sa.UniqueConstraint(
            'service_id', 'position', name=op.f('uq_add_on_service_id_position'), deferrable=True, initially='DEFERRED'
        ),
    )
    op.create_table(
        'cart_line_add_on',
        sa.Column('line_id', sa.Integer(), nullable=False),
        sa.Column('add_on_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['line_id'], ['cart_line.id'], name=op.f('fk_cart_line_add_on_line_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['add_on_id'], ['add_on.id'], name=op.f('fk_cart_line_add_on_add_on_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('line_id', 'add_on_id', name=op.f('pk_cart_line_add_on')),
    )
    op.create_index(op.f('ix_cart_line_add_on_add_on_id'), 'cart_line_add_on', ['add_on_id'])
    op.add_column(
        'booking_item',
        sa.Column('add_ons', postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column('booking_item', 'add_ons')
    op.drop_table('cart_line_add_on')
    op.drop_table('add_on')
