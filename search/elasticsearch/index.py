"""The Elasticsearch engine."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from secrets import token_hex
from typing import Any

from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, TransportError
from elasticsearch.helpers import streaming_bulk

from search.clusters import Cluster
from search.cursor import read, written
from search.documents import DEEPEST, City, Facets, FreeAt, Hit, SearchDocument, SearchPage, SearchQuery
from search.elasticsearch import clusters, suggest
from search.elasticsearch.conditions import Clause
from search.elasticsearch.mapping import MAPPINGS, SETTINGS, VERSION, source
from search.elasticsearch.requests import ENGINE, at_times, behind, body, place, place_of
from search.elasticsearch.words import ElasticsearchWords
from search.geo import Point
from search.health import Health
from search.protocol import EngineDown, EngineRefused, EngineSlow, Writer
from search.rewording import reword
from search.suggestions import Suggestions, within_bounds

Answer = Mapping[str, Any]

SEARCH_SECONDS = 0.8
"""The time limit of a query; the caller has another engine to turn to."""

WRITE_SECONDS = 30.0
CONFLICT = 409
# No such index, overloaded, not ready, too slow: it may answer later.
DOWN = frozenset([404, 429, 502, 503, 504])


class ElasticsearchIndex:
    """The search index that an alias names. A search takes one request, and four more if nothing has all of its words.

    `at_once` makes written documents searchable immediately, which is expensive; otherwise it takes half a second.
    `seconds` is the time limit of a query.
    """

    def __init__(
        self, client: Elasticsearch, alias: str, *, at_once: bool = False, seconds: float = SEARCH_SECONDS
    ) -> None:
        self._reader = client.options(request_timeout=seconds, max_retries=0)
        self._writer = client.options(request_timeout=WRITE_SECONDS, max_retries=1)
        self._alias = f"{alias}-{VERSION}"
        self._current = _Writing(self._writer, self._alias, at_once=at_once, is_alias=True)

    def put(self, documents: Sequence[SearchDocument]) -> None:
        self._current.put(documents)

    def remove(self, ids: Collection[int], *, version: int) -> None:
        self._current.remove(ids, version=version)

    def is_built(self) -> bool:
        with _answered():
            return bool(self._reader.indices.exists_alias(name=self._alias))

    def health(self) -> Sequence[Health]:
        """Report the engine; it has a problem if it does not answer or the alias does not exist."""
        try:
            with _answered():
                index = next(iter(self._reader.indices.get_alias(name=self._alias)))
                number = self._reader.count(index=index)["count"]
                size = self._reader.indices.stats(index=index, metric="store")["_all"]["primaries"]["store"]
        except EngineDown as down:
            return (Health("Elasticsearch", self._alias, VERSION, problem=f"it does not answer: {down}"),)
        return (Health("Elasticsearch", f"{self._alias} -> {index}", VERSION, number, size["size_in_bytes"]),)

    @contextmanager
    def rebuilding(self) -> Iterator[Writer]:
        """Build a new index. The alias switches to it once the block ends successfully, and the previous index is
        deleted."""
        fresh = f"{self._alias}-{token_hex(4)}"
        with _answered():
            # Written by an alias of its own: a write after the index is deleted must not create it again.
            writing = f"{fresh}-writing"
            settings = {**SETTINGS, "refresh_interval": "-1"}
            self._writer.indices.create(index=fresh, mappings=MAPPINGS, settings=settings, aliases={writing: {}})
        try:
            yield _Writing(self._writer, writing, is_alias=True)
            with _answered():
                self._take_over(fresh)
        except BaseException:
            with suppress(TransportError, ApiError):
                self._writer.indices.delete(index=fresh)
            raise

    def drop(self) -> None:
        """Delete the index and everything that failed rebuilds have left behind."""
        with _answered():
            for index in self._writer.indices.get(index=f"{self._alias}-*"):
                self._writer.indices.delete(index=index)

    def _take_over(self, fresh: str) -> None:
        """Switch to the new index; delete the previous one and the leftovers of rebuilds that were killed."""
        indices = self._writer.indices
        indices.put_settings(index=fresh, settings={"refresh_interval": SETTINGS["refresh_interval"]})
        indices.refresh(index=fresh)
        stale = [index for index in indices.get(index=f"{self._alias}-*") if index != fresh]
        indices.update_aliases(
            actions=[
                *({"remove_index": {"index": index}} for index in stale),
                {"remove": {"index": fresh, "alias": f"{fresh}-writing"}},
                {"add": {"index": fresh, "alias": self._alias}},
            ]
        )

    def search(self, query: SearchQuery) -> SearchPage:
        page = self._ask(query)
        other = None if page.total or not query.text else reword(query, ElasticsearchWords(self._answer))
        if other is None:
            return page
        return other.noted(self._ask(other.query))

    def suggest(self, text: str, *, size: int, near: Point | None = None) -> Suggestions:
        request = suggest.body(text, size=within_bounds(size), near=near)
        if request is None:
            return Suggestions()
        return suggest.suggestions(self._answer(request), size=size)

    def clusters(self, query: SearchQuery, *, zoom: int) -> Sequence[Cluster]:
        found = self._clusters(query, zoom)
        other = None if found or not query.text else reword(query, ElasticsearchWords(self._answer))
        return self._clusters(other.query, zoom) if other else found

    def count_at(self, query: SearchQuery, times: Sequence[FreeAt]) -> Sequence[int]:
        found = self._answer(at_times(query, times))["aggregations"]
        return [found[str(number)]["doc_count"] for number in range(len(times))]

    def _clusters(self, query: SearchQuery, zoom: int) -> Sequence[Cluster]:
        return clusters.clusters(self._answer(clusters.body(query, zoom=zoom))["aggregations"])

    def _answer(self, body: Clause) -> Answer:
        with _understood():
            found: Answer = self._reader.search(index=self._alias, body=body).body
        return found

    def _ask(self, query: SearchQuery) -> SearchPage:
        answer = self._answer(body(query, behind=self._behind(query)))
        found, total = answer["hits"]["hits"], answer["hits"]["total"]["value"]
        shown = found[: query.size]
        # Where one hit more could not be requested, the total decides.
        follows = len(found) > len(shown) or (
            not query.after and len(shown) > 0 and query.page * query.size == DEEPEST < total
        )
        return SearchPage(
            hits=tuple(_hits(shown, query)),
            total=total,
            facets=_facets(answer["aggregations"]),
            next=written(place(query, shown[-1]["sort"])) if follows else None,
        )

    def _behind(self, query: SearchQuery) -> Sequence[Any] | None:
        """Return the sort values of the last hit on the previous page. For a cursor of another engine, these are the
        values of the same venue, if it is still found."""
        if query.after is None:
            return None
        ended = read(query.after)
        if ended.engine != ENGINE:
            for hit in self._answer(place_of(query, ended.id))["hits"]["hits"]:
                own: Sequence[Any] = hit["sort"]
                return own
        return behind(query, ended)


class _Writing:
    """Writes into an index by its name, or by its alias, which must then exist."""

    def __init__(self, client: Elasticsearch, name: str, *, at_once: bool = False, is_alias: bool = False) -> None:
        self._client, self._name = client, name
        self._at_once, self._is_alias = at_once, is_alias

    def put(self, documents: Sequence[SearchDocument]) -> None:
        if len({document.id for document in documents}) < len(documents):
            raise ValueError("each id once")
        self._write(
            {"_op_type": "index", **_target(document.id, document.version), "_source": source(document)}
            for document in documents
        )

    def remove(self, ids: Collection[int], *, version: int) -> None:
        self._write({"_op_type": "delete", **_target(id, version)} for id in ids)

    def _write(self, actions: Iterable[dict[str, Any]]) -> None:
        """Write the actions. Documents that are older than the stored or removed version are fine: versions decide."""
        with _answered():
            done = streaming_bulk(
                self._client,
                actions,
                index=self._name,
                raise_on_error=False,
                refresh=self._at_once,
                require_alias=self._is_alias,
            )
            refused = [
                response
                for response in (next(iter(response.values())) for is_ok, response in done if not is_ok)
                if "error" in response
            ]
        refused = [response for response in refused if response["status"] != CONFLICT]
        if any(response["status"] in DOWN for response in refused):
            raise EngineDown(str(refused[0]["error"]))
        if refused:
            raise RuntimeError(f"the search engine refused {len(refused)} documents: {refused[0]}")


@contextmanager
def _answered() -> Iterator[None]:
    """Raise EngineDown for errors that are not the request's fault."""
    try:
        yield
    except ConnectionTimeout as error:
        raise EngineSlow(str(error)) from error
    except TransportError as error:
        raise EngineDown(str(error)) from error
    except ApiError as error:
        if error.status_code in DOWN:
            raise EngineDown(str(error)) from error
        raise


