"""Keep what Stripe tells us of that belongs to nothing here.

Revision ID: 0053
"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stripe_problem",
        sa.Column("stripe_id", sa.String(120), nullable=False),
        sa.Column("problem", sa.String(20), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("stripe_id", name="pk_stripe_problem"),
    )


def downgrade() -> None:
    op.drop_table("stripe_problem")
