"""booking_item becomes booking, and item_id becomes booking_id

Revision ID: 0047
Revises: 0046
"""

from alembic import op

revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None

TABLES = ('item_transition', 'order_line', 'refund', 'reminder', 'reservation', 'visit_message', 'visit_move')

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

# Functions are text to PostgreSQL: their bodies do not follow a renamed table or column by themselves.
REWRITE = """
    DO $do$
    DECLARE
        found record;
    BEGIN
        FOR found IN
            SELECT regexp_replace(pg_get_functiondef(oid), {old}, {new}, 'g') AS statement
            FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND prosrc ~ {old}
        LOOP
            EXECUTE found.statement;
        END LOOP;
    END $do$
"""


def _rename(old: str, new: str) -> None:
    op.execute(RENAME.format(old=f"'{old}'", new=f"'{new}'"))


def _rewrite(old: str, new: str) -> None:
    op.execute(REWRITE.format(old=f"'{old}'", new=f"'{new}'"))


def upgrade() -> None:
    op.rename_table('booking_item', 'booking')
    for table in TABLES:
        op.alter_column(table, 'item_id', new_column_name='booking_id')
    op.alter_column('customer_order', 'moves_item_id', new_column_name='moves_booking_id')
    _rename('^(pk|fk|uq|ck|ix)_booking_item(_|$)', r'\1_booking\2')
    _rename('^booking_item_id_seq$', 'booking_id_seq')
    _rename('^ck_reservation_booking_item$', 'ck_reservation_booking')
    _rename('_item_id(_|$)', r'_booking_id\1')
    _rewrite(r'\mbooking_item\M', 'booking')
    _rewrite(r'\mitem_id\M', 'booking_id')


def downgrade() -> None:
    op.rename_table('booking', 'booking_item')
    for table in TABLES:
        op.alter_column(table, 'booking_id', new_column_name='item_id')
    op.alter_column('customer_order', 'moves_booking_id', new_column_name='moves_item_id')
    _rename('_booking_id(_|$)', r'_item_id\1')
    _rename('^(pk|fk|uq|ck|ix)_booking(_|$)', r'\1_booking_item\2')
    _rename('^booking_id_seq$', 'booking_item_id_seq')
    _rename('^ck_reservation_booking$', 'ck_reservation_booking_item')
    _rewrite(r'\mbooking_id\M', 'item_id')
    _rewrite(r'\mbooking\M(?=( |\.))(?<!'')', 'booking_item')
