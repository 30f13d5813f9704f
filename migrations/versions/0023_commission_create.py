"""Add commission: the terms for new bookings, and the rate that each booking keeps. Earlier ones have none.

Revision ID: 0023
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TERMS = """
    CREATE TABLE commission_terms (
        id serial CONSTRAINT pk_commission_terms PRIMARY KEY,
        venue_id integer CONSTRAINT fk_commission_terms_venue_id REFERENCES venue ON DELETE CASCADE,
        rate_bps smallint NOT NULL,
        first_rate_bps smallint,
        CONSTRAINT uq_commission_terms_venue_id UNIQUE NULLS NOT DISTINCT (venue_id),
        CONSTRAINT ck_commission_terms_rate CHECK (rate_bps BETWEEN 0 AND 5000),
        CONSTRAINT ck_commission_terms_first_rate CHECK (first_rate_bps BETWEEN 0 AND 5000)
    )
"""


def upgrade() -> None:
    op.execute(TERMS)
    op.execute(
        "ALTER TABLE booking ADD COLUMN commission_bps smallint NOT NULL DEFAULT 0"
        " CONSTRAINT ck_booking_commission CHECK (commission_bps BETWEEN 0 AND 5000)"
    )


def downgrade() -> None:
    op.drop_column("booking", "commission_bps")
    op.drop_table("commission_terms")
