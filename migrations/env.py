"""Run migrations on the application's own database. Migrations run online only: PostgreSQL rolls a failed one back."""

from alembic import context
from alembic.util import CommandError
from flask import current_app
from psycopg2.errors import InsufficientPrivilege
from sqlalchemy import Connection, text

from app.core.database_access import grant_access
from search.postgres.tables import metadata

NOT_OURS = ("procrastinate_",)
OLDEST_SERVER = 18
EXTENSIONS = "btree_gist, pg_trgm, unaccent, cube and earthdistance"

database = current_app.extensions["migrate"].db


def is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """Procrastinate's tables come from Procrastinate's own schema; autogenerate must not drop them."""
    return not (kind == "table" and (name or "").startswith(NOT_OURS))


def check_server(connection: Connection) -> None:
    """Refuse servers that CozyWish was never tested on. Raises CommandError, which the command shows as one line."""
    version, *_ = connection.dialect.server_version_info or (0,)
    if version < OLDEST_SERVER:
        raise CommandError(f"DATABASE_URL: this is PostgreSQL {version}. CozyWish needs {OLDEST_SERVER} or later.")


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=[database.metadata, metadata],
        include_object=is_ours,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
    except InsufficientPrivilege as error:
        reason = error.diag.message_primary or ""
        if "extension" not in reason:
            raise
        raise CommandError(f"{reason}. A superuser creates these once in this database: {EXTENSIONS}.") from None


def let_application_in(connection: Connection) -> None:
    """Grant the application's own role its rights on the tables as they are now, where it has a role of its own."""
    application_url = current_app.extensions["settings"].application_database_url
    if application_url:
        connection.rollback()  # what was only read, where there was nothing to migrate
        try:
            grant_access(connection, application_url)
        except ValueError as error:
            raise CommandError(str(error)) from None
        connection.commit()


with database.engine.connect() as opened:
    # A migration takes as long as it takes.
    opened.execute(text("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0"))
    check_server(opened)
    opened.commit()
    migrate(opened)
    let_application_in(opened)
