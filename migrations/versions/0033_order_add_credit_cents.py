"""Add what store credit pays of an order, where refunds go, and transfers out of our own balance.

Revision ID: 0033
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

COLUMNS = """
    ALTER TABLE customer_order ADD COLUMN credit_cents integer NOT NULL DEFAULT 0
        CONSTRAINT ck_customer_order_credit CHECK (credit_cents BETWEEN 0 AND total_cents - later_cents);
    ALTER TABLE order_line ADD COLUMN credit_cents integer NOT NULL DEFAULT 0;
    ALTER TABLE refund ADD COLUMN source varchar(20) NOT NULL DEFAULT 'card';

    ALTER TABLE transfer ADD COLUMN order_id integer CONSTRAINT fk_transfer_order_id REFERENCES customer_order;
    UPDATE transfer SET order_id = payment.order_id FROM payment WHERE payment.id = transfer.payment_id;
    ALTER TABLE transfer ALTER COLUMN order_id SET NOT NULL, ALTER COLUMN payment_id DROP NOT NULL;
    DROP INDEX uq_transfer_open;
    CREATE UNIQUE INDEX uq_transfer_open ON transfer (booking_id, order_id, payment_id) NULLS NOT DISTINCT
        WHERE state IN ('due', 'sent');
"""
# As in 0028_gift_card_create.py, with {charged} and {of_source} for one source of money: the card, or store credit.
TRIGGER = """
    CREATE OR REPLACE FUNCTION refund_within_paid() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        paid bigint;
        others bigint;
    BEGIN
        IF NEW.order_id IS NULL THEN
            SELECT venue_order.order_id INTO NEW.order_id
                FROM booking JOIN venue_order ON venue_order.id = booking.venue_order_id
                WHERE booking.id = NEW.booking_id;
        END IF;
        IF NEW.state = 'failed' THEN
            RETURN NEW;
        END IF;
        IF NEW.booking_id IS NULL THEN
            PERFORM FROM customer_order WHERE id = NEW.order_id FOR NO KEY UPDATE;
        ELSE
            PERFORM FROM booking WHERE id = NEW.booking_id FOR NO KEY UPDATE;
        END IF;
        SELECT coalesce(sum({charged}), 0) INTO paid
            FROM order_line WHERE booking_id IS NOT DISTINCT FROM NEW.booking_id AND order_id = NEW.order_id;
        SELECT coalesce(sum(amount_cents), 0) INTO others
            FROM refund
            WHERE booking_id IS NOT DISTINCT FROM NEW.booking_id AND order_id = NEW.order_id AND state <> 'failed'
                AND id <> NEW.id {of_source};
        IF others + NEW.amount_cents > paid THEN
            RAISE EXCEPTION 'refunds would exceed what order % paid for booking %', NEW.order_id, NEW.booking_id
                USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_within_paid';
        END IF;
        RETURN NEW;
    END $$
"""
CHARGED = "amount_cents - later_cents"
BY_SOURCE = f"CASE NEW.source WHEN 'credit' THEN credit_cents ELSE {CHARGED} - credit_cents END"


def upgrade() -> None:
    op.execute(COLUMNS)
    op.execute(TRIGGER.format(charged=BY_SOURCE, of_source="AND source = NEW.source"))


def downgrade() -> None:
    op.execute(TRIGGER.format(charged=CHARGED, of_source=""))
    op.execute("DROP INDEX uq_transfer_open")
    op.drop_column("transfer", "order_id")
    op.execute(
        "CREATE UNIQUE INDEX uq_transfer_open ON transfer (booking_id, payment_id) WHERE state IN ('due', 'sent')"
    )
    op.drop_column("refund", "source")
    op.drop_column("order_line", "credit_cents")
    op.drop_column("customer_order", "credit_cents")
