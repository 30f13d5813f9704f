"""Let admins resolve what Stripe told us of that belongs to nothing here.

Revision ID: 0059
"""

from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None

COLUMNS = """
    ALTER TABLE stripe_problem
        ADD COLUMN resolved_at timestamptz,
        ADD COLUMN resolved_by_id integer CONSTRAINT fk_stripe_problem_resolved_by_id REFERENCES user_account,
        ADD COLUMN note varchar(300) NOT NULL DEFAULT '',
        ADD CONSTRAINT ck_stripe_problem_resolved CHECK ((resolved_at IS NULL) = (resolved_by_id IS NULL))
"""


def upgrade() -> None:
    op.execute(COLUMNS)
    op.execute("CREATE INDEX ix_stripe_problem_resolved_by_id ON stripe_problem (resolved_by_id)")


def downgrade() -> None:
    op.execute("ALTER TABLE stripe_problem DROP COLUMN note, DROP COLUMN resolved_by_id, DROP COLUMN resolved_at")
