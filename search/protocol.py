"""The interface of every search engine behind CozyWish."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from search.clusters import Cluster
from search.documents import FreeAt, SearchDocument, SearchPage, SearchQuery
from search.geo import Point
from search.health import Health
from search.suggestions import Suggestions


class EngineDown(Exception):
    """The engine does not answer, answers too late, or has no index yet. The query itself is fine."""


class EngineRefused(Exception):
    """The engine rejected the query as malformed: a bug on our side; the engine itself is fine."""


class EngineSlow(EngineDown):
    """The query took too long. Other queries may be faster."""


class Writer(Protocol):
    """Something that documents are written to. Versions decide, not the order of arrival: a late writer never undoes
    what a newer one wrote or removed."""

    def put(self, documents: Sequence[SearchDocument]) -> None:
        """Store documents, replacing older ones with the same ids. Raises ValueError for a duplicate id."""

    def remove(self, ids: Collection[int], *, version: int) -> None:
        """Remove documents older than `version`. Unknown ids are fine."""


class Engine(Writer, Protocol):
    """An engine that stores documents and answers queries. Every method except `health` may raise EngineDown; those
    that answer queries may also raise EngineRefused."""

    def search(self, query: SearchQuery) -> SearchPage:
        """Return the requested page; past the last page it is empty, with the total."""

    def suggest(self, text: str, *, size: int, near: Point | None = None) -> Suggestions:
        """Return at most `size` venues and at most `size` service titles that have words starting with the typed ones
        (`search.suggestions`).

        Names that start with the text come first; then venues closer to `near`, titles that more venues sell; then
        alphabetical order. Empty for a text without words or of more than LONGEST_TYPED letters. Raises ValueError for
        a size below 1 or above MOST_SUGGESTED.
        """

    def clusters(self, query: SearchQuery, *, zoom: int) -> Sequence[Cluster]:
        """Return all venues that `search` would find, whatever the page, its size and the order, as clusters for a map
        at this zoom: at most MOST_CLUSTERS, the largest first. Raises ValueError for an unsupported zoom."""

    def count_at(self, query: SearchQuery, times: Sequence[FreeAt]) -> Sequence[int]:
        """Count the venues that match the query at each of the given times, which replace the query's own. No word is
        read as another or left out."""

    def is_built(self) -> bool:
        """Return whether there is an index to search; if not, it must be rebuilt."""

    def health(self) -> Sequence[Health]:
        """Report the health of each engine: the one that is asked first, then the fallback."""

    def rebuilding(self) -> AbstractContextManager[Writer]:
        """Return a writer that every document must be put into.

        Its documents become searchable when the block ends successfully, if not earlier; if the block fails, everything
        that could be found before still can.
        """


class SearchIndex(Engine, Protocol):
    """The search index that the application uses: it answers as long as the database does, and knows which documents
    must be written again."""

    def newer(self, version: int) -> Sequence[int]:
        """List the ids that were put or removed with a higher version, ascending."""

    def latest(self) -> int:
        """Return the highest version that was put or removed, 0 at first: it changes whenever the searchable content
        does."""

    def take_missed(self, most: int) -> Sequence[int]:
        """Return and forget up to `most` ids that an engine missed while it was down: the caller must put or remove
        them again."""
