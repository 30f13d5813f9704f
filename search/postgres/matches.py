"""The venues that match a query, as the tables that its statement starts with.

`known` has the venues that meet every condition without a facet. `matches` adds what their offers decide: whether one
matches (`has`), and whether one of those is cheaper than usual (`has_deal`). If only categories and deals are asked of
offers, the venue's own row answers that; otherwise `offered` has the offers, one row each.

Which index is used: words have a GIN index; a circle or a box is a range of (latitude, longitude), followed by an exact
calculation; offers are read by venue id, or in one pass when the query covers the whole country. The driver writes the
values into the statement, so that PostgreSQL plans for them.
"""

from math import asin, cos, degrees, radians, sin

from search.documents import Near, Sort
from search.geo import EARTH_RADIUS_MILES, MILES_A_DEGREE
from search.postgres.prepared_query import PreparedQuery

# The same formula as search.geo.miles_between.
_MILES = f"""
    2 * {EARTH_RADIUS_MILES} * asin(least(1, sqrt(
        power(sin(radians(latitude - :latitude) / 2), 2)
        + cos(radians(:latitude)) * cos(radians(latitude)) * power(sin(radians(longitude - :longitude) / 2), 2)
    )))
"""

# How many keys of the name equal the keys of the query. Most names have none: one comparison rules them out.
_EXACT = """
    CASE WHEN name_words @@ CAST(:any_name_key AS tsquery) THEN
        CAST(name_words @@ CAST(:name_key AS tsquery) AS integer)
        + CAST(name_words @@ CAST(:bare_name_key AS tsquery) AS integer)
    ELSE 0 END
"""


def matches(prepared: PreparedQuery) -> str:
    """Return the common table expressions that everything else is based on."""
    if not prepared.reads_offers:
        kept = "MATERIALIZED" if prepared.is_narrow else "NOT MATERIALIZED"
        return f"matches AS {kept} ({_known(prepared)})"
    shown = "in_category AND is_deal" if prepared.query.deals else "in_category"
    ordered = {Sort.PRICE: "min(cents)", Sort.SOONEST: "min(step)"}.get(prepared.query.sort)
    key = f", {ordered} FILTER (WHERE {shown}) AS first" if ordered else ""
    return f"""
known AS MATERIALIZED ({_known(prepared)}),
offered AS MATERIALIZED (
    SELECT document_id, offer.id AS offer_id, offer.categories, cents,
        {is_deal(prepared)} AS is_deal, {in_category(prepared)} AS in_category {_step_of_offer(prepared)}
    FROM known JOIN search_offer AS offer ON document_id = known.id
    WHERE {_fits(prepared)}
),
matches AS MATERIALIZED (
    SELECT known.*, has, has_deal {", first" if ordered else ""}
    FROM known JOIN (
        SELECT document_id, bool_or({shown}) AS has, bool_or(in_category AND is_deal) AS has_deal {key}
        FROM offered GROUP BY document_id
    ) AS own ON document_id = known.id
)"""


def _known(prepared: PreparedQuery) -> str:
    query = prepared.query
    columns = ["id", "name", "kind", "tag_set", "category_set", "city_set", "rating", "zone"]
    if query.deals:
        columns += ["categories", "deals_until"]
    columns.append(f"{_MILES if query.near else '0'} AS miles")
    columns.append(f"{_open('at')} AS is_open")
    if query.kinds:
        columns.append("kind = ANY (:kinds) AS in_kinds")
    if query.cities:
        columns.append("(city, state) IN (SELECT * FROM unnest(:cities, :states)) AS in_cities")
    if query.tags:
        columns.append("tags @> :tags AS in_tags")
    if prepared.reads_offers:
        columns.append(f"{prepared.hours.group} AS hours")
    else:
        columns += [f"{_has_deal(prepared)} AS has_deal", f"{_has(prepared)} AS has", "cents AS lowest", "free"]
    if query.sort is Sort.BEST and prepared.words:
        columns += [
            "name_words @@ CAST(:worded AS tsquery) AS named",
            f"{_sold(prepared)} AS sold",
            f"{_EXACT} AS exact",
        ]
    table = "search_text JOIN search_document ON id = document_id" if prepared.reads_words else "search_document"
    return f"SELECT {', '.join(columns)} FROM {table} WHERE {' AND '.join(_agreed(prepared)) or 'true'}"


def _agreed(prepared: PreparedQuery) -> list[str]:
    """List the conditions that have no facet."""
    query = prepared.query
    tests = []
    if prepared.words:
        tests.append("words @@ CAST(:sought AS tsquery)")
    if query.name:
        tests.append("words @@ CAST(:whole_name AS tsquery)")
    if query.near:
        tests += [_around(query.near), f"{_MILES} <= :most_miles"]
    if query.box:
        west_east = "longitude >= :west {} longitude <= :east"
        reaches_over = query.box.south_west.longitude > query.box.north_east.longitude
        tests.append(f"latitude BETWEEN :south AND :north AND ({west_east.format('OR' if reaches_over else 'AND')})")
    if query.rating is not None:
        tests.append("rating >= :rating")
    if query.open_at:
        tests.append(_open("open_at"))
    return tests


