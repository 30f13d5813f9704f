"""A query as the body of one request.

The query part has the conditions that all facets share; choices that have a facet are applied after counting, and each
facet is counted under the choices of all others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from search.cursor import LAST_PRICE, CursorPosition
from search.documents import DEEPEST, MOST_VALUES, SHOWN_OFFERS, FreeAt, SearchQuery, Sort, hour_of
from search.relevance import EXACT, HALF_MILES, NAMED, NEARNESS, RATED, SOLD, UNRATED, soonest_steps
from search.sought import Sought, sought
from search.text import name_keys, slips
from search.zones import local_hours

Clause = dict[str, Any]

ENGINE = "elasticsearch"

MOST_LIKE = 100
"""How many of the nearest known words a misspelled one is compared with."""


def body(query: SearchQuery, *, behind: Sequence[Any] | None = None) -> Clause:
    """Return the whole request; with `behind`, the sort values of a hit, for the results after it.

    Where possible it asks for one hit more than wanted, which tells whether another page follows. Beyond the deepest
    page it asks only for the counts.
    """
    first = 0 if query.after else (query.page - 1) * query.size
    size = min(query.size + 1, DEEPEST - first) if query.size and first + query.size <= DEEPEST else 0
    return {
        **({"search_after": behind} if behind else {"from": first if size else 0}),
        "query": _ranked(query),
        "post_filter": _all(_choices(query).values()),
        "aggs": _facets(query),
        "sort": _sort(query),
        "size": size,
        "track_total_hits": True,
        "_source": False,
    }


def place_of(query: SearchQuery, id: int) -> Clause:
    """Return a request for the sort values of one venue."""
    found = {"bool": {"must": _ranked(query), "filter": {"ids": {"values": [str(id)]}}}}
    chosen = _all(_choices(query).values())
    return {"query": found, "post_filter": chosen, "sort": _sort(query), "size": 1, "_source": False}


def alike(words: Iterable[str]) -> Clause:
    """Return the request for the known words that misspelled ones may mean, however frequent they are."""
    how: Clause = {
        "field": "terms",
        "analyzer": "whitespace",
        "suggest_mode": "always",
        "prefix_length": 1,
        "min_word_length": 4,
        "accuracy": 0,
        "max_term_freq": 2**31 - 1,
        "size": MOST_LIKE,
        "shard_size": MOST_LIKE,
    }
    return {word: {"text": word, "term": {**how, "max_edits": slips(word)}} for word in words}


def found_by(query: SearchQuery) -> Clause:
    """Return the clause for the venues that meet all conditions."""
    return _all([*_common(query), *_choices(query).values()])


def fitting(query: SearchQuery, *, deals: bool | None = None) -> Clause:
    """Return the clause for a venue's matching offers; with `deals`, those with a start below its usual price."""
    return _all(_offer(query, deals=deals))


def at_times(query: SearchQuery, times: Iterable[FreeAt]) -> Clause:
    """Return the request that counts the venues that match at each of the given times."""
    asked = replace(query, free_at=None, after=None)
    fit = {str(n): {"filter": _nested(_offer(replace(asked, free_at=time)))} for n, time in enumerate(times)}
    return {"size": 0, "query": found_by(asked), "aggs": fit}


def _ranked(query: SearchQuery) -> Clause:
    """Return the conditions that all facets share, scored for the sort order."""
    found = {
        "bool": {
            # Never empty: without a filter, one of the should clauses would have to match.
            "filter": [{"match_all": {}}, *_common(query)],
            # Not a condition: it only returns the matching offers.
            "should": [_nested(_offer(query), inner=_shown(query))],
            "minimum_should_match": 0,
        }
    }
    functions = {Sort.BEST: _best, Sort.SOONEST: _soonest}.get(query.sort)
    if functions is None:
        return found
    return {
        "function_score": {
            "query": found,
            "functions": functions(query),
            # The first step that has an hour counts; the others are ignored.
            "score_mode": "sum" if query.sort is Sort.BEST else "first",
            "boost_mode": "replace",
        }
    }


def _common(query: SearchQuery) -> list[Clause]:
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
        clauses.append(_open(int(query.open_at.timestamp())))
    if query.asks_more_of_offers:
        clauses.append(_nested(_offer_common(query)))
    return clauses


def _worded(text: str) -> list[Clause]:
    """Return the clauses for the words: every one is a prefix of a venue's word, or a single word is its whole name
    without spaces."""
    words = [begins("words", one) for one in sought(text)]
    return [_any([*words, {"terms": {"words": name_keys(text)}}])] if len(words) == 1 else words


