"""The cards of many venues at once."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from app.availability.engine import Range
from app.discovery.cards import Card, Offered, Wanted, find_days, members_meant, suitable
from app.discovery.open_days import LOOK_AHEAD
from app.discovery.opening import opening_state
from app.discovery.snapshots import Snapshot, plans_of, prices_of, snapshots
from search.geo import Point, miles_between

ANYTHING = Wanted()
A_DAY = timedelta(days=1)


def cards(venue_ids: Sequence[int], *, at: datetime, wanted: Wanted = ANYTHING, strictly: bool = False) -> list[Card]:
    """In the order of the ids, as of the instant `at`. Two statements where all venues are in memory, three where
    bookings use up deals, and those of `snapshots` for the others.

    A card of a venue that has nothing as asked shows what it has instead; `strictly`: no times."""
    found = snapshots(venue_ids)
    looked_at = {venue_id: suitable(each.services, wanted) for venue_id, each in found.items()}
    offered = [service for sold in looked_at.values() for service in sold]
    planned = plans_of(found.values(), offered, days_read(wanted if strictly else ANYTHING, at), now=at)
    priced = prices_of(found.values())

    def card(snapshot: Snapshot) -> Card:
        venue = snapshot.venue
        offers = [
            offered.with_member(member) if member else offered
            for offered in (Offered(sold, planned, priced[sold.id]) for sold in looked_at[venue.id])
            for member in members_meant(offered.service, wanted)
        ]
        days = find_days(offers, wanted, at, strictly=strictly)
        return Card(
            venue=venue,
            # What a venue has none of yet its category has.
            picture=venue.cover or venue.category.picture,
            opening=opening_state(venue.zone, snapshot.hours, at),
            miles=miles_between(wanted.near, Point(venue.latitude, venue.longitude)) if wanted.near else None,
            service=days[0].of.service if days else offers[0].service if offers else None,
            days=days,
        )

    return [card(found[venue_id]) for venue_id in venue_ids if venue_id in found]


def days_read(wanted: Wanted, at: datetime) -> Range:
    """The part of the calendars that decides what is available as wanted. Dates are those of each venue's zone, so a
    date of UTC is read on either side."""
    if wanted.free_at is None:
        return at, at + LOOK_AHEAD
    first, last = (datetime.combine(day, time(), UTC) for day in (wanted.free_at.first, wanted.free_at.last))
    return max(at, first - A_DAY), max(at, last + 2 * A_DAY)
