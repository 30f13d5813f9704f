"""The Elasticsearch engine."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from secrets import token_hex
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import streaming_bulk

from search.clusters import Cluster
from search.documents import DEEPEST, City, Facets, Hit, SearchDocument, SearchPage, SearchQuery
from search.elasticsearch import clusters, suggest
from search.elasticsearch.mapping import MAPPINGS, SETTINGS, VERSION, source
from search.elasticsearch.requests import body
from search.geo import Point
from search.protocol import EngineDown, Writer
from search.suggestions import Suggestions, within_bounds
from search.text import asked_words, nearest, slips

Answer = Mapping[str, Any]

SEARCH_SECONDS = 0.8
"""How long a question may take; who asks has another engine to turn to."""

WRITE_SECONDS = 30.0
CONFLICT = 409
# No such index, too much to do, not ready, too slow: later it may answer.
DOWN = frozenset([404, 429, 502, 503, 504])
MOST_LIKE = 100
"""Known words that a misspelt one is compared with."""


class ElasticsearchIndex:
    """Speaks with the index that an alias names. A search is one request; two more when nothing fits the words as they
    were typed.

    `at_once` makes what is written found at once, which costs; else it takes half a second. A question may take so many
    `seconds`.
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

    @contextmanager
    def rebuilding(self) -> Iterator[Writer]:
        """A new index, which the alias names once the block has ended well; the one before goes then."""
        fresh = f"{self._alias}-{token_hex(4)}"
        with _answered():
            self._writer.indices.create(index=fresh, mappings=MAPPINGS, settings=SETTINGS)
        try:
            yield _Writing(self._writer, fresh)
            with _answered():
                self._take_over(fresh)
        except BaseException:
            with suppress(TransportError, ApiError):
                self._writer.indices.delete(index=fresh)
            raise

    def drop(self) -> None:
        """Delete it, and what broken rebuilds have left."""
        with _answered():
            for index in self._writer.indices.get(index=f"{self._alias}-*"):
                self._writer.indices.delete(index=index)

    def _take_over(self, fresh: str) -> None:
        indices = self._writer.indices
        indices.refresh(index=fresh)
        before = [*indices.get_alias(name=self._alias)] if indices.exists_alias(name=self._alias) else []
        gone = [{"remove_index": {"index": index}} for index in before]
        indices.update_aliases(actions=[*gone, {"add": {"index": fresh, "alias": self._alias}}])

    def search(self, query: SearchQuery) -> SearchPage:
        page = self._ask(query)
        if page.total or not query.text:
            return page
        read_as = self._corrected(query.text)
        if read_as is None:
            return page
        return replace(self._ask(replace(query, text=read_as)), read_as=read_as)

    def suggest(self, text: str, *, size: int, near: Point | None = None) -> Suggestions:
        request = suggest.body(text, size=within_bounds(size), near=near)
        if request is None:
            return Suggestions()
        with _answered():
            return suggest.suggestions(self._reader.search(index=self._alias, **request).body, size=size)

    def clusters(self, query: SearchQuery, *, zoom: int) -> Sequence[Cluster]:
        found = self._clusters(query, zoom)
        if found or not query.text:
            return found
        read_as = self._corrected(query.text)
        return self._clusters(replace(query, text=read_as), zoom) if read_as else found

    def _clusters(self, query: SearchQuery, zoom: int) -> Sequence[Cluster]:
        with _answered():
            answer = self._reader.search(index=self._alias, **clusters.body(query, zoom=zoom))
        return clusters.clusters(answer["aggregations"])

    def _ask(self, query: SearchQuery) -> SearchPage:
        first = (query.page - 1) * query.size
        if first + query.size > DEEPEST:
            return replace(self._ask(replace(query, page=1, size=0)), hits=())
        request = body(query, from_=first)
        with _answered():
            answer = self._reader.search(index=self._alias, **{"from_": request.pop("from"), **request})
        return SearchPage(
            hits=tuple(_hits(answer["hits"]["hits"], query)),
            total=answer["hits"]["total"]["value"],
            facets=_facets(answer["aggregations"]),
        )

    def _corrected(self, text: str) -> str | None:
        """The text with every word that nothing begins with read as the nearest known one; None if that changes
        nothing."""
        sought = asked_words(text)
        doubtful = [word for word in sought if slips(word)]
        if not doubtful:
            return None
        known = {word: {"filter": {"prefix": {"words": word}}} for word in doubtful}
        near = {
            f"like {word}": {
                "filter": {"fuzzy": {"terms": {"value": word, "fuzziness": slips(word), "prefix_length": 1}}},
                "aggs": {"terms": {"terms": {"field": "terms", "size": MOST_LIKE, "include": f"{word[0]}.*"}}},
            }
            for word in doubtful
        }
        with _answered():
            found = self._reader.search(index=self._alias, size=0, aggs={**known, **near})["aggregations"]
        right = [self._right(word, found) if word in doubtful else word for word in sought]
        return " ".join(right) if tuple(right) != sought else None

    def _right(self, word: str, found: Answer) -> str:
        if found[word]["doc_count"]:
            return word
        known = found[f"like {word}"]["terms"]["buckets"]
        return nearest(word, ((bucket["key"], bucket["doc_count"]) for bucket in known)) or word


class _Writing:
    """Writes into an index by its name, or by its alias, which must be there then."""

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
        """Older than what is there, or removed already, is fine: versions decide."""
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
                told for told in (next(iter(told.values())) for well, told in done if not well) if "error" in told
            ]
        refused = [told for told in refused if told["status"] != CONFLICT]
        if any(told["status"] in DOWN for told in refused):
            raise EngineDown(str(refused[0]["error"]))
        if refused:
            raise RuntimeError(f"the search engine refused {len(refused)} documents: {refused[0]}")


@contextmanager
def _answered() -> Iterator[None]:
    """Raises EngineDown for what is no fault of the request."""
    try:
        yield
    except TransportError as error:
        raise EngineDown(str(error)) from error
    except ApiError as error:
        if error.status_code in DOWN:
            raise EngineDown(str(error)) from error
        raise


def _target(id: int, version: int) -> dict[str, Any]:
    return {"_id": str(id), "version": version, "version_type": "external"}


def _hits(found: Iterable[Answer], query: SearchQuery) -> Iterator[Hit]:
    for hit in found:
        fitting = hit["inner_hits"]["fitting"]["hits"]["hits"]
        # The distance is the third from the end of what it was ordered by, before the name and the id.
        miles = float(hit["sort"][-3]) if query.near else None
        yield Hit(int(hit["_id"]), miles, tuple(int(offer["fields"]["offers.id"][0]) for offer in fitting))


def _facets(found: Answer) -> Facets:
    def counts(name: str) -> dict[str, int]:
        return {bucket["key"]: bucket["doc_count"] for bucket in found[name]["of"]["buckets"]}

    categories = found["categories"]["offers"]["fit"]["of"]["buckets"]
    return Facets(
        categories={bucket["key"]: bucket["venues"]["doc_count"] for bucket in categories},
        kinds=counts("kinds"),
        tags=counts("tags"),
        cities={_city(name): number for name, number in counts("cities").items()},
        deals=found["deals"]["doc_count"],
        open_now=found["open_now"]["doc_count"],
    )


def _city(said: str) -> City:
    name, _, state = said.rpartition(", ")
    return City(name, state)
