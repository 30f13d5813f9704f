"""Which engine answers."""

from collections.abc import Callable

from sqlalchemy import Connection

from search.postgres import PostgresIndex
from search.protocol import SearchIndex


def make_index(connection: Callable[[], Connection]) -> SearchIndex:
    """The embedded default: PostgreSQL, on the connection that `connection` gives, within its transaction."""
    return PostgresIndex(connection)
