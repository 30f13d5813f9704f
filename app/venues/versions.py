"""Which version of a venue is the newest: what was read of it is good as long as the version is the same."""

from collections.abc import Collection
from functools import cache

from sqlalchemy import ARRAY, Integer, Select, any_, bindparam, select

from app.db import session
from app.venues.models import VenueVersion

EVERY_VENUE = 0

NO_VERSION = frozenset[int]()
Version = frozenset[int]
"""The numbers of the last changes of a venue, and of the last that concern all venues."""


def versions_of(venue_ids: Collection[int]) -> dict[int, Version]:
    """The versions of venues, by id. One statement."""
    numbers: dict[int, set[int]] = {venue_id: set() for venue_id in (EVERY_VENUE, *venue_ids)}
    for venue_id, number in session.execute(_changes(), {"venues": list(numbers)}):
        numbers[venue_id].add(number)
    return {venue_id: frozenset(numbers[venue_id] | numbers[EVERY_VENUE]) for venue_id in venue_ids}


@cache
def _changes() -> Select[int, int]:
    """Made once: it is sent with each page."""
    of_venues = VenueVersion.venue_id == any_(bindparam("venues", type_=ARRAY(Integer)))
    return select(VenueVersion.venue_id, VenueVersion.number).where(of_venues)
