"""Let disputes end gift cards, packages, and months of memberships.

Revision ID: 0056
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

COLUMNS = {
    "gift_card": ("held_cents", "lost_cents"),
    "guest_pass": ("lost_cents", "owed_cents"),
    "dispute": ("ended_cents",),
}
CHECKS = """
    ALTER TABLE credit_movement DROP CONSTRAINT ck_credit_movement_amount, ADD CONSTRAINT ck_credit_movement_amount
        CHECK (amount_cents <> 0 AND (kind IN ('use', 'cash_out', 'turned_over', 'taken_back', 'ended', 'moved_out',
            'charged_back' {kind})) = (amount_cents < 0));
    ALTER TABLE gift_card DROP CONSTRAINT ck_gift_card_code, ADD CONSTRAINT ck_gift_card_code
        CHECK ({ended} (state IN ('delivered', 'redeemed', 'turned_over')) = (code_hash IS NOT NULL))
"""


def upgrade() -> None:
    for table, names in COLUMNS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.add_column("guest_pass", sa.Column("lost_uses", sa.SmallInteger, nullable=False, server_default="0"))
    op.execute(
        "ALTER TABLE gift_card ADD CONSTRAINT ck_gift_card_held"
        " CHECK (0 <= lost_cents AND lost_cents <= held_cents AND held_cents <= amount_cents)"
    )
    op.execute(CHECKS.format(kind=", 'disputed'", ended="state = 'charged_back' OR"))


def downgrade() -> None:
    op.execute("UPDATE credit_movement SET kind = 'turned_over' WHERE kind = 'disputed'")
    op.execute("UPDATE gift_card SET state = 'refunded', code_hash = NULL WHERE state = 'charged_back'")
    op.execute(CHECKS.format(kind="", ended=""))
    op.execute("ALTER TABLE gift_card DROP CONSTRAINT ck_gift_card_held")
    op.drop_column("guest_pass", "lost_uses")
    for table, names in COLUMNS.items():
        for name in names:
            op.drop_column(table, name)
