"""what leads the home page

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'featured_venue',
        sa.Column('venue_id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('position', sa.SmallInteger(), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('position BETWEEN 1 AND 12', name=op.f('ck_featured_venue_position')),
        sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_featured_venue_venue_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('venue_id', name=op.f('pk_featured_venue')),
        sa.UniqueConstraint(
            'position', name=op.f('uq_featured_venue_position'), deferrable=True, initially='DEFERRED'
        ),
    )


def downgrade() -> None:
    op.drop_table('featured_venue')
