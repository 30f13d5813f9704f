"""Create the tables of venues' accounts at Stripe, transfers, reversals, and payouts.

Revision ID: 0024
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE payout_account (
        venue_id integer CONSTRAINT pk_payout_account PRIMARY KEY
            CONSTRAINT fk_payout_account_venue_id REFERENCES venue,
        stripe_id varchar(80) CONSTRAINT uq_payout_account_stripe_id UNIQUE,
        idempotency_key varchar(22) NOT NULL,
        takes_transfers boolean NOT NULL DEFAULT false,
        pays_out boolean NOT NULL DEFAULT false,
        is_submitted boolean NOT NULL DEFAULT false,
        requirements varchar(120)[] NOT NULL DEFAULT '{}',
        due_by timestamptz,
        disabled_reason varchar(120) NOT NULL DEFAULT '',
        bank_name varchar(120) NOT NULL DEFAULT '',
        bank_last4 varchar(4) NOT NULL DEFAULT '',
        interval varchar(20) NOT NULL DEFAULT '',
        anchor varchar(20) NOT NULL DEFAULT '',
        opening_released_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        read_at timestamptz
    );

    CREATE TABLE payout (
        id serial CONSTRAINT pk_payout PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_payout_public_id UNIQUE,
        venue_id integer NOT NULL CONSTRAINT fk_payout_venue_id REFERENCES venue,
        stripe_id varchar(80) NOT NULL CONSTRAINT uq_payout_stripe_id UNIQUE,
        amount_cents integer NOT NULL,
        status varchar(20) NOT NULL,
        arrives_on date NOT NULL,
        failure_code varchar(80) NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX ix_payout_venue_id ON payout (venue_id, arrives_on);

    CREATE TABLE transfer (
        id serial CONSTRAINT pk_transfer PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_transfer_public_id UNIQUE,
        venue_id integer NOT NULL CONSTRAINT fk_transfer_venue_id REFERENCES venue,
        booking_id integer NOT NULL CONSTRAINT fk_transfer_booking_id REFERENCES booking,
        payment_id integer NOT NULL CONSTRAINT fk_transfer_payment_id REFERENCES payment,
        amount_cents integer NOT NULL,
        offset_cents integer NOT NULL DEFAULT 0,
        commission_cents integer NOT NULL DEFAULT 0,
        state varchar(20) NOT NULL,
        idempotency_key varchar(22) NOT NULL CONSTRAINT uq_transfer_idempotency_key UNIQUE,
        stripe_id varchar(80) CONSTRAINT uq_transfer_stripe_id UNIQUE,
        failure varchar(300) NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now(),
        made_at timestamptz,
        payout_id integer CONSTRAINT fk_transfer_payout_id REFERENCES payout,
        CONSTRAINT ck_transfer_amount
            CHECK (amount_cents >= 0 AND offset_cents >= 0 AND amount_cents + offset_cents > 0)
    );
    CREATE UNIQUE INDEX uq_transfer_open ON transfer (booking_id, payment_id) WHERE state IN ('due', 'sent');
    CREATE INDEX ix_transfer_open ON transfer (id) WHERE state IN ('due', 'sent');
    CREATE INDEX ix_transfer_venue_id ON transfer (venue_id, created_at);
    CREATE INDEX ix_transfer_booking_id ON transfer (booking_id);
    CREATE INDEX ix_transfer_payment_id ON transfer (payment_id);
    CREATE INDEX ix_transfer_payout_id ON transfer (payout_id) WHERE payout_id IS NOT NULL;

    CREATE TABLE transfer_reversal (
        id serial CONSTRAINT pk_transfer_reversal PRIMARY KEY,
        transfer_id integer NOT NULL CONSTRAINT fk_transfer_reversal_transfer_id REFERENCES transfer,
        amount_cents integer NOT NULL,
        state varchar(20) NOT NULL,
        idempotency_key varchar(22) NOT NULL CONSTRAINT uq_transfer_reversal_idempotency_key UNIQUE,
        stripe_id varchar(80) CONSTRAINT uq_transfer_reversal_stripe_id UNIQUE,
        failure varchar(300) NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        CONSTRAINT ck_transfer_reversal_amount CHECK (amount_cents > 0)
    );
    CREATE INDEX ix_transfer_reversal_transfer_id ON transfer_reversal (transfer_id);
    CREATE INDEX ix_transfer_reversal_open ON transfer_reversal (id) WHERE state IN ('due', 'sent');
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    for table in ("transfer_reversal", "transfer", "payout", "payout_account"):
        op.drop_table(table)
