"""PostgreSQL as a search engine: no server besides the one there is, and results that are exact."""

from search.postgres.index import PostgresIndex
from search.postgres.missed import MissedRows
from search.postgres.tables import metadata

__all__ = ["MissedRows", "PostgresIndex", "metadata"]
