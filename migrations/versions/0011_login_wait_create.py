"""Create the waits after wrong passwords and codes.

Revision ID: 0011
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UPGRADE = """
    CREATE UNLOGGED TABLE login_wait (
        key varchar(64) CONSTRAINT pk_login_wait PRIMARY KEY,
        number integer NOT NULL,
        until timestamptz NOT NULL,
        forget_at timestamptz NOT NULL
    );
    CREATE INDEX ix_login_wait_forget_at ON login_wait (forget_at);
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute("DROP TABLE login_wait")