@contextmanager
def _understood() -> Iterator[None]:
    """Handle the errors of a query: as `_answered`, and raise EngineRefused for a malformed one."""
    try:
        with _answered():
            yield
    except ApiError as error:
        raise EngineRefused(str(error)) from error


def _target(id: int, version: int) -> dict[str, Any]:
    return {"_id": str(id), "version": version, "version_type": "external"}


def _hits(found: Iterable[Answer], query: SearchQuery) -> Iterator[Hit]:
    for hit in found:
        matching_offers = hit["inner_hits"]["matching_offers"]["hits"]["hits"]
        # The distance is the third sort value from the end, before the name and the id.
        miles = float(hit["sort"][-3]) if query.near else None
        yield Hit(int(hit["_id"]), miles, tuple(int(offer["fields"]["offers.id"][0]) for offer in matching_offers))


def _facets(found: Answer) -> Facets:
    def counts(name: str) -> dict[str, int]:
        return {bucket["key"]: bucket["doc_count"] for bucket in found[name]["of"]["buckets"]}

    def by_offer(counted: Answer) -> dict[str, int]:
        return {bucket["key"]: bucket["venues"]["doc_count"] for bucket in counted["fit"]["of"]["buckets"]}

    sold = found["categories"].get("offers")
    return Facets(
        categories=by_offer(sold) if sold else counts("categories"),
        kinds=counts("kinds"),
        tags=counts("tags"),
        cities={_city(name): number for name, number in counts("cities").items()},
        deals=found["deals"]["doc_count"],
        open_now=found["open_now"]["doc_count"],
    )


def _city(text: str) -> City:
    name, _, state = text.rpartition(", ")
    return City(name, state)
