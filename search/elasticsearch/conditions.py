"""The conditions of a query as clauses of a request."""

from collections.abc import Iterable
from typing import Any

from search.documents import SHOWN_OFFERS, SearchQuery, hour_of
from search.sought import Sought, sought
from search.text import name_keys
from search.zones import local_hours

Clause = dict[str, Any]


def found_by(query: SearchQuery) -> Clause:
    """Return the clause for the venues that meet all conditions."""
    return all_of([*common_conditions(query), *facet_choices(query).values()])


def matching_offers(query: SearchQuery, *, deals: bool | None = None) -> Clause:
    """Return the clause for a venue's matching offers; with `deals`, those with a start below its usual price."""
    return all_of(offer_conditions(query, deals=deals))


def common_conditions(query: SearchQuery) -> list[Clause]:
    clauses = _worded(query.text)
    if query.name:
        clauses.append({"terms": {"words": name_keys(query.name)[:1]}})
    if query.near:
        point = query.near.point
        clauses.append(
            {
                "geo_distance": {
                    "distance": f"{query.near.miles}mi",
                    "point": {"lat": point.latitude, "lon": point.longitude},
                }
            }
        )
    if query.box:
        west_south, north_east = query.box.south_west, query.box.north_east
        clauses.append(
            {
                "geo_bounding_box": {
                    "point": {
                        "top": north_east.latitude,
                        "right": north_east.longitude,
                        "bottom": west_south.latitude,
                        "left": west_south.longitude,
                    }
                }
            }
        )
    if query.rating is not None:
        clauses.append({"range": {"rating": {"gte": query.rating}}})
    if query.open_at:
        clauses.append(open_at(int(query.open_at.timestamp())))
    if query.asks_more_of_offers:
        clauses.append(nested(common_offer_conditions(query)))
    return clauses


def _worded(text: str) -> list[Clause]:
    """Return the clauses for the words: every one is a prefix of a venue's word, or a single word is its whole name
    without spaces."""
    words = [begins("words", one) for one in sought(text)]
    return [any_of([*words, {"terms": {"words": name_keys(text)}}])] if len(words) == 1 else words


def facet_choices(query: SearchQuery, *, deals: bool | None = None, open_now: bool | None = None) -> dict[str, Clause]:
    """Map each facet to its choices, which are applied after counting."""
    chosen: dict[str, Clause] = {}
    if query.kinds:
        chosen["kinds"] = {"terms": {"kind": sorted(query.kinds)}}
    if query.cities:
        chosen["cities"] = {"terms": {"city": [str(city) for city in sorted(query.cities)]}}
    if query.tags:
        chosen["tags"] = all_of({"term": {"tags": tag}} for tag in sorted(query.tags))
    if query.open_now if open_now is None else open_now:
        chosen["open_now"] = open_at(int(query.at.timestamp()))
    wants_deals = query.deals if deals is None else deals
    if query.categories or wants_deals:
        chosen["offers"] = _sells(query, deals=wants_deals)
    return chosen


def _sells(query: SearchQuery, *, deals: bool) -> Clause:
    """Return the clause for a venue with a matching offer. The venue itself knows its categories and the end of its
    last deal: if the query has no other conditions, its offers need not be read."""
    if not query.asks_more_of_offers and not (query.categories and deals):
        return (
            {"range": {"deal_until": {"gt": hour_of(query.at)}}}
            if deals
            else {"terms": {"categories": sorted(query.categories)}}
        )
    return nested(offer_conditions(query, deals=deals))


def offer_conditions(query: SearchQuery, *, deals: bool | None = None) -> list[Clause]:
    """List all conditions that must match one and the same offer."""
    clauses = common_offer_conditions(query, deals=query.deals if deals is None else deals)
    if query.categories:
        clauses.append({"terms": {"offers.categories": sorted(query.categories)}})
    return clauses


def common_offer_conditions(query: SearchQuery, *, deals: bool = False) -> list[Clause]:
    clauses: list[Clause] = []
    if query.prices:
        highest = {} if query.prices.highest is None else {"lte": query.prices.highest}
        clauses.append({"range": {"offers.cents": {"gte": query.prices.lowest, **highest}}})
    if query.guests > 1:
        clauses.append({"range": {"offers.guests": {"gte": query.guests}}})
    if query.genders:
        clauses.append({"terms": {"offers.genders": sorted(query.genders)}})
    if query.minutes:
        clauses.append({"range": {"offers.minutes": {"gte": query.minutes.least, "lte": query.minutes.most}}})
    if query.free_at:
        clauses.append(hour_condition(query, "offers.free"))
    if deals:
        clauses.append(hour_condition(query, "offers.deal"))
    return clauses


def hour_condition(query: SearchQuery, field: str, *, least: int | None = None, below: int | None = None) -> Clause:
    """Return the clause for a requested hour in `field` that is not over; narrowed to [least, below)."""
    now = max(hour_of(query.at), least or 0)
    if query.free_at is None:
        return _hour_range(field, now, below)
    free_at = query.free_at
    groups = []
    for ranges, zones in local_hours(free_at.first, free_at.last, free_at.from_hour, free_at.to_hour).items():
        left = [(max(begins, now), min(ends, below) if below else ends) for begins, ends in ranges]
        hours = [_hour_range(field, begins, ends) for begins, ends in left if begins < ends]
        if hours:
            groups.append(all_of([{"terms": {"offers.zone": zones}}, any_of(hours)]))
    return any_of(groups)


def _hour_range(field: str, begins: int, ends: int | None) -> Clause:
    return {"range": {field: {"gte": begins, **({"lt": ends} if ends is not None else {})}}}


def shown_offers(query: SearchQuery) -> Clause:
    """Return the matching offers: those whose titles have the most words of the query first, then the cheapest."""
    return {
        "name": "matching_offers",
        "size": SHOWN_OFFERS,
        "sort": [{"_score": "desc"}, {"offers.cents": "asc"}, {"offers.id": "asc"}],
        "_source": False,
        "docvalue_fields": ["offers.id"],
        "words": sought(query.text),
    }


def nested(clauses: Iterable[Clause], *, inner: Clause | None = None) -> Clause:
    if inner is None:
        return {"nested": {"path": "offers", "query": all_of(clauses)}}
    shown = {name: value for name, value in inner.items() if name != "words"}
    spoken = [{"constant_score": {"filter": begins("offers.words", one), "boost": 1}} for one in inner.get("words", ())]
    query = {"bool": {"filter": [{"match_all": {}}, *clauses], "should": spoken, "minimum_should_match": 0}}
    return {"nested": {"path": "offers", "query": query, "inner_hits": shown}}


def begins(field: str, one: Sought) -> Clause:
    """Return the clause for a field with a word that starts with the query word or with one of its joined forms."""
    forms: list[Clause] = [{"prefix": {field: letters}} for letters in one.begins]
    return any_of(forms) if len(forms) > 1 else forms[0]


def open_at(at: int) -> Clause:
    return {"range": {"open": {"gte": at, "lte": at, "relation": "intersects"}}}


def all_of(clauses: Iterable[Clause]) -> Clause:
    given = list(clauses)
    return {"bool": {"filter": given}} if given else {"match_all": {}}


def any_of(clauses: Iterable[Clause]) -> Clause:
    given = list(clauses)
    return {"bool": {"should": given, "minimum_should_match": 1}} if given else {"match_none": {}}
