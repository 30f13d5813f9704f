"""A query as the body of one request.

The query part has the conditions that all facets share; choices that have a facet are applied after counting, and each
facet is counted under the choices of all others.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from search.cursor import LAST_PRICE, CursorPosition
from search.documents import DEEPEST, MOST_VALUES, FreeAt, SearchQuery, Sort, hour_of
from search.elasticsearch.conditions import (
    Clause,
    all_of,
    begins,
    common_conditions,
    common_offer_conditions,
    facet_choices,
    found_by,
    hour_condition,
    nested,
    offer_conditions,
    shown_offers,
)
from search.relevance import EXACT, HALF_MILES, NAMED, NEARNESS, RATED, SOLD, UNRATED, soonest_steps
from search.sought import sought
from search.text import name_keys, slips

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
        "post_filter": all_of(facet_choices(query).values()),
        "aggs": _facets(query),
        "sort": _sort(query),
        "size": size,
        "track_total_hits": True,
        "_source": False,
    }


def place_of(query: SearchQuery, id: int) -> Clause:
    """Return a request for the sort values of one venue."""
    found = {"bool": {"must": _ranked(query), "filter": {"ids": {"values": [str(id)]}}}}
    chosen = all_of(facet_choices(query).values())
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


def at_times(query: SearchQuery, times: Iterable[FreeAt]) -> Clause:
    """Return the request that counts the venues that match at each of the given times."""
    any_time = replace(query, free_at=None, after=None)
    fit = {
        str(n): {"filter": nested(offer_conditions(replace(any_time, free_at=time)))} for n, time in enumerate(times)
    }
    return {"size": 0, "query": found_by(any_time), "aggs": fit}


def _ranked(query: SearchQuery) -> Clause:
    """Return the conditions that all facets share, scored for the sort order."""
    found = {
        "bool": {
            # Never empty: without a filter, one of the should clauses would have to match.
            "filter": [{"match_all": {}}, *common_conditions(query)],
            # Not a condition: it only returns the matching offers.
            "should": [nested(offer_conditions(query), inner=shown_offers(query))],
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


def _facets(query: SearchQuery) -> Clause:
    chosen = facet_choices(query)

    def without(*names: str) -> Clause:
        return all_of(clause for name, clause in chosen.items() if name not in names)

    def terms(field: str) -> Clause:
        return {"of": {"terms": {"field": field, "size": MOST_VALUES}}}

    return {
        "kinds": {"filter": without("kinds"), "aggs": terms("kind")},
        "cities": {"filter": without("cities"), "aggs": terms("city")},
        "tags": {"filter": without(), "aggs": terms("tags")},
        "deals": {"filter": all_of(facet_choices(query, deals=True).values())},
        "open_now": {"filter": all_of(facet_choices(query, open_now=True).values())},
        "categories": {"filter": without("offers"), "aggs": _by_category(query, terms)},
    }


def _by_category(query: SearchQuery, terms: Callable[[str], Clause]) -> Clause:
    if not query.asks_more_of_offers and not query.deals:
        return terms("categories")
    categories = terms("offers.categories")
    categories["of"]["aggs"] = {"venues": {"reverse_nested": {}}}
    matching_offers = {"fit": {"filter": all_of(common_offer_conditions(query, deals=query.deals)), "aggs": categories}}
    return {"offers": {"nested": {"path": "offers"}, "aggs": matching_offers}}


def _best(query: SearchQuery) -> list[Clause]:
    """List the scoring functions that search.relevance defines."""
    words = sought(query.text)
    functions: list[Clause] = [
        {"field_value_factor": {"field": "rating", "factor": RATED, "missing": UNRATED}},
    ]
    if words:
        named = all_of(begins("name_words", one) for one in words)
        sold = nested([begins("offers.words", one) for one in words])
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
    now = hour_of(query.at)
    steps = soonest_steps()
    # The hours of a step are already limited to the requested ones, so the other condition would be redundant.
    offer = offer_conditions(replace(query, free_at=None, deals=False))
    field = "offers.deal" if query.deals else "offers.free"
    return [
        {
            "filter": nested([*offer, hour_condition(query, field, least=now + begins, below=now + ends)]),
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
                    "nested": {"path": "offers", "filter": all_of(offer_conditions(query))},
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
