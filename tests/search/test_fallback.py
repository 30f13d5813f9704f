"""Two engines as one, while the first goes down and up: the line to a real Elasticsearch is frozen, cut and mended."""

import logging
import socket
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest
from elasticsearch import Elasticsearch
from sqlalchemy import Connection, create_engine

from scripts.local import any_free
from search.clusters import Cluster
from search.documents import Facets, FreeAt, SearchDocument, SearchPage, SearchQuery, Sort
from search.elasticsearch.index import ElasticsearchIndex
from search.fallback import PAUSE, SLOW_IN_A_ROW, WARNING_INTERVAL, Fallback
from search.geo import Point
from search.postgres.index import PostgresIndex
from search.postgres.missed import MissedRows
from search.protocol import EngineDown, EngineSlow, Writer
from search.suggestions import Suggestions
from tests.search.samples import ask, make_document, next_version


class Gone:
    """An engine that is always down; counts the attempts."""

    tries = 0

    def put(self, _documents: Sequence[SearchDocument]) -> None:
        self.fail()

    def remove(self, _ids: Collection[int], *, version: int) -> None:  # noqa: ARG002
        self.fail()

    def search(self, _query: SearchQuery) -> SearchPage:
        return self.fail()

    def clusters(self, _query: SearchQuery, *, zoom: int) -> Sequence[Cluster]:  # noqa: ARG002
        self.fail()
        return ()

    def suggest(self, _text: str, *, size: int, near: Point | None = None) -> Suggestions:  # noqa: ARG002
        self.fail()
        return Suggestions()

    def count_at(self, _query: SearchQuery, _times: Sequence[FreeAt]) -> Sequence[int]:
        self.fail()
        return ()

    def is_built(self) -> bool:
        return bool(self.fail())

    def rebuilding(self) -> AbstractContextManager[Writer]:
        self.fail()
        return nullcontext(self)

    def fail(self) -> SearchPage:
        self.tries += 1
        raise EngineDown("nobody is there")


class Slow(Gone):
    """An engine that answers too late unless `answers` is set."""

    answers = False

    def fail(self) -> SearchPage:
        self.tries += 1
        if not self.answers:
            raise EngineSlow("too late")
        return SearchPage((), 0, Facets())


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg2://"))
    with engine.connect() as found:
        yield found
    engine.dispose()


def with_fallback(first: Gone | ElasticsearchIndex, connection: Connection, clock: Clock) -> Fallback:
    return Fallback(first, PostgresIndex(lambda: connection), MissedRows(lambda: connection), now=clock)


def test_the_second_engine_answers_and_missed_writes_are_recorded(connection: Connection) -> None:
    index = with_fallback(Gone(), connection, Clock())
    index.put([make_document(1), make_document(2)])
    index.remove([2], version=next_version())
    index.put([make_document(3)])
    assert index.search(ask()).ids == (1, 3)
    assert [venue.id for venue in index.suggest("hazel", size=5).venues] == [1, 3]
    assert [cluster.number for cluster in index.clusters(ask(), zoom=12)] == [2]
    assert sorted(index.take_missed(2)) == [1, 2]
    assert index.take_missed(2) == [3]
    assert index.take_missed(2) == []


