"""Health reports of engines, and what happens to a question that an engine refuses."""

import logging
import os
from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch
from sqlalchemy import Connection, create_engine

from search.documents import SearchPage, SearchQuery
from search.elasticsearch.index import ElasticsearchIndex
from search.elasticsearch.mapping import MAPPINGS, VERSION
from search.fallback import Fallback
from search.postgres.index import PostgresIndex
from search.postgres.missed import MissedRows
from search.protocol import EngineDown, EngineRefused, SearchIndex
from tests.search.samples import ask, make_document
from tests.search.test_fallback import Gone


class Refusing(Gone):
    """An engine that refuses every question."""

    def search(self, _query: SearchQuery) -> SearchPage:
        self.tries += 1
        raise EngineRefused("parse_exception")


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg2://"))
    with engine.connect() as found:
        yield found
    engine.dispose()


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with Elasticsearch(elasticsearch_url) as found:
        yield found


def test_health_includes_the_number_of_documents(index: SearchIndex) -> None:
    index.put([make_document(1), make_document(2)])
    (health,) = index.health()
    assert (health.documents, health.is_well) == (2, True)
    assert health.bytes > 0


def test_a_refused_question_is_answered_by_the_second_engine_and_always_logged(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = Refusing(), PostgresIndex(lambda: connection)
    second.put([make_document(1)])
    index = Fallback(first, second, MissedRows(lambda: connection))
    with caplog.at_level(logging.ERROR):
        assert [index.search(ask()).ids for _ in range(2)] == [(1,), (1,)]
    assert first.tries == 2  # not paused: the engine itself is healthy
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


def test_an_unreachable_engine_is_unhealthy_while_the_second_is_healthy(connection: Connection) -> None:
    away = ElasticsearchIndex(Elasticsearch("http://127.0.0.1:1"), "away")
    index = Fallback(away, PostgresIndex(lambda: connection), MissedRows(lambda: connection))
    index.put([make_document(1)])
    first, second = index.health()
    assert (first.is_well, first.missed) == (False, 1)
    assert "does not answer" in first.problem
    assert (second.is_well, second.documents) == (True, 1)


@pytest.mark.slow
def test_an_engine_with_missed_documents_is_unhealthy(client: Elasticsearch, connection: Connection) -> None:
    first = ElasticsearchIndex(client, f"health-{os.getpid()}", at_once=True, seconds=30)
    second, missed = PostgresIndex(lambda: connection), MissedRows(lambda: connection)
    index = Fallback(first, second, missed)
    with index.rebuilding() as both:
        both.put([make_document(1)])
    assert [health.is_well for health in index.health()] == [True, True]
    second.put([make_document(2)])
    assert "another number" in index.health()[0].problem
    missed.add([2])
    assert (index.health()[0].missed, "missed" in index.health()[0].problem) == (1, True)
    first.drop()


@pytest.mark.slow
def test_a_real_engine_refuses_questions_to_an_index_without_its_mappings(
    client: Elasticsearch, connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    alias = f"strange-{os.getpid()}"
    client.indices.create(index=f"{alias}-{VERSION}-x", aliases={f"{alias}-{VERSION}": {}})
    first = ElasticsearchIndex(client, alias, seconds=30)
    with pytest.raises(EngineRefused):
        first.search(ask())
    second = PostgresIndex(lambda: connection)
    second.put([make_document(1)])
    assert Fallback(first, second, MissedRows(lambda: connection)).search(ask()).ids == (1,)
    assert "refused a question" in caplog.text
    first.drop()


@pytest.mark.slow
def test_the_next_rebuild_removes_indices_of_a_killed_rebuild(client: Elasticsearch) -> None:
    alias = f"orphans-{os.getpid()}"
    index = ElasticsearchIndex(client, alias, at_once=True, seconds=30)
    client.indices.create(index=f"{alias}-{VERSION}-dead", mappings=MAPPINGS)
    for _ in range(2):
        with index.rebuilding() as fresh:
            fresh.put([make_document(1)])
    assert len(client.indices.get(index=f"{alias}-{VERSION}-*")) == 1
    assert index.search(ask()).ids == (1,)
    index.drop()


@pytest.mark.slow
def test_a_rebuild_fails_if_its_index_was_deleted(client: Elasticsearch) -> None:
    alias = f"lost-{os.getpid()}"
    index = ElasticsearchIndex(client, alias, at_once=True, seconds=30)
    with pytest.raises(EngineDown, match="alias"):
        rebuild_into_nothing(index, client, f"{alias}-*")
    assert not client.indices.get(index=f"{alias}-*")


def rebuild_into_nothing(index: ElasticsearchIndex, client: Elasticsearch, names: str) -> None:
    with index.rebuilding() as fresh:
        client.indices.delete(index=[*client.indices.get(index=names)])
        fresh.put([make_document(1)])
