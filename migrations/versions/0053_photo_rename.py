"""picture and venue_picture become photo and venue_photo, and their columns follow

Revision ID: 0053
Revises: 0052
"""

from alembic import op

revision = '0053'
down_revision = '0052'
branch_labels = None
depends_on = None

# The longer name first: its constraints start with its own name.
TABLES = {'venue_picture': 'venue_photo', 'picture': 'photo'}
COLUMN, AFTER = 'picture_id', 'photo_id'
WITH_COLUMN = ('category', 'service', 'team_member', 'venue_photo')

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

# The triggers that count a venue's versions: their functions are named after their tables and read some.
REWRITE = """
    DO $do$
    DECLARE
        found record;
    BEGIN
        FOR found IN
            SELECT regexp_replace(pg_get_functiondef(oid), {old}, {new}, 'g') AS statement
            FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname ~ '^count_change_of_' AND prosrc ~ {old}
        LOOP
            EXECUTE found.statement;
        END LOOP;
    END $do$
"""


def _rename(old: str, new: str) -> None:
    op.execute(RENAME.format(old=f"'{old}'", new=f"'{new}'"))


def _rename_table(old: str, new: str) -> None:
    op.rename_table(old, new)
    _rename(f'^(pk|fk|uq|ck|ix)_{old}(_|$)', rf'\1_{new}\2')
    _rename(f'^{old}_([a-z]+)_seq$', rf'{new}_\1_seq')
    op.execute(REWRITE.format(old=rf"'\mFROM {old}\M'", new=f"'FROM {new}'"))
    op.execute(f"""
        DO $do$
        BEGIN
            IF to_regproc('count_change_of_{old}') IS NOT NULL THEN
                ALTER FUNCTION count_change_of_{old}() RENAME TO count_change_of_{new};
            END IF;
        END $do$
    """)


def upgrade() -> None:
    for old, new in TABLES.items():
        _rename_table(old, new)
    _rename_columns(COLUMN, AFTER)
    op.execute("UPDATE submission SET fault = 'photos' WHERE fault = 'pictures'")


def downgrade() -> None:
    op.execute("UPDATE submission SET fault = 'pictures' WHERE fault = 'photos'")
    _rename_columns(AFTER, COLUMN)
    for old, new in TABLES.items():
        _rename_table(new, old)


def _rename_columns(old: str, new: str) -> None:
    for table in WITH_COLUMN:
        op.alter_column(table, old, new_column_name=new)
    _rename(f'_{old}$', f'_{new}')
    op.execute(REWRITE.format(old=rf"'\m{old}\M'", new=f"'{new}'"))
