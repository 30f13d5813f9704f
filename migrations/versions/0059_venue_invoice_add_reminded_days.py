"""Remind owners of invoices that are due.

Revision ID: 0059
"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("venue_invoice", sa.Column("reminded_days", sa.SmallInteger))


def downgrade() -> None:
    op.drop_column("venue_invoice", "reminded_days")
