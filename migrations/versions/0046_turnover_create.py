"""Record what states get of gift cards that nobody used for years.

Revision ID: 0046
"""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

TURNOVER = """
    CREATE TABLE turnover (
        id serial CONSTRAINT pk_turnover PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_turnover_public_id UNIQUE,
        state varchar(2) NOT NULL,
        amount_cents integer NOT NULL CONSTRAINT ck_turnover_amount CHECK (amount_cents > 0),
        paid_on date NOT NULL,
        reference varchar(80) NOT NULL,
        recorded_by_id integer NOT NULL CONSTRAINT fk_turnover_recorded_by_id REFERENCES user_account,
        created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX ix_turnover_recorded_by_id ON turnover (recorded_by_id);
    ALTER TABLE credit_movement ADD COLUMN turnover_id integer
        CONSTRAINT fk_credit_movement_turnover_id REFERENCES turnover;
    ALTER TABLE gift_card ADD COLUMN turnover_id integer CONSTRAINT fk_gift_card_turnover_id REFERENCES turnover;
    ALTER TABLE credit_movement ADD CONSTRAINT ck_credit_movement_turnover
        CHECK ((kind = 'turned_over') = (turnover_id IS NOT NULL));
    ALTER TABLE gift_card ADD CONSTRAINT ck_gift_card_turnover
        CHECK ((state = 'turned_over') = (turnover_id IS NOT NULL));
    CREATE INDEX ix_credit_movement_turnover_id ON credit_movement (turnover_id) WHERE turnover_id IS NOT NULL;
    CREATE INDEX ix_gift_card_turnover_id ON gift_card (turnover_id) WHERE turnover_id IS NOT NULL;
"""
CHECKS = """
    ALTER TABLE credit_movement DROP CONSTRAINT ck_credit_movement_amount, ADD CONSTRAINT ck_credit_movement_amount
        CHECK (amount_cents <> 0 AND (kind IN ({kinds})) = (amount_cents < 0)) {valid};
    ALTER TABLE gift_card DROP CONSTRAINT ck_gift_card_code, ADD CONSTRAINT ck_gift_card_code
        CHECK ((state IN ({states})) = (code_hash IS NOT NULL)) {valid}
"""


def upgrade() -> None:
    op.execute(TURNOVER)
    op.execute(
        CHECKS.format(
            kinds="'use', 'cash_out', 'turned_over'", states="'delivered', 'redeemed', 'turned_over'", valid=""
        )
    )


def downgrade() -> None:
    op.drop_column("credit_movement", "turnover_id")
    op.drop_column("gift_card", "turnover_id")
    op.execute("DROP TABLE turnover")
    # What was turned over stays so: its rows remain, unchecked.
    op.execute(CHECKS.format(kinds="'use', 'cash_out'", states="'delivered', 'redeemed'", valid="NOT VALID"))
