"""tries are counted in the database

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'try',
        sa.Column('key', sa.String(length=64), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_try')),
        prefixes=['UNLOGGED'],
    )
    op.create_index(op.f('ix_try_until'), 'try', ['until'], unique=False)


def downgrade() -> None:
    op.drop_table('try')
