"""Add memberships: prices at Stripe, members, and the months that they have paid for.

Revision ID: 0040
"""

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

TABLES = """
    ALTER TABLE pass_offer ADD COLUMN percent_off smallint NOT NULL DEFAULT 0;
    ALTER TABLE pass_offer ALTER COLUMN valid_days DROP NOT NULL;
    ALTER TABLE pass_offer DROP CONSTRAINT ck_pass_offer_uses;
    ALTER TABLE pass_offer ADD CONSTRAINT ck_pass_offer_uses
        CHECK (uses BETWEEN 0 AND 50 AND (kind = 'membership' OR uses > 0));
    ALTER TABLE pass_offer ADD CONSTRAINT ck_pass_offer_kind CHECK ((kind = 'package') = (valid_days IS NOT NULL));
    ALTER TABLE pass_offer ADD CONSTRAINT ck_pass_offer_percent_off CHECK (percent_off BETWEEN 0 AND 90);

    CREATE TABLE plan_price (
        id serial CONSTRAINT pk_plan_price PRIMARY KEY,
        offer_id integer NOT NULL CONSTRAINT fk_plan_price_offer_id REFERENCES pass_offer,
        cents integer NOT NULL CONSTRAINT ck_plan_price_cents CHECK (cents > 0),
        stripe_id varchar(120) CONSTRAINT uq_plan_price_stripe_id UNIQUE,
        idempotency_key varchar(22) NOT NULL CONSTRAINT uq_plan_price_idempotency_key UNIQUE,
        created_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT uq_plan_price_offer_id_cents UNIQUE (offer_id, cents)
    );

    CREATE TABLE membership (
        id serial CONSTRAINT pk_membership PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_membership_public_id UNIQUE,
        offer_id integer NOT NULL CONSTRAINT fk_membership_offer_id REFERENCES pass_offer,
        venue_id integer NOT NULL CONSTRAINT fk_membership_venue_id REFERENCES venue,
        user_id integer NOT NULL CONSTRAINT fk_membership_user_id REFERENCES user_account,
        price_id integer NOT NULL CONSTRAINT fk_membership_price_id REFERENCES plan_price,
        state varchar(20) NOT NULL,
        agreed_at timestamptz NOT NULL,
        agreed_text varchar(1000) NOT NULL,
        idempotency_key varchar(22) NOT NULL CONSTRAINT uq_membership_idempotency_key UNIQUE,
        page_expires_at timestamptz NOT NULL,
        session_id varchar(120) CONSTRAINT uq_membership_session_id UNIQUE,
        session_url varchar(2000),
        subscription_id varchar(120) CONSTRAINT uq_membership_subscription_id UNIQUE,
        joined_at timestamptz,
        period_ends_at timestamptz,
        ends_with_period boolean DEFAULT false NOT NULL,
        ended_at timestamptz,
        reminded_at timestamptz
    );
    CREATE INDEX ix_membership_offer_id ON membership (offer_id);
    CREATE INDEX ix_membership_venue_id ON membership (venue_id);
    CREATE UNIQUE INDEX uq_membership_open ON membership (user_id, offer_id) WHERE state <> 'ended';

    ALTER TABLE guest_pass ALTER COLUMN valid_days DROP NOT NULL;
    ALTER TABLE guest_pass ADD COLUMN percent_off smallint NOT NULL DEFAULT 0;
    ALTER TABLE guest_pass ADD COLUMN membership_id integer
        CONSTRAINT fk_guest_pass_membership_id REFERENCES membership;
    ALTER TABLE guest_pass ADD COLUMN invoice_id varchar(120) CONSTRAINT uq_guest_pass_invoice_id UNIQUE;
    CREATE INDEX ix_guest_pass_membership_id ON guest_pass (membership_id);
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    for column in ("invoice_id", "membership_id", "percent_off"):
        op.drop_column("guest_pass", column)
    op.drop_table("membership")
    op.drop_table("plan_price")
    op.drop_constraint("ck_pass_offer_kind", "pass_offer")
    op.drop_column("pass_offer", "percent_off")
