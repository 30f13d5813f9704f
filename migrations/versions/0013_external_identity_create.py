"""Create the tables of accounts at Google and Apple, and of the attempts to log in with them.

Revision ID: 0013
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

UPGRADE = """
    CREATE TABLE external_identity (
        id serial NOT NULL,
        user_id integer NOT NULL,
        provider varchar(20) NOT NULL,
        subject varchar(255) NOT NULL,
        email varchar(254) NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz NOT NULL,
        CONSTRAINT pk_external_identity PRIMARY KEY (id),
        CONSTRAINT uq_external_identity_provider_subject UNIQUE (provider, subject),
        CONSTRAINT uq_external_identity_user_id_provider UNIQUE (user_id, provider),
        CONSTRAINT fk_external_identity_user_id FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE CASCADE
    );
    CREATE TABLE identity_attempt (
        id serial NOT NULL,
        state_hash varchar(64) NOT NULL,
        browser_hash varchar(64) NOT NULL,
        provider varchar(20) NOT NULL,
        purpose varchar(20) NOT NULL,
        nonce varchar(43) NOT NULL,
        code_verifier varchar(86) NOT NULL,
        user_id integer,
        next varchar(2000) NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        returned_at timestamptz,
        subject varchar(255),
        email varchar(254) NOT NULL,
        name varchar(120) NOT NULL,
        CONSTRAINT pk_identity_attempt PRIMARY KEY (id),
        CONSTRAINT uq_identity_attempt_state_hash UNIQUE (state_hash),
        CONSTRAINT uq_identity_attempt_browser_hash UNIQUE (browser_hash),
        CONSTRAINT ck_identity_attempt_user CHECK (purpose = 'log_in' OR user_id IS NOT NULL),
        CONSTRAINT ck_identity_attempt_times CHECK (expires_at > created_at),
        CONSTRAINT fk_identity_attempt_user_id FOREIGN KEY (user_id) REFERENCES user_account (id) ON DELETE CASCADE
    );
    CREATE INDEX ix_identity_attempt_user_id ON identity_attempt (user_id);
    CREATE INDEX ix_identity_attempt_expires_at ON identity_attempt (expires_at);
"""
DOWNGRADE = """
    DROP TABLE identity_attempt;
    DROP TABLE external_identity;
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute(DOWNGRADE)
