"""Suggestions for typed text, as one request: venues are its hits, service titles are counted over all venues."""

from collections.abc import Mapping
from typing import Any

from search.documents import City
from search.geo import Point
from search.suggestions import MOST_COUNTED, Begun, Reading, SuggestedService, SuggestedVenue, Suggestions, readings
from search.text import fold

Clause = dict[str, Any]


def body(typed: str, *, size: int, near: Point | None) -> Clause | None:
    """Return the whole request; None for a text without words."""
    meant = readings(typed)
    if not meant:
        return None
    begins, titles = _prefix("name", fold(typed)), _titles(fold(typed), meant, size)
    return {
        "query": {
            "bool": {
                "filter": _any([begins, *_worded("name_words", meant)]),
                "should": {"constant_score": {"filter": begins}},
            }
        },
        "sort": [{"_score": "desc"}, *_nearest(near), {"name": "asc"}, {"id": "asc"}],
        "size": size,
        "_source": False,
        "docvalue_fields": ["title", "city"],
        "track_total_hits": False,
        "aggs": {"everywhere": {"global": {}, "aggs": {"offers": {"nested": {"path": "offers"}, "aggs": titles}}}},
    }


def _titles(typed: str, meant: tuple[Reading, ...], size: int) -> Clause:
    begins = _prefix("offers.name", typed)
    counted = {
        "of": {
            "terms": {"field": "offers.name", "size": size, "order": [{"venues": "desc"}, {"_key": "asc"}]},
            "aggs": {"venues": {"reverse_nested": {}}, "title": {"terms": {"field": "offers.title", "size": 1}}},
        }
    }
    elsewhere = {"bool": {"filter": _any(_worded("offers.words", meant)), "must_not": begins}}
    return {
        "begins": {"filter": begins, "aggs": counted},
        "elsewhere": {"filter": elsewhere, "aggs": counted},
    }


def _worded(field: str, meant: tuple[Reading, ...]) -> list[Clause]:
    return [{"bool": {"filter": [_begun(field, begun) for begun in reading]}} for reading in meant]


def _begun(field: str, begun: Begun) -> Clause:
    begins = (_prefix(field, letters) for letters in begun.begins)
    return _any([*begins, *({"term": {field: word}} for word in begun.whole)])


def _prefix(field: str, folded: str) -> Clause:
    return {"prefix": {field: folded}}


def _any(clauses: list[Clause]) -> Clause:
    return {"bool": {"should": clauses, "minimum_should_match": 1}}


def _nearest(near: Point | None) -> list[Clause]:
    if near is None:
        return []
    here = {"lat": near.latitude, "lon": near.longitude}
    return [{"_geo_distance": {"point": here, "order": "asc", "unit": "mi", "distance_type": "arc"}}]


def suggestions(answer: Mapping[str, Any], *, size: int) -> Suggestions:
    found = answer["aggregations"]["everywhere"]["offers"]
    services = [*_services(found["begins"]), *_services(found["elsewhere"])]
    return Suggestions(tuple(_venue(hit) for hit in answer["hits"]["hits"]), tuple(services[:size]))


def _venue(hit: Mapping[str, Any]) -> SuggestedVenue:
    fields = hit["fields"]
    name, _, state = fields["city"][0].rpartition(", ")
    return SuggestedVenue(int(hit["_id"]), fields["title"][0], City(name, state))


def _services(found: Mapping[str, Any]) -> list[SuggestedService]:
    counted = [(min(one["venues"]["doc_count"], MOST_COUNTED), one) for one in found["of"]["buckets"]]
    # Titles sold by more venues than are counted are equal.
    counted.sort(key=lambda pair: (-pair[0], pair[1]["key"]))
    return [SuggestedService(one["title"]["buckets"][0]["key"], venues) for venues, one in counted]
