"""A question as SQL. Every row of `fitting` is a venue with one of its offers that fits what no facet is about, or with
none; the page and all counts are drawn from these rows.

The driver writes values into the statement, so that PostgreSQL plans for what is asked and drops what is not.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import TextClause, text

from search.documents import SHOWN_OFFERS, SearchQuery, Sort, hour_of
from search.geo import EARTH_RADIUS_MILES, MILES_A_DEGREE
from search.relevance import HALF_MILES, NAMED, NEARNESS, RATED, SOLD, UNRATED, soonest_steps
from search.text import asked_words
from search.zones import local_hours

# As search.geo.miles_between reckons.
_MILES = f"""
    2 * {EARTH_RADIUS_MILES} * asin(least(1, sqrt(
        power(sin(radians(latitude - :latitude) / 2), 2)
        + cos(radians(:latitude)) * cos(radians(latitude)) * power(sin(radians(longitude - :longitude) / 2), 2)
    )))
"""

# `sought` matches as a prefix each; a band of latitude has an index, the circle in it is exact. No band of longitude:
# it would need a seam at the date line, and none at the poles.
FITTING = f"""
WITH asked AS MATERIALIZED (
    SELECT zone, CAST(hours AS integer[]) AS hours
    FROM unnest(CAST(:zones AS text[]), CAST(:hours AS text[])) AS given (zone, hours)
), known AS MATERIALIZED (
    SELECT
        id, name, kind, tags, city, state, zone, rating, miles,
        name_words @@ CAST(:sought AS tsquery) AS named,
        EXISTS (
            SELECT FROM search_opening
            WHERE document_id = id AND during @> CAST(:asked_at AS timestamptz)
        ) AS is_open
    FROM search_document, LATERAL (SELECT CASE WHEN :is_near THEN {_MILES} END AS miles) AS away
    WHERE (CAST(:sought AS tsquery) IS NULL OR words @@ CAST(:sought AS tsquery))
        AND (NOT :is_near OR (latitude BETWEEN :south_of AND :north_of AND miles <= :most_miles))
        AND (NOT :is_boxed OR (
            latitude BETWEEN :south AND :north
            AND CASE WHEN :west <= :east THEN longitude BETWEEN :west AND :east
                ELSE longitude >= :west OR longitude <= :east END
        ))
        AND (:rating IS NULL OR rating >= :rating)
        AND (CAST(:open_at AS timestamptz) IS NULL OR EXISTS (
            SELECT FROM search_opening WHERE document_id = id AND during @> CAST(:open_at AS timestamptz)
        ))
), fitting AS MATERIALIZED (
    SELECT
        known.*,
        offer.id AS offer_id, offer.categories, offer.cents, offer.free, offer.deal, offer.words, asked.hours,
        CASE WHEN :has_hours THEN offer.deal && asked.hours
            ELSE offer.deal[cardinality(offer.deal)] >= :now END AS is_deal,
        known.kind = ANY (:kinds) OR :any_kind AS in_kind,
        (known.city, known.state) IN (
            SELECT * FROM unnest(CAST(:cities AS text[]), CAST(:states AS text[]))
        ) OR :any_city AS in_city,
        known.tags @> CAST(:tags AS text[]) AS in_tags,
        offer.categories && CAST(:categories AS text[]) OR :any_category AS in_category
    FROM known
    LEFT JOIN asked ON asked.zone = known.zone
    LEFT JOIN search_offer AS offer
        ON offer.document_id = known.id
        AND offer.cents >= :lowest AND (:highest IS NULL OR offer.cents <= :highest)
        AND offer.guests >= :guests
        AND (NOT :has_hours OR offer.free && asked.hours)
    WHERE offer.id IS NOT NULL OR NOT :of_offers
)
"""

# What is chosen beside what: a facet is counted without its own choice.
_OFFER = "((NOT :by_offer) OR (in_category AND (is_deal OR NOT :deals) AND offer_id IS NOT NULL))"
_OPEN = "(is_open OR NOT :open_now)"
FOUND = f"in_kind AND in_city AND in_tags AND {_OPEN} AND {_OFFER}"

_COUNTS = f"""
SELECT 'total' AS what, NULL AS one, NULL AS two, count(DISTINCT id) AS number
FROM fitting WHERE {FOUND}
UNION ALL
SELECT 'deals', NULL, NULL, count(DISTINCT id)
FROM fitting WHERE in_kind AND in_city AND in_tags AND {_OPEN} AND in_category AND is_deal
UNION ALL
SELECT 'open_now', NULL, NULL, count(DISTINCT id)
FROM fitting WHERE in_kind AND in_city AND in_tags AND is_open AND {_OFFER}
UNION ALL
SELECT 'category', category, NULL, count(DISTINCT id)
FROM fitting, unnest(categories) AS category
WHERE in_kind AND in_city AND in_tags AND {_OPEN} AND offer_id IS NOT NULL AND (is_deal OR NOT :deals)
GROUP BY category
UNION ALL
SELECT 'kind', kind, NULL, count(DISTINCT id)
FROM fitting WHERE in_city AND in_tags AND {_OPEN} AND {_OFFER} GROUP BY kind
UNION ALL
SELECT 'city', city, state, count(DISTINCT id)
FROM fitting WHERE in_kind AND in_tags AND {_OPEN} AND {_OFFER} GROUP BY city, state
UNION ALL
SELECT 'tag', tag, NULL, count(DISTINCT id)
FROM fitting, unnest(tags) AS tag WHERE {FOUND} GROUP BY tag
"""

SHOWN = "offer_id IS NOT NULL AND in_category AND (is_deal OR NOT :deals)"

_SOONEST = f"""
(SELECT min(hour) FROM unnest(CASE WHEN :deals THEN deal ELSE free END) AS hour
WHERE {SHOWN} AND hour >= :now AND (NOT :has_hours OR hour = ANY (hours)))
"""

_SCORE = f"""
{RATED} * coalesce(min(rating), {UNRATED})
+ CASE WHEN :is_near THEN {NEARNESS} * power(0.5, min(miles) / {HALF_MILES}) ELSE 0 END
+ CASE WHEN bool_or(named) THEN {NAMED} ELSE 0 END
+ CASE WHEN EXISTS (
    SELECT FROM search_offer AS sold WHERE sold.document_id = fitting.id AND sold.words @@ CAST(:sought AS tsquery)
) THEN {SOLD} ELSE 0 END
"""

_ORDERS: Mapping[Sort, str] = {
    Sort.BEST: f"({_SCORE}) DESC,",
    Sort.NEAREST: "",
    Sort.SOONEST: f"coalesce(width_bucket(min({_SOONEST}) - :now, CAST(:steps AS integer[])) - 1, :last_step),",
    Sort.PRICE: f"min(cents) FILTER (WHERE {SHOWN}) NULLS LAST,",
    Sort.RATING: "min(rating) DESC NULLS LAST,",
}

_HITS = f"""
SELECT
    id, min(miles) AS miles,
    (array_agg(offer_id ORDER BY told DESC, cents, offer_id) FILTER (WHERE {SHOWN}))[1:{SHOWN_OFFERS}] AS offers
