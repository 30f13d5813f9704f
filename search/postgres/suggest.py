"""What begins with what was typed, as SQL.

Names and titles that begin with it are a range of an index. Where they are too few, those of which other words do are
looked for by their words.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from search.documents import City
from search.geo import Point
from search.suggestions import (
    MOST_COUNTED,
    MOST_TITLES,
    Reading,
    SuggestedService,
    SuggestedVenue,
    Suggestions,
    readings,
)
from search.text import fold

# The farther away, the larger: it is what search.geo.miles_between takes the root of.
_FAR = """
CASE WHEN :is_near THEN
    power(sin(radians(latitude - :latitude) / 2), 2)
    + cos(radians(:latitude)) * cos(radians(latitude)) * power(sin(radians(longitude - :longitude) / 2), 2)
END
"""

_BEGINS = 'name COLLATE "C" LIKE :begins'

_VENUES = f"""
SELECT id, title, city, state
FROM {{known}}
ORDER BY {_FAR}, name COLLATE "C", id
LIMIT :size
"""

VENUES_THAT_BEGIN = text(_VENUES.format(known=f"search_document WHERE {_BEGINS}"))
# Materialized: else, for what seems to be frequent and is not, all names would be gone through in their order.
OTHER_VENUES = text(f"""
WITH known AS MATERIALIZED (
    SELECT id, name, title, city, state, latitude, longitude
    FROM search_document
    WHERE name_words @@ CAST(:sought AS tsquery) AND NOT {_BEGINS}
)
{_VENUES.format(known="known")}
""")

# A title is kept for good, and counts as long as somebody sells it.
SERVICES = text("""
SELECT title, venues
FROM (
    SELECT name, title, name COLLATE "C" LIKE :begins AS begins
    FROM search_title
    WHERE name COLLATE "C" LIKE :begins OR words @@ CAST(:sought AS tsquery)
    ORDER BY begins DESC, length(name), name COLLATE "C"
    LIMIT :most_titles
) AS known, LATERAL (
    SELECT count(*) AS venues
    FROM (SELECT DISTINCT document_id FROM search_offer WHERE name = known.name LIMIT :most_venues) AS first
) AS sold
WHERE venues > 0
ORDER BY begins DESC, venues DESC, name COLLATE "C"
LIMIT :size
""")


def suggest(connection: Connection, typed: str, *, size: int, near: Point | None) -> Suggestions:
    """Three statements at most."""
    meant = readings(typed)
    if not meant:
        return Suggestions()
    asked = {
        # Letters, digits and spaces only: nothing in it is a pattern.
        "begins": f"{fold(typed)}%",
        "sought": " | ".join(map(_tsquery, meant)),
        "is_near": near is not None,
        "latitude": near.latitude if near else 0,
        "longitude": near.longitude if near else 0,
        "most_titles": MOST_TITLES,
        "most_venues": MOST_COUNTED,
    }
    services = connection.execute(SERVICES, {**asked, "size": size})
    return Suggestions(
        _venues(connection, asked, size), tuple(SuggestedService(title, venues) for title, venues in services)
    )


def _venues(connection: Connection, asked: Mapping[str, Any], size: int) -> tuple[SuggestedVenue, ...]:
    found: list[Sequence[Any]] = []
    for statement in (VENUES_THAT_BEGIN, OTHER_VENUES):
        if len(found) < size:
            found += connection.execute(statement, {**asked, "size": size - len(found)})
    return tuple(SuggestedVenue(id, name, City(city, state)) for id, name, city, state in found)


def _tsquery(reading: Reading) -> str:
    words = (
        "|".join([*(f"'{letters}':*" for letters in begun.begins), *(f"'{word}'" for word in begun.whole)])
        for begun in reading
    )
    return f"({' & '.join(f'({word})' for word in words)})"
