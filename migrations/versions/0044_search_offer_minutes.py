"""how long a service takes, where search keeps it

Revision ID: 0044
Revises: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # NULL until the venue is indexed again: over night, or by `flask reindex`.
    op.add_column('search_offer', sa.Column('minutes', sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column('search_offer', 'minutes')
