"""Add saved cards, the customers that they belong to at Stripe, and charges without the guest.

Revision ID: 0034
"""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

CUSTOMER = """
    CREATE TABLE payment_customer (
        user_id integer CONSTRAINT pk_payment_customer PRIMARY KEY
            CONSTRAINT fk_payment_customer_user_id REFERENCES user_account ON DELETE CASCADE,
        stripe_id varchar(120) CONSTRAINT uq_payment_customer_stripe_id UNIQUE,
        idempotency_key varchar(22) NOT NULL CONSTRAINT uq_payment_customer_idempotency_key UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now()
    )
"""
CARD = """
    CREATE TABLE saved_card (
        id serial CONSTRAINT pk_saved_card PRIMARY KEY,
        key varchar(22) NOT NULL CONSTRAINT uq_saved_card_key UNIQUE,
        user_id integer NOT NULL CONSTRAINT fk_saved_card_user_id REFERENCES user_account ON DELETE CASCADE,
        payment_method_id varchar(120) NOT NULL CONSTRAINT uq_saved_card_payment_method_id UNIQUE,
        brand varchar(20) NOT NULL,
        last4 varchar(4) NOT NULL,
        exp_month smallint NOT NULL,
        exp_year smallint NOT NULL,
        is_default boolean NOT NULL,
        refused_at timestamptz,
        removed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now()
    )
"""


def upgrade() -> None:
    op.execute(CUSTOMER)
    op.execute(CARD)
    op.execute("CREATE INDEX ix_saved_card_user_id ON saved_card (user_id)")
    op.execute(
        "CREATE UNIQUE INDEX uq_saved_card_default ON saved_card (user_id) WHERE is_default AND removed_at IS NULL"
    )
    op.execute(
        "ALTER TABLE customer_order ADD COLUMN agreed_at timestamptz,"
        " ADD COLUMN card_id integer CONSTRAINT fk_customer_order_card_id REFERENCES saved_card"
    )
    op.execute("CREATE INDEX ix_customer_order_card_id ON customer_order (card_id)")
    op.execute(
        "ALTER TABLE payment ADD COLUMN customer_id varchar(120),"
        " ADD COLUMN card_id integer CONSTRAINT fk_payment_card_id REFERENCES saved_card,"
        " ADD COLUMN decline_code varchar(60) NOT NULL DEFAULT '',"
        " DROP CONSTRAINT ck_payment_amount, ADD CONSTRAINT ck_payment_amount CHECK (amount_cents >= 0)"
    )
    op.execute("CREATE INDEX ix_payment_card_id ON payment (card_id)")


def downgrade() -> None:
    op.execute("DELETE FROM payment WHERE amount_cents = 0")
    op.execute(
        "ALTER TABLE payment DROP COLUMN customer_id, DROP COLUMN card_id, DROP COLUMN decline_code,"
        " DROP CONSTRAINT ck_payment_amount, ADD CONSTRAINT ck_payment_amount CHECK (amount_cents > 0)"
    )
    op.execute("ALTER TABLE customer_order DROP COLUMN agreed_at, DROP COLUMN card_id")
    op.execute("DROP TABLE saved_card, payment_customer")
