"""Create devices and security events, and give sessions an id, a device, a proof and the ends that their role allows.

Running sessions keep running, but end when the limits of their role say so.

Revision ID: 0010
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

UPGRADE = """
    CREATE TABLE device (
        id serial CONSTRAINT pk_device PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_device_public_id UNIQUE,
        user_id integer NOT NULL CONSTRAINT fk_device_user_id REFERENCES user_account ON DELETE CASCADE,
        token_hash varchar(64) NOT NULL,
        user_agent varchar(200) NOT NULL,
        first_seen_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        CONSTRAINT uq_device_user_id_token_hash UNIQUE (user_id, token_hash)
    );

    CREATE TABLE security_event (
        id bigserial CONSTRAINT pk_security_event PRIMARY KEY,
        at timestamptz NOT NULL,
        kind varchar(40) NOT NULL,
        user_id integer CONSTRAINT fk_security_event_user_id REFERENCES user_account ON DELETE CASCADE,
        device_id integer CONSTRAINT fk_security_event_device_id REFERENCES device ON DELETE SET NULL,
        network varchar(50) NOT NULL,
        by_id integer CONSTRAINT fk_security_event_by_id REFERENCES user_account
    );
    CREATE INDEX ix_security_event_user_id ON security_event (user_id, at DESC);
    CREATE INDEX ix_security_event_at ON security_event (at);
    CREATE INDEX ix_security_event_device_id ON security_event (device_id);

    ALTER TABLE login_session
        ADD COLUMN public_id varchar(14) NOT NULL
            DEFAULT 'S-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 12)),
        ADD COLUMN device_id integer CONSTRAINT fk_login_session_device_id REFERENCES device ON DELETE CASCADE,
        ADD COLUMN method varchar(20) DEFAULT 'password' NOT NULL,
        ADD COLUMN proven_at timestamptz DEFAULT now() NOT NULL,
        ADD CONSTRAINT uq_login_session_public_id UNIQUE (public_id);
    CREATE INDEX ix_login_session_device_id ON login_session (device_id);
    UPDATE login_session AS login SET proven_at = login.created_at, expires_at = greatest(
        login.created_at + interval '1 second',
        CASE role
            WHEN 'admin' THEN
                least(expires_at, login.created_at + interval '12 hours', last_seen_at + interval '30 minutes')
            WHEN 'provider' THEN
                least(expires_at, login.created_at + interval '14 days', last_seen_at + interval '12 hours')
            ELSE least(expires_at, last_seen_at + interval '30 days')
        END
    ) FROM user_account WHERE user_account.id = login.user_id;

    ALTER TABLE user_account
        ALTER COLUMN password_hash DROP NOT NULL,
        ADD COLUMN password_changed_at timestamptz,
        ADD COLUMN email_verified_at timestamptz;
"""
DOWNGRADE = """
    DELETE FROM user_account WHERE password_hash IS NULL;
    ALTER TABLE user_account
        ALTER COLUMN password_hash SET NOT NULL,
        DROP COLUMN password_changed_at,
        DROP COLUMN email_verified_at;
    ALTER TABLE login_session
        DROP COLUMN public_id, DROP COLUMN device_id, DROP COLUMN method, DROP COLUMN proven_at;
    DROP TABLE security_event, device;
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute(DOWNGRADE)
