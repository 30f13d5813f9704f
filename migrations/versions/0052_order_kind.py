"""customer_order.kind says what an order is for; it replaces origin

Revision ID: 0052
Revises: 0051
"""

import sqlalchemy as sa
from alembic import op

revision = '0052'
down_revision = '0051'
branch_labels = None
depends_on = None

# A waitlist entry refers to its open or last offer. Earlier offers, all expired, are no longer told from carts' orders.
KINDS = """
    UPDATE customer_order SET kind = CASE
        WHEN origin = 'front_desk' THEN 'front_desk'
        WHEN reschedules_booking_id IS NOT NULL THEN 'reschedule'
        WHEN cart_id IS NULL AND id IN (SELECT order_id FROM waitlist_entry) THEN 'waitlist'
        ELSE 'cart'
    END
"""
# Constraints by name: before, which is None for a new one, and after.
CHECKS = {
    'whose': ("origin = 'front_desk' OR user_id IS NOT NULL", "kind = 'front_desk' OR user_id IS NOT NULL"),
    'settled_by': (
        "(origin = 'front_desk') = (settled_by IS NOT NULL)",
        "(kind = 'front_desk') = (settled_by IS NOT NULL)",
    ),
    'reschedule': (None, "(kind = 'reschedule') = (reschedules_booking_id IS NOT NULL)"),
    'cart': (None, "kind = 'cart' OR cart_id IS NULL"),
}


def _read_by_refunds(old: str, new: str) -> None:
    """The trigger that refuses refunds of front desk orders reads the column."""
    op.execute(f"""
        DO $do$
        BEGIN
            EXECUTE replace(pg_get_functiondef('refund_is_ours'::regproc), 'customer_order.{old}', 'customer_order.{new}');
        END $do$
    """)


def _index_desk_email(column: str) -> None:
    op.create_index(
        'ix_customer_order_desk_email',
        'customer_order',
        ['created_at'],
        postgresql_where=sa.text(f"{column} = 'front_desk' AND email <> ''"),
    )


def upgrade() -> None:
    op.add_column('customer_order', sa.Column('kind', sa.String(20), nullable=True))
    op.execute(KINDS)
    op.alter_column('customer_order', 'kind', nullable=False)
    for name, (old, new) in CHECKS.items():
        if old:
            op.drop_constraint(op.f(f'ck_customer_order_{name}'), 'customer_order')
        op.create_check_constraint(op.f(f'ck_customer_order_{name}'), 'customer_order', new)
    op.drop_index('ix_customer_order_desk_email', 'customer_order')
    _index_desk_email('kind')
    _read_by_refunds('origin', 'kind')
    op.drop_column('customer_order', 'origin')


def downgrade() -> None:
    op.add_column('customer_order', sa.Column('origin', sa.String(20), server_default='online', nullable=False))
    op.execute("UPDATE customer_order SET origin = 'front_desk' WHERE kind = 'front_desk'")
    for name, (old, _) in CHECKS.items():
        op.drop_constraint(op.f(f'ck_customer_order_{name}'), 'customer_order')
        if old:
            op.create_check_constraint(op.f(f'ck_customer_order_{name}'), 'customer_order', old)
    op.drop_index('ix_customer_order_desk_email', 'customer_order')
    _index_desk_email('origin')
    _read_by_refunds('kind', 'origin')
    op.drop_column('customer_order', 'kind')
