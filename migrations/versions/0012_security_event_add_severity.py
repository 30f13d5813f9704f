"""Give security events an id, a severity and a resolution, and admins a role.

Admins of today may do everything, as before.

Revision ID: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

UPGRADE = """
    ALTER TABLE security_event
        ADD COLUMN public_id varchar(14) NOT NULL
            DEFAULT 'E-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12)),
        ADD COLUMN severity varchar(20) DEFAULT 'info' NOT NULL,
        ADD CONSTRAINT uq_security_event_public_id UNIQUE (public_id);
    CREATE INDEX ix_security_event_severity_id ON security_event (severity, id DESC) WHERE severity <> 'info';

    CREATE TABLE security_resolution (
        event_id bigint CONSTRAINT pk_security_resolution PRIMARY KEY
            CONSTRAINT fk_security_resolution_event_id REFERENCES security_event ON DELETE CASCADE,
        admin_id integer NOT NULL CONSTRAINT fk_security_resolution_admin_id REFERENCES user_account,
        at timestamptz NOT NULL,
        note varchar(300) NOT NULL
    );

    ALTER TABLE user_account ADD COLUMN admin_role varchar(20);
    UPDATE user_account SET admin_role = 'superadmin' WHERE role = 'admin';
    ALTER TABLE user_account
        ADD CONSTRAINT ck_user_account_admin_role CHECK (admin_role IS NULL OR role = 'admin');
    CREATE INDEX ix_user_account_role_id ON user_account (role, id DESC);
    CREATE INDEX ix_user_account_suspended ON user_account (id DESC) WHERE suspended_at IS NOT NULL;
"""
DOWNGRADE = """
    DROP INDEX ix_user_account_suspended, ix_user_account_role_id;
    ALTER TABLE user_account DROP COLUMN admin_role;
    DROP TABLE security_resolution;
    ALTER TABLE security_event DROP COLUMN public_id, DROP COLUMN severity;
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute(DOWNGRADE)
