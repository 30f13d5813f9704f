"""Create gift cards. A refund of one has no booking.

Revision ID: 0028
"""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLE = """
    CREATE TABLE gift_card (
        order_id integer CONSTRAINT pk_gift_card PRIMARY KEY
            CONSTRAINT fk_gift_card_order_id REFERENCES customer_order,
        state varchar(20) NOT NULL,
        amount_cents integer NOT NULL,
        to_name varchar(120) NOT NULL,
        to_email varchar(254) NOT NULL,
        from_name varchar(120) NOT NULL,
        message varchar(300) NOT NULL DEFAULT '',
        design varchar(20) NOT NULL,
        deliver_at timestamptz NOT NULL,
        zone varchar(40) NOT NULL,
        code_hash varchar(64) CONSTRAINT uq_gift_card_code_hash UNIQUE,
        deliveries integer NOT NULL DEFAULT 0,
        delivered_at timestamptz,
        redeemed_at timestamptz,
        CONSTRAINT ck_gift_card_amount CHECK (amount_cents BETWEEN 1000 AND 50000),
        CONSTRAINT ck_gift_card_code CHECK ((state IN ('delivered', 'redeemed')) = (code_hash IS NOT NULL))
    );
    CREATE INDEX ix_gift_card_held ON gift_card (order_id) WHERE state = 'held';

    ALTER TABLE credit_movement DROP COLUMN booking_id;
    ALTER TABLE credit_movement ADD COLUMN gift_card_id integer
        CONSTRAINT uq_credit_movement_gift_card_id UNIQUE
        CONSTRAINT fk_credit_movement_gift_card_id REFERENCES gift_card;
    ALTER TABLE credit_movement ADD CONSTRAINT ck_credit_movement_gift_card
        CHECK ((kind = 'gift_card') = (gift_card_id IS NOT NULL));

    ALTER TABLE refund ALTER COLUMN booking_id DROP NOT NULL;
"""
# As in 0025_order_add_later_cents.py, but the booking may be missing: then the order itself is locked and compared.
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
        {lock}
        SELECT coalesce(sum(amount_cents - later_cents), 0) INTO paid
            FROM order_line WHERE booking_id {same} NEW.booking_id AND order_id = NEW.order_id;
        SELECT coalesce(sum(amount_cents), 0) INTO others
            FROM refund
            WHERE booking_id {same} NEW.booking_id AND order_id = NEW.order_id AND state <> 'failed' AND id <> NEW.id;
        IF others + NEW.amount_cents > paid THEN
            RAISE EXCEPTION 'refunds would exceed what order % paid for booking %', NEW.order_id, NEW.booking_id
                USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_within_paid';
        END IF;
        RETURN NEW;
    END $$
"""
LOCK_BOOKING = "PERFORM FROM booking WHERE id = NEW.booking_id FOR NO KEY UPDATE;"
LOCK_EITHER = f"""IF NEW.booking_id IS NULL THEN
            PERFORM FROM customer_order WHERE id = NEW.order_id FOR NO KEY UPDATE;
        ELSE
            {LOCK_BOOKING}
        END IF;"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute(TRIGGER.format(lock=LOCK_EITHER, same="IS NOT DISTINCT FROM"))


def downgrade() -> None:
    op.execute(TRIGGER.format(lock=LOCK_BOOKING, same="="))
    op.execute("ALTER TABLE credit_movement DROP COLUMN gift_card_id CASCADE")
    op.execute("ALTER TABLE credit_movement ADD COLUMN booking_id integer REFERENCES booking")
    op.drop_table("gift_card")
