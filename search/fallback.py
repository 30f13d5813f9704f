"""Two engines as one: the first answers, and the second when the first does not."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic
from typing import Protocol, TypeVar

from search.clusters import Cluster
from search.documents import FreeAt, SearchDocument, SearchPage, SearchQuery
from search.geo import Point
from search.health import Health
from search.protocol import Engine, EngineDown, EngineRefused, EngineSlow, SearchIndex, Writer
from search.suggestions import Suggestions

T = TypeVar("T")

log = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds without queries for an engine that did not answer; otherwise every request would wait for it in turn."""

SLOW_IN_A_ROW = 3
"""Consecutive slow queries before the engine counts as down: a single one may just be a large query."""

WARNING_INTERVAL = 60.0


class Missed(Protocol):
    """A record of the documents that the first engine missed while it was down."""

    def add(self, ids: Collection[int]) -> None: ...

    def take(self, most: int) -> Sequence[int]: ...

    def count(self) -> int: ...


class Fallback:
    """Writes to both engines and queries the first.

    While the first is down, the second answers, and the documents that the first missed are recorded so that they can
    be written again. Thread-safe: threads share only the time of the next attempt.
    """

    def __init__(
        self, first: Engine, second: SearchIndex, missed: Missed, *, now: Callable[[], float] = monotonic
    ) -> None:
        self._first, self._second, self._missed, self._now = first, second, missed, now
        self._again_at = self._tell_at = float("-inf")
        self._slow = 0

    def put(self, documents: Sequence[SearchDocument]) -> None:
        self._second.put(documents)
        try:
            self._first.put(documents)
        except EngineDown as down:
            self._failed(down)
            self._missed.add([document.id for document in documents])

    def remove(self, ids: Collection[int], *, version: int) -> None:
        self._second.remove(ids, version=version)
        try:
            self._first.remove(ids, version=version)
        except EngineDown as down:
            self._failed(down)
            self._missed.add(ids)

    def search(self, query: SearchQuery) -> SearchPage:
        return self._answer(lambda engine: engine.search(query))

    def suggest(self, text: str, *, size: int, near: Point | None = None) -> Suggestions:
        return self._answer(lambda engine: engine.suggest(text, size=size, near=near))

    def clusters(self, query: SearchQuery, *, zoom: int) -> Sequence[Cluster]:
        return self._answer(lambda engine: engine.clusters(query, zoom=zoom))

    def count_at(self, query: SearchQuery, times: Sequence[FreeAt]) -> Sequence[int]:
        return self._answer(lambda engine: engine.count_at(query, times))

    def _answer(self, ask: Callable[[Engine], T]) -> T:
        """Ask the first engine unless it is paused; if it fails, ask the second."""
        if self._now() >= self._again_at:
            try:
                answer = ask(self._first)
                self._slow = 0
                return answer
            except EngineSlow as slow:
                self._slow += 1
                self._failed(slow, pause=self._slow >= SLOW_IN_A_ROW)
            except EngineDown as down:
                self._failed(down)
            except EngineRefused:
                # Logged each time: it is a bug to fix, and until then only a few queries are slower.
                log.exception("the search engine refused a question, PostgreSQL answers it")
        return ask(self._second)

    def is_built(self) -> bool:
        """Return whether both engines are built. Raises EngineDown if the first is down."""
        return self._second.is_built() and self._first.is_built()

    def newer(self, version: int) -> Sequence[int]:
        return self._second.newer(version)

    def latest(self) -> int:
        return self._second.latest()

    def take_missed(self, most: int) -> Sequence[int]:
        return self._missed.take(most)

    def health(self) -> Sequence[Health]:
        """Report both engines. The first also has a problem while it has missed documents or its number of documents
        differs."""
        (first, *_), second, missed = self._first.health(), self._second.health(), self._missed.count()
        if first.is_well and missed:
            first = replace(first, problem="it has missed some documents, which are written again each minute")
        elif first.is_well and first.documents != second[0].documents:
            first = replace(first, problem="it knows another number of documents: flask reindex writes all again")
        return replace(first, missed=missed), *second

    @contextmanager
    def rebuilding(self) -> Iterator[Writer]:
        """Rebuild both engines. Raises EngineDown if the first is down."""
        with self._second.rebuilding() as second, self._first.rebuilding() as first:
            yield _Both(first, second)

    def _failed(self, down: EngineDown, *, pause: bool = True) -> None:
        """Pause the first engine for a while, and log a warning at most every WARNING_INTERVAL seconds."""
        now = self._now()
        if pause:
            self._slow, self._again_at = 0, now + PAUSE
        if now >= self._tell_at:
            self._tell_at = now + WARNING_INTERVAL
            log.warning("the search engine does not answer, PostgreSQL does: %s", down)


class _Both:
    def __init__(self, *writers: Writer) -> None:
        self._writers = writers

    def put(self, documents: Sequence[SearchDocument]) -> None:
        for writer in self._writers:
            writer.put(documents)

    def remove(self, ids: Collection[int], *, version: int) -> None:
        for writer in self._writers:
            writer.remove(ids, version=version)
