"""Create the tables of rooms and equipment, and reserve places for guests instead of lanes.

Revision ID: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = """
    CREATE TABLE facility (
        id serial CONSTRAINT pk_facility PRIMARY KEY,
        key varchar(22) NOT NULL CONSTRAINT uq_facility_key UNIQUE,
        venue_id integer NOT NULL CONSTRAINT fk_facility_venue_id REFERENCES venue ON DELETE CASCADE,
        resource_id integer NOT NULL CONSTRAINT fk_facility_resource_id REFERENCES resource
            CONSTRAINT uq_facility_resource_id UNIQUE,
        kind varchar(20) NOT NULL,
        name varchar(60) NOT NULL,
        guests smallint NOT NULL,
        position smallint NOT NULL,
        removed_at timestamptz,
        CONSTRAINT ck_facility_guests CHECK (guests BETWEEN 1 AND 8),
        CONSTRAINT ck_facility_guests_of_equipment CHECK (kind = 'room' OR guests = 1)
    );
    CREATE INDEX ix_facility_venue_id ON facility (venue_id, position);
    CREATE UNIQUE INDEX uq_facility_name ON facility (venue_id, lower(name)) WHERE removed_at IS NULL;

    CREATE TABLE service_facility (
        service_id integer NOT NULL CONSTRAINT fk_service_facility_service_id REFERENCES service ON DELETE CASCADE,
        facility_id integer NOT NULL CONSTRAINT fk_service_facility_facility_id REFERENCES facility ON DELETE CASCADE,
        CONSTRAINT pk_service_facility PRIMARY KEY (service_id, facility_id)
    );
    CREATE INDEX ix_service_facility_facility_id ON service_facility (facility_id);

    ALTER TABLE booking ADD facilities varchar(60)[] DEFAULT '{}' NOT NULL;
"""

VENUES_OF = {
    "facility": "SELECT (row ->> 'venue_id')::integer",
    "service_facility": "SELECT venue_id FROM service WHERE id = (row ->> 'service_id')::integer",
}
TRIGGER = """
    CREATE FUNCTION bump_venue_version_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        row jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    BEGIN
        PERFORM bump_venue_version(changed.id) FROM ({venues}) AS changed (id) WHERE changed.id IS NOT NULL;
        RETURN NULL;
    END $$;

    CREATE TRIGGER bump_venue_version AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION bump_venue_version_of_{table}();
"""

# A lane is now offered with the number of guests that it serves: a couples room has one lane, for two guests of one
# booking. Each serves one or more, so the first `quantity` free lanes are always enough to choose from.
DROP = """
    DROP FUNCTION reserve_lanes(
        integer[], timestamptz, integer[], smallint[], timestamptz[], timestamptz[], integer, integer, text, timestamptz
    );
    DROP FUNCTION hold_lanes_alongside(
        integer[], timestamptz, integer[], smallint[], timestamptz[], timestamptz[], integer, integer, timestamptz
    );
"""
FUNCTIONS = """
    CREATE FUNCTION reserve_lanes(
        locked integer[], at timestamptz,
        resources integer[], lanes smallint[], begins timestamptz[], ends timestamptz[], guests smallint[],
        quantity integer, booking integer, new_state text, until timestamptz
    ) RETURNS TABLE (resource_id integer, lane smallint) LANGUAGE plpgsql AS $$
    #variable_conflict use_column
    BEGIN
        PERFORM FROM resource WHERE id = ANY (locked) ORDER BY id FOR NO KEY UPDATE;
        DELETE FROM reservation WHERE resource_id = ANY (locked) AND state = 'held' AND expires_at <= at;
        RETURN QUERY
            INSERT INTO reservation (resource_id, lane, during, kind, state, expires_at, booking_id, note)
            SELECT free.resource_id, free.lane, free.span, 'booking', new_state, until, booking, ''
            FROM (
                SELECT first.*, sum(first.guests) OVER (ORDER BY number) - first.guests AS served
                FROM (
                    SELECT offered.resource_id, offered.lane, offered.guests, offered.number,
                        tstzrange(offered.begins, offered.ends) AS span
                    FROM unnest(resources, lanes, begins, ends, guests) WITH ORDINALITY
                        AS offered (resource_id, lane, begins, ends, guests, number)
                    WHERE NOT EXISTS (
                        SELECT FROM reservation AS other
                        WHERE other.resource_id = offered.resource_id AND other.lane = offered.lane
                            AND other.during && tstzrange(offered.begins, offered.ends)
                    )
                    ORDER BY number
                    LIMIT quantity
                ) AS first
            ) AS free
            WHERE free.served < quantity
            ORDER BY free.number
            ON CONFLICT DO NOTHING
            RETURNING resource_id, lane;
    END $$;

    CREATE FUNCTION hold_lanes_alongside(
        locked integer[], at timestamptz,
        resources integer[], lanes smallint[], begins timestamptz[], ends timestamptz[], guests smallint[],
        quantity integer, booking integer, until timestamptz
    ) RETURNS TABLE (resource_id integer, lane smallint) LANGUAGE plpgsql AS $$
    #variable_conflict use_column
    BEGIN
        PERFORM FROM resource WHERE id = ANY (locked) ORDER BY id FOR NO KEY UPDATE;
        DELETE FROM reservation
            WHERE resource_id = ANY (locked) AND state = 'held' AND (expires_at <= at OR booking_id = booking);
        RETURN QUERY
            WITH free AS MATERIALIZED (
                SELECT offered.resource_id, offered.lane, offered.guests, offered.number,
                    tstzrange(offered.begins, offered.ends) AS span
                FROM unnest(resources, lanes, begins, ends, guests) WITH ORDINALITY
                    AS offered (resource_id, lane, begins, ends, guests, number)
                WHERE NOT EXISTS (
                    SELECT FROM reservation AS other
                    WHERE other.resource_id = offered.resource_id AND other.lane = offered.lane
                        AND other.during && tstzrange(offered.begins, offered.ends)
                        AND other.booking_id IS DISTINCT FROM booking
                )
                ORDER BY number
                LIMIT quantity
            ), chosen AS MATERIALIZED (
                SELECT * FROM (
                    SELECT free.*, sum(free.guests) OVER (ORDER BY number) - free.guests AS served FROM free
                ) AS counted
                WHERE counted.served < quantity
            ), held AS (
                INSERT INTO reservation (resource_id, lane, during, kind, state, expires_at, booking_id, note)
                SELECT chosen.resource_id, chosen.lane, piece, 'booking', 'held', until, booking, ''
                FROM chosen, unnest(
                    tstzmultirange(chosen.span) - coalesce((
                        SELECT range_agg(own.during) FROM reservation AS own
                        WHERE own.resource_id = chosen.resource_id AND own.lane = chosen.lane
                            AND own.booking_id = booking
                    ), '{}'::tstzmultirange)
                ) AS piece
            )
            SELECT chosen.resource_id, chosen.lane FROM chosen ORDER BY chosen.number;
    END $$;
"""


def upgrade() -> None:
    run(TABLES)
    for table, venues in VENUES_OF.items():
        run(TRIGGER.format(table=table, venues=venues))
    run(DROP)
    run(FUNCTIONS)


def downgrade() -> None:
    raise NotImplementedError("A booking may be in a room now, which the tables before can't hold.")


def run(statements: str) -> None:
    """Run SQL as it is: `op.execute` would read its colons as parameters, and the driver its percent signs."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