def _choices(query: SearchQuery, *, deals: bool | None = None, open_now: bool | None = None) -> dict[str, Clause]:
    """Map each facet to its choices, which are applied after counting."""
    chosen: dict[str, Clause] = {}
    if query.kinds:
        chosen["kinds"] = {"terms": {"kind": sorted(query.kinds)}}
    if query.cities:
        chosen["cities"] = {"terms": {"city": [str(city) for city in sorted(query.cities)]}}
    if query.tags:
        chosen["tags"] = _all({"term": {"tags": tag}} for tag in sorted(query.tags))
    if query.open_now if open_now is None else open_now:
        chosen["open_now"] = _open(int(query.asked_at.timestamp()))
    wants_deals = query.deals if deals is None else deals
    if query.categories or wants_deals:
        chosen["offers"] = _sells(query, deals=wants_deals)
    return chosen


def _sells(query: SearchQuery, *, deals: bool) -> Clause:
    """Return the clause for a venue with a matching offer. The venue itself knows its categories and the end of its
    last deal: if the query has no other conditions, its offers need not be read."""
    if not query.asks_more_of_offers and not (query.categories and deals):
        return (
            {"range": {"deal_until": {"gt": hour_of(query.asked_at)}}}
            if deals
            else {"terms": {"categories": sorted(query.categories)}}
        )
    return _nested(_offer(query, deals=deals))


def _facets(query: SearchQuery) -> Clause:
    chosen = _choices(query)

    def without(*names: str) -> Clause:
        return _all(clause for name, clause in chosen.items() if name not in names)

    def terms(field: str) -> Clause:
        return {"of": {"terms": {"field": field, "size": MOST_VALUES}}}

    return {
        "kinds": {"filter": without("kinds"), "aggs": terms("kind")},
        "cities": {"filter": without("cities"), "aggs": terms("city")},
        "tags": {"filter": without(), "aggs": terms("tags")},
        "deals": {"filter": _all(_choices(query, deals=True).values())},
        "open_now": {"filter": _all(_choices(query, open_now=True).values())},
        "categories": {"filter": without("offers"), "aggs": _by_category(query, terms)},
    }


def _by_category(query: SearchQuery, terms: Callable[[str], Clause]) -> Clause:
    if not query.asks_more_of_offers and not query.deals:
        return terms("categories")
    categories = terms("offers.categories")
    categories["of"]["aggs"] = {"venues": {"reverse_nested": {}}}
    fitting = {"fit": {"filter": _all(_offer_common(query, deals=query.deals)), "aggs": categories}}
    return {"offers": {"nested": {"path": "offers"}, "aggs": fitting}}


def _offer(query: SearchQuery, *, deals: bool | None = None) -> list[Clause]:
    """List all conditions that must match one and the same offer."""
    clauses = _offer_common(query, deals=query.deals if deals is None else deals)
    if query.categories:
        clauses.append({"terms": {"offers.categories": sorted(query.categories)}})
    return clauses


def _offer_common(query: SearchQuery, *, deals: bool = False) -> list[Clause]:
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
        clauses.append(_hours(query, "offers.free"))
    if deals:
        clauses.append(_hours(query, "offers.deal"))
    return clauses


def _hours(query: SearchQuery, field: str, *, least: int | None = None, below: int | None = None) -> Clause:
    """Return the clause for a requested hour in `field` that is not over; narrowed to [least, below)."""
    now = max(hour_of(query.asked_at), least or 0)
    if query.free_at is None:
        return _hour_range(field, now, below)
    asked = query.free_at
    groups = []
    for ranges, zones in local_hours(asked.first, asked.last, asked.from_hour, asked.to_hour).items():
        left = [(max(begins, now), min(ends, below) if below else ends) for begins, ends in ranges]
        hours = [_hour_range(field, begins, ends) for begins, ends in left if begins < ends]
        if hours:
            groups.append(_all([{"terms": {"offers.zone": zones}}, _any(hours)]))
    return _any(groups)


def _hour_range(field: str, begins: int, ends: int | None) -> Clause:
    return {"range": {field: {"gte": begins, **({"lt": ends} if ends is not None else {})}}}


def _best(query: SearchQuery) -> list[Clause]:
    """List the scoring functions that search.relevance defines."""
    words = sought(query.text)
    functions: list[Clause] = [
        {"field_value_factor": {"field": "rating", "factor": RATED, "missing": UNRATED}},
    ]
    if words:
        named = _all(begins("name_words", one) for one in words)
        sold = _nested([begins("offers.words", one) for one in words])
        functions += [{"filter": named, "weight": NAMED}, {"filter": sold, "weight": SOLD}]
        exact = ({"term": {"name_words": key}} for key in name_keys(query.text))
        functions += [{"filter": key, "weight": EXACT / 2} for key in exact]
    if query.near:
        point = query.near.point
        origin = {"lat": point.latitude, "lon": point.longitude}
        decay = {"point": {"origin": origin, "scale": f"{HALF_MILES}mi", "decay": 0.5}}
        functions.append({"exp": decay, "weight": NEARNESS})
    return functions


