"""stored values have the words of the glossary: canceled, held, front_desk, guest, external, in_review, live

Revision ID: 0049
Revises: 0048
"""

from collections.abc import Iterable

from alembic import op

revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None

STATES = (('pending', 'held'), ('cancelled', 'canceled'))
PUBLICATION = (('pending', 'in_review'), ('approved', 'live'), ('rejected', 'changes_requested'))
# Table, column, and each value before and after.
VALUES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ('booking', 'state', STATES),
    ('booking_transition', 'from_state', STATES),
    ('booking_transition', 'to_state', STATES),
    ('booking_transition', 'actor', (('customer', 'guest'),)),
    ('reschedule', 'actor', (('customer', 'guest'),)),
    ('user_account', 'role', (('customer', 'guest'),)),
    ('customer_order', 'origin', (('desk', 'front_desk'),)),
    ('order_line', 'kind', (('item', 'booking'),)),
    ('reservation', 'kind', (('import', 'external'),)),
    ('venue', 'status', PUBLICATION),
    ('venue_transition', 'from_status', PUBLICATION),
    ('venue_transition', 'to_status', PUBLICATION),
    ('deal', 'status', (('pending', 'in_review'), ('rejected', 'changes_requested'))),
)

# Checks, partial indexes and defaults that name a value are made anew.
DEFINITIONS = """
    DO $do$
    DECLARE
        found record;
    BEGIN
        FOR found IN
            SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS gone,
                format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
                    {constraint_definition}) AS made
            FROM pg_constraint
            WHERE contype = 'c' AND conrelid = '{table}'::regclass AND pg_get_constraintdef(oid) ~ '\\m{column}\\M'
                AND pg_get_constraintdef(oid) ~ '{old}'
            UNION ALL
            SELECT format('DROP INDEX %I', indexname), {index_definition}
            FROM pg_indexes
            WHERE schemaname = 'public' AND tablename = '{table}' AND indexdef ~ '\\m{column}\\M.*{old}'
        LOOP
            EXECUTE found.gone;
            INSERT INTO made VALUES (found.made);
        END LOOP;
    END $do$
"""


def _replaced(definition: str, values: Iterable[tuple[str, str]]) -> str:
    for old, new in values:
        definition = f"replace({definition}, '''{old}''', '''{new}''')"
    return definition


def _write(table: str, column: str, values: tuple[tuple[str, str], ...]) -> None:
    op.execute('CREATE TEMPORARY TABLE made (statement text) ON COMMIT DROP')
    op.execute(
        DEFINITIONS.format(
            table=table,
            column=column,
            old='|'.join(f"''{old}''" for old, _ in values),
            constraint_definition=_replaced('pg_get_constraintdef(oid)', values),
            index_definition=_replaced('indexdef', values),
        )
    )
    cases = ' '.join(f"WHEN '{old}' THEN '{new}'" for old, new in values)
    olds = ', '.join(f"'{old}'" for old, _ in values)
    op.execute(f'UPDATE {table} SET {column} = CASE {column} {cases} END WHERE {column} IN ({olds})')
    op.execute(
        'DO $do$ DECLARE one text; BEGIN FOR one IN SELECT statement FROM made LOOP EXECUTE one; END LOOP; END $do$'
    )
    op.execute('DROP TABLE made')


def _rewrite(old: str, new: str) -> None:
    """Functions that name a value."""
    op.execute(f"""
        DO $do$
        DECLARE
            found record;
        BEGIN
            FOR found IN
                SELECT replace(pg_get_functiondef(oid), '''{old}''', '''{new}''') AS statement
                FROM pg_proc WHERE proname = 'refund_is_ours' AND pronamespace = 'public'::regnamespace
            LOOP
                EXECUTE found.statement;
            END LOOP;
        END $do$
    """)


def upgrade() -> None:
    for table, column, values in VALUES:
        _write(table, column, values)
    _rewrite('desk', 'front_desk')


def downgrade() -> None:
    for table, column, values in VALUES:
        _write(table, column, tuple((new, old) for old, new in values))
    _rewrite('front_desk', 'desk')
