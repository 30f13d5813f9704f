"""Let us pay venues for sitewide deals.

Revision ID: 0057
"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deal", sa.Column("funder", sa.String(20), nullable=False, server_default="venue"))
    op.create_check_constraint("ck_deal_funder", "deal", "funder = 'venue' OR venue_id IS NULL")
    op.add_column("booking", sa.Column("funded_cents", sa.Integer, nullable=False, server_default="0"))
    op.add_column("pending_reschedule", sa.Column("funded_cents", sa.Integer, nullable=False, server_default="0"))
    # Checked without a lock that would stop bookings: every row has 0.
    op.execute(
        "ALTER TABLE booking ADD CONSTRAINT ck_booking_funded"
        " CHECK (funded_cents BETWEEN 0 AND discount_cents) NOT VALID"
    )
    op.execute("ALTER TABLE booking VALIDATE CONSTRAINT ck_booking_funded")
    op.add_column("tax_rule", sa.Column("taxes_funded", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("tax_rule", "taxes_funded")
    op.drop_column("pending_reschedule", "funded_cents")
    op.drop_constraint("ck_booking_funded", "booking")
    op.drop_column("booking", "funded_cents")
    op.drop_constraint("ck_deal_funder", "deal")
    op.drop_column("deal", "funder")
