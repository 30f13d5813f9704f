"""Collect tax by rules, and say on order lines, postings, refunds, and bookings how much of them is tax.

Revision ID: 0041
"""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

RULE = """
    CREATE TABLE tax_rule (
        id serial CONSTRAINT pk_tax_rule PRIMARY KEY,
        state varchar(2) NOT NULL,
        locality varchar(80) NOT NULL,
        category_id integer CONSTRAINT fk_tax_rule_category_id REFERENCES category ON DELETE SET NULL,
        jurisdiction varchar(80) NOT NULL,
        rate integer NOT NULL CONSTRAINT ck_tax_rule_rate CHECK (rate BETWEEN 0 AND 30000),
        remitter varchar(20) NOT NULL,
        taxes_fees boolean NOT NULL DEFAULT false,
        first_on date NOT NULL,
        last_on date,
        CONSTRAINT ck_tax_rule_days CHECK (last_on >= first_on),
        CONSTRAINT ex_tax_rule_overlap EXCLUDE USING gist (
            state WITH =, lower(locality) WITH =, category_id WITH =, lower(jurisdiction) WITH =,
            daterange(first_on, last_on, '[]') WITH &&
        )
    )
"""


# What is cached about venues, such as whether tax is added to their prices, is read again.
VERSIONS = """
    CREATE FUNCTION bump_venue_version_of_tax_rule() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM bump_venue_version(0);
        RETURN NULL;
    END $$
"""
TRIGGER = """
    CREATE TRIGGER bump_venue_version AFTER INSERT OR UPDATE OR DELETE ON tax_rule
    FOR EACH STATEMENT EXECUTE FUNCTION bump_venue_version_of_tax_rule()
"""


def upgrade() -> None:
    op.execute(RULE)
    op.execute(VERSIONS)
    op.execute(TRIGGER)
    op.execute("CREATE INDEX ix_tax_rule_category_id ON tax_rule (category_id)")
    op.execute("CREATE INDEX ix_tax_rule_state ON tax_rule (state)")
    op.execute(
        "ALTER TABLE order_line ADD COLUMN tax_rule_id integer"
        " CONSTRAINT fk_order_line_tax_rule_id REFERENCES tax_rule,"
        " ADD CONSTRAINT ck_order_line_tax CHECK (tax_rule_id IS NULL OR kind = 'tax')"
    )
    op.execute("CREATE INDEX ix_order_line_tax_rule_id ON order_line (tax_rule_id) WHERE tax_rule_id IS NOT NULL")
    op.execute(
        "ALTER TABLE ledger_posting ADD COLUMN tax_rule_id integer"
        " CONSTRAINT fk_ledger_posting_tax_rule_id REFERENCES tax_rule"
    )
    op.execute(
        "CREATE INDEX ix_ledger_posting_tax_rule_id ON ledger_posting (tax_rule_id) WHERE tax_rule_id IS NOT NULL"
    )
    op.execute(
        "ALTER TABLE refund ADD COLUMN tax_cents integer NOT NULL DEFAULT 0"
        " CONSTRAINT ck_refund_tax CHECK (tax_cents BETWEEN 0 AND amount_cents)"
    )
    op.execute(
        "ALTER TABLE booking ADD COLUMN tax_cents integer NOT NULL DEFAULT 0,"
        " ADD COLUMN fee_tax_cents integer NOT NULL DEFAULT 0,"
        " ADD COLUMN later_taxed boolean NOT NULL DEFAULT false,"
        " ADD CONSTRAINT ck_booking_tax CHECK (fee_tax_cents BETWEEN 0 AND tax_cents)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE booking DROP COLUMN tax_cents, DROP COLUMN fee_tax_cents, DROP COLUMN later_taxed")
    op.execute("ALTER TABLE refund DROP COLUMN tax_cents")
    op.execute("ALTER TABLE ledger_posting DROP COLUMN tax_rule_id")
    op.execute("ALTER TABLE order_line DROP CONSTRAINT ck_order_line_tax, DROP COLUMN tax_rule_id")
    op.execute("DROP TABLE tax_rule")
    op.execute("DROP FUNCTION bump_venue_version_of_tax_rule()")
