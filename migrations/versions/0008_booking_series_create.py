"""Create the table of repeating bookings, and what bookings and cart lines know about theirs.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "booking_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("every_weeks", sa.SmallInteger(), nullable=False),
        sa.Column("times", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 8", name=op.f("ck_booking_series_every_weeks")),
        sa.CheckConstraint("times BETWEEN 2 AND 12", name=op.f("ck_booking_series_times")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_series")),
    )
    op.add_column("booking", sa.Column("series_id", sa.Integer(), nullable=True))
    op.add_column("booking", sa.Column("series_number", sa.SmallInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_booking_series_id"), "booking", "booking_series", ["series_id"], ["id"])
    op.create_check_constraint(op.f("ck_booking_series"), "booking", "(series_id IS NULL) = (series_number IS NULL)")
    op.create_index("ix_booking_series_id", "booking", ["series_id"], postgresql_where="series_id IS NOT NULL")
    op.add_column("cart_line", sa.Column("series_key", sa.String(length=22), nullable=True))
    op.add_column("cart_line", sa.Column("series_weeks", sa.SmallInteger(), nullable=True))
    op.create_check_constraint(
        op.f("ck_cart_line_series"),
        "cart_line",
        "(series_key IS NULL) = (series_weeks IS NULL) AND series_weeks BETWEEN 1 AND 8",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_cart_line_series"), "cart_line", type_="check")
    op.drop_column("cart_line", "series_weeks")
    op.drop_column("cart_line", "series_key")
    op.drop_column("booking", "series_number")
    op.drop_column("booking", "series_id")
    op.drop_table("booking_series")
