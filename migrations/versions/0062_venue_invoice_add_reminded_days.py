"""Remind owners of invoices that are due.

Revision ID: 0062
"""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("venue_invoice", sa.Column("reminded_days", sa.SmallInteger))


def downgrade() -> None:
    op.drop_column("venue_invoice", "reminded_days")
