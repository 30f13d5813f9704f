"""Create the tables of guests' store credit.

Revision ID: 0026
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE credit_account (
        id serial CONSTRAINT pk_credit_account PRIMARY KEY,
        user_id integer NOT NULL CONSTRAINT uq_credit_account_user_id UNIQUE
            CONSTRAINT fk_credit_account_user_id REFERENCES user_account,
        balance_cents integer NOT NULL DEFAULT 0,
        CONSTRAINT ck_credit_account_balance CHECK (balance_cents >= 0)
    );

    CREATE TABLE credit_movement (
        id serial CONSTRAINT pk_credit_movement PRIMARY KEY,
        account_id integer NOT NULL CONSTRAINT fk_credit_movement_account_id REFERENCES credit_account,
        kind varchar(20) NOT NULL,
        amount_cents integer NOT NULL,
        order_id integer CONSTRAINT fk_credit_movement_order_id REFERENCES customer_order,
        booking_id integer CONSTRAINT fk_credit_movement_booking_id REFERENCES booking,
        reason varchar(200) NOT NULL DEFAULT '',
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT ck_credit_movement_amount CHECK (amount_cents <> 0 AND (kind = 'use') = (amount_cents < 0)),
        CONSTRAINT ck_credit_movement_order
            CHECK ((kind IN ('use', 'release', 'refund')) = (order_id IS NOT NULL)),
        CONSTRAINT ck_credit_movement_booking CHECK ((order_id IS NULL) = (booking_id IS NULL))
    );
    CREATE INDEX ix_credit_movement_account_id ON credit_movement (account_id);
    CREATE INDEX ix_credit_movement_order_id ON credit_movement (order_id) WHERE order_id IS NOT NULL;
    CREATE INDEX ix_credit_movement_booking_id ON credit_movement (booking_id) WHERE booking_id IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DROP TABLE credit_movement, credit_account")
