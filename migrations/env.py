"""Run migrations on the application's own database. Migrations run online only: PostgreSQL rolls a failed one back."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from search import postgres as search

NOT_OURS = ("procrastinate_",)

database = current_app.extensions["migrate"].db


def is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """Procrastinate's tables come from Procrastinate's own schema; autogenerate must not drop them."""
    return not (kind == "table" and (name or "").startswith(NOT_OURS))


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=[database.metadata, search.metadata],
        include_object=is_ours,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


with database.engine.connect() as opened:
    migrate(opened)
