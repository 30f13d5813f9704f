"""keep how a payment differs from its order

Revision ID: 0043
Revises: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('payment', sa.Column('mismatch', sa.String(300), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('payment', 'mismatch')
