"""Create receipts with their counters, and let venues give their legal name.

Revision ID: 0036
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

COUNTER = """
    CREATE TABLE receipt_counter (
        venue_id integer NOT NULL CONSTRAINT fk_receipt_counter_venue_id REFERENCES venue,
        year smallint NOT NULL,
        last_number integer NOT NULL,
        CONSTRAINT pk_receipt_counter PRIMARY KEY (venue_id, year)
    )
"""
RECEIPT = """
    CREATE TABLE receipt (
        id serial CONSTRAINT pk_receipt PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_receipt_public_id UNIQUE,
        venue_id integer NOT NULL CONSTRAINT fk_receipt_venue_id REFERENCES venue,
        year smallint NOT NULL,
        number integer NOT NULL,
        order_id integer NOT NULL CONSTRAINT fk_receipt_order_id REFERENCES customer_order,
        refund_id integer CONSTRAINT fk_receipt_refund_id REFERENCES refund CONSTRAINT uq_receipt_refund_id UNIQUE,
        seller_name varchar(120) NOT NULL,
        seller_address varchar(300) NOT NULL,
        company varchar(120) NOT NULL DEFAULT '',
        reference varchar(60) NOT NULL DEFAULT '',
        issued_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT uq_receipt_venue_id_year_number UNIQUE (venue_id, year, number),
        CONSTRAINT ck_receipt_number CHECK (number > 0)
    )
"""


def upgrade() -> None:
    op.execute("ALTER TABLE venue ADD COLUMN legal_name varchar(120) NOT NULL DEFAULT ''")
    op.execute(COUNTER)
    op.execute(RECEIPT)
    op.execute("CREATE UNIQUE INDEX uq_receipt_payment ON receipt (order_id, venue_id) WHERE refund_id IS NULL")
    op.execute("CREATE INDEX ix_receipt_order_id ON receipt (order_id)")


def downgrade() -> None:
    op.drop_table("receipt")
    op.drop_table("receipt_counter")
    op.drop_column("venue", "legal_name")
