"""Invoice venues for what their transfers don't cover.

Revision ID: 0049
"""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE venue_invoice (
        id serial CONSTRAINT pk_venue_invoice PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_venue_invoice_public_id UNIQUE,
        venue_id integer NOT NULL CONSTRAINT fk_venue_invoice_venue_id REFERENCES venue,
        year smallint NOT NULL,
        number integer NOT NULL,
        amount_cents integer NOT NULL CONSTRAINT ck_venue_invoice_amount CHECK (amount_cents > 0),
        through_id bigint NOT NULL CONSTRAINT fk_venue_invoice_through_id REFERENCES ledger_posting,
        billed_name varchar(120) NOT NULL,
        billed_address varchar(300) NOT NULL,
        issued_at timestamptz NOT NULL DEFAULT now(),
        due_on date NOT NULL,
        CONSTRAINT uq_venue_invoice_year_number UNIQUE (year, number),
        CONSTRAINT uq_venue_invoice_venue_id_through_id UNIQUE (venue_id, through_id)
    );
    CREATE INDEX ix_venue_invoice_through_id ON venue_invoice (through_id);
    CREATE TABLE venue_invoice_line (
        invoice_id integer NOT NULL CONSTRAINT fk_venue_invoice_line_invoice_id REFERENCES venue_invoice,
        posting_id bigint NOT NULL CONSTRAINT fk_venue_invoice_line_posting_id REFERENCES ledger_posting,
        amount_cents integer NOT NULL CONSTRAINT ck_venue_invoice_line_amount CHECK (amount_cents > 0),
        CONSTRAINT pk_venue_invoice_line PRIMARY KEY (invoice_id, posting_id)
    );
    CREATE INDEX ix_venue_invoice_line_posting_id ON venue_invoice_line (posting_id);
    CREATE TABLE venue_settlement (
        id serial CONSTRAINT pk_venue_settlement PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_venue_settlement_public_id UNIQUE,
        venue_id integer NOT NULL CONSTRAINT fk_venue_settlement_venue_id REFERENCES venue,
        kind varchar(20) NOT NULL,
        amount_cents integer NOT NULL CONSTRAINT ck_venue_settlement_amount CHECK (amount_cents > 0),
        order_id integer CONSTRAINT fk_venue_settlement_order_id REFERENCES customer_order
            CONSTRAINT uq_venue_settlement_order_id UNIQUE,
        settled_on date,
        reference varchar(80) NOT NULL DEFAULT '',
        recorded_by_id integer CONSTRAINT fk_venue_settlement_recorded_by_id REFERENCES user_account,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT ck_venue_settlement_card CHECK ((kind = 'card') = (order_id IS NOT NULL)),
        CONSTRAINT ck_venue_settlement_recorded CHECK ((kind = 'card') = (recorded_by_id IS NULL))
    );
    CREATE INDEX ix_venue_settlement_venue_id ON venue_settlement (venue_id);
    CREATE INDEX ix_venue_settlement_recorded_by_id ON venue_settlement (recorded_by_id);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE venue_settlement; DROP TABLE venue_invoice_line; DROP TABLE venue_invoice")
