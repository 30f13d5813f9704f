"""Add to accounts the payout schedule to go back to when their venue is no longer suspended.

Revision ID: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("payout_account", sa.Column("held_interval", sa.String(20)))
    op.add_column("payout_account", sa.Column("held_anchor", sa.String(20)))


def downgrade() -> None:
    op.drop_column("payout_account", "held_anchor")
    op.drop_column("payout_account", "held_interval")
