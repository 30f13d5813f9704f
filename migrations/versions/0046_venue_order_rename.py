"""booking becomes venue_order, which has no number of its own

Revision ID: 0046
Revises: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = '0046'
down_revision = '0045'
branch_labels = None
depends_on = None

# Constraints, indexes and sequences keep the names that the models give them.
RENAME = """
    DO $do$
    DECLARE
        found record;
    BEGIN
        FOR found IN
            SELECT format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', conrelid::regclass, conname,
                regexp_replace(conname, {old}, {new})) AS statement
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conname ~ {old}
            UNION ALL
            SELECT format('ALTER %s %I RENAME TO %I', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'INDEX' END, relname,
                regexp_replace(relname, {old}, {new}))
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('i', 'S') AND relname ~ {old}
                AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = pg_class.oid)
        LOOP
            EXECUTE found.statement;
        END LOOP;
    END $do$
"""

IS_OURS = """
CREATE OR REPLACE FUNCTION refund_is_ours() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM booking_item
        JOIN {table} ON {table}.id = booking_item.{table}_id
        JOIN customer_order ON customer_order.id = {table}.order_id
        WHERE booking_item.id = NEW.item_id AND customer_order.origin = 'desk'
    ) THEN
        RAISE EXCEPTION 'item %% was paid at the desk, not here', NEW.item_id
            USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_is_ours';
    END IF;
    RETURN NEW;
END
$$
"""

WITHIN_PAID = """
CREATE OR REPLACE FUNCTION refund_within_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paid bigint;
    others bigint;
BEGIN
    IF NEW.order_id IS NULL THEN
        SELECT {table}.order_id INTO NEW.order_id
            FROM booking_item JOIN {table} ON {table}.id = booking_item.{table}_id WHERE booking_item.id = NEW.item_id;
    END IF;
    IF NEW.state = 'failed' THEN
        RETURN NEW;
    END IF;
    PERFORM FROM booking_item WHERE id = NEW.item_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount_cents), 0) INTO paid
        FROM order_line WHERE item_id = NEW.item_id AND order_id = NEW.order_id;
    SELECT coalesce(sum(amount_cents), 0) INTO others
        FROM refund
        WHERE item_id = NEW.item_id AND order_id = NEW.order_id AND state <> 'failed' AND id <> NEW.id;
    IF others + NEW.amount_cents > paid THEN
        RAISE EXCEPTION 'more would go back than order %% paid for item %%', NEW.order_id, NEW.item_id
            USING ERRCODE = 'check_violation', TABLE = 'refund', CONSTRAINT = 'refund_within_paid';
    END IF;
    RETURN NEW;
END
$$
"""

# From the same source as the public ids of the application: 13 characters after the prefix.
RANDOM_ID = sa.text("'CW-' || upper(substr(translate(gen_random_uuid()::text, '-', ''), 1, 11))")


def _rename(old: str, new: str) -> None:
    op.execute(RENAME.format(old=f"'{old}'", new=f"'{new}'"))


def _functions(table: str) -> None:
    for body in (IS_OURS, WITHIN_PAID):
        op.execute(body.format(table=table).replace('%%', '%'))


def upgrade() -> None:
    op.drop_column('booking', 'public_id')
    op.rename_table('booking', 'venue_order')
    op.alter_column('booking_item', 'booking_id', new_column_name='venue_order_id')
    _rename('^((fk|ix)_booking_item)_booking_id$', r'\1_venue_order_id')
    _rename('^(pk|fk|uq|ix)_booking(?!_item)(_|$)', r'\1_venue_order\2')
    _rename('^booking_id_seq$', 'venue_order_id_seq')
    _functions('venue_order')


def downgrade() -> None:
    op.rename_table('venue_order', 'booking')
    op.alter_column('booking_item', 'venue_order_id', new_column_name='booking_id')
    _rename('^((fk|ix)_booking_item)_venue_order_id$', r'\1_booking_id')
    _rename('^(pk|fk|uq|ix)_venue_order(_|$)', r'\1_booking\2')
    _rename('^venue_order_id_seq$', 'booking_id_seq')
    op.add_column('booking', sa.Column('public_id', sa.String(14), server_default=RANDOM_ID, nullable=False))
    op.create_unique_constraint(op.f('uq_booking_public_id'), 'booking', ['public_id'])
    op.alter_column('booking', 'public_id', server_default=None)
    _functions('booking')
