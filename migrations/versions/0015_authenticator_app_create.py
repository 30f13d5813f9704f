"""Create the tables of two-factor login, and note which sessions passed a second step and which devices are trusted.

Admins have to log in again: their area opens only to sessions that passed a second step.

Revision ID: 0015
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

UPGRADE = """
    CREATE TABLE authenticator_app (
        id serial CONSTRAINT pk_authenticator_app PRIMARY KEY,
        user_id integer NOT NULL CONSTRAINT fk_authenticator_app_user_id REFERENCES user_account ON DELETE CASCADE,
        seed bytea NOT NULL,
        seed_key varchar(16) NOT NULL,
        created_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        last_step bigint
    );
    CREATE UNIQUE INDEX uq_authenticator_app_confirmed ON authenticator_app (user_id) WHERE confirmed_at IS NOT NULL;
    CREATE UNIQUE INDEX uq_authenticator_app_new ON authenticator_app (user_id) WHERE confirmed_at IS NULL;

    CREATE TABLE recovery_code (
        id serial CONSTRAINT pk_recovery_code PRIMARY KEY,
        user_id integer NOT NULL CONSTRAINT fk_recovery_code_user_id REFERENCES user_account ON DELETE CASCADE,
        code_hash varchar(64) NOT NULL,
        used_at timestamptz,
        CONSTRAINT uq_recovery_code_user_id_code_hash UNIQUE (user_id, code_hash)
    );

    CREATE TABLE pending_login (
        id serial CONSTRAINT pk_pending_login PRIMARY KEY,
        token_hash varchar(64) NOT NULL CONSTRAINT uq_pending_login_token_hash UNIQUE,
        user_id integer NOT NULL CONSTRAINT fk_pending_login_user_id REFERENCES user_account ON DELETE CASCADE,
        method varchar(20) NOT NULL,
        remember boolean NOT NULL,
        next_path varchar NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
    );
    CREATE INDEX ix_pending_login_user_id ON pending_login (user_id);
    CREATE INDEX ix_pending_login_expires_at ON pending_login (expires_at);

    CREATE TABLE passkey (
        id serial CONSTRAINT pk_passkey PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_passkey_public_id UNIQUE,
        user_id integer NOT NULL CONSTRAINT fk_passkey_user_id REFERENCES user_account ON DELETE CASCADE,
        credential_id bytea NOT NULL CONSTRAINT uq_passkey_credential_id UNIQUE,
        public_key bytea NOT NULL,
        sign_count bigint NOT NULL,
        transports varchar(100) NOT NULL,
        is_synced boolean NOT NULL,
        name varchar(60) NOT NULL,
        created_at timestamptz NOT NULL,
        last_used_at timestamptz
    );
    CREATE INDEX ix_passkey_user_id ON passkey (user_id);

    CREATE TABLE passkey_challenge (
        id serial CONSTRAINT pk_passkey_challenge PRIMARY KEY,
        challenge_hash varchar(64) NOT NULL CONSTRAINT uq_passkey_challenge_challenge_hash UNIQUE,
        browser_hash varchar(64) NOT NULL,
        purpose varchar(20) NOT NULL,
        expires_at timestamptz NOT NULL
    );
    CREATE INDEX ix_passkey_challenge_expires_at ON passkey_challenge (expires_at);

    CREATE TABLE two_factor_reset (
        id serial CONSTRAINT pk_two_factor_reset PRIMARY KEY,
        user_id integer NOT NULL CONSTRAINT fk_two_factor_reset_user_id REFERENCES user_account ON DELETE CASCADE,
        reason varchar(300) NOT NULL,
        requested_by_id integer NOT NULL CONSTRAINT fk_two_factor_reset_requested_by_id REFERENCES user_account,
        requested_at timestamptz NOT NULL,
        approved_by_id integer CONSTRAINT fk_two_factor_reset_approved_by_id REFERENCES user_account,
        approved_at timestamptz,
        ended_at timestamptz,
        CONSTRAINT ck_two_factor_reset_approved CHECK ((approved_by_id IS NULL) = (approved_at IS NULL)),
        CONSTRAINT ck_two_factor_reset_two_admins CHECK (approved_by_id <> requested_by_id),
        CONSTRAINT ck_two_factor_reset_others CHECK (user_id <> requested_by_id AND user_id <> approved_by_id)
    );
    CREATE UNIQUE INDEX uq_two_factor_reset_open ON two_factor_reset (user_id)
        WHERE approved_at IS NULL AND ended_at IS NULL;

    ALTER TABLE login_session ADD COLUMN second_factor_at timestamptz;
    ALTER TABLE device ADD COLUMN trusted_until timestamptz;
    DELETE FROM login_session USING user_account WHERE user_account.id = user_id AND role = 'admin';
"""
DOWNGRADE = """
    ALTER TABLE device DROP COLUMN trusted_until;
    ALTER TABLE login_session DROP COLUMN second_factor_at;
    DROP TABLE two_factor_reset, passkey_challenge, passkey, pending_login, recovery_code, authenticator_app;
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute(DOWNGRADE)
