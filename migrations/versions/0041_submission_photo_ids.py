"""submission: the photos that a listing had when it was submitted

Revision ID: 0041
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0041'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        'submission', sa.Column('photo_ids', postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False)
    )


def downgrade():
    op.drop_column('submission', 'photo_ids')
