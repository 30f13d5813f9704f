"""Keep the charge of a payment, and what Stripe kept of it.

Revision ID: 0027
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE payment ADD charge_id varchar(120) CONSTRAINT uq_payment_charge_id UNIQUE;
        ALTER TABLE payment ADD fee_cents integer;
        """
    )


def downgrade() -> None:
    op.drop_column("payment", "fee_cents")
    op.drop_column("payment", "charge_id")
