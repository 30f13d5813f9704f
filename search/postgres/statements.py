"""A query as SQL that has only the parts it needs. The page and all counts are based on the same venues
(`search.postgres.matches`), in one statement."""

from search.cursor import LAST_PRICE, read
from search.documents import DEEPEST, MOST_VALUES, SHOWN_OFFERS, SearchQuery, Sort
from search.postgres.hours import any_of
from search.postgres.matches import matches, shows
from search.postgres.prepared_query import ENGINE, PreparedQuery, Values, values
from search.relevance import EXACT, HALF_MILES, NAMED, NEARNESS, RATED, SOLD, UNRATED, soonest_steps

# JIT compilation takes longer than any search, and counting the venues of a whole country should not spill to disk.
SETTINGS = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB';"


def answer(query: SearchQuery) -> tuple[str, Values]:
    """Return the statement for the page and all counts, and its values."""
    prepared = PreparedQuery.of(query)
    parts = [_counts(prepared)]
    if query.size and query.page * query.size <= DEEPEST:
        parts.insert(0, _hits(prepared))
    return f"{SETTINGS} WITH {matches(prepared)}, {_counted(prepared)} {' UNION ALL '.join(parts)}", values(prepared)


_ORDER = 'key, miles, name COLLATE "C", id'


def _hits(prepared: PreparedQuery) -> str:
    found_words = "ARRAY(SELECT 1 FROM unnest(CAST(:each AS text[])) AS word WHERE words @@ CAST(word AS tsquery))"
    return f"""(
SELECT 'hit' AS what, NULL AS one, NULL AS two, NULL AS number, id, key, miles, name,
    ARRAY(
        SELECT offer.id FROM search_offer AS offer WHERE document_id = page.id AND {shows(prepared)}
        ORDER BY cardinality({found_words}) DESC, cents, offer.id LIMIT {SHOWN_OFFERS}
    ) AS offers
FROM ({_page(prepared)}) AS page ORDER BY {_ORDER}
)"""


def _page(prepared: PreparedQuery) -> str:
    """Return the subquery for the venues of a page, plus the next one if there is one."""
    key, lateral = _key(prepared)
    keyed = f"""SELECT * FROM (
        SELECT matches.*, CAST({key} AS double precision) AS key FROM matches {lateral} WHERE {prepared.chosen()}
    ) AS keyed"""
    if prepared.query.after:
        return f"{keyed} WHERE ({_ORDER}) > ({_after(prepared, keyed)}) ORDER BY {_ORDER} LIMIT :most"
    if prepared.is_narrow or prepared.query.sort is not Sort.SOONEST:
        return f"{keyed} ORDER BY {_ORDER} LIMIT :most OFFSET :before"
    # In a whole country, many venues are available right away. They are read in the order of their names, which has an
    # index, until the page is full; PostgreSQL reads the others only if it is not.
    return f"""SELECT * FROM (
        (
            SELECT matches.*, CAST(0 AS double precision) AS key FROM matches
            WHERE {prepared.chosen()} AND {_is_free_now(prepared)} ORDER BY name COLLATE "C", id LIMIT :until
        ) UNION ALL ({keyed} WHERE key > 0 ORDER BY {_ORDER} LIMIT :until)
    ) AS either LIMIT :most OFFSET :before"""


def _after(prepared: PreparedQuery, keyed: str) -> str:
    """Return the sort values where the previous page ended. Those of another engine are calculated again, unless the
    venue no longer matches."""
    written = ":after_key, :after_miles, :after_name, :after_id"
    if prepared.query.after and read(prepared.query.after).engine == ENGINE:
        return written
    return f"""SELECT key, miles, name COLLATE "C", id FROM (
        SELECT key, miles, name, id, 0 AS place FROM ({keyed} WHERE id = :after_id) AS own
        UNION ALL SELECT {written}, 1
    ) AS places ORDER BY place LIMIT 1"""


def _is_free_now(prepared: PreparedQuery) -> str:
    """Return the condition for a venue being in the first step of search.relevance, using its own row if possible."""
    query, now = prepared.query, prepared.hours.now
    hours = any_of("deal" if query.deals else "free", ((now, now + 1),))
    if not (query.categories or query.deals):
        return hours
    return f"""EXISTS (
        SELECT FROM search_offer AS offer WHERE document_id = matches.id AND {shows(prepared)} AND offer.{hours[1:-1]}
    )"""


