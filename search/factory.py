"""Selection of the search engine."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from search.elasticsearch.connection import connect
from search.fallback import Fallback
from search.postgres.index import PostgresIndex
from search.postgres.missed import MissedRows
from search.protocol import SearchIndex

ALIAS = "cozywish-venues"


def make_index(
    connection: Callable[[], Connection], elasticsearch_url: str | None = None, elasticsearch_ca: Path | None = None
) -> SearchIndex:
    """Return the PostgreSQL engine on the connection that `connection` returns, within its transaction.

    With the URL of an Elasticsearch, that engine answers, and PostgreSQL while it is down.
    """
    embedded = PostgresIndex(connection)
    if elasticsearch_url is None:
        return embedded
    return Fallback(connect(elasticsearch_url, ALIAS, ca=elasticsearch_ca), embedded, MissedRows(connection))
