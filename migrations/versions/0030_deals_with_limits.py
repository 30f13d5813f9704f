"""deals for so many visits, changes of live deals, and when each was live

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BEFORE = "code IS NOT NULL AND status NOT IN ('ended', 'rejected')"


def upgrade() -> None:
    op.add_column("deal", sa.Column("max_uses", sa.Integer(), nullable=True))
    op.add_column("deal", sa.Column("replaces_id", sa.Integer(), nullable=True))
    op.add_column("deal", sa.Column("live_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("deal", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "deal",
        sa.Column("went_back", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'")),
    )
    # Nobody wrote down when; as near as can be said.
    op.execute("UPDATE deal SET live_at = sent_at WHERE status IN ('approved', 'ended')")
    op.execute("UPDATE deal SET ended_at = coalesce(valid_to, now()) WHERE status = 'ended'")
    op.create_foreign_key(op.f("fk_deal_replaces_id"), "deal", "deal", ["replaces_id"], ["id"], ondelete="SET NULL")
    op.create_check_constraint(op.f("ck_deal_max_uses"), "deal", "max_uses BETWEEN 1 AND 100000")
    op.create_check_constraint(op.f("ck_deal_replaces"), "deal", "replaces_id <> id")
    op.create_check_constraint(op.f("ck_deal_ended"), "deal", "ended_at IS NULL OR status = 'ended'")
    op.drop_index("uq_deal_code", "deal")
    held = sa.text(f"{BEFORE} AND (replaces_id IS NULL OR status = 'approved')")
    op.create_index("uq_deal_code", "deal", [sa.text("upper(code)")], unique=True, postgresql_where=held)
    is_open = sa.text("status IN ('draft', 'pending', 'rejected')")
    op.create_index("uq_deal_replaces_id", "deal", ["replaces_id"], unique=True, postgresql_where=is_open)
    op.add_column("booking_item", sa.Column("code_deal_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_booking_item_code_deal_id"), "booking_item", "deal", ["code_deal_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index(
        "ix_booking_item_deal_id", "booking_item", ["deal_id"], postgresql_where=sa.text("deal_id IS NOT NULL")
    )
    op.create_index(
        "ix_booking_item_code_deal_id",
        "booking_item",
        ["code_deal_id"],
        postgresql_where=sa.text("code_deal_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_booking_item_code_deal_id", "booking_item")
    op.drop_index("ix_booking_item_deal_id", "booking_item")
    op.drop_column("booking_item", "code_deal_id")
    op.drop_index("uq_deal_replaces_id", "deal")
    op.drop_index("uq_deal_code", "deal")
    op.create_index("uq_deal_code", "deal", [sa.text("upper(code)")], unique=True, postgresql_where=sa.text(BEFORE))
    for column in ("went_back", "ended_at", "live_at", "replaces_id", "max_uses"):
        op.drop_column("deal", column)
