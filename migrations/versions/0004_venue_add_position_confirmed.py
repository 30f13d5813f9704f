"""Add whether a venue's owner confirmed its position.

Until now, an address could be saved only with a confirmed pin, so every venue with a street has one.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("venue", sa.Column("position_confirmed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE venue SET position_confirmed = true WHERE street <> ''")


def downgrade() -> None:
    op.drop_column("venue", "position_confirmed")
