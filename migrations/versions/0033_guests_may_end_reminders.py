"""whoever agreed to mails at the desk is reminded, until she ends that

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column('guest', 'reminders', server_default=sa.true())
    op.execute('UPDATE guest SET reminders = true')


def downgrade() -> None:
    op.alter_column('guest', 'reminders', server_default=sa.false())
