"""when a team member or a room was added, because reports count it from then on

Revision ID: 0051
Revises: 0050
"""

import sqlalchemy as sa
from alembic import op

revision = '0051'
down_revision = '0050'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'resource', sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
    )
    # Nobody knows about earlier ones: they are as old as their venue, as reports had it until now.
    op.execute('UPDATE resource SET created_at = venue.created_at FROM venue WHERE venue.id = resource.venue_id')


def downgrade() -> None:
    op.drop_column('resource', 'created_at')
