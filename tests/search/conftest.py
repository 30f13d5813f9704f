"""The engines that must pass the contract, each a real server."""

import os
from collections.abc import Iterator
from itertools import count

import pytest
from elasticsearch import Elasticsearch
from sqlalchemy import create_engine

from search.elasticsearch import ElasticsearchIndex
from search.factory import make_index
from search.protocol import SearchIndex

names = count(1)


@pytest.fixture(params=["postgresql", pytest.param("elasticsearch", marks=pytest.mark.slow)])
def index(request: pytest.FixtureRequest) -> SearchIndex:
    """Return an empty index, without the application."""
    found: SearchIndex = request.getfixturevalue(f"{request.param}_index")
    return found


@pytest.fixture
def postgresql_index(database_url: str) -> Iterator[SearchIndex]:
    """Return an index on a connection that is rolled back after the test."""
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg2://"))
    with engine.connect() as connection:
        yield make_index(lambda: connection)
    engine.dispose()


@pytest.fixture
def elasticsearch_index(elasticsearch_url: str) -> Iterator[SearchIndex]:
    with Elasticsearch(elasticsearch_url) as client:
        made = ElasticsearchIndex(client, f"test-{os.getpid()}-{next(names)}", at_once=True, seconds=30)
        with made.rebuilding():
            pass  # an empty index
        yield made
        made.drop()
