"""The engines that must pass the contract, each a real server."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count

import pytest
from elasticsearch import Elasticsearch
from sqlalchemy import create_engine

from search.documents import SearchDocument
from search.elasticsearch.index import ElasticsearchIndex
from search.factory import make_index
from search.postgres.tables import metadata
from search.protocol import SearchIndex

names = count(1)


ENGINES = ("postgresql", pytest.param("elasticsearch", marks=pytest.mark.slow))


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest) -> SearchIndex:
    """Return an empty index, without the application."""
    found: SearchIndex = request.getfixturevalue(f"{request.param}_index")
    return found


@pytest.fixture
def postgresql_index(database_url: str) -> Iterator[SearchIndex]:
    with in_postgresql(database_url) as made:
        yield made


@pytest.fixture
def elasticsearch_index(elasticsearch_url: str) -> Iterator[SearchIndex]:
    with in_elasticsearch(elasticsearch_url) as made:
        yield made


@contextmanager
def in_postgresql(url: str, *, apart: bool = False) -> Iterator[SearchIndex]:
    """Yield an index on a connection that is rolled back at the end.

    `apart` gives it tables of its own, so that other connections don't wait for its uncommitted rows.
    """
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg2://"))
    with engine.connect() as connection:
        for table in metadata.tables if apart else ():
            connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
        yield make_index(lambda: connection)
    engine.dispose()


@contextmanager
def in_elasticsearch(url: str) -> Iterator[SearchIndex]:
    with Elasticsearch(url) as client:
        made = ElasticsearchIndex(client, f"test-{os.getpid()}-{next(names)}", at_once=True, seconds=30)
        with made.rebuilding():
            pass  # an empty index
        yield made
        made.drop()


@contextmanager
def shared_index(request: pytest.FixtureRequest, documents: Sequence[SearchDocument]) -> Iterator[SearchIndex]:
    """Yield an index with these documents, for a fixture of a module with ENGINES as params: tests only read it."""
    if request.param == "postgresql":
        made = in_postgresql(request.getfixturevalue("database_url"), apart=True)
    else:
        made = in_elasticsearch(request.getfixturevalue("elasticsearch_url"))
    with made as index:
        index.put(documents)
        yield index