def _key(prepared: PreparedQuery) -> tuple[str, str]:
    """Return the sort key, lowest first, and the table that provides it if `matches` does not."""
    query, own = prepared.query, "first"
    if query.sort is Sort.BEST:
        return _score(prepared), ""
    if query.sort is Sort.NEAREST:
        return "0", ""
    if query.sort is Sort.RATING:
        return "coalesce(-rating, 0)", ""
    lateral = ""
    if not prepared.reads_offers and (query.categories or query.deals):
        value = "cents" if query.sort is Sort.PRICE else prepared.hours.step("deal" if query.deals else "free")
        lateral = f""", LATERAL (
            SELECT min({value}) AS first FROM search_offer AS offer WHERE document_id = matches.id AND {shows(prepared)}
        ) AS own"""
    elif not prepared.reads_offers:
        own = "lowest" if query.sort is Sort.PRICE else prepared.hours.step("free")
    return f"coalesce({own}, {LAST_PRICE if query.sort is Sort.PRICE else len(soonest_steps())})", lateral


def _score(prepared: PreparedQuery) -> str:
    """Return the score that search.relevance defines, negated."""
    score = f"{RATED} * coalesce(rating, {UNRATED})"
    if prepared.query.near:
        score += f" + {NEARNESS} * power(0.5, miles / {HALF_MILES})"
    if prepared.words:
        score += f" + CASE WHEN named THEN {NAMED} ELSE 0 END + CASE WHEN sold THEN {SOLD} ELSE 0 END"
        score += f" + {EXACT / 2} * exact"
    return f"-({score})"


def _counted(prepared: PreparedQuery) -> str:
    """Return the table with all counts in one pass: by kind, and by the numbers of tags, categories and cities. The
    total of all venues is the sum of the kinds."""
    number = "count(*) FILTER (WHERE {})".format
    return f"""counted AS MATERIALIZED (
    SELECT
        GROUPING(kind, tag_set, category_set, city_set) AS by, kind, tag_set, category_set, city_set,
        {number(prepared.chosen())} AS found,
        {number(prepared.chosen("offers", also="has_deal"))} AS deals,
        {number(prepared.chosen("open_now", also="is_open"))} AS open_now,
        {number(prepared.chosen("kinds"))} AS of_kind,
        {number(prepared.chosen("cities"))} AS of_city,
        {number(prepared.chosen("offers"))} AS of_category
    FROM matches GROUP BY GROUPING SETS ((kind), (tag_set), (category_set), (city_set))
)"""


# The results of GROUPING: a bit is set for each column that the rows are not grouped by.
_BY_KIND, _BY_TAGS, _BY_CATEGORIES, _BY_CITY = 7, 11, 13, 14
_NOTHING = "NULL::bigint, NULL::double precision, NULL::double precision, NULL, NULL::bigint[]"


def _counts(prepared: PreparedQuery) -> str:
    totals = (
        f"SELECT '{what}' AS what, NULL AS one, NULL AS two, sum({column})::bigint AS number, {_NOTHING}"
        f" FROM counted WHERE by = {_BY_KIND}"
        for what, column in (("total", "found"), ("deals", "deals"), ("open_now", "open_now"))
    )
    most = f"ORDER BY 4 DESC, 2, 3 LIMIT {MOST_VALUES}"
    return " UNION ALL ".join(
        [
            *totals,
            f"(SELECT 'kind', kind, NULL, of_kind, {_NOTHING} FROM counted WHERE by = {_BY_KIND} {most})",
            # The limit is applied first: only the most frequent ones need their names.
            f"(SELECT 'city', members[1], members[2], of_city, {_NOTHING} FROM ("
            f"SELECT city_set, of_city FROM counted WHERE by = {_BY_CITY} ORDER BY 2 DESC, 1 LIMIT {MOST_VALUES}"
            f") AS city JOIN search_set ON id = city_set)",
            f"(SELECT 'tag', tag, NULL, sum(found)::bigint, {_NOTHING}"
            f" FROM counted JOIN search_set ON id = tag_set, unnest(members) AS tag"
            f" WHERE by = {_BY_TAGS} GROUP BY tag {most})",
            f"({_categories(prepared)} {most})",
        ]
    )


def _categories(prepared: PreparedQuery) -> str:
    """Return the query that counts the venues with a matching offer in each category."""
    shown = f"SELECT 'category', category, NULL, {{}}, {_NOTHING}"
    others = prepared.chosen("offers")
    if prepared.reads_offers:
        deals = "AND is_deal" if prepared.query.deals else ""
        return f"""{shown.format("count(*)")} FROM (
            SELECT DISTINCT document_id, category
            FROM offered JOIN matches ON document_id = matches.id, unnest(offered.categories) AS category
            WHERE {others} {deals}
        ) AS sold GROUP BY category"""
    if prepared.query.deals:
        return f"""{shown.format("count(*)")}
            FROM matches, unnest(categories, deals_until) AS sold (category, until)
            WHERE {others} AND until > :now GROUP BY category"""
    return f"""{shown.format("sum(of_category)::bigint")}
        FROM counted JOIN search_set ON id = category_set, unnest(members) AS category
        WHERE by = {_BY_CATEGORIES} GROUP BY category"""
