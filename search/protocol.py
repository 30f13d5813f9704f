"""What every search engine behind CozyWish does."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from search.clusters import Cluster
from search.documents import FreeAt, SearchDocument, SearchPage, SearchQuery
from search.geo import Point
from search.health import Health
from search.suggestions import Suggestions


class EngineDown(Exception):
    """The engine does not answer, answers too late, or has no index yet. Nothing is wrong with what was asked."""


class EngineRefused(Exception):
    """The engine does not understand the question as we put it: a mistake of ours, and nothing is wrong with the
    engine."""


class EngineSlow(EngineDown):
    """It took too long over this. Others may be quicker to answer."""


class Writer(Protocol):
    """Versions decide, not the order of arrival: a late writer never undoes what a newer one wrote, or removed."""

    def put(self, documents: Sequence[SearchDocument]) -> None:
        """Keep documents in place of older ones with their ids. Raises ValueError when an id is there twice."""

    def remove(self, ids: Collection[int], *, version: int) -> None:
        """Forget documents older than `version`. Ids that are not there are fine."""


class Engine(Writer, Protocol):
    """Every method may raise EngineDown, but `health`; those that answer questions EngineRefused, too."""

    def search(self, query: SearchQuery) -> SearchPage:
        """The asked page; empty, with its total, when there are fewer pages."""

    def suggest(self, text: str, *, size: int, near: Point | None = None) -> Suggestions:
        """At most `size` venues and as many titles of services, of which words begin with what was typed
        (`search.suggestions`). Those whose names begin with the text come first; then venues that are nearer to
        `near`, titles that more venues sell; then the alphabet. Nothing for a text without words or of more than
        LONGEST_TYPED letters. Raises ValueError for a size that is none, or more than MOST_SUGGESTED."""

    def clusters(self, query: SearchQuery, *, zoom: int) -> Sequence[Cluster]:
        """All venues that `search` would find, whatever the page, its size and the order, for a map at this zoom: at
        most MOST_CLUSTERS, the largest first. Raises ValueError for a zoom that no map has."""

    def count_at(self, query: SearchQuery, times: Sequence[FreeAt]) -> Sequence[int]:
        """How many venues have all that is asked for at each of some times, which take the place of the query's own. No
        word is read as another or left out."""

    def is_built(self) -> bool:
        """Whether there is something to search; else it is to be rebuilt."""

    def health(self) -> Sequence[Health]:
        """Of each engine, the one that is asked first before the one that answers when that is down."""

    def rebuilding(self) -> AbstractContextManager[Writer]:
        """A writer to put every document into. What it was given is searched once the block has ended well, if not
        before; when it fails, nothing that could be found is lost."""


class SearchIndex(Engine, Protocol):
    """What the application works with: it answers as long as the database does, and knows what is to be done again."""

    def newer(self, version: int) -> Sequence[int]:
        """The ids that were put or removed with a higher version, ascending."""

    def latest(self) -> int:
        """The highest version that was put or removed: it changes with everything that can be found. 0 at first."""

    def take_missed(self, most: int) -> Sequence[int]:
        """Ids that an engine was not there for, at most so many. Forgotten by that: put or remove them again."""
