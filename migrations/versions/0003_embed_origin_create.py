"""Create the table of the websites that may show a venue's booking page.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "embed_origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=22), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("origin", sa.String(length=267), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 10", name=op.f("ck_embed_origin_position")),
        sa.CheckConstraint("origin ~ '^https://[a-z0-9.-]+(:[0-9]{1,5})?$'", name=op.f("ck_embed_origin_origin")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_embed_origin_venue_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_embed_origin")),
        sa.UniqueConstraint("key", name=op.f("uq_embed_origin_key")),
        sa.UniqueConstraint("venue_id", "origin", name=op.f("uq_embed_origin_venue_id_origin")),
        sa.UniqueConstraint("venue_id", "position", name=op.f("uq_embed_origin_venue_id_position")),
    )


def downgrade() -> None:
    op.drop_table("embed_origin")
