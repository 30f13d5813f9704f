"""categories have synonyms, and their addresses of before lead on; tags too

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'category',
        sa.Column('synonyms', postgresql.ARRAY(sa.String(60)), server_default='{}', nullable=False),
    )
    for of in ('category', 'tag'):
        op.create_table(
            f'{of}_slug',
            sa.Column('slug', sa.String(40), nullable=False),
            sa.Column(f'{of}_id', sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(
                [f'{of}_id'], [f'{of}.id'], name=op.f(f'fk_{of}_slug_{of}_id'), ondelete='CASCADE'
            ),
            sa.PrimaryKeyConstraint('slug', name=op.f(f'pk_{of}_slug')),
        )
        op.create_index(op.f(f'ix_{of}_slug_{of}_id'), f'{of}_slug', [f'{of}_id'])


def downgrade() -> None:
    op.drop_table('tag_slug')
    op.drop_table('category_slug')
    op.drop_column('category', 'synonyms')
