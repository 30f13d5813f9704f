"""Which engine answers."""

from collections.abc import Callable

from sqlalchemy import Connection

from search.elasticsearch import connect
from search.fallback import Fallback
from search.postgres import MissedRows, PostgresIndex
from search.protocol import SearchIndex

ALIAS = "cozywish-venues"


def make_index(connection: Callable[[], Connection], elasticsearch_url: str | None = None) -> SearchIndex:
    """PostgreSQL, on the connection that `connection` gives, within its transaction. With the address of an
    Elasticsearch that one is asked, and PostgreSQL while it does not answer."""
    embedded = PostgresIndex(connection)
    if elasticsearch_url is None:
        return embedded
    return Fallback(connect(elasticsearch_url, ALIAS), embedded, MissedRows(connection))
