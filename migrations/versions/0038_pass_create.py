"""Packages: what venues sell, what guests have of it, and which bookings it paid for.

A transfer may be for what expired, which has no booking.

Revision ID: 0038
"""

from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE pass_offer (
        id serial CONSTRAINT pk_pass_offer PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_pass_offer_public_id UNIQUE,
        venue_id integer NOT NULL CONSTRAINT fk_pass_offer_venue_id REFERENCES venue,
        kind varchar(20) NOT NULL,
        title varchar(60) NOT NULL,
        price_cents integer NOT NULL,
        uses smallint NOT NULL,
        valid_days smallint NOT NULL,
        option_ids integer[] NOT NULL,
        active boolean DEFAULT true NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT ck_pass_offer_uses CHECK (uses BETWEEN 1 AND 50),
        CONSTRAINT ck_pass_offer_price CHECK (price_cents BETWEEN 500 AND 1000000),
        CONSTRAINT ck_pass_offer_valid_days CHECK (valid_days BETWEEN 1 AND 730),
        CONSTRAINT ck_pass_offer_options CHECK (cardinality(option_ids) > 0)
    );
    CREATE INDEX ix_pass_offer_venue_id ON pass_offer (venue_id);

    CREATE TABLE guest_pass (
        id serial CONSTRAINT pk_guest_pass PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_guest_pass_public_id UNIQUE,
        offer_id integer NOT NULL CONSTRAINT fk_guest_pass_offer_id REFERENCES pass_offer,
        venue_id integer NOT NULL CONSTRAINT fk_guest_pass_venue_id REFERENCES venue,
        user_id integer NOT NULL CONSTRAINT fk_guest_pass_user_id REFERENCES user_account,
        order_id integer NOT NULL CONSTRAINT uq_guest_pass_order_id UNIQUE
            CONSTRAINT fk_guest_pass_order_id REFERENCES customer_order,
        state varchar(20) NOT NULL,
        title varchar(60) NOT NULL,
        price_cents integer NOT NULL,
        uses smallint NOT NULL,
        uses_left smallint NOT NULL,
        left_cents integer NOT NULL,
        valid_days smallint NOT NULL,
        option_ids integer[] NOT NULL,
        commission_bps smallint DEFAULT 0 NOT NULL,
        bought_at timestamptz,
        expires_at timestamptz,
        CONSTRAINT ck_guest_pass_uses_left CHECK (uses_left BETWEEN 0 AND uses),
        CONSTRAINT ck_guest_pass_left CHECK (left_cents BETWEEN 0 AND price_cents),
        CONSTRAINT ck_guest_pass_expires CHECK (state = 'unpaid' OR expires_at IS NOT NULL)
    );
    CREATE INDEX ix_guest_pass_offer_id ON guest_pass (offer_id);
    CREATE INDEX ix_guest_pass_user_id ON guest_pass (user_id);
    CREATE INDEX ix_guest_pass_venue_id ON guest_pass (venue_id);
    CREATE INDEX ix_guest_pass_expires_at ON guest_pass (expires_at) WHERE state = 'active';

    CREATE TABLE pass_use (
        booking_id integer CONSTRAINT pk_pass_use PRIMARY KEY
            CONSTRAINT fk_pass_use_booking_id REFERENCES booking ON DELETE CASCADE,
        pass_id integer NOT NULL CONSTRAINT fk_pass_use_pass_id REFERENCES guest_pass,
        uses smallint NOT NULL,
        value_cents integer NOT NULL,
        state varchar(20) NOT NULL,
        at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT ck_pass_use_amounts CHECK (uses > 0 AND value_cents >= 0)
    );
    CREATE INDEX ix_pass_use_pass_id ON pass_use (pass_id);

    ALTER TABLE venue ADD COLUMN sells_packages boolean NOT NULL DEFAULT false;
    ALTER TABLE transfer ALTER COLUMN booking_id DROP NOT NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)


def downgrade() -> None:
    op.execute("DELETE FROM transfer WHERE booking_id IS NULL")
    op.execute("ALTER TABLE transfer ALTER COLUMN booking_id SET NOT NULL")
    op.drop_column("venue", "sells_packages")
    op.drop_table("pass_use")
    op.drop_table("guest_pass")
    op.drop_table("pass_offer")
