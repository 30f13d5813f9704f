"""Run migrations on the application's own database. Migrations run online only: PostgreSQL rolls a failed one back."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from app.core.database_access import grant_access
from search.postgres.tables import metadata

NOT_OURS = ("procrastinate_",)

database = current_app.extensions["migrate"].db


def is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """Procrastinate's tables come from Procrastinate's own schema; autogenerate must not drop them."""
    return not (kind == "table" and (name or "").startswith(NOT_OURS))


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=[database.metadata, metadata],
        include_object=is_ours,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def let_application_in(connection: Connection) -> None:
    """Grant the application's own role its rights on the tables as they are now, where it has a role of its own."""
    application_url = current_app.extensions["settings"].application_database_url
    if application_url:
        connection.rollback()  # what was only read, where there was nothing to migrate
        grant_access(connection, application_url)
        connection.commit()


with database.engine.connect() as opened:
    # A migration takes as long as it takes.
    opened.execute(text("SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0"))
    opened.commit()
    migrate(opened)
    let_application_in(opened)
