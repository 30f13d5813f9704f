"""Suggestions for typed text, as SQL.

Names and titles that start with the text are a range of an index. If there are too few, others are found by the words
that start with it.
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

# Increases with the distance: search.geo.miles_between takes the root of it.
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
# Materialized: otherwise PostgreSQL would scan all names in order for a text that only seems to be frequent.
OTHER_VENUES = text(f"""
WITH known AS MATERIALIZED (
    SELECT id, name, title, city, state, latitude, longitude
    FROM search_document
    WHERE name_words @@ CAST(:sought AS tsquery) AND NOT {_BEGINS}
)
{_VENUES.format(known="known")}
""")

# A title is stored forever, and counts as long as a venue sells it.
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
    """Return suggestions for the text, in at most three statements."""
    meant = readings(typed)
    if not meant:
        return Suggestions()
    parameters = {
        # Only letters, digits and spaces, so it has no wildcards.
        "begins": f"{fold(typed)}%",
        "sought": " | ".join(map(_tsquery, meant)),
        "is_near": near is not None,
        "latitude": near.latitude if near else 0,
        "longitude": near.longitude if near else 0,
        "most_titles": MOST_TITLES,
        "most_venues": MOST_COUNTED,
    }
    services = connection.execute(SERVICES, {**parameters, "size": size})
    return Suggestions(
        _venues(connection, parameters, size), tuple(SuggestedService(title, venues) for title, venues in services)
    )


def _venues(connection: Connection, parameters: Mapping[str, Any], size: int) -> tuple[SuggestedVenue, ...]:
    found: list[Sequence[Any]] = []
    for statement in (VENUES_THAT_BEGIN, OTHER_VENUES):
        if len(found) < size:
            found += connection.execute(statement, {**parameters, "size": size - len(found)})
    return tuple(SuggestedVenue(id, name, City(city, state)) for id, name, city, state in found)


def _tsquery(reading: Reading) -> str:
    words = (
        "|".join([*(f"'{letters}':*" for letters in begun.begins), *(f"'{word}'" for word in begun.whole)])
        for begun in reading
    )
    return f"({' & '.join(f'({word})' for word in words)})"
