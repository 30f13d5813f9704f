"""Let guests keep a refund as credit at the venue.

Revision ID: 0050
"""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

COLUMN = """
    ALTER TABLE refund ADD COLUMN is_kept boolean NOT NULL DEFAULT false
        CONSTRAINT ck_refund_kept CHECK (NOT is_kept OR (source = 'card' AND stripe_id IS NULL))
"""


def upgrade() -> None:
    op.execute(COLUMN)


def downgrade() -> None:
    op.drop_column("refund", "is_kept")
