"""pictures are made by a job

What is there already was made at once, and of WebP alone: the defaults say so, for the version before too.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

SOME_ID = "'P-' || upper(substr(md5(gen_random_uuid()::text), 1, 9))"


def upgrade() -> None:
    op.add_column('picture', sa.Column('state', sa.String(length=20), server_default='ready', nullable=False))
    op.add_column('picture', sa.Column('problem', sa.String(length=200), server_default='', nullable=False))
    op.add_column('picture', sa.Column('encoding', sa.SmallInteger(), server_default='1', nullable=False))
    op.add_column(
        'picture', sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False)
    )
    op.create_check_constraint(op.f('ck_picture_problem'), 'picture', "(state = 'failed') = (problem <> '')")
    op.add_column(
        'venue_picture',
        sa.Column('public_id', sa.String(length=16), server_default=sa.text(SOME_ID), nullable=False),
    )
    op.create_unique_constraint(op.f('uq_venue_picture_public_id'), 'venue_picture', ['public_id'])
    op.alter_column('venue_picture', 'position', existing_type=sa.SmallInteger(), nullable=True)
    op.add_column('venue_picture', sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('venue_picture', sa.Column('removed_from', sa.SmallInteger(), nullable=True))
    op.create_check_constraint(
        op.f('ck_venue_picture_removed'), 'venue_picture', '(position IS NULL) = (removed_at IS NOT NULL)'
    )
    op.create_index(op.f('ix_venue_picture_picture_id'), 'venue_picture', ['picture_id'])


def downgrade() -> None:
    op.execute('DELETE FROM venue_picture WHERE position IS NULL')
    op.drop_index(op.f('ix_venue_picture_picture_id'), 'venue_picture')
    op.drop_constraint(op.f('ck_venue_picture_removed'), 'venue_picture')
    op.drop_column('venue_picture', 'removed_from')
    op.drop_column('venue_picture', 'removed_at')
    op.alter_column('venue_picture', 'position', existing_type=sa.SmallInteger(), nullable=False)
    op.drop_column('venue_picture', 'public_id')
    op.drop_constraint(op.f('ck_picture_problem'), 'picture')
    for column in ('created_at', 'encoding', 'problem', 'state'):
        op.drop_column('picture', column)
