"""Let venues say whether guests may pay for each date of a repeating booking after it.

Revision ID: 0055
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("venue", sa.Column("allows_each_date", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("venue", "allows_each_date")
