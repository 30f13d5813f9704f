"""Create the table of guests who were asked whether they want to tip, and their choice not to be.

Revision ID: 0037
"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE user_account ADD COLUMN tip_emails boolean NOT NULL DEFAULT true")
    op.execute("""
        CREATE TABLE tip_offer (
            booking_id integer NOT NULL CONSTRAINT pk_tip_offer PRIMARY KEY
                CONSTRAINT fk_tip_offer_booking_id REFERENCES booking ON DELETE CASCADE,
            at timestamptz NOT NULL
        )
    """)


def downgrade() -> None:
    op.drop_table("tip_offer")
    op.drop_column("user_account", "tip_emails")
