"""Record payments in person one by one, and cash counts; let anyone pay an order at a link.

Revision ID: 0039
"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

PAYMENT = """
    CREATE TABLE desk_payment (
        id serial CONSTRAINT pk_desk_payment PRIMARY KEY,
        booking_id integer NOT NULL CONSTRAINT fk_desk_payment_booking_id REFERENCES booking ON DELETE CASCADE,
        venue_id integer NOT NULL CONSTRAINT fk_desk_payment_venue_id REFERENCES venue,
        method varchar(20) NOT NULL CONSTRAINT ck_desk_payment_method CHECK (method <> 'unpaid'),
        amount_cents integer NOT NULL,
        tip_cents integer NOT NULL DEFAULT 0,
        at timestamptz NOT NULL DEFAULT now(),
        user_id integer CONSTRAINT fk_desk_payment_user_id REFERENCES user_account,
        undone_at timestamptz,
        undone_by integer CONSTRAINT fk_desk_payment_undone_by REFERENCES user_account,
        CONSTRAINT ck_desk_payment_amount CHECK (amount_cents >= 0 AND tip_cents >= 0 AND amount_cents + tip_cents > 0)
    )
"""
COUNT = """
    CREATE TABLE cash_count (
        id serial CONSTRAINT pk_cash_count PRIMARY KEY,
        venue_id integer NOT NULL CONSTRAINT fk_cash_count_venue_id REFERENCES venue,
        day date NOT NULL,
        opening_cents integer NOT NULL,
        cash_cents integer NOT NULL,
        counted_cents integer NOT NULL,
        note varchar(300) NOT NULL DEFAULT '',
        user_id integer NOT NULL CONSTRAINT fk_cash_count_user_id REFERENCES user_account,
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT ck_cash_count_amounts CHECK (opening_cents >= 0 AND cash_cents >= 0 AND counted_cents >= 0)
    )
"""
# What front desk orders said so far: each of their bookings was paid in full, in one way.
EARLIER = """
    INSERT INTO desk_payment (booking_id, venue_id, method, amount_cents, at)
    SELECT booking.id, venue_order.venue_id, customer_order.settled_by, booking.price_cents,
        least(booking.starts_at, coalesce(customer_order.settled_at, customer_order.created_at))
    FROM booking
    JOIN venue_order ON venue_order.id = booking.venue_order_id
    JOIN customer_order ON customer_order.id = venue_order.order_id
    WHERE customer_order.kind IN ('front_desk', 'import') AND customer_order.settled_by <> 'unpaid'
        AND booking.price_cents > 0
    ORDER BY booking.id
"""
# What a guest paid at a link for a booking of the front desk can be refunded; {of} is the order that is refunded.
NOT_OF_FRONT_DESK = """
    CREATE OR REPLACE FUNCTION refund_not_of_front_desk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM booking
            JOIN venue_order ON venue_order.id = booking.venue_order_id
            JOIN customer_order ON customer_order.id = {of}
            WHERE booking.id = NEW.booking_id AND customer_order.kind IN ('front_desk', 'import')
        ) THEN
            RAISE EXCEPTION 'booking % was paid at the front desk', NEW.booking_id
                USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_not_of_front_desk';
        END IF;
        RETURN NEW;
    END $$
"""


def upgrade() -> None:
    op.execute(NOT_OF_FRONT_DESK.format(of="coalesce(NEW.order_id, venue_order.order_id)"))
    op.execute(PAYMENT)
    op.execute("CREATE INDEX ix_desk_payment_booking_id ON desk_payment (booking_id)")
    op.execute("CREATE INDEX ix_desk_payment_venue_id ON desk_payment (venue_id, at)")
    op.execute(COUNT)
    op.execute("CREATE INDEX ix_cash_count_venue_id ON cash_count (venue_id, day)")
    op.execute(EARLIER)
    op.execute(
        "ALTER TABLE customer_order ADD COLUMN pay_key varchar(22) CONSTRAINT uq_customer_order_pay_key UNIQUE,"
        " DROP CONSTRAINT ck_customer_order_whose, ADD CONSTRAINT ck_customer_order_whose"
        " CHECK (kind IN ('front_desk', 'import') OR pay_key IS NOT NULL OR user_id IS NOT NULL)"
    )


def downgrade() -> None:
    op.execute(NOT_OF_FRONT_DESK.format(of="venue_order.order_id"))
    op.execute(
        "ALTER TABLE customer_order DROP CONSTRAINT ck_customer_order_whose, ADD CONSTRAINT ck_customer_order_whose"
        " CHECK (kind IN ('front_desk', 'import') OR user_id IS NOT NULL) NOT VALID, DROP COLUMN pay_key"
    )
    op.execute("DROP TABLE cash_count, desk_payment")
