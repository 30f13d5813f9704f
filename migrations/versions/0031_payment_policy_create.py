"""Add how venues let guests pay, with another policy for a service where wanted. Each booking keeps its terms.

Revision ID: 0031
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

DEPOSIT = """
    CHECK (
        num_nonnulls(deposit_percent, deposit_cents) = ({terms} IN ('deposit', 'deposit_then_card'))::int
        AND deposit_percent BETWEEN 1 AND 99 IS NOT FALSE AND deposit_cents BETWEEN 50 AND 1000000 IS NOT FALSE
    )
"""


def upgrade() -> None:
    for table, column, terms in (
        ("venue", "varchar(20) NOT NULL DEFAULT 'full'", "payment_terms"),
        ("service", "varchar(20)", "coalesce(payment_terms, 'full')"),
    ):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN payment_terms {column},"
            " ADD COLUMN deposit_percent smallint, ADD COLUMN deposit_cents integer,"
            f" ADD CONSTRAINT ck_{table}_deposit {DEPOSIT.format(terms=terms)}"
        )
    op.execute(
        "ALTER TABLE booking ADD COLUMN payment_terms varchar(20) NOT NULL DEFAULT 'full',"
        " ADD COLUMN later_cents integer NOT NULL DEFAULT 0,"
        " ADD CONSTRAINT ck_booking_later CHECK (later_cents BETWEEN 0 AND price_cents)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE booking DROP COLUMN payment_terms, DROP COLUMN later_cents")
    for table in ("venue", "service"):
        op.execute(
            f"ALTER TABLE {table} DROP COLUMN payment_terms, DROP COLUMN deposit_percent, DROP COLUMN deposit_cents"
        )