def test_a_failing_engine_is_paused_and_logged_only_occasionally(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    engine, clock = Gone(), Clock()
    index = with_fallback(engine, connection, clock)
    with caplog.at_level(logging.WARNING):
        for seconds in (0, PAUSE - 1, PAUSE, WARNING_INTERVAL - 1, WARNING_INTERVAL + PAUSE):
            clock.now = seconds
            index.search(ask())
    assert engine.tries == 4
    assert [record.getMessage() for record in caplog.records] == 2 * [
        "the search engine does not answer, PostgreSQL does: nobody is there"
    ]


def test_a_single_slow_question_does_not_pause_the_engine(connection: Connection) -> None:
    slow, clock = Slow(), Clock()
    index = with_fallback(slow, connection, clock)
    for answers in (False, False, True, False, False, True):
        slow.answers = answers
        index.search(ask())
    assert slow.tries == 6
    slow.answers = False
    for _ in range(SLOW_IN_A_ROW + 2):
        index.search(ask())
    assert slow.tries == 6 + SLOW_IN_A_ROW
    clock.now = PAUSE
    index.search(ask())
    assert slow.tries == 7 + SLOW_IN_A_ROW


class Leaving(Gone):
    """An engine that is up while `is_there` is set."""

    is_there = True

    def __init__(self, engine: ElasticsearchIndex) -> None:
        self.engine = engine

    def search(self, query: SearchQuery) -> SearchPage:
        return self.engine.search(query) if self.is_there else self.fail()


@pytest.mark.slow
def test_paging_continues_while_the_first_engine_goes_down_and_up(
    elasticsearch_index: ElasticsearchIndex, connection: Connection
) -> None:
    known = [make_document(id, rating=(4.7, 3.3, None)[id % 3]) for id in range(1, 12)]
    PostgresIndex(lambda: connection).put(known)
    elasticsearch_index.put(known)
    first, clock = Leaving(elasticsearch_index), Clock()
    index = with_fallback(first, connection, clock)
    query = ask(text="hazel", sort=Sort.RATING, size=2)
    page, found = index.search(query), []
    while page.ids:
        found += page.ids
        first.is_there, clock.now = not first.is_there, clock.now + PAUSE
        page = index.search(replace(query, after=page.next)) if page.next else replace(page, hits=())
    assert found == [3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]
    assert first.tries == 3


def test_rebuilding_fails_while_the_first_engine_is_down(connection: Connection) -> None:
    index = with_fallback(Gone(), connection, Clock())
    with pytest.raises(EngineDown), index.rebuilding():
        raise AssertionError("it began")


class Line:
    """The line to a real engine. While it is frozen, it takes questions and answers none; while it is cut, nobody does.

    An engine that freezes, stops or restarts looks the same from here, and takes much longer to come back.
    """

    def __init__(self, url: str) -> None:
        self._engine = (urlsplit(url).hostname or "", urlsplit(url).port or 0)
        self._moves = Event()
        self._moves.set()
        self._open: list[socket.socket] = []
        self.port = any_free()
        self.mend()

    def mend(self) -> None:
        self._taking = socket.create_server(("127.0.0.1", self.port))
        Thread(target=self._take, args=(self._taking,), daemon=True).start()

    def freeze(self) -> None:
        self._moves.clear()

    def thaw(self) -> None:
        self._moves.set()

    def cut(self) -> None:
        for each in (self._taking, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def _take(self, taking: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _ = taking.accept()
                there = socket.create_connection(self._engine)
                self._open += [here, there]
                for one, other in ((here, there), (there, here)):
                    Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self._moves.wait()
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)


@pytest.mark.slow
def test_a_real_engine_may_freeze_stop_and_restart(elasticsearch_url: str, connection: Connection) -> None:
    line, clock = Line(elasticsearch_url), Clock()
    with Elasticsearch(f"http://127.0.0.1:{line.port}") as client:
        own = ElasticsearchIndex(client, "comes-and-goes", at_once=True)
        patient = ElasticsearchIndex(client, "comes-and-goes", at_once=True, seconds=30)
        index = with_fallback(own, connection, clock)
        with index.rebuilding() as fresh:
            fresh.put([make_document(1)])
        assert patient.search(ask()).ids == (1,)

        line.freeze()
        assert index.search(ask()).ids == (1,)  # from the second engine, within a second
        line.thaw()

        line.cut()
        index.put([make_document(2)])
        clock.now += PAUSE
        assert index.search(ask()).ids == (1, 2)

        line.mend()
        clock.now += PAUSE
        assert patient.search(ask()).ids == (1,)  # the first engine has missed a document
        assert index.take_missed(10) == [2]
        index.put([make_document(2)])
        assert patient.search(ask()).ids == (1, 2)
        assert index.take_missed(10) == []
        patient.drop()
    line.cut()
