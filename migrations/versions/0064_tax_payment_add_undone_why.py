"""Keep who undid a payment of tax, and why, as for other payments.

Revision ID: 0064
"""

from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        ALTER TABLE tax_payment
            ADD COLUMN undone_by_id integer CONSTRAINT fk_tax_payment_undone_by_id REFERENCES user_account,
            ADD COLUMN undone_why varchar(300) NOT NULL DEFAULT ''
        """
    )
    # Until now, only the audit log said who.
    op.execute(
        """
        UPDATE tax_payment SET undone_by_id = coalesce(
            (SELECT max(admin_id) FROM audit_entry WHERE action = 'tax.undo_payment' AND subject_id = tax_payment.id),
            recorded_by_id
        ) WHERE undone_at IS NOT NULL
        """
    )
    op.execute(
        "ALTER TABLE tax_payment ADD CONSTRAINT ck_tax_payment_undone"
        " CHECK ((undone_at IS NULL) = (undone_by_id IS NULL))"
    )
    op.execute("CREATE INDEX ix_tax_payment_undone_by_id ON tax_payment (undone_by_id)")


def downgrade() -> None:
    op.execute("ALTER TABLE tax_payment DROP COLUMN undone_why, DROP COLUMN undone_by_id")
