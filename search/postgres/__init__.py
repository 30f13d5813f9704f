"""PostgreSQL as a search engine: exact results without an additional server."""

from search.postgres.index import PostgresIndex
from search.postgres.missed import MissedRows
from search.postgres.tables import metadata

__all__ = ["MissedRows", "PostgresIndex", "metadata"]