FROM fitting, LATERAL (
    SELECT count(*) AS told FROM unnest(CAST(:each AS text[])) AS word WHERE words @@ CAST(word AS tsquery)
) AS spoken
WHERE {FOUND}
GROUP BY id
ORDER BY {{order}} min(miles), min(name) COLLATE "C", id
LIMIT :size OFFSET :before
"""

COUNTS = text(FITTING + _COUNTS)
HITS: Mapping[Sort, TextClause] = {sort: text(FITTING + _HITS.format(order=order)) for sort, order in _ORDERS.items()}

# A word is letters and digits only: nothing in it could be an operator.
KNOWN = text("SELECT EXISTS (SELECT FROM search_document WHERE words @@ CAST(:sought AS tsquery))")
LIKE = text("""
    SELECT word, (SELECT count(*) FROM search_document WHERE words @@ CAST(quote_literal(word) AS tsquery)) AS often
    FROM search_word
    WHERE word LIKE :begins AND length(word) BETWEEN :shortest AND :longest
""")


def values(query: SearchQuery) -> dict[str, Any]:
    """What every statement above needs."""
    near, box, prices = query.near, query.box, query.prices
    reach = near.miles / MILES_A_DEGREE if near else 0
    sought = asked_words(query.text)
    cities = sorted(query.cities)
    zones, hours = _asked_hours(query)
    steps = soonest_steps()
    return {
        "sought": " & ".join(prefix(word) for word in sought) or None,
        "each": [prefix(word) for word in sought],
        "asked_at": query.asked_at,
        "open_at": query.open_at,
        "open_now": query.open_now,
        "is_near": near is not None,
        "latitude": near.point.latitude if near else 0,
        "longitude": near.point.longitude if near else 0,
        "south_of": near.point.latitude - reach if near else 0,
        "north_of": near.point.latitude + reach if near else 0,
        "most_miles": near.miles if near else 0,
        "is_boxed": box is not None,
        "south": box.south_west.latitude if box else 0,
        "west": box.south_west.longitude if box else 0,
        "north": box.north_east.latitude if box else 0,
        "east": box.north_east.longitude if box else 0,
        "rating": query.rating,
        "kinds": sorted(query.kinds),
        "any_kind": not query.kinds,
        "cities": [city.name for city in cities],
        "states": [city.state for city in cities],
        "any_city": not cities,
        "tags": sorted(query.tags),
        "categories": sorted(query.categories),
        "any_category": not query.categories,
        "lowest": prices.lowest if prices else 0,
        "highest": prices.highest if prices else None,
        "guests": query.guests,
        "of_offers": bool(prices or query.free_at or query.guests > 1),
        "by_offer": bool(query.categories or query.deals),
        "deals": query.deals,
        "has_hours": query.free_at is not None,
        "zones": zones,
        "hours": hours,
        "now": hour_of(query.asked_at),
        "steps": [begins for begins, _ in steps] + [steps[-1][1]],
        "last_step": len(steps),
        "size": query.size,
        "before": (query.page - 1) * query.size,
    }


def prefix(word: str) -> str:
    return f"'{word}':*"


def _asked_hours(query: SearchQuery) -> tuple[list[str], list[str]]:
    """The zones, and for each the hours that are asked for and not over, as PostgreSQL writes an array."""
    zones: list[str] = []
    hours: list[str] = []
    if query.free_at:
        asked, now = query.free_at, hour_of(query.asked_at)
        for ranges, names in local_hours(asked.first, asked.last, asked.from_hour, asked.to_hour).items():
            left = [hour for begins, ends in ranges for hour in range(max(begins, now), ends)]
            zones += names
            hours += [f"{{{','.join(map(str, left))}}}"] * len(names)
    return zones, hours
