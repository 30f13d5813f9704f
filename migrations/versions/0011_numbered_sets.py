"""sets of words have numbers

What search knew is dropped: it is made again from the venues.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('TRUNCATE search_document, search_offer, search_text, search_version')
    op.create_table(
        'search_set',
        sa.Column('id', sa.Integer(), sa.Identity(), nullable=False),
        sa.Column('members', postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_set')),
        sa.UniqueConstraint('members', name=op.f('uq_search_set_members')),
    )
    for name in ('tag_set', 'category_set', 'city_set'):
        op.add_column('search_document', sa.Column(name, sa.Integer(), nullable=False))


def downgrade() -> None:
    for name in ('tag_set', 'category_set', 'city_set'):
        op.drop_column('search_document', name)
    op.drop_table('search_set')
