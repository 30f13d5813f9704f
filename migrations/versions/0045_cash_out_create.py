"""Let guests cash out small gift card balances.

Revision ID: 0045
"""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

CASH_OUT = """
    CREATE TABLE cash_out (
        id serial CONSTRAINT pk_cash_out PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_cash_out_public_id UNIQUE,
        account_id integer NOT NULL CONSTRAINT fk_cash_out_account_id REFERENCES credit_account,
        state varchar(20) NOT NULL,
        amount_cents integer NOT NULL CONSTRAINT ck_cash_out_amount CHECK (amount_cents > 0),
        law_state varchar(2) NOT NULL,
        address varchar(300) NOT NULL,
        asked_at timestamptz NOT NULL DEFAULT now(),
        paid_by varchar(20),
        paid_on date,
        reference varchar(80) NOT NULL DEFAULT '',
        refund_id integer CONSTRAINT uq_cash_out_refund_id UNIQUE CONSTRAINT fk_cash_out_refund_id REFERENCES refund,
        reason varchar(200) NOT NULL DEFAULT '',
        decided_at timestamptz,
        decided_by_id integer CONSTRAINT fk_cash_out_decided_by_id REFERENCES user_account,
        CONSTRAINT ck_cash_out_paid CHECK ((state = 'paid') = (paid_by IS NOT NULL)),
        CONSTRAINT ck_cash_out_decided CHECK ((state = 'asked') = (decided_at IS NULL))
    );
    CREATE INDEX ix_cash_out_account_id ON cash_out (account_id);
    CREATE INDEX ix_cash_out_decided_by_id ON cash_out (decided_by_id);
    CREATE UNIQUE INDEX uq_cash_out_open ON cash_out (account_id) WHERE state = 'asked';
"""
MOVEMENT = """
    ALTER TABLE credit_movement DROP CONSTRAINT ck_credit_movement_amount, ADD CONSTRAINT ck_credit_movement_amount
        CHECK (amount_cents <> 0 AND (kind IN ({kinds})) = (amount_cents < 0))
"""


def upgrade() -> None:
    op.execute(CASH_OUT)
    op.execute(MOVEMENT.format(kinds="'use', 'cash_out'"))


def downgrade() -> None:
    op.execute("DROP TABLE cash_out")
    # What guests have in cash stays out of their balances.
    op.execute("UPDATE credit_movement SET kind = 'goodwill' WHERE kind = 'cash_out_back'")
    op.execute(MOVEMENT.format(kinds="'use'") + " NOT VALID")
