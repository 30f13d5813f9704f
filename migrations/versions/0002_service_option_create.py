"""Create service options: a service has one or more durations, each with its price.

Each service gets one option with the duration and price that it had, and its team members' own terms. Bookings, carts
and the waitlist refer to an option from now on. The columns move in one step, because no release has them yet.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

UPGRADE = """
    CREATE TABLE service_option (
        id serial NOT NULL,
        key varchar(22) NOT NULL,
        service_id integer NOT NULL,
        duration_minutes smallint NOT NULL,
        price_cents integer NOT NULL,
        removed_at timestamptz,
        CONSTRAINT pk_service_option PRIMARY KEY (id),
        CONSTRAINT uq_service_option_key UNIQUE (key),
        CONSTRAINT uq_service_option_id_service_id UNIQUE (id, service_id),
        CONSTRAINT ck_service_option_duration CHECK (duration_minutes BETWEEN 5 AND 720),
        CONSTRAINT ck_service_option_price CHECK (price_cents BETWEEN 0 AND 1000000),
        CONSTRAINT fk_service_option_service_id FOREIGN KEY (service_id) REFERENCES service(id) ON DELETE CASCADE
    );
    CREATE INDEX ix_service_option_service_id ON service_option (service_id);
    CREATE UNIQUE INDEX uq_service_option_duration ON service_option (service_id, duration_minutes)
        WHERE removed_at IS NULL;

    CREATE TABLE option_team_member (
        option_id integer NOT NULL,
        service_id integer NOT NULL,
        member_id integer NOT NULL,
        price_cents integer,
        duration_minutes smallint,
        CONSTRAINT pk_option_team_member PRIMARY KEY (option_id, member_id),
        CONSTRAINT ck_option_team_member_duration CHECK (duration_minutes BETWEEN 5 AND 720),
        CONSTRAINT ck_option_team_member_price CHECK (price_cents BETWEEN 0 AND 1000000),
        CONSTRAINT fk_option_team_member_option_id FOREIGN KEY (option_id, service_id)
            REFERENCES service_option(id, service_id) ON DELETE CASCADE,
        CONSTRAINT fk_option_team_member_service_id FOREIGN KEY (service_id, member_id)
            REFERENCES service_team_member(service_id, member_id) ON DELETE CASCADE
    );
    CREATE INDEX ix_option_team_member_service_id ON option_team_member (service_id, member_id);

    -- Keys are public but not secret: no link of before refers to an option.
    INSERT INTO service_option (key, service_id, duration_minutes, price_cents)
        SELECT left(replace(gen_random_uuid()::text, '-', ''), 22), id, duration_minutes, price_cents
        FROM service ORDER BY id;
    INSERT INTO option_team_member (option_id, service_id, member_id, price_cents, duration_minutes)
        SELECT service_option.id, service_id, member_id, service_team_member.price_cents,
            service_team_member.duration_minutes
        FROM service_team_member JOIN service_option USING (service_id)
        WHERE COALESCE(service_team_member.price_cents, service_team_member.duration_minutes) IS NOT NULL;
"""

# Tables that refer to an option, and what deleting the option does to them.
REFERRING = {"booking": "", "cart_line": "ON DELETE CASCADE", "waitlist_entry": "ON DELETE CASCADE"}

REFER = """
    ALTER TABLE {table} ADD COLUMN option_id integer;
    UPDATE {table} SET option_id = service_option.id
        FROM service_option WHERE service_option.service_id = {table}.service_id;
    ALTER TABLE {table} ALTER COLUMN option_id SET NOT NULL;
    ALTER TABLE {table} ADD CONSTRAINT fk_{table}_option_id
        FOREIGN KEY (option_id, service_id) REFERENCES service_option(id, service_id) {deletion};
    CREATE INDEX ix_{table}_option_id ON {table} (option_id);
"""

REST = """
    DROP INDEX uq_waitlist_entry_slot;
    CREATE UNIQUE INDEX uq_waitlist_entry_slot ON waitlist_entry (user_id, option_id, member_id, earliest, latest)
        NULLS NOT DISTINCT WHERE state IN ('waiting', 'offered');
    ALTER TABLE service DROP COLUMN duration_minutes, DROP COLUMN price_cents;
    ALTER TABLE service_team_member DROP COLUMN duration_minutes, DROP COLUMN price_cents;
"""

# What guests see of a venue depends on both tables.
TRIGGER = """
    CREATE FUNCTION bump_venue_version_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        row jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    BEGIN
        PERFORM bump_venue_version(venue_id) FROM service WHERE id = (row ->> 'service_id')::integer;
        RETURN NULL;
    END $$;

    CREATE TRIGGER bump_venue_version AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION bump_venue_version_of_{table}();
"""


def upgrade() -> None:
    run(UPGRADE)
    for table, deletion in REFERRING.items():
        run(REFER.format(table=table, deletion=deletion))
    run(REST)
    for table in ("service_option", "option_team_member"):
        run(TRIGGER.format(table=table))


def downgrade() -> None:
    raise NotImplementedError("A service may have several options now, so its single duration can't be restored.")


def run(statements: str) -> None:
    """Run SQL as it is: `op.execute` would read its colons as parameters, and the driver its percent signs."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
