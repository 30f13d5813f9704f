"""visits that are moved

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        'visit_move',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('item_id', sa.Integer(), nullable=False),
        sa.Column('actor', sa.String(20), nullable=False),
        sa.Column('user_id', sa.Integer(), nullable=True),
        instant('at'),
        sa.Column('reason', sa.String(300), nullable=False),
        sa.Column('asked', sa.Boolean(), nullable=False),
        sa.Column('sequence', sa.SmallInteger(), nullable=False),
        sa.Column('undoes_id', sa.Integer(), nullable=True),
        instant('from_starts_at'),
        instant('from_ends_at'),
        sa.Column('from_with_whom', sa.String(200), nullable=False),
        sa.Column('from_member_id', sa.Integer(), nullable=True),
        sa.Column('from_keep_percent', sa.SmallInteger(), nullable=False),
        sa.Column('from_cents', sa.Integer(), nullable=False),
        sa.Column('from_places', postgresql.JSONB(), nullable=False),
        instant('to_starts_at'),
        instant('to_ends_at'),
        sa.Column('to_with_whom', sa.String(200), nullable=False),
        sa.Column('to_member_id', sa.Integer(), nullable=True),
        sa.Column('to_cents', sa.Integer(), nullable=False),
        instant('told_at', nullable=True),
        sa.CheckConstraint(
            'from_ends_at > from_starts_at AND to_ends_at > to_starts_at', name=op.f('ck_visit_move_times')
        ),
        sa.ForeignKeyConstraint(
            ['item_id'], ['booking_item.id'], name=op.f('fk_visit_move_item_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_visit_move_user_id')),
        sa.ForeignKeyConstraint(['undoes_id'], ['visit_move.id'], name=op.f('fk_visit_move_undoes_id')),
        sa.ForeignKeyConstraint(['from_member_id'], ['member.id'], name=op.f('fk_visit_move_from_member_id')),
        sa.ForeignKeyConstraint(['to_member_id'], ['member.id'], name=op.f('fk_visit_move_to_member_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_move')),
        sa.UniqueConstraint('undoes_id', name=op.f('uq_visit_move_undoes_id')),
        sa.UniqueConstraint('item_id', 'sequence', name=op.f('uq_visit_move_item_id_sequence')),
    )


def downgrade() -> None:
    op.drop_table('visit_move')
