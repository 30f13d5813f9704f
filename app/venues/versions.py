"""Versions of venues: data read for a venue is valid as long as its version stays the same."""

from collections.abc import Collection
from functools import cache

from sqlalchemy import Select, select

from app.core.db import session
from app.core.parameters import one_of
from app.venues.models import VenueVersion

EVERY_VENUE = 0

NO_VERSION = frozenset[int]()
Version = frozenset[int]
"""The numbers of the last changes of a venue, and of the last that concern all venues."""


def versions_of(venue_ids: Collection[int]) -> dict[int, Version]:
    """Return the versions of venues, by id. One statement."""
    numbers: dict[int, set[int]] = {venue_id: set() for venue_id in (EVERY_VENUE, *venue_ids)}
    for venue_id, number in session.execute(_changes(), {"venues": list(numbers)}):
        numbers[venue_id].add(number)
    return {venue_id: frozenset(numbers[venue_id] | numbers[EVERY_VENUE]) for venue_id in venue_ids}


@cache
def _changes() -> Select[int, int]:
    """Return the query, built once because every page sends it."""
    return select(VenueVersion.venue_id, VenueVersion.number).where(one_of(VenueVersion.venue_id, "venues"))
