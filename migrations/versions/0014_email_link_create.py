"""Create links and codes that are sent by email.

Revision ID: 0014
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

UPGRADE = """
    CREATE TABLE email_link (
        id bigserial CONSTRAINT pk_email_link PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_email_link_public_id UNIQUE,
        kind varchar(20) NOT NULL,
        user_id integer CONSTRAINT fk_email_link_user_id REFERENCES user_account ON DELETE CASCADE,
        email varchar(254) NOT NULL,
        token_hash varchar(64) NOT NULL CONSTRAINT uq_email_link_token_hash UNIQUE,
        browser_hash varchar(64),
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT ck_email_link_times CHECK (expires_at > created_at)
    );
    CREATE INDEX ix_email_link_user_id ON email_link (user_id, kind);
    CREATE INDEX ix_email_link_undo ON email_link (lower(email)) WHERE kind = 'undo_email';
    CREATE INDEX ix_email_link_expires_at ON email_link (expires_at);

    CREATE TABLE email_code (
        id bigserial CONSTRAINT pk_email_code PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_email_code_public_id UNIQUE,
        login_session_id integer NOT NULL CONSTRAINT uq_email_code_login_session_id UNIQUE
            CONSTRAINT fk_email_code_login_session_id REFERENCES login_session ON DELETE CASCADE,
        tries integer NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT ck_email_code_times CHECK (expires_at > created_at)
    );

    CREATE INDEX ix_guest_email ON guest (lower(email)) WHERE user_id IS NULL;
"""
DOWNGRADE = """
    DROP INDEX ix_guest_email;
    DROP TABLE email_code, email_link;
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute(DOWNGRADE)
