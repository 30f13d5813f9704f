"""Create exports, erasures, privacy requests and the log of who opened whose data.

Accounts get the day on which they are deleted. Guest records say whether an account's own booking created them.

Revision ID: 0017
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UPGRADE = """
    ALTER TABLE user_account
        ADD COLUMN deletion_due_at timestamptz,
        ADD COLUMN erased_at timestamptz,
        ADD COLUMN opted_out_at timestamptz;
    CREATE INDEX ix_user_account_deletion_due_at ON user_account (deletion_due_at) WHERE deletion_due_at IS NOT NULL;

    ALTER TABLE guest ADD COLUMN began_online boolean DEFAULT false NOT NULL;
    UPDATE guest SET began_online = true WHERE user_id IS NOT NULL;

    CREATE TABLE data_access (
        id bigserial CONSTRAINT pk_data_access PRIMARY KEY,
        at timestamptz NOT NULL,
        kind varchar(20) NOT NULL,
        by_id integer NOT NULL CONSTRAINT fk_data_access_by_id REFERENCES user_account,
        role varchar(20) NOT NULL,
        user_id integer CONSTRAINT fk_data_access_user_id REFERENCES user_account ON DELETE CASCADE,
        guest_id integer CONSTRAINT fk_data_access_guest_id REFERENCES guest ON DELETE CASCADE,
        CONSTRAINT ck_data_access_whose CHECK (user_id IS NOT NULL OR guest_id IS NOT NULL)
    );
    CREATE INDEX ix_data_access_user_id ON data_access (user_id, at DESC);
    CREATE INDEX ix_data_access_guest_id ON data_access (guest_id, at DESC);
    CREATE INDEX ix_data_access_at ON data_access (at);

    CREATE TABLE data_export (
        id serial CONSTRAINT pk_data_export PRIMARY KEY,
        key varchar(22) NOT NULL CONSTRAINT uq_data_export_key UNIQUE,
        user_id integer NOT NULL CONSTRAINT fk_data_export_user_id REFERENCES user_account ON DELETE CASCADE,
        state varchar(20) NOT NULL,
        parts smallint NOT NULL,
        done smallint NOT NULL,
        requested_at timestamptz NOT NULL,
        finished_at timestamptz,
        downloaded_at timestamptz,
        content bytea,
        CONSTRAINT ck_data_export_content CHECK ((state = 'ready') = (content IS NOT NULL))
    );
    CREATE UNIQUE INDEX uq_data_export_working ON data_export (user_id) WHERE state = 'working';
    CREATE INDEX ix_data_export_user_id ON data_export (user_id, requested_at);

    CREATE TABLE export_part (
        export_id integer NOT NULL CONSTRAINT fk_export_part_export_id REFERENCES data_export ON DELETE CASCADE,
        name varchar(40) NOT NULL,
        content bytea NOT NULL,
        CONSTRAINT pk_export_part PRIMARY KEY (export_id, name)
    );

    CREATE TABLE erasure (
        id serial CONSTRAINT pk_erasure PRIMARY KEY,
        kind varchar(20) NOT NULL,
        subject varchar(14) NOT NULL,
        at timestamptz NOT NULL
    );
    CREATE UNIQUE INDEX uq_erasure_subject ON erasure (kind, subject);

    CREATE TABLE privacy_request (
        id serial CONSTRAINT pk_privacy_request PRIMARY KEY,
        public_id varchar(14) NOT NULL CONSTRAINT uq_privacy_request_public_id UNIQUE,
        kind varchar(20) NOT NULL,
        person varchar(254) NOT NULL,
        user_id integer CONSTRAINT fk_privacy_request_user_id REFERENCES user_account,
        received_on date NOT NULL,
        due_on date NOT NULL,
        done_at timestamptz,
        by_id integer CONSTRAINT fk_privacy_request_by_id REFERENCES user_account,
        note text NOT NULL,
        CONSTRAINT ck_privacy_request_due_on CHECK (due_on > received_on)
    );
    CREATE INDEX ix_privacy_request_open ON privacy_request (due_on) WHERE done_at IS NULL;
    CREATE INDEX ix_privacy_request_user_id ON privacy_request (user_id) WHERE user_id IS NOT NULL;
"""
DOWNGRADE = """
    DROP TABLE privacy_request, erasure, export_part, data_export, data_access;
    ALTER TABLE guest DROP COLUMN began_online;
    ALTER TABLE user_account DROP COLUMN deletion_due_at, DROP COLUMN erased_at, DROP COLUMN opted_out_at;
"""


def upgrade() -> None:
    op.execute(UPGRADE)


def downgrade() -> None:
    op.execute(DOWNGRADE)
