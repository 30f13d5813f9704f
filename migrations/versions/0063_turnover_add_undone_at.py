"""Let admins undo payments and write-offs that were recorded by mistake.

Revision ID: 0063
"""

from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

UNDONE = """
    ALTER TABLE {table}
        ADD COLUMN undone_at timestamptz,
        ADD COLUMN undone_by_id integer CONSTRAINT fk_{table}_undone_by_id REFERENCES user_account,
        ADD COLUMN undone_why varchar(300) NOT NULL DEFAULT '',
        ADD CONSTRAINT ck_{table}_undone CHECK ((undone_at IS NULL) = (undone_by_id IS NULL));
    CREATE INDEX ix_{table}_undone_by_id ON {table} (undone_by_id)
"""
CARD = """
    ALTER TABLE venue_settlement
        ADD CONSTRAINT ck_venue_settlement_undone_card CHECK (kind <> 'card' OR undone_at IS NULL)
"""
# Checked without a lock that would stop payments.
MOVEMENT = """
    ALTER TABLE credit_movement DROP CONSTRAINT ck_credit_movement_turnover,
        ADD CONSTRAINT ck_credit_movement_turnover
        CHECK ((kind IN ({kinds})) = (turnover_id IS NOT NULL)) NOT VALID
"""


def upgrade() -> None:
    for table in ("turnover", "venue_settlement"):
        op.execute(UNDONE.format(table=table))
    op.execute(CARD)
    op.execute(MOVEMENT.format(kinds="'turned_over', 'turned_over_back'"))
    op.execute("ALTER TABLE credit_movement VALIDATE CONSTRAINT ck_credit_movement_turnover")


def downgrade() -> None:
    # What was undone stays so: its rows remain, unchecked.
    op.execute(MOVEMENT.format(kinds="'turned_over'"))
    op.execute("ALTER TABLE venue_settlement DROP CONSTRAINT ck_venue_settlement_undone_card")
    for table in ("venue_settlement", "turnover"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN undone_why, DROP COLUMN undone_by_id, DROP COLUMN undone_at")
