"""refunds in parts, tried again, and never more than was paid; events with their order

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

RANDOM_CODE = sa.text("'RF-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 11))")

# The item is locked before the sum is read: of two refunds at once the second sees the first.
WITHIN_PRICE = """
CREATE FUNCTION refund_within_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paid integer;
    others bigint;
BEGIN
    IF NEW.state = 'failed' THEN
        RETURN NEW;
    END IF;
    SELECT price_cents INTO paid FROM booking_item WHERE id = NEW.item_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount_cents), 0) INTO others
        FROM refund WHERE item_id = NEW.item_id AND state <> 'failed' AND id <> NEW.id;
    IF others + NEW.amount_cents > paid THEN
        RAISE EXCEPTION 'more would go back than was paid for item %', NEW.item_id
            USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_within_price';
    END IF;
    RETURN NEW;
END
$$
"""


def upgrade() -> None:
    op.add_column('refund', sa.Column('public_id', sa.String(14), server_default=RANDOM_CODE, nullable=False))
    op.create_unique_constraint(op.f('uq_refund_public_id'), 'refund', ['public_id'])
    op.add_column('refund', sa.Column('retries_id', sa.Integer(), nullable=True))
    op.create_foreign_key(op.f('fk_refund_retries_id'), 'refund', 'refund', ['retries_id'], ['id'])
    op.create_unique_constraint(op.f('uq_refund_retries_id'), 'refund', ['retries_id'])
    op.add_column('refund', sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
    op.execute(WITHIN_PRICE)
    op.execute(
        'CREATE TRIGGER refund_within_price BEFORE INSERT OR UPDATE OF item_id, amount_cents, state ON refund'
        ' FOR EACH ROW EXECUTE FUNCTION refund_within_price()'
    )
    op.add_column('stripe_event', sa.Column('order_id', sa.Integer(), nullable=True))
    op.create_foreign_key(op.f('fk_stripe_event_order_id'), 'stripe_event', 'customer_order', ['order_id'], ['id'])
    op.create_index(op.f('ix_stripe_event_order_id'), 'stripe_event', ['order_id'])
    op.create_index(op.f('ix_booking_item_starts_at'), 'booking_item', ['starts_at'])
    for column in ('name', 'email'):
        op.create_index(
            op.f(f'ix_customer_order_{column}'),
            'customer_order',
            [column],
            postgresql_using='gin',
            postgresql_ops={column: 'gin_trgm_ops'},
        )


def downgrade() -> None:
    for column in ('email', 'name'):
        op.drop_index(op.f(f'ix_customer_order_{column}'), 'customer_order')
    op.drop_index(op.f('ix_booking_item_starts_at'), 'booking_item')
    op.drop_column('stripe_event', 'order_id')
    op.execute('DROP TRIGGER refund_within_price ON refund')
    op.execute('DROP FUNCTION refund_within_price()')
    for column in ('ended_at', 'retries_id', 'public_id'):
        op.drop_column('refund', column)
