"""Permissions of the application's database role: it reads and writes rows, but cannot weaken any safeguard.

Migrations run as the owner of the tables. The application runs as another role, which cannot drop a trigger, switch
triggers off, or change audit log entries.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, text

# Rows in these tables can only be inserted, so that not even a bug of ours can change them.
APPEND_ONLY = ("audit_entry", "care_note_view", "consent", "intake_view")
# Only migrations write to these.
READ_ONLY = ("alembic_version",)
# A name that needs no quotes in SQL.
ROLE_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """Time limits in seconds, after which PostgreSQL cancels a statement or ends a connection."""

    statement: int
    lock: int
    idle_in_transaction: int

    @property
    def settings(self) -> dict[str, str]:
        """Return the PostgreSQL settings that apply these limits."""
        return {
            "statement_timeout": f"{self.statement}s",
            "lock_timeout": f"{self.lock}s",
            "idle_in_transaction_session_timeout": f"{self.idle_in_transaction}s",
        }

    @property
    def options(self) -> str:
        """Return the limits as connection options for libpq."""
        return " ".join(f"-c {name}={value}" for name, value in self.settings.items())


# A web thread is worth more than a response that nobody is waiting for.
WEB = TimeLimits(statement=10, lock=8, idle_in_transaction=60)
WORKER = TimeLimits(statement=120, lock=30, idle_in_transaction=300)
# For connections that set no limits themselves, like the job queue's own.
ROLE = TimeLimits(statement=60, lock=30, idle_in_transaction=300)


def grant_access(connection: Connection, application_url: str) -> None:
    """Grant the role of `application_url` its rights in this database, and create the role if it is missing.

    Runs as the owner after each migration, in the caller's transaction. If the owner cannot manage roles, the role must
    already exist, and its password and limits stay unchanged.
    """
    parts = urlsplit(application_url)
    role, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not ROLE_NAME.fullmatch(role):
        raise ValueError(
            "APPLICATION_DATABASE_URL must name a role of lowercase letters: postgresql://role:password@host"
        )
    if role == connection.scalar(text("SELECT current_user")):
        raise ValueError("APPLICATION_DATABASE_URL names the owner of the tables: it must name another role")
    if connection.scalar(text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")):
        _keep_role(connection, role, password)
    elif not _exists(connection, role):
        raise ValueError(
            f"The owner of the tables cannot create roles. First create this one: CREATE ROLE {role} LOGIN PASSWORD '…'"
        )
    for statement in _grants(connection, role):
        connection.execute(text(statement))


def _exists(connection: Connection, role: str) -> bool:
    found = connection.scalar(text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :role)"), {"role": role})
    return bool(found)


def _keep_role(connection: Connection, role: str, password: str) -> None:
    if not _exists(connection, role):
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
    if password:
        # A utility statement takes no parameters, so PostgreSQL itself quotes the password.
        literal = connection.scalar(text("SELECT quote_literal(:password)"), {"password": password})
        connection.exec_driver_sql(f"ALTER ROLE {role} PASSWORD {literal}".replace("%", "%%"))
    for name, value in ROLE.settings.items():
        connection.execute(text(f"ALTER ROLE {role} SET {name} = '{value}'"))


def _grants(connection: Connection, role: str) -> list[str]:
    database = connection.dialect.identifier_preparer.quote_identifier(
        str(connection.scalar(text("SELECT current_database()")))
    )
    rows = "SELECT, INSERT, UPDATE, DELETE"
    known = set(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))
    return [
        f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT {rows} ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        # The old version also uses the tables of the next migration, before this function runs again.
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {role}" for table in APPEND_ONLY if table in known),
        *(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}" for table in READ_ONLY if table in known),
    ]
