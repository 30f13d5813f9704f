"""Let a lost dispute take back credit that a guest kept in place of a refund.

Revision ID: 0051
"""

from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

CHECKS = """
    ALTER TABLE credit_movement DROP CONSTRAINT ck_credit_movement_amount, ADD CONSTRAINT ck_credit_movement_amount
        CHECK (amount_cents <> 0 AND (kind IN ('use', 'cash_out', 'turned_over', 'taken_back', 'ended', 'moved_out'
            {kind})) = (amount_cents < 0)) {valid};
    ALTER TABLE credit_movement DROP CONSTRAINT ck_credit_movement_venue, ADD CONSTRAINT ck_credit_movement_venue
        CHECK (kind IN ('use', 'release', 'refund') OR
            (kind IN ('given', 'taken_back', 'kept', 'ended', 'moved_out' {kind})) = (venue_id IS NOT NULL)) {valid}
"""


def upgrade() -> None:
    op.execute(CHECKS.format(kind=", 'charged_back'", valid=""))


def downgrade() -> None:
    op.execute("UPDATE credit_movement SET kind = 'ended' WHERE kind = 'charged_back'")
    op.execute(CHECKS.format(kind="", valid=""))
