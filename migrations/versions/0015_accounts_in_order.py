"""accounts: what an address calls them, suspension, and an admin who sees as somebody

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

RANDOM_ID = sa.text("'P-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12))")


def upgrade() -> None:
    op.execute('CREATE EXTENSION IF NOT EXISTS pg_trgm')
    op.add_column('user_account', sa.Column('public_id', sa.String(14), server_default=RANDOM_ID, nullable=False))
    op.create_unique_constraint(op.f('uq_user_account_public_id'), 'user_account', ['public_id'])
    op.add_column('user_account', sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('user_account', sa.Column('suspended_reason', sa.String(300), server_default='', nullable=False))
    op.create_check_constraint(
        op.f('ck_user_account_suspended'), 'user_account', "(suspended_at IS NULL) = (suspended_reason = '')"
    )
    for column in ('name', 'email'):
        op.create_index(
            op.f(f'ix_user_account_{column}'),
            'user_account',
            [column],
            postgresql_using='gin',
            postgresql_ops={column: 'gin_trgm_ops'},
        )
    op.create_table(
        'seeing',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('key', sa.String(22), nullable=False),
        sa.Column('admin_id', sa.Integer(), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('admin_id <> user_id', name=op.f('ck_seeing_other')),
        sa.CheckConstraint('ends_at > began_at', name=op.f('ck_seeing_times')),
        sa.ForeignKeyConstraint(['admin_id'], ['user_account.id'], name=op.f('fk_seeing_admin_id')),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_seeing_user_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_seeing')),
        sa.UniqueConstraint('key', name=op.f('uq_seeing_key')),
    )
    op.create_index(op.f('ix_seeing_admin_id'), 'seeing', ['admin_id'])
    op.create_index(op.f('ix_seeing_user_id'), 'seeing', ['user_id'])


def downgrade() -> None:
    op.drop_table('seeing')
    for column in ('email', 'name'):
        op.drop_index(op.f(f'ix_user_account_{column}'), 'user_account')
    op.drop_constraint(op.f('ck_user_account_suspended'), 'user_account')
    op.drop_column('user_account', 'suspended_reason')
    op.drop_column('user_account', 'suspended_at')
    op.drop_column('user_account', 'public_id')
