"""Record what we pay to jurisdictions.

Revision ID: 0044
"""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

PAYMENT = """
    CREATE TABLE tax_payment (
        id serial CONSTRAINT pk_tax_payment PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_tax_payment_public_id UNIQUE,
        state varchar(2) NOT NULL,
        jurisdiction varchar(80) NOT NULL,
        first_on date NOT NULL,
        last_on date NOT NULL,
        amount_cents integer NOT NULL CONSTRAINT ck_tax_payment_amount CHECK (amount_cents > 0),
        paid_on date NOT NULL,
        reference varchar(80) NOT NULL,
        recorded_by_id integer NOT NULL CONSTRAINT fk_tax_payment_recorded_by_id REFERENCES user_account,
        created_at timestamptz NOT NULL DEFAULT now(),
        undone_at timestamptz,
        CONSTRAINT ck_tax_payment_days CHECK (last_on >= first_on)
    )
"""


def upgrade() -> None:
    op.execute(PAYMENT)
    op.execute("CREATE INDEX ix_tax_payment_jurisdiction ON tax_payment (state, jurisdiction)")
    op.execute("CREATE INDEX ix_tax_payment_recorded_by_id ON tax_payment (recorded_by_id)")


def downgrade() -> None:
    op.execute("DROP TABLE tax_payment")
