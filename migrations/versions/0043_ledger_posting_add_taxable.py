"""Say on postings of taxes on which amount they are.

Revision ID: 0043
"""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE ledger_posting ADD COLUMN taxable_cents integer")


def downgrade() -> None:
    op.execute("ALTER TABLE ledger_posting DROP COLUMN taxable_cents")
