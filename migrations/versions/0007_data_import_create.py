"""Create the tables of imports, and let an order be of an import.

Bookings that a venue brings along are paid at the venue, like those of the front desk.

Revision ID: 0007
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ORDERS = """
    ALTER TABLE customer_order DROP CONSTRAINT ck_customer_order_whose,
        DROP CONSTRAINT ck_customer_order_settled_by;
    ALTER TABLE customer_order
        ADD CONSTRAINT ck_customer_order_whose CHECK (kind IN ({kinds}) OR user_id IS NOT NULL),
        ADD CONSTRAINT ck_customer_order_settled_by CHECK ((kind IN ({kinds})) = (settled_by IS NOT NULL));

    CREATE OR REPLACE FUNCTION refund_not_of_front_desk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM booking
            JOIN venue_order ON venue_order.id = booking.venue_order_id
            JOIN customer_order ON customer_order.id = venue_order.order_id
            WHERE booking.id = NEW.booking_id AND customer_order.kind IN ({kinds})
        ) THEN
            RAISE EXCEPTION 'booking % was paid at the front desk', NEW.booking_id
                USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_not_of_front_desk';
        END IF;
        RETURN NEW;
    END $$;
"""

IMPORTS = """
    CREATE TABLE data_import (
        id serial NOT NULL,
        key varchar(22) NOT NULL,
        venue_id integer NOT NULL,
        user_id integer NOT NULL,
        kind varchar(20) NOT NULL,
        state varchar(20) NOT NULL,
        filename varchar(120) NOT NULL,
        headers text[] NOT NULL,
        has_header boolean NOT NULL,
        columns jsonb DEFAULT '{}' NOT NULL,
        day_first boolean NOT NULL,
        duplicates varchar(20) NOT NULL,
        rows integer NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        finished_at timestamptz,
        emailing_at timestamptz,
        CONSTRAINT pk_data_import PRIMARY KEY (id),
        CONSTRAINT uq_data_import_key UNIQUE (key),
        CONSTRAINT ck_data_import_finished_at
            CHECK ((state IN ('done', 'undoing', 'undone')) = (finished_at IS NOT NULL)),
        CONSTRAINT fk_data_import_venue_id FOREIGN KEY (venue_id) REFERENCES venue(id) ON DELETE CASCADE,
        CONSTRAINT fk_data_import_user_id FOREIGN KEY (user_id) REFERENCES user_account(id)
    );
    CREATE INDEX ix_data_import_venue_id ON data_import (venue_id, created_at);

    CREATE TABLE import_row (
        id serial NOT NULL,
        import_id integer NOT NULL,
        number integer NOT NULL,
        cells text[] NOT NULL,
        given jsonb,
        starts_at timestamptz,
        outcome varchar(20),
        reason varchar(20),
        detail jsonb DEFAULT '{}' NOT NULL,
        done boolean DEFAULT false NOT NULL,
        guest_id integer,
        service_id integer,
        option_id integer,
        booking_id integer,
        made varchar(4) DEFAULT '' NOT NULL,
        guest_print varchar(32),
        print varchar(32),
        undone varchar(20),
        guest_undone varchar(20),
        CONSTRAINT pk_import_row PRIMARY KEY (id),
        CONSTRAINT fk_import_row_import_id FOREIGN KEY (import_id) REFERENCES data_import(id) ON DELETE CASCADE,
        CONSTRAINT fk_import_row_guest_id FOREIGN KEY (guest_id) REFERENCES guest(id) ON DELETE SET NULL,
        CONSTRAINT fk_import_row_service_id FOREIGN KEY (service_id) REFERENCES service(id) ON DELETE SET NULL,
        CONSTRAINT fk_import_row_option_id FOREIGN KEY (option_id) REFERENCES service_option(id) ON DELETE SET NULL,
        CONSTRAINT fk_import_row_booking_id FOREIGN KEY (booking_id) REFERENCES booking(id) ON DELETE SET NULL
    );
    CREATE UNIQUE INDEX uq_import_row_number ON import_row (import_id, number);
    CREATE INDEX ix_import_row_waiting ON import_row (import_id, starts_at, number)
        WHERE NOT done AND outcome IS NOT NULL;
    CREATE INDEX ix_import_row_booking_id ON import_row (booking_id) WHERE booking_id IS NOT NULL;
    CREATE INDEX ix_import_row_guest_id ON import_row (guest_id) WHERE guest_id IS NOT NULL;
    CREATE INDEX ix_import_row_service_id ON import_row (service_id) WHERE service_id IS NOT NULL;
    CREATE INDEX ix_import_row_option_id ON import_row (option_id) WHERE option_id IS NOT NULL;
"""


def upgrade() -> None:
    run(ORDERS.replace("{kinds}", "'front_desk', 'import'"))
    run(IMPORTS)


def downgrade() -> None:
    op.drop_table("import_row")
    op.drop_table("data_import")
    run("UPDATE customer_order SET kind = 'front_desk' WHERE kind = 'import'")
    run(ORDERS.replace("{kinds}", "'front_desk'"))


def run(statements: str) -> None:
    """Run SQL as it is: the driver would read a percent sign as a parameter."""
    with op.get_bind().connection.cursor() as cursor:
        cursor.execute(statements)
