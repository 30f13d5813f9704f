"""The PostgreSQL engine."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from search.clusters import Cluster
from search.cursor import CursorPosition, written
from search.documents import City, Facets, FreeAt, Hit, SearchDocument, SearchPage, SearchQuery
from search.geo import Point
from search.health import Health
from search.postgres.clusters import clusters
from search.postgres.prepared_query import ENGINE, ask
from search.postgres.rows import inserts
from search.postgres.statements import answer
from search.postgres.suggest import suggest
from search.postgres.tables import documents, metadata, versions
from search.postgres.times import count_at
from search.postgres.words import PostgresWords
from search.protocol import Writer
from search.rewording import reword
from search.suggestions import Suggestions, within_bounds

LATEST = select(func.max(versions.c.version))


class PostgresIndex:
    """The search index in PostgreSQL. It works on the connection that `connection` returns, in its transaction, and
    never commits. A search takes one statement, and five more if nothing has all of its words."""

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
        return self._connection().scalar(LATEST) or 0

    def take_missed(self, most: int) -> Sequence[int]:  # noqa: ARG002 -- it is there whenever the database is
        return ()

    def health(self) -> Sequence[Health]:
        """Report the engine; it has a problem as long as it has no documents."""
        sizes = " + ".join(f"pg_total_relation_size('{table.name}')" for table in metadata.sorted_tables)
        number, size = self._connection().execute(text(f"SELECT (SELECT count(*) FROM search_document), {sizes}")).one()
        problem = "" if number else "it knows no document"
        return (Health("PostgreSQL", documents.name, documents=number, bytes=size, problem=problem),)

    @contextmanager
    def rebuilding(self) -> Iterator[Writer]:
        """Rebuild in place: each document replaces its predecessor as it is written."""
        yield self

    def search(self, query: SearchQuery) -> SearchPage:
        page = self._ask(query)
        other = None if page.total or not query.text else reword(query, PostgresWords(self._connection()))
        if other is None:
            return page
        return other.noted(self._ask(other.query))

    def suggest(self, text: str, *, size: int, near: Point | None = None) -> Suggestions:
        return suggest(self._connection(), text, size=within_bounds(size), near=near)

    def clusters(self, query: SearchQuery, *, zoom: int) -> Sequence[Cluster]:
        found = clusters(self._connection(), query, zoom=zoom)
        other = None if found or not query.text else reword(query, PostgresWords(self._connection()))
        return clusters(self._connection(), other.query, zoom=zoom) if other else found

    def count_at(self, query: SearchQuery, times: Sequence[FreeAt]) -> Sequence[int]:
        return count_at(self._connection(), query, times)

    def _ask(self, query: SearchQuery) -> SearchPage:
        statement, parameters = answer(query)
        return _page(ask(self._connection(), statement, parameters), query)

    def _newer(self, candidates: Mapping[int, int]) -> set[int]:
        """Record these versions and return the ids for which they are newer. Other writers of the same ids wait."""
        if not candidates:
            return set()
        # Sorted by id: two writers of the same documents queue up instead of deadlocking.
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
        for statement, rows in inserts(fresh):
            self._connection().execute(statement, rows)


def _page(rows: Sequence[Row[Any]], query: SearchQuery) -> SearchPage:
    """Build a page from rows of counts and hits. If another page follows, there is one hit more than requested."""
    found: list[Row[Any]] = []
    cities: dict[City, int] = {}
    counts: defaultdict[str, dict[str | None, int]] = defaultdict(dict)
    for row in rows:  # once: there is a row for each of hundreds of cities
        what, one, two, number = row.what, row.one, row.two, row.number
        if what == "hit":
            found.append(row)
        elif number and what == "city":
            cities[City(one, two)] = number
        elif number:
            counts[what][one] = number
    shown = found[: query.size]
    last = (
        CursorPosition(query.sort, shown[-1].key, shown[-1].miles, shown[-1].name, shown[-1].id, ENGINE)
        if len(found) > len(shown) > 0
        else None
    )
    return SearchPage(
        hits=tuple(Hit(row.id, row.miles if query.near else None, tuple(row.offers)) for row in shown),
        total=counts["total"].get(None, 0),
        facets=Facets(
            categories=_named(counts["category"]),
            kinds=_named(counts["kind"]),
            tags=_named(counts["tag"]),
            cities=cities,
            deals=counts["deals"].get(None, 0),
            open_now=counts["open_now"].get(None, 0),
        ),
        next=written(last) if last else None,
    )


def _named(counts: Mapping[str | None, int]) -> dict[str, int]:
    return {name: number for name, number in counts.items() if name is not None}
