"""The cards of many venues at once."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from app.availability.engine.types import Range
from app.core.lazy import LazyMapping
from app.search_index.open_days import LOOK_AHEAD
from app.search_pages.cards import (
    Card,
    CardFilter,
    PricedSchedule,
    find_days,
    matching_options,
    matching_services,
    members_meant,
)
from app.slot_picker.snapshots import plans_of, prices_of, snapshots
from app.venue_pages.open_state import opening_state
from search.geo import Point, miles_between

ANYTHING = CardFilter()
A_DAY = timedelta(days=1)


def cards(
    venue_ids: Sequence[int], *, at: datetime, wanted: CardFilter = ANYTHING, strictly: bool = False
) -> list[Card]:
    """Return the cards in the order of the ids, as of the instant `at`.

    Two statements if all venues are cached, three if bookings use up deals, and those of `snapshots` for the others.
    The card of a venue without matching times shows its other times instead; with `strictly`, none.
    """
    return list(Cards(venue_ids, at=at, wanted=wanted, strictly=strictly).values())


class Cards(LazyMapping[int, Card]):
    """The same cards by venue id, each built on first access; the statements run at once. `prices` is by option id."""

    def __init__(
        self, venue_ids: Sequence[int], *, at: datetime, wanted: CardFilter = ANYTHING, strictly: bool = False
    ) -> None:
        self._at, self._wanted, self._strictly = at, wanted, strictly
        self.snapshots = found = snapshots(venue_ids)
        self.venues = {venue_id: found[venue_id].venue for venue_id in venue_ids if venue_id in found}
        self._looked_at = {
            venue_id: matching_options(matching_services(each.services, wanted), wanted)
            for venue_id, each in found.items()
        }
        offered = [option for options in self._looked_at.values() for option in options]
        self._planned = plans_of(found.values(), offered, days_read(wanted if strictly else ANYTHING, at), now=at)
        self.prices = prices_of(found.values())
        super().__init__(self.venues)

    def make(self, key: int) -> Card:
        snapshot, at, wanted = self.snapshots[key], self._at, self._wanted
        venue = snapshot.venue
        offers = [
            offered.with_member(member) if member else offered
            for offered in (
                PricedSchedule(option, self._planned, self.prices[option.id]) for option in self._looked_at[venue.id]
            )
            for member in members_meant(offered.service, wanted)
        ]
        days = find_days(offers, wanted, at, strictly=self._strictly)
        return Card(
            venue=venue,
            # The category's photo stands in for a venue without photos.
            photo=venue.cover or venue.category.photo,
            opening=opening_state(venue.zone, snapshot.hours, at),
            miles=miles_between(wanted.near, Point(venue.latitude, venue.longitude)) if wanted.near else None,
            option=days[0].of.option if days else offers[0].option if offers else None,
            days=days,
        )


def days_read(wanted: CardFilter, at: datetime) -> Range:
    """Return the part of the calendars that decides the requested availability. Dates are in each venue's zone, so one
    more date on either side is read in UTC."""
    if wanted.free_at is None:
        return at, at + LOOK_AHEAD
    first, last = (datetime.combine(day, time(), UTC) for day in (wanted.free_at.first, wanted.free_at.last))
    return max(at, first - A_DAY), max(at, last + 2 * A_DAY)
