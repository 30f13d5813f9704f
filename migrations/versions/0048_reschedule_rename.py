"""item_transition, visit_message, visit_move and agreed_move get the names of what they are

Revision ID: 0048
Revises: 0047
"""

from alembic import op

revision = '0048'
down_revision = '0047'
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


TABLES = {
    'item_transition': 'booking_transition',
    'visit_message': 'booking_message',
    'visit_move': 'reschedule',
    'agreed_move': 'pending_reschedule',
}


def _rename(old: str, new: str) -> None:
    op.execute(RENAME.format(old=f"'{old}'", new=f"'{new}'"))


def upgrade() -> None:
    for old, new in TABLES.items():
        op.rename_table(old, new)
        _rename(f'^(pk|fk|uq|ck|ix)_{old}(_|$)', rf'\1_{new}\2')
        _rename(f'^{old}_id_seq$', f'{new}_id_seq')
    op.alter_column('customer_order', 'moves_booking_id', new_column_name='reschedules_booking_id')
    _rename('_moves_booking_id$', '_reschedules_booking_id')
    _rename('^uq_customer_order_pending_move$', 'uq_customer_order_pending_reschedule')


def downgrade() -> None:
    for old, new in TABLES.items():
        op.rename_table(new, old)
        _rename(f'^(pk|fk|uq|ck|ix)_{new}(_|$)', rf'\1_{old}\2')
        _rename(f'^{new}_id_seq$', f'{old}_id_seq')
    op.alter_column('customer_order', 'reschedules_booking_id', new_column_name='moves_booking_id')
    _rename('_reschedules_booking_id$', '_moves_booking_id')
    _rename('^uq_customer_order_pending_reschedule$', 'uq_customer_order_pending_move')
