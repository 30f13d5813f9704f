"""search by service

What search knew is dropped: it is made again from the venues.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table('search_offer')
    op.execute('TRUNCATE search_document, search_opening, search_version')
    op.drop_column('search_document', 'notice_minutes')
    op.add_column('search_document', sa.Column('kind', sa.Text(), nullable=False))
    op.add_column('search_document', sa.Column('tags', postgresql.ARRAY(sa.Text()), nullable=False))
    op.add_column('search_document', sa.Column('rating', sa.Double(), nullable=True))
    op.create_table(
        'search_offer',
        sa.Column('document_id', sa.BigInteger(), nullable=False),
        sa.Column('id', sa.BigInteger(), nullable=False),
        sa.Column('category', sa.Text(), nullable=False),
        sa.Column('words', postgresql.TSVECTOR(), nullable=False),
        sa.Column('cents', sa.Integer(), nullable=False),
        sa.Column('guests', sa.SmallInteger(), nullable=False),
        sa.Column('free', postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column('deal', postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(
            ['document_id'],
            ['search_document.id'],
            name=op.f('fk_search_offer_document_id'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('document_id', 'id', name=op.f('pk_search_offer')),
    )
    op.create_table(
        'search_missed',
        sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_missed')),
    )
    op.create_table(
        'search_word',
        sa.Column('word', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('word', name=op.f('pk_search_word')),
    )


def downgrade() -> None:
    op.drop_table('search_word')
    op.drop_table('search_missed')
    op.drop_table('search_offer')
    op.execute('TRUNCATE search_document, search_opening')
    op.drop_column('search_document', 'rating')
    op.drop_column('search_document', 'tags')
    op.drop_column('search_document', 'kind')
    op.add_column('search_document', sa.Column('notice_minutes', sa.Integer(), nullable=False))
    op.create_table(
        'search_offer',
        sa.Column('document_id', sa.BigInteger(), nullable=False),
        sa.Column('category', sa.Text(), nullable=False),
        sa.Column('from_cents', sa.Integer(), nullable=True),
        sa.Column('free', postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column('deal', postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(
            ['document_id'],
            ['search_document.id'],
            name=op.f('fk_search_offer_document_id'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('document_id', 'category', name=op.f('pk_search_offer')),
    )
