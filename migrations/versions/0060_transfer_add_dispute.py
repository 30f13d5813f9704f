"""Let transfers return to venues what a dispute no longer costs them.

Revision ID: 0060
"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

INDEX = """
    DROP INDEX uq_transfer_open;
    CREATE UNIQUE INDEX uq_transfer_open ON transfer ({venue} booking_id, order_id, payment_id)
        NULLS NOT DISTINCT WHERE state IN ('due', 'sent')
"""


def upgrade() -> None:
    op.add_column("transfer", sa.Column("dispute_id", sa.Integer))
    op.create_foreign_key("fk_transfer_dispute_id", "transfer", "dispute", ["dispute_id"], ["id"])
    op.alter_column("transfer", "order_id", nullable=True)
    op.execute(
        "ALTER TABLE transfer ADD CONSTRAINT ck_transfer_dispute CHECK (dispute_id IS NULL AND order_id IS NOT NULL"
        " OR dispute_id IS NOT NULL AND num_nonnulls(order_id, booking_id, payment_id) = 0 AND offset_cents = 0)"
    )
    op.create_index(
        "ix_transfer_dispute_id", "transfer", ["dispute_id"], postgresql_where=sa.text("dispute_id IS NOT NULL")
    )
    op.execute(INDEX.format(venue="venue_id,"))


def downgrade() -> None:
    op.execute("DELETE FROM transfer WHERE dispute_id IS NOT NULL")
    op.execute(INDEX.format(venue=""))
    op.drop_index("ix_transfer_dispute_id", "transfer")
    op.drop_constraint("ck_transfer_dispute", "transfer")
    op.alter_column("transfer", "order_id", nullable=False)
    op.drop_column("transfer", "dispute_id")
