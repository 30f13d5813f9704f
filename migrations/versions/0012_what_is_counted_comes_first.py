"""what is counted comes first in the rows of search

What search knew is dropped: it is made again from the venues. The order of columns is all that changes.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

OF_DOCUMENT = ('search_offer', 'search_text')


def upgrade() -> None:
    for table in OF_DOCUMENT:
        op.drop_constraint(f'fk_{table}_document_id', table)
    op.execute('TRUNCATE search_version, search_offer, search_text')
    op.drop_table('search_document')
    op.create_table(
        'search_document',
        sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column('tag_set', sa.Integer(), nullable=False),
        sa.Column('category_set', sa.Integer(), nullable=False),
        sa.Column('city_set', sa.Integer(), nullable=False),
        sa.Column('deal_until', sa.Integer(), nullable=False),
        sa.Column('latitude', sa.Double(), nullable=False),
        sa.Column('longitude', sa.Double(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('zone', sa.Text(), nullable=False),
        sa.Column('open', postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column('cents', sa.Integer(), nullable=True),
        sa.Column('rating', sa.Double(), nullable=True),
        sa.Column('free', postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('tags', postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column('categories', postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column('deals_until', postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column('city', sa.Text(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('name_words', postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_document')),
    )
    op.create_index('ix_search_document_latitude_longitude', 'search_document', ['latitude', 'longitude'])
    op.create_index('ix_search_document_name_words', 'search_document', ['name_words'], postgresql_using='gin')
    op.create_index('ix_search_document_name', 'search_document', [sa.literal_column('name COLLATE "C"'), 'id'])
    for table in OF_DOCUMENT:
        op.create_foreign_key(
            f'fk_{table}_document_id', table, 'search_document', ['document_id'], ['id'], ondelete='CASCADE'
        )


def downgrade() -> None:
    op.execute('TRUNCATE search_document, search_offer, search_text, search_version')
