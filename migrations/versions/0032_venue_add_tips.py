"""Let venues turn tips off.

Revision ID: 0032
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE venue ADD COLUMN takes_tips boolean NOT NULL DEFAULT true")


def downgrade() -> None:
    op.drop_column("venue", "takes_tips")
