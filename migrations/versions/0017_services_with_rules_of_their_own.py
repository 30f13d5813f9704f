"""services with rules of their own, and durations that hang on who serves

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

RULES = {
    'notice': 'notice_minutes BETWEEN 0 AND 43200',
    'horizon': 'horizon_days BETWEEN 1 AND 365',
    'cancel_free_hours': 'cancel_free_hours BETWEEN 0 AND 720',
    'cancel_keep_percent': 'cancel_keep_percent BETWEEN 0 AND 100',
    'archived': 'archived_at IS NULL OR NOT active',
}


def upgrade() -> None:
    op.add_column('service', sa.Column('notice_minutes', sa.Integer(), nullable=True))
    for name in ('horizon_days', 'cancel_free_hours', 'cancel_keep_percent'):
        op.add_column('service', sa.Column(name, sa.SmallInteger(), nullable=True))
    op.add_column('service', sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
    for name, rule in RULES.items():
        op.create_check_constraint(op.f(f'ck_service_{name}'), 'service', rule)
    op.add_column('performer', sa.Column('duration_minutes', sa.SmallInteger(), nullable=True))
    op.create_check_constraint(op.f('ck_performer_duration'), 'performer', 'duration_minutes BETWEEN 5 AND 720')


def downgrade() -> None:
    op.drop_column('performer', 'duration_minutes')
    for name in RULES:
        op.drop_constraint(op.f(f'ck_service_{name}'), 'service')
    for name in ('archived_at', 'cancel_keep_percent', 'cancel_free_hours', 'horizon_days', 'notice_minutes'):
        op.drop_column('service', name)