def _soonest(query: SearchQuery) -> list[Clause]:
    """List the scoring functions for the first matching hour: the earlier its step, the higher the score."""
    now = hour_of(query.asked_at)
    steps = soonest_steps()
    # The hours of a step are already limited to the requested ones, so the other condition would be redundant.
    offer = _offer(replace(query, free_at=None, deals=False))
    field = "offers.deal" if query.deals else "offers.free"
    return [
        {
            "filter": _nested([*offer, _hours(query, field, least=now + begins, below=now + ends)]),
            # Higher than the score of venues without an hour, which is 1.
            "weight": len(steps) - place + 1,
        }
        for place, (begins, ends) in enumerate(steps)
    ]


def _sort(query: SearchQuery) -> list[Clause]:
    first: dict[Sort, list[Clause]] = {
        Sort.BEST: [{"_score": "desc"}],
        Sort.SOONEST: [{"_score": "desc"}],
        Sort.RATING: [{"rating": {"order": "desc", "missing": 0}}],
        Sort.PRICE: [
            {
                "offers.cents": {
                    "order": "asc",
                    "mode": "min",
                    "missing": LAST_PRICE,
                    "nested": {"path": "offers", "filter": _all(_offer(query))},
                }
            }
        ],
    }
    order = first.get(query.sort, [])
    if query.near:
        point = query.near.point
        here = {"lat": point.latitude, "lon": point.longitude}
        order.append({"_geo_distance": {"point": here, "order": "asc", "unit": "mi", "distance_type": "arc"}})
    return [*order, {"name": "asc"}, {"id": "asc"}]


def place(query: SearchQuery, values: Sequence[Any]) -> CursorPosition:
    """Return the position of a hit from its sort values: the key if the order has one, miles if a location is given,
    the name and the id."""
    *key, name, id = values
    miles = key.pop() if query.near else 0
    return CursorPosition(query.sort, _turned(query.sort, key[0]) if key else 0, miles, name, id, ENGINE)


def behind(query: SearchQuery, place: CursorPosition) -> list[Any]:
    key = [] if query.sort is Sort.NEAREST else [_turned(query.sort, place.key)]
    return [*key, *([place.miles] if query.near else []), place.name, place.id]


def _turned(sort: Sort, key: float) -> float:
    """Convert a key to the engine's own sort value or back: descending keys are negated, and a step becomes the number
    of steps left."""
    if sort is Sort.PRICE:
        return int(key)
    return len(soonest_steps()) + 1 - key if sort is Sort.SOONEST else -key


def _shown(query: SearchQuery) -> Clause:
    """Return the matching offers: those whose titles have the most words of the query first, then the cheapest."""
    return {
        "name": "fitting",
        "size": SHOWN_OFFERS,
        "sort": [{"_score": "desc"}, {"offers.cents": "asc"}, {"offers.id": "asc"}],
        "_source": False,
        "docvalue_fields": ["offers.id"],
        "words": sought(query.text),
    }


def _nested(clauses: Iterable[Clause], *, inner: Clause | None = None) -> Clause:
    if inner is None:
        return {"nested": {"path": "offers", "query": _all(clauses)}}
    shown = {name: value for name, value in inner.items() if name != "words"}
    spoken = [{"constant_score": {"filter": begins("offers.words", one), "boost": 1}} for one in inner.get("words", ())]
    query = {"bool": {"filter": [{"match_all": {}}, *clauses], "should": spoken, "minimum_should_match": 0}}
    return {"nested": {"path": "offers", "query": query, "inner_hits": shown}}


def begins(field: str, one: Sought) -> Clause:
    """Return the clause for a field with a word that starts with the query word or with one of its joined forms."""
    forms: list[Clause] = [{"prefix": {field: letters}} for letters in one.begins]
    return _any(forms) if len(forms) > 1 else forms[0]


def _open(at: int) -> Clause:
    return {"range": {"open": {"gte": at, "lte": at, "relation": "intersects"}}}


def _all(clauses: Iterable[Clause]) -> Clause:
    given = list(clauses)
    return {"bool": {"filter": given}} if given else {"match_all": {}}


def _any(clauses: Iterable[Clause]) -> Clause:
    given = list(clauses)
    return {"bool": {"should": given, "minimum_should_match": 1}} if given else {"match_none": {}}
