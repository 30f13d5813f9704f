"""Create the tables of disputes, and let refunds wait for them or be settled by them.

Revision ID: 0035
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE dispute (
        id serial CONSTRAINT pk_dispute PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_dispute_public_id UNIQUE,
        stripe_id varchar(80) NOT NULL CONSTRAINT uq_dispute_stripe_id UNIQUE,
        payment_intent_id varchar(120) NOT NULL DEFAULT '',
        order_id integer CONSTRAINT fk_dispute_order_id REFERENCES customer_order,
        status varchar(40) NOT NULL,
        reason varchar(60) NOT NULL DEFAULT '',
        amount_cents integer NOT NULL,
        withdrawn_cents integer NOT NULL DEFAULT 0,
        reinstated_cents integer NOT NULL DEFAULT 0,
        fee_cents integer NOT NULL DEFAULT 0,
        written_off_cents integer NOT NULL DEFAULT 0,
        loss_entries smallint NOT NULL DEFAULT 0,
        due_by timestamptz,
        opened_at timestamptz NOT NULL,
        read_at timestamptz NOT NULL,
        settled_at timestamptz,
        is_corrected boolean NOT NULL DEFAULT false,
        reminded_days smallint,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT ck_dispute_amount CHECK (amount_cents >= 0)
    );
    CREATE INDEX ix_dispute_order_id ON dispute (order_id);
    CREATE INDEX ix_dispute_open ON dispute (id) WHERE settled_at IS NULL;

    CREATE TABLE dispute_allocation (
        dispute_id integer CONSTRAINT fk_dispute_allocation_dispute_id REFERENCES dispute,
        booking_id integer CONSTRAINT fk_dispute_allocation_booking_id REFERENCES booking,
        amount_cents integer NOT NULL,
        CONSTRAINT pk_dispute_allocation PRIMARY KEY (dispute_id, booking_id),
        CONSTRAINT ck_dispute_allocation_amount CHECK (amount_cents > 0)
    );
    CREATE INDEX ix_dispute_allocation_booking_id ON dispute_allocation (booking_id);

    CREATE TABLE dispute_evidence (
        dispute_id integer CONSTRAINT pk_dispute_evidence PRIMARY KEY
            CONSTRAINT fk_dispute_evidence_dispute_id REFERENCES dispute,
        texts jsonb NOT NULL DEFAULT '{}',
        state varchar(20) NOT NULL,
        version integer NOT NULL DEFAULT 0,
        idempotency_key varchar(22) NOT NULL,
        failure varchar(300) NOT NULL DEFAULT '',
        completed_at timestamptz,
        submitted_at timestamptz,
        changed_at timestamptz NOT NULL DEFAULT now()
    );

    ALTER TABLE customer_order ADD COLUMN refunds_blocked boolean NOT NULL DEFAULT false;
    ALTER TABLE refund ADD COLUMN dispute_id integer CONSTRAINT fk_refund_dispute_id REFERENCES dispute;
    CREATE INDEX ix_refund_dispute_id ON refund (dispute_id) WHERE dispute_id IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.drop_column("refund", "dispute_id")
    op.drop_column("customer_order", "refunds_blocked")
    for table in ("dispute_evidence", "dispute_allocation", "dispute"):
        op.drop_table(table)
