"""how team members describe their gender, where they agreed that guests see it

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('member', sa.Column('gender', sa.String(20), nullable=True))
    op.add_column('member', sa.Column('gender_agreed_at', sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f('ck_member_gender_agreed'), 'member', '(gender IS NULL) = (gender_agreed_at IS NULL)'
    )
    # What a list can be filtered by: asked for each list, and there are few.
    op.create_index(
        op.f('ix_member_gender'), 'member', ['gender'], postgresql_where=sa.text('gender IS NOT NULL')
    )
    op.add_column(
        'search_offer',
        sa.Column('genders', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column('search_offer', 'genders')
    op.drop_column('member', 'gender_agreed_at')
    op.drop_column('member', 'gender')
