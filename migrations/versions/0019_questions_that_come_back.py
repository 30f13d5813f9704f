"""questions that come back

A question has a key for addresses; the last that was removed is kept without a position. Time off has such a key too.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

# Two random halves, as long as app.ids.token.
KEY = "left(replace(gen_random_uuid()::text, '-', ''), 22)"


def upgrade() -> None:
    for table in ('faq', 'time_off'):
        # With a default, because the version before knows nothing of keys.
        op.add_column(table, sa.Column('key', sa.String(length=22), server_default=sa.text(KEY), nullable=False))
        op.create_unique_constraint(f'uq_{table}_key', table, ['key'])
    op.alter_column('faq', 'position', existing_type=sa.SmallInteger(), nullable=True)


def downgrade() -> None:
    op.execute('DELETE FROM faq WHERE position IS NULL')
    op.alter_column('faq', 'position', existing_type=sa.SmallInteger(), nullable=False)
    for table in ('faq', 'time_off'):
        op.drop_column(table, 'key')
