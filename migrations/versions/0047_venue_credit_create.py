"""Give guests credit that belongs to a venue.

Revision ID: 0047
"""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE venue_credit (
        id serial CONSTRAINT pk_venue_credit PRIMARY KEY,
        account_id integer NOT NULL CONSTRAINT fk_venue_credit_account_id REFERENCES credit_account,
        venue_id integer NOT NULL CONSTRAINT fk_venue_credit_venue_id REFERENCES venue,
        balance_cents integer NOT NULL DEFAULT 0 CONSTRAINT ck_venue_credit_balance CHECK (balance_cents >= 0),
        CONSTRAINT uq_venue_credit_account_id_venue_id UNIQUE (account_id, venue_id)
    );
    CREATE INDEX ix_venue_credit_venue_id ON venue_credit (venue_id);
    ALTER TABLE credit_movement
        ADD COLUMN venue_id integer CONSTRAINT fk_credit_movement_venue_id REFERENCES venue,
        ADD COLUMN takes_back_id integer CONSTRAINT uq_credit_movement_takes_back_id UNIQUE
            CONSTRAINT fk_credit_movement_takes_back_id REFERENCES credit_movement,
        ADD COLUMN by_id integer CONSTRAINT fk_credit_movement_by_id REFERENCES user_account;
    CREATE INDEX ix_credit_movement_venue_id ON credit_movement (venue_id) WHERE venue_id IS NOT NULL;
    CREATE INDEX ix_credit_movement_by_id ON credit_movement (by_id) WHERE by_id IS NOT NULL;
    ALTER TABLE order_line ADD COLUMN venue_credit_cents integer NOT NULL DEFAULT 0
        CONSTRAINT ck_order_line_venue_credit CHECK (abs(venue_credit_cents) <= abs(credit_cents));
"""
# Which movements take credit away, and which are about an order.
CHECKS = """
    ALTER TABLE credit_movement DROP CONSTRAINT ck_credit_movement_amount, ADD CONSTRAINT ck_credit_movement_amount
        CHECK (amount_cents <> 0 AND (kind IN ({taking})) = (amount_cents < 0)) {valid};
    ALTER TABLE credit_movement DROP CONSTRAINT ck_credit_movement_order, ADD CONSTRAINT ck_credit_movement_order
        CHECK ((kind IN ({ordered})) = (order_id IS NOT NULL)) {valid}
"""
AT_VENUE = """
    ALTER TABLE credit_movement
        ADD CONSTRAINT ck_credit_movement_takes_back CHECK ((kind = 'taken_back') = (takes_back_id IS NOT NULL)),
        ADD CONSTRAINT ck_credit_movement_venue CHECK (kind IN ('use', 'release', 'refund') OR
            (kind IN ('given', 'taken_back', 'kept', 'ended', 'moved_out')) = (venue_id IS NOT NULL))
"""
MERGE = """
    UPDATE credit_account SET balance_cents = credit_account.balance_cents + found.cents
        FROM (SELECT account_id, sum(balance_cents) AS cents FROM venue_credit GROUP BY account_id) found
        WHERE found.account_id = credit_account.id;
    ALTER TABLE credit_movement DROP CONSTRAINT ck_credit_movement_takes_back, DROP CONSTRAINT ck_credit_movement_venue,
        DROP CONSTRAINT ck_credit_movement_amount, DROP CONSTRAINT ck_credit_movement_order,
        ADD CONSTRAINT ck_credit_movement_amount CHECK (true), ADD CONSTRAINT ck_credit_movement_order CHECK (true);
    UPDATE credit_movement SET kind = 'goodwill' WHERE kind IN ('given', 'kept', 'moved_in');
    UPDATE credit_movement SET kind = 'cash_out' WHERE kind IN ('taken_back', 'ended', 'moved_out')
"""
TAKING, ORDERED = "'use', 'cash_out', 'turned_over'", "'use', 'release', 'refund'"
# As in 0033_order_add_credit_cents.py.
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
                AND id <> NEW.id AND source = NEW.source;
        IF others + NEW.amount_cents > paid THEN
            RAISE EXCEPTION 'refunds would exceed what order % paid for booking %', NEW.order_id, NEW.booking_id
                USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_within_paid';
        END IF;
        RETURN NEW;
    END $$
"""
BY_SOURCE = "CASE NEW.source WHEN 'credit' THEN credit_cents ELSE amount_cents - later_cents - credit_cents END"
BY_THREE = """
    CASE NEW.source WHEN 'credit' THEN credit_cents - venue_credit_cents WHEN 'venue_credit' THEN venue_credit_cents
        ELSE amount_cents - later_cents - credit_cents END
"""


def upgrade() -> None:
    op.execute(TABLES)
    taking = f"{TAKING}, 'taken_back', 'ended', 'moved_out'"
    op.execute(CHECKS.format(taking=taking, ordered=f"{ORDERED}, 'kept'", valid=""))
    op.execute(AT_VENUE)
    op.execute(TRIGGER.format(charged=BY_THREE))


def downgrade() -> None:
    op.execute(TRIGGER.format(charged=BY_SOURCE))
    # What guests have at venues counts for all of them. Its rows remain, unchecked, as kinds of before.
    op.execute("UPDATE refund SET source = 'credit' WHERE source = 'venue_credit'")
    op.execute(MERGE)
    for column in ("by_id", "takes_back_id", "venue_id"):
        op.drop_column("credit_movement", column)
    op.drop_column("order_line", "venue_credit_cents")
    op.execute(CHECKS.format(taking=TAKING, ordered=ORDERED, valid="NOT VALID"))
    op.execute("DROP TABLE venue_credit")
