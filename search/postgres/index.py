"""The PostgreSQL engine."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection, Text, bindparam, delete, func, insert
from sqlalchemy.dialects.postgresql import ARRAY, Range
from sqlalchemy.dialects.postgresql import insert as upsert

from search.documents import City, Facets, SearchDocument, SearchPage, SearchQuery
from search.postgres.statements import counts, hits
from search.postgres.tables import documents, offers, openings, versions
from search.text import fold, words

Values = dict[str, object]

# Lexemes are handed over as they are: PostgreSQL's own parser has other ideas of what a word is.
_insert_document = insert(documents).values(
    name_words=func.array_to_tsvector(bindparam("in_name", type_=ARRAY(Text))),
    words=func.array_to_tsvector(bindparam("in_all", type_=ARRAY(Text))),
)


class PostgresIndex:
    """Works on the connection that `connection` gives, in its transaction, and never commits. A search is two
    statements, one when only the numbers are asked for."""

    def __init__(self, connection: Callable[[], Connection]) -> None:
        self._connection = connection

    def put(self, new: Sequence[SearchDocument]) -> None:
        if len({document.id for document in new}) < len(new):
            raise ValueError("each id once")
        wanted = self._newer({document.id: document.version for document in new})
        fresh = [document for document in new if document.id in wanted]
        self._forget(wanted)
        self._insert(fresh)

    def remove(self, ids: Collection[int], *, version: int) -> None:
        self._forget(self._newer(dict.fromkeys(ids, version)))

    def search(self, query: SearchQuery) -> SearchPage:
        connection = self._connection()
        ids = tuple(connection.scalars(hits(query))) if query.size else ()
        return _page(ids, connection.execute(counts(query)))

    def _newer(self, candidates: Mapping[int, int]) -> set[int]:
        """Note these versions and say for which ids they were news. Whoever else writes these ids waits."""
        if not candidates:
            return set()
        # In the order of ids: two writers of the same documents queue up instead of deadlocking.
        rows = [{"id": found, "version": version} for found, version in sorted(candidates.items())]
        written = upsert(versions).values(rows)
        newer = written.on_conflict_do_update(
            index_elements=[versions.c.id],
            set_={"version": written.excluded.version},
            where=versions.c.version < written.excluded.version,
        )
        return set(self._connection().scalars(newer.returning(versions.c.id)))

    def _forget(self, ids: Collection[int]) -> None:
        if ids:
            self._connection().execute(delete(documents).where(documents.c.id.in_(ids)))

    def _insert(self, fresh: Sequence[SearchDocument]) -> None:
        rows = (
            (_insert_document, [_document(document) for document in fresh]),
            (insert(offers), [row for document in fresh for row in _offers(document)]),
            (insert(openings), [row for document in fresh for row in _openings(document)]),
        )
        for statement, values in rows:
            if values:
                self._connection().execute(statement, values)


def _document(document: SearchDocument) -> Values:
    return {
        "id": document.id,
        "name": fold(document.name),
        "in_name": list(words(document.name)),
        "in_all": list(words(f"{document.name} {document.keywords}")),
        "city": document.city.name,
        "state": document.city.state,
        "latitude": document.point.latitude,
        "longitude": document.point.longitude,
        "zone": document.zone,
        "notice_minutes": document.notice_minutes,
    }


def _offers(document: SearchDocument) -> list[Values]:
    return [
        {
            "document_id": document.id,
            "category": offer.category,
            "from_cents": offer.from_cents,
            "free": list(offer.free),
            "deal": list(offer.deal),
        }
        for offer in document.offers
    ]


def _openings(document: SearchDocument) -> list[Values]:
    return [
        {"document_id": document.id, "position": position, "during": Range(begins, ends, bounds="[)")}
        for position, (begins, ends) in enumerate(document.open)
    ]


def _page(ids: tuple[int, ...], counted: Iterable[tuple[str, str | None, str | None, int]]) -> SearchPage:
    number = {(what, one, two): found for what, one, two, found in counted}
    facets = Facets(
        categories={one: found for (what, one, _), found in number.items() if what == "category" and one},
        cities={City(one, two): found for (what, one, two), found in number.items() if what == "city" and one and two},
        deals=number["deals", None, None],
        open_now=number["open_now", None, None],
    )
    return SearchPage(ids, number["total", None, None], facets)
