"""Let Stripe Tax calculate the tax of orders: its rates as rules, its calculations, and reversals of those.

Revision ID: 0048
"""

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

CALCULATION = """
    CREATE TABLE tax_calculation (
        id serial CONSTRAINT pk_tax_calculation PRIMARY KEY,
        order_id integer NOT NULL CONSTRAINT fk_tax_calculation_order_id REFERENCES customer_order,
        venue_id integer NOT NULL CONSTRAINT fk_tax_calculation_venue_id REFERENCES venue,
        stripe_id varchar(120) NOT NULL CONSTRAINT uq_tax_calculation_stripe_id UNIQUE,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        transaction_id varchar(120) CONSTRAINT uq_tax_calculation_transaction_id UNIQUE,
        failure varchar(300) NOT NULL DEFAULT '',
        CONSTRAINT uq_tax_calculation_order_id_venue_id UNIQUE (order_id, venue_id)
    )
"""
REVERSAL = """
    CREATE TABLE tax_reversal (
        id serial CONSTRAINT pk_tax_reversal PRIMARY KEY,
        calculation_id integer NOT NULL CONSTRAINT fk_tax_reversal_calculation_id REFERENCES tax_calculation,
        booking_id integer NOT NULL CONSTRAINT fk_tax_reversal_booking_id REFERENCES booking,
        net_cents integer NOT NULL,
        tax_cents integer NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        stripe_id varchar(120) CONSTRAINT uq_tax_reversal_stripe_id UNIQUE,
        failure varchar(300) NOT NULL DEFAULT '',
        CONSTRAINT ck_tax_reversal_amounts CHECK (net_cents >= 0 AND tax_cents >= 0 AND net_cents + tax_cents > 0)
    )
"""


def upgrade() -> None:
    op.execute(CALCULATION)
    op.execute("CREATE INDEX ix_tax_calculation_venue_id ON tax_calculation (venue_id)")
    op.execute(
        "CREATE INDEX ix_tax_calculation_open ON tax_calculation (order_id)"
        " WHERE transaction_id IS NULL AND failure = ''"
    )
    op.execute(REVERSAL)
    op.execute("CREATE INDEX ix_tax_reversal_calculation_id ON tax_reversal (calculation_id)")
    op.execute("CREATE INDEX ix_tax_reversal_booking_id ON tax_reversal (booking_id)")
    op.execute("CREATE INDEX ix_tax_reversal_open ON tax_reversal (id) WHERE stripe_id IS NULL AND failure = ''")
    op.execute(
        "ALTER TABLE tax_rule ADD COLUMN source varchar(20) NOT NULL DEFAULT 'rules',"
        " ADD CONSTRAINT ck_tax_rule_source CHECK (source = 'rules' OR category_id IS NULL)"
    )
    op.execute("CREATE UNIQUE INDEX uq_tax_rule_stripe ON tax_rule (state, jurisdiction, rate) WHERE source = 'stripe'")
    op.execute(
        "ALTER TABLE customer_order ADD COLUMN awaits_tax boolean NOT NULL DEFAULT false,"
        " ADD CONSTRAINT ck_customer_order_tax CHECK (NOT awaits_tax OR state IN ('pending', 'expired'))"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE customer_order DROP COLUMN awaits_tax")
    # Without their source, rates of Stripe Tax are rules without a category, which apply to nothing.
    op.execute("DROP INDEX uq_tax_rule_stripe")
    op.execute("ALTER TABLE tax_rule DROP COLUMN source")
    op.execute("DROP TABLE tax_reversal")
    op.execute("DROP TABLE tax_calculation")
