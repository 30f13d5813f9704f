"""What the application's database role may do: read and write rows, and nothing that a guard depends on.

Migrations run as the owner of the tables. The application runs as another role, which cannot drop a trigger, switch
triggers off, or change what the audit log says.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sqlalchemy import Connection, text

# Rows are added to these tables and never changed, not even by a mistake of ours.
APPEND_ONLY = ("audit_entry",)
# Only migrations write to these.
READ_ONLY = ("alembic_version",)
# Needs no quotes in SQL.
ROLE_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long PostgreSQL lets a process take, in seconds, before it cancels a statement or ends a connection."""

    statement: int
    lock: int
    idle_in_transaction: int

    @property
    def settings(self) -> dict[str, str]:
        """The settings of PostgreSQL that hold these limits."""
        return {
            "statement_timeout": f"{self.statement}s",
            "lock_timeout": f"{self.lock}s",
            "idle_in_transaction_session_timeout": f"{self.idle_in_transaction}s",
        }

    @property
    def options(self) -> str:
        """As libpq sends them when it connects."""
        return " ".join(f"-c {name}={value}" for name, value in self.settings.items())


# A web thread is worth more than an answer that nobody waits for any longer.
WEB = Limits(statement=10, lock=8, idle_in_transaction=60)
WORKER = Limits(statement=120, lock=30, idle_in_transaction=300)
# For connections that set nothing themselves, such as the job queue's own.
ROLE = Limits(statement=60, lock=30, idle_in_transaction=300)


def grant_access(connection: Connection, application_url: str) -> None:
    """Give the role of `application_url` its rights in this database, and make the role if it is missing.

    Runs as the owner after each migration, in the caller's transaction. Where the owner cannot manage roles, the role
    must exist already; its password and its limits then stay as they are.
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
    for statement in _grants(connection, role):
        connection.execute(text(statement))


def _keep_role(connection: Connection, role: str, password: str) -> None:
    if not connection.scalar(text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :role)"), {"role": role}):
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
        # Tables of the next migration serve the old version too, before this function runs again.
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {role}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {role}" for table in APPEND_ONLY if table in known),
        *(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}" for table in READ_ONLY if table in known),
    ]
