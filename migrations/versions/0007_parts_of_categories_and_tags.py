"""parts of categories, tags and types of venues

What search knew is dropped: it is made again from the venues.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('category', sa.Column('parent_id', sa.Integer(), nullable=True))
    op.create_foreign_key(op.f('fk_category_parent_id'), 'category', 'category', ['parent_id'], ['id'])
    op.create_index(op.f('ix_category_parent_id'), 'category', ['parent_id'])
    op.create_check_constraint(op.f('ck_category_parent'), 'category', 'parent_id <> id')
    op.add_column('venue', sa.Column('venue_type', sa.String(20), server_default='spa', nullable=False))
    op.create_table(
        'tag',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('slug', sa.String(40), nullable=False),
        sa.Column('name', sa.String(60), nullable=False),
        sa.Column('tag_group', sa.String(20), nullable=False),
        sa.Column('position', sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_tag')),
        sa.UniqueConstraint('slug', name=op.f('uq_tag_slug')),
    )
    op.create_table(
        'venue_tag',
        sa.Column('venue_id', sa.Integer(), nullable=False),
        sa.Column('tag_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['tag_id'], ['tag.id'], name=op.f('fk_venue_tag_tag_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_venue_tag_venue_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('venue_id', 'tag_id', name=op.f('pk_venue_tag')),
    )
    op.create_index(op.f('ix_venue_tag_tag_id'), 'venue_tag', ['tag_id'])
    op.execute('TRUNCATE search_document, search_offer, search_opening, search_version')
    op.drop_column('search_offer', 'category')
    op.add_column('search_offer', sa.Column('categories', postgresql.ARRAY(sa.Text()), nullable=False))


def downgrade() -> None:
    op.execute('TRUNCATE search_document, search_offer, search_opening, search_version')
    op.drop_column('search_offer', 'categories')
    op.add_column('search_offer', sa.Column('category', sa.Text(), nullable=False))
    op.drop_table('venue_tag')
    op.drop_table('tag')
    op.drop_column('venue', 'venue_type')
    op.drop_constraint(op.f('ck_category_parent'), 'category')
    op.drop_constraint(op.f('fk_category_parent_id'), 'category')
    op.drop_column('category', 'parent_id')
