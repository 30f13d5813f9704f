"""Keep what an owner's bank took back of a payment of invoices: the venue owes it again.

Revision ID: 0065
"""

from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE venue_settlement ADD COLUMN lost_cents integer NOT NULL DEFAULT 0")


def downgrade() -> None:
    op.execute("ALTER TABLE venue_settlement DROP COLUMN lost_cents")
