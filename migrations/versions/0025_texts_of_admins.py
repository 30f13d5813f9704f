"""pages of words and an announcement, as admins write them

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'site_text',
        sa.Column('slug', sa.String(40), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('slug', name=op.f('pk_site_text')),
    )
    op.create_table(
        'announcement',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('text', sa.String(200), nullable=False),
        sa.Column('link', sa.String(300), nullable=False),
        sa.Column('is_on', sa.Boolean(), nullable=False),
        sa.Column('begins_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ends_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint('id = 1', name=op.f('ck_announcement_one')),
        sa.CheckConstraint('ends_at > begins_at', name=op.f('ck_announcement_times')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_announcement')),
    )


def downgrade() -> None:
    op.drop_table('announcement')
    op.drop_table('site_text')
