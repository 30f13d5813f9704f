"""Keep the currency of what Stripe moved.

Revision ID: 0054
"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stripe_transaction", sa.Column("currency", sa.String(3), nullable=False, server_default="usd"))


def downgrade() -> None:
    op.drop_column("stripe_transaction", "currency")
