"""What every search engine behind CozyWish does."""

from collections.abc import Collection, Sequence
from typing import Protocol

from search.documents import SearchDocument, SearchPage, SearchQuery


class SearchIndex(Protocol):
    """Versions decide, not the order of arrival: a late writer never undoes what a newer one wrote, or removed."""

    def put(self, documents: Sequence[SearchDocument]) -> None:
        """Keep documents in place of older ones with their ids. Raises ValueError when an id is there twice."""

    def remove(self, ids: Collection[int], *, version: int) -> None:
        """Forget documents older than `version`. Ids that are not there are fine."""

    def search(self, query: SearchQuery) -> SearchPage:
        """The asked page; empty, with its total, when there are fewer pages."""
