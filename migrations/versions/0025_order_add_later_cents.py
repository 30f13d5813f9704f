"""Add what an order leaves for later. Refunds stay within what an order itself charges.

Revision ID: 0025
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# The order and the booking of a refund, and the locks, are as in 0001_initial.sql; {charged} is what changes.
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
        PERFORM FROM booking WHERE id = NEW.booking_id FOR NO KEY UPDATE;
        SELECT coalesce(sum({charged}), 0) INTO paid
            FROM order_line WHERE booking_id = NEW.booking_id AND order_id = NEW.order_id;
        SELECT coalesce(sum(amount_cents), 0) INTO others
            FROM refund
            WHERE booking_id = NEW.booking_id AND order_id = NEW.order_id AND state <> 'failed' AND id <> NEW.id;
        IF others + NEW.amount_cents > paid THEN
            RAISE EXCEPTION 'refunds would exceed what order % paid for booking %', NEW.order_id, NEW.booking_id
                USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_within_paid';
        END IF;
        RETURN NEW;
    END $$
"""


def upgrade() -> None:
    op.execute(
        "ALTER TABLE customer_order ADD COLUMN later_cents integer NOT NULL DEFAULT 0"
        " CONSTRAINT ck_customer_order_later CHECK (later_cents BETWEEN 0 AND total_cents)"
    )
    op.execute("ALTER TABLE order_line ADD COLUMN later_cents integer NOT NULL DEFAULT 0")
    op.execute(TRIGGER.format(charged="amount_cents - later_cents"))


def downgrade() -> None:
    op.execute(TRIGGER.format(charged="amount_cents"))
    op.drop_column("order_line", "later_cents")
    op.drop_column("customer_order", "later_cents")