def _open(minute: str) -> str:
    """Return the condition for a venue being open: an odd number of its openings and closings came before."""
    return f"width_bucket(:{minute}, open) % 2 = 1"


def _around(near: Near) -> str:
    """Return the condition for the box around a circle, two boxes at the date line. Around a pole it is a band."""
    reach = near.miles / MILES_A_DEGREE
    south, north = near.point.latitude - reach, near.point.latitude + reach
    band = f"latitude BETWEEN {south!r} AND {north!r}"
    if south <= -89 or north >= 89:
        return band
    wide = 1.001 * degrees(asin(sin(radians(reach)) / cos(radians(near.point.latitude))))
    west, east = near.point.longitude - wide, near.point.longitude + wide
    between = [f"longitude BETWEEN {west!r} AND {east!r}"]
    if west < -180:
        between = [f"longitude <= {east!r}", f"longitude >= {west + 360!r}"]
    if east > 180:
        between = [f"longitude >= {west!r}", f"longitude <= {east - 360!r}"]
    return f"({' OR '.join(f'{band} AND {test}' for test in between)})"


def _has(prepared: PreparedQuery) -> str:
    query = prepared.query
    tests = ["categories && :categories"] if query.categories else []
    return " AND ".join([*tests, *([_has_deal(prepared)] if query.deals else [])]) or "true"


def _has_deal(prepared: PreparedQuery) -> str:
    """Return the condition for a deal, based on the venue's own row: when its deals end, overall and per category."""
    if not prepared.query.categories:
        return "deal_until > :now"
    each = range(len(prepared.query.categories))
    tests = (f"coalesce(deals_until[array_position(categories, :category_{n})] > :now, false)" for n in each)
    return f"({' OR '.join(tests)})"


def _fits(prepared: PreparedQuery) -> str:
    """Return the conditions for an offer, whatever its category."""
    query = prepared.query
    tests = []
    if query.prices:
        tests.append("cents >= :lowest" if query.prices.highest is None else "cents BETWEEN :lowest AND :highest")
    if query.guests > 1:
        tests.append("guests >= :guests")
    if query.genders:
        tests.append("offer.genders && CAST(:genders AS text[])")
    if query.minutes:
        tests.append("offer.minutes BETWEEN :least_minutes AND :most_minutes")
    if query.free_at:
        tests.append(prepared.hours.among("offer.free"))
    return " AND ".join(tests) or "true"


def is_deal(prepared: PreparedQuery) -> str:
    return f"coalesce({prepared.hours.among('offer.deal')}, false)" if prepared.query.free_at else "deal_until > :now"


def in_category(prepared: PreparedQuery) -> str:
    return "offer.categories && :categories" if prepared.query.categories else "true"


def shows(prepared: PreparedQuery) -> str:
    """Return the condition for an offer being listed in a hit."""
    tests = [_fits(prepared), in_category(prepared), *([is_deal(prepared)] if prepared.query.deals else [])]
    return " AND ".join(tests)


def _step_of_offer(prepared: PreparedQuery) -> str:
    if prepared.query.sort is not Sort.SOONEST:
        return ""
    return f", {prepared.hours.step('offer.deal' if prepared.query.deals else 'offer.free')} AS step"


def _sold(prepared: PreparedQuery) -> str:
    """Return the condition for one title having all words. Words of titles are marked among a venue's words; whether
    several of them are in the same title, only the titles can tell."""
    marked = "words @@ CAST(:worded_in_titles AS tsquery)"
    if len(prepared.words) == 1:
        return marked
    return f"""({marked} AND EXISTS (
        SELECT FROM search_offer AS sold
        WHERE sold.document_id = search_document.id AND sold.words @@ CAST(:worded AS tsquery)
    ))"""


def cheapest(prepared: PreparedQuery) -> str:
    """Return the table `found`: the venues found, the lowest price of their matching offers, and the lowest price of a
    deal."""
    if prepared.reads_offers:
        joined, shown, deal = "JOIN offered ON document_id = matches.id", "in_category", "is_deal"
    else:
        joined = "LEFT JOIN search_offer AS offer ON document_id = matches.id"
        shown, deal = in_category(prepared), f"offer.{is_deal(prepared)}"
    shown = f"{shown} AND {deal}" if prepared.query.deals else shown
    price = "offered.cents" if prepared.reads_offers else "offer.cents"
    return f"""found AS (
    SELECT matches.id, min({price}) FILTER (WHERE {shown}) AS lowest,
        min({price}) FILTER (WHERE {shown} AND {deal}) AS lowest_deal
    FROM matches {joined} WHERE {prepared.chosen()} GROUP BY matches.id
)"""
