"""Move what admins wrote, and names of people, out of the append-only audit log.

Reasons move to a table from which they can be erased; those about deleted accounts end here. People and orders lose
their names: pages read the current ones.

Revision ID: 0020
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLE = """
    CREATE TABLE audit_reason (
        entry_id bigint CONSTRAINT pk_audit_reason PRIMARY KEY
            CONSTRAINT fk_audit_reason_entry_id REFERENCES audit_entry,
        user_id integer CONSTRAINT fk_audit_reason_user_id REFERENCES user_account,
        text text NOT NULL
    );
    CREATE INDEX ix_audit_reason_user_id ON audit_reason (user_id) WHERE user_id IS NOT NULL;
"""
ROWS = """
    INSERT INTO audit_reason (entry_id, user_id, text)
        SELECT id, person, reason FROM (
            SELECT entry.id, entry.reason, CASE entry.subject_kind
                WHEN 'user' THEN entry.subject_id
                WHEN 'order' THEN (SELECT user_id FROM customer_order WHERE id = entry.subject_id)
                WHEN 'event' THEN (SELECT user_id FROM security_event WHERE id = entry.subject_id)
                WHEN 'venue' THEN (SELECT owner_id FROM venue WHERE id = entry.subject_id)
                WHEN 'deal' THEN (
                    SELECT owner_id FROM deal JOIN venue ON venue.id = deal.venue_id WHERE deal.id = entry.subject_id
                )
            END AS person
            FROM audit_entry AS entry WHERE entry.reason <> ''
        ) AS written
        WHERE NOT EXISTS (SELECT FROM user_account WHERE id = person AND erased_at IS NOT NULL);

    ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only;
    UPDATE audit_entry SET
        reason = '',
        subject_name = CASE subject_kind
            WHEN 'user' THEN '' WHEN 'order' THEN 'Order ' || subject_key ELSE subject_name END,
        before = before - 'suspended_reason',
        after = after - 'suspended_reason'
    WHERE reason <> '' OR subject_kind IN ('user', 'order');
    ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only;
"""
TRIGGER = """
    CREATE FUNCTION audit_reason_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit_reason is never changed: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END $$;

    CREATE TRIGGER audit_reason_unchanged BEFORE UPDATE OR TRUNCATE ON audit_reason
        FOR EACH STATEMENT EXECUTE FUNCTION audit_reason_unchanged();
"""
DOWNGRADE = """
    ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only;
    UPDATE audit_entry SET reason = text FROM audit_reason WHERE entry_id = id;
    ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only;
    DROP TABLE audit_reason;
    DROP FUNCTION audit_reason_unchanged();
"""


def upgrade() -> None:
    for statements in (TABLE, ROWS, TRIGGER):
        run(statements)


def downgrade() -> None:
    run(DOWNGRADE)


def run(statements: str) -> None:
    """Run SQL as it is: the driver would read a percent sign as a parameter."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
