"""what search suggests

What search knew is dropped: it is made again from the venues.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('TRUNCATE search_document, search_offer, search_opening, search_version')
    op.add_column('search_document', sa.Column('title', sa.Text(), nullable=False))
    op.create_index(
        'ix_search_document_name_words', 'search_document', ['name_words'], postgresql_using='gin'
    )
    op.create_index('ix_search_document_name', 'search_document', [sa.literal_column('name COLLATE "C"'), 'id'])
    op.add_column('search_offer', sa.Column('name', sa.Text(), nullable=False))
    op.create_index('ix_search_offer_name', 'search_offer', ['name', 'document_id'])
    op.create_table(
        'search_title',
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('words', postgresql.TSVECTOR(), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_search_title')),
    )
    op.create_index('ix_search_title_name', 'search_title', [sa.literal_column('name COLLATE "C"')])
    op.create_index('ix_search_title_words', 'search_title', ['words'], postgresql_using='gin')


def downgrade() -> None:
    op.drop_table('search_title')
    op.drop_index('ix_search_offer_name', table_name='search_offer')
    op.drop_column('search_offer', 'name')
    op.drop_index('ix_search_document_name', table_name='search_document')
    op.drop_index('ix_search_document_name_words', table_name='search_document')
    op.drop_column('search_document', 'title')
