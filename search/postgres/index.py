"""The PostgreSQL engine."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, Row, Text, bindparam, delete, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY, Range
from sqlalchemy.dialects.postgresql import insert as upsert

from search.clusters import Cluster
from search.documents import City, Facets, Hit, SearchDocument, SearchPage, SearchQuery
from search.geo import Point
from search.postgres.clusters import clusters
from search.postgres.statements import COUNTS, HITS, KNOWN, LIKE, prefix, values
from search.postgres.suggest import suggest
from search.postgres.tables import documents, offers, openings, titles, versions, vocabulary
from search.protocol import Writer
from search.suggestions import Suggestions, within_bounds
from search.text import asked_words, fold, nearest, slips, words

Values = dict[str, object]

# Lexemes are handed over as they are: PostgreSQL's own parser has other ideas of what a word is.
_insert_document = insert(documents).values(
    name_words=func.array_to_tsvector(bindparam("in_name", type_=ARRAY(Text))),
    words=func.array_to_tsvector(bindparam("in_all", type_=ARRAY(Text))),
)
_insert_offer = insert(offers).values(words=func.array_to_tsvector(bindparam("in_title", type_=ARRAY(Text))))
_insert_title = (
    upsert(titles)
    .values(words=func.array_to_tsvector(bindparam("in_title", type_=ARRAY(Text))))
    .on_conflict_do_nothing()
)


class PostgresIndex:
    """Works on the connection that `connection` gives, in its transaction, and never commits. A search is two
    statements, one when only the numbers are asked for, and some more when nothing fits the words as they were typed.
    """

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

    def is_built(self) -> bool:
        return self._connection().scalar(select(select(versions.c.id).exists())) is True

    def newer(self, version: int) -> Sequence[int]:
        return (
            self._connection()
            .scalars(select(versions.c.id).where(versions.c.version > version).order_by(versions.c.id))
            .all()
        )

    def latest(self) -> int:
        return self._connection().scalar(select(func.max(versions.c.version))) or 0

    def take_missed(self, most: int) -> Sequence[int]:  # noqa: ARG002 -- it is there whenever the database is
        return ()

    @contextmanager
    def rebuilding(self) -> Iterator[Writer]:
        """In place: each document replaces the one before it as it comes."""
        yield self

    def search(self, query: SearchQuery) -> SearchPage:
        page = self._ask(query)
        if page.total or not query.text:
            return page
        read_as = self._corrected(query.text)
        return replace(self._ask(replace(query, text=read_as)), read_as=read_as) if read_as else page

    def suggest(self, text: str, *, size: int, near: Point | None = None) -> Suggestions:
        return suggest(self._connection(), text, size=within_bounds(size), near=near)

    def clusters(self, query: SearchQuery, *, zoom: int) -> Sequence[Cluster]:
        found = clusters(self._connection(), query, zoom=zoom)
        if found or not query.text:
            return found
        read_as = self._corrected(query.text)
        return clusters(self._connection(), replace(query, text=read_as), zoom=zoom) if read_as else found

    def _ask(self, query: SearchQuery) -> SearchPage:
        connection, asked = self._connection(), values(query)
        rows = connection.execute(HITS[query.sort], asked) if query.size else ()
        hits = tuple(Hit(id, miles, tuple(offers or ())) for id, miles, offers in rows)
        return _page(hits, connection.execute(COUNTS, asked))

    def _corrected(self, asked: str) -> str | None:
        """The text with every word that nothing begins with read as the nearest known one; None if that changes
        nothing."""
        sought = asked_words(asked)
        right = [self._right(word) if slips(word) else word for word in sought]
        return " ".join(right) if tuple(right) != sought else None

    def _right(self, word: str) -> str:
        connection = self._connection()
        if connection.scalar(KNOWN, {"sought": prefix(word)}):
            return word
        lengths = {"shortest": len(word) - slips(word), "longest": len(word) + slips(word)}
        like = connection.execute(LIKE, {"begins": f"{word[0]}%", **lengths})
        return nearest(word, ((known, often) for known, often in like if often)) or word

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
            (upsert(vocabulary).on_conflict_do_nothing(), _vocabulary(fresh)),
            (_insert_title, _titles_sold(fresh)),
            (_insert_offer, [row for document in fresh for row in _offers(document)]),
            (insert(openings), [row for document in fresh for row in _openings(document)]),
        )
        for statement, given in rows:
            if given:
                self._connection().execute(statement, given)


def _vocabulary(fresh: Sequence[SearchDocument]) -> list[Values]:
    # In order: two writers of the same words queue up instead of deadlocking.
    return [{"word": word} for word in sorted({word for document in fresh for word in _known_words(document)})]


def _titles_sold(fresh: Sequence[SearchDocument]) -> list[Values]:
    spelled = {fold(offer.title): offer.title for document in fresh for offer in document.offers}
    # In order, as above.
    return [{"name": name, "title": spelled[name], "in_title": list(words(name))} for name in sorted(spelled)]


def _titles(document: SearchDocument) -> str:
    return " ".join(offer.title for offer in document.offers)


def _known_words(document: SearchDocument) -> tuple[str, ...]:
    return words(f"{document.name} {document.keywords} {_titles(document)}")


def _document(document: SearchDocument) -> Values:
    return {
        "id": document.id,
        "name": fold(document.name),
        "title": document.name,
        "in_name": list(words(document.name)),
        "in_all": list(_known_words(document)),
        "kind": document.kind,
        "tags": sorted(document.tags),
        "city": document.city.name,
        "state": document.city.state,
        "latitude": document.point.latitude,
        "longitude": document.point.longitude,
        "zone": document.zone,
        "rating": document.rating,
    }


def _offers(document: SearchDocument) -> list[Values]:
    return [
        {
            "document_id": document.id,
            "id": offer.id,
            "categories": sorted(offer.categories),
            "name": fold(offer.title),
            "in_title": list(words(offer.title)),
            "cents": offer.cents,
            "guests": offer.guests,
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


def _page(hits: tuple[Hit, ...], counted: Iterable[Row[str, str | None, str | None, int]]) -> SearchPage:
    number = {(what, one, two): found for what, one, two, found in counted}

    def counts(kind: str) -> dict[str, int]:
        return {one: found for (what, one, _), found in number.items() if what == kind and one is not None}

    cities = {City(one, two): found for (what, one, two), found in number.items() if what == "city" and one and two}
    facets = Facets(
        categories=counts("category"),
        kinds=counts("kind"),
        tags=counts("tag"),
        cities=cities,
        deals=number["deals", None, None],
        open_now=number["open_now", None, None],
    )
    return SearchPage(hits, number["total", None, None], facets)
