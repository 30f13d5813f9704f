"""Create the ledger, and enter what happened before it, with a commission of 0.

Payments, refunds that Stripe has made, and what venues have earned get the same entries as today's, dated when they
happened and marked as opening: venues are paid for them once an admin agrees.

Revision ID: 0022
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE ledger_entry (
        id bigserial CONSTRAINT pk_ledger_entry PRIMARY KEY,
        event varchar(40) NOT NULL,
        key varchar(80) NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        is_opening boolean NOT NULL DEFAULT false,
        CONSTRAINT uq_ledger_entry_event_key UNIQUE (event, key)
    );
    CREATE INDEX ix_ledger_entry_at ON ledger_entry (at);

    CREATE TABLE ledger_posting (
        id bigserial CONSTRAINT pk_ledger_posting PRIMARY KEY,
        entry_id bigint NOT NULL CONSTRAINT fk_ledger_posting_entry_id REFERENCES ledger_entry,
        account varchar(40) NOT NULL,
        venue_id integer CONSTRAINT fk_ledger_posting_venue_id REFERENCES venue,
        booking_id integer CONSTRAINT fk_ledger_posting_booking_id REFERENCES booking,
        amount_cents integer NOT NULL,
        CONSTRAINT ck_ledger_posting_amount CHECK (amount_cents <> 0)
    );
    CREATE INDEX ix_ledger_posting_entry_id ON ledger_posting (entry_id);
    CREATE INDEX ix_ledger_posting_booking_id ON ledger_posting (booking_id);
    CREATE INDEX ix_ledger_posting_account ON ledger_posting (account, venue_id);
"""
TRIGGERS = """
    CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the ledger is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END $$;

    CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();
    CREATE TRIGGER ledger_posting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_posting
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();

    -- Checked when the transaction commits, because an entry is written before its postings.
    CREATE FUNCTION ledger_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        entry bigint;
        total bigint;
    BEGIN
        IF TG_TABLE_NAME = 'ledger_entry' THEN
            entry := NEW.id;
        ELSE
            entry := NEW.entry_id;
        END IF;
        SELECT sum(amount_cents) INTO total FROM ledger_posting WHERE entry_id = entry;
        IF total IS DISTINCT FROM 0 THEN
            RAISE EXCEPTION 'ledger entry % does not balance: %', entry, coalesce(total::text, 'no postings')
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
        END IF;
        RETURN NULL;
    END $$;

    CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON ledger_entry
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
    CREATE CONSTRAINT TRIGGER ledger_posting_balanced AFTER INSERT ON ledger_posting
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_balanced();
"""
OPENING = """
    WITH entry AS (
        INSERT INTO ledger_entry (event, key, at, is_opening)
            SELECT 'payment', id::text, coalesce(paid_at, created_at), true FROM payment WHERE state = 'paid'
            ORDER BY paid_at, id
            RETURNING id, key::integer AS payment_id
    ), paid AS (
        SELECT entry.id AS entry_id, payment.order_id, payment.amount_cents
            FROM entry JOIN payment ON payment.id = payment_id
    )
    INSERT INTO ledger_posting (entry_id, account, booking_id, amount_cents)
        SELECT entry_id, 'cash_at_stripe', NULL::integer, amount_cents FROM paid
        UNION ALL
        SELECT entry_id, 'guest_prepayments', line.booking_id, -sum(line.amount_cents)
            FROM paid JOIN order_line AS line ON line.order_id = paid.order_id
            GROUP BY entry_id, line.booking_id HAVING sum(line.amount_cents) <> 0;

    WITH entry AS (
        INSERT INTO ledger_entry (event, key, at, is_opening)
            SELECT 'refund', id::text, coalesce(ended_at, created_at), true FROM refund
            WHERE stripe_id IS NOT NULL AND state <> 'failed' ORDER BY id
            RETURNING id, key::integer AS refund_id
    ), made AS (
        SELECT entry.id AS entry_id, booking_id, amount_cents FROM entry JOIN refund ON refund.id = refund_id
    )
    INSERT INTO ledger_posting (entry_id, account, booking_id, amount_cents)
        SELECT entry_id, 'guest_prepayments', booking_id, amount_cents FROM made
        UNION ALL
        SELECT entry_id, 'cash_at_stripe', NULL::integer, -amount_cents FROM made;

    WITH paid AS (
        SELECT line.booking_id, sum(line.amount_cents) AS cents
            FROM order_line AS line JOIN customer_order AS paying ON paying.id = line.order_id
            WHERE paying.state IN ('confirmed', 'refunded') AND paying.kind NOT IN ('front_desk', 'import')
            GROUP BY line.booking_id
    ), refunded AS (
        SELECT booking_id, sum(amount_cents) AS cents FROM refund
            WHERE NOT EXISTS (SELECT FROM refund AS retry WHERE retry.retries_id = refund.id) GROUP BY booking_id
    ), earned AS (
        SELECT booking.id AS booking_id, venue_id, paid.cents - coalesce(refunded.cents, 0) AS cents, coalesce(
                (SELECT max(at) FROM booking_transition AS moved
                    WHERE moved.booking_id = booking.id AND moved.to_state = booking.state),
                booking.ends_at
            ) AS at
            FROM booking JOIN venue_order ON venue_order.id = venue_order_id JOIN paid ON paid.booking_id = booking.id
            LEFT JOIN refunded ON refunded.booking_id = booking.id
            WHERE booking.state IN ('completed', 'no_show', 'canceled')
    ), entry AS (
        INSERT INTO ledger_entry (event, key, at, is_opening)
            SELECT 'earning', booking_id || ':1', at, true FROM earned WHERE cents <> 0 ORDER BY at, booking_id
            RETURNING id, split_part(key, ':', 1)::integer AS booking_id
    )
    INSERT INTO ledger_posting (entry_id, account, booking_id, venue_id, amount_cents)
        SELECT entry.id, 'guest_prepayments', booking_id, NULL::integer, cents FROM entry JOIN earned USING (booking_id)
        UNION ALL
        SELECT entry.id, 'venue_payable', booking_id, venue_id, -cents FROM entry JOIN earned USING (booking_id);
"""


def upgrade() -> None:
    for statements in (TABLES, TRIGGERS, OPENING):
        run(statements)


def downgrade() -> None:
    op.drop_table("ledger_posting")
    op.drop_table("ledger_entry")
    run("DROP FUNCTION ledger_append_only(); DROP FUNCTION ledger_balanced()")


def run(statements: str) -> None:
    """Run SQL as it is: the driver would read a percent sign as a parameter."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
