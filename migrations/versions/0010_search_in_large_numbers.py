"""search in large numbers

What search knew is dropped: it is made again from the venues.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

DOCUMENT = (
    sa.Column('open', postgresql.ARRAY(sa.Integer()), nullable=False),
    sa.Column('categories', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('deals_until', postgresql.ARRAY(sa.Integer()), nullable=False),
    sa.Column('deal_until', sa.Integer(), nullable=False),
    sa.Column('cents', sa.Integer()),
    sa.Column('free', postgresql.ARRAY(sa.Integer()), nullable=False),
)


def upgrade() -> None:
    op.drop_table('search_opening')
    op.execute('TRUNCATE search_document, search_offer, search_version')
    for column in DOCUMENT:
        op.add_column('search_document', column)
    op.add_column('search_offer', sa.Column('deal_until', sa.Integer(), nullable=False))
    op.drop_index('ix_search_document_words', 'search_document')
    op.drop_column('search_document', 'words')
    op.create_table(
        'search_text',
        sa.Column('document_id', sa.BigInteger(), nullable=False),
        sa.Column('words', postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(
            ['document_id'],
            ['search_document.id'],
            name=op.f('fk_search_text_document_id'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('document_id', name=op.f('pk_search_text')),
    )
    op.create_index('ix_search_text_words', 'search_text', ['words'], postgresql_using='gin')
    op.drop_index(op.f('ix_search_document_latitude'), 'search_document')
    op.create_index('ix_search_document_latitude_longitude', 'search_document', ['latitude', 'longitude'])


def downgrade() -> None:
    op.execute('TRUNCATE search_document, search_offer, search_version')
    op.drop_index('ix_search_document_latitude_longitude', 'search_document')
    op.create_index(op.f('ix_search_document_latitude'), 'search_document', ['latitude'])
    op.drop_column('search_offer', 'deal_until')
    op.drop_table('search_text')
    op.add_column('search_document', sa.Column('words', postgresql.TSVECTOR(), nullable=False))
    op.create_index('ix_search_document_words', 'search_document', ['words'], postgresql_using='gin')
    for column in DOCUMENT:
        op.drop_column('search_document', column.name)
    op.create_table(
        'search_opening',
        sa.Column('document_id', sa.BigInteger(), nullable=False),
        sa.Column('position', sa.SmallInteger(), nullable=False),
        sa.Column('during', postgresql.TSTZRANGE(), nullable=False),
        sa.ForeignKeyConstraint(
            ['document_id'],
            ['search_document.id'],
            name=op.f('fk_search_opening_document_id'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('document_id', 'position', name=op.f('pk_search_opening')),
    )
    op.create_index('ix_search_opening_during', 'search_opening', ['during'], postgresql_using='gist')
