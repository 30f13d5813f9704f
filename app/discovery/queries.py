"""What a venue's row or card needs, for many venues at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from app.availability.engine import Hours
from app.availability.queries import hours_in, plans
from app.catalog.models import Service
from app.catalog.queries import OFFERED
from app.db import session
from app.deals.queries import price_lists
from app.discovery.cards import LOOK_AHEAD, Card, Offered, Wanted, find_times, suitable
from app.discovery.opening import opening_state
from app.pictures.models import Picture
from app.venues.enums import VenueStatus
from app.venues.models import Venue, VenuePicture
from search.geo import Point, miles_between

ANYTHING = Wanted()
NOTHING: Mapping[int, Collection[int]] = {}


def cards(
    venue_ids: Sequence[int],
    *,
    at: datetime,
    wanted: Wanted = ANYTHING,
    matched: Mapping[int, Collection[int]] = NOTHING,
) -> list[Card]:
    """In the order of the ids, as of the instant `at`. Eight statements, nine with classes, however many.

    `matched` has the services that search found by venue: of a venue that is there no others are looked at.
    """
    window = at, at + LOOK_AHEAD
    venues, covers, services = public_venues(venue_ids), _covers(venue_ids), services_sold(venue_ids)
    hours = hours_in(venue_ids, window)
    looked_at = {
        venue_id: [sold for sold in suitable(on_sale, wanted) if sold.id in matched.get(venue_id, (sold.id,))]
        for venue_id, on_sale in services.items()
    }
    offered = [service for sold in looked_at.values() for service in sold]
    planned, priced = plans(offered, window, now=at, hours=hours), price_lists(offered)

    def card(venue: Venue) -> Card:
        offers = [Offered(sold, planned[sold.id], priced[sold.id]) for sold in looked_at.get(venue.id, ())]
        times = find_times(offers, wanted, at)
        return Card(
            venue=venue,
            picture=covers.get(venue.id),
            opening=opening_state(venue.zone, hours.get((venue.id, None), Hours()), at),
            miles=miles_between(wanted.near, Point(venue.latitude, venue.longitude)) if wanted.near else None,
            service=times.of.service if times else offers[0].service if offers else None,
            times=times,
        )

    return [card(venues[found]) for found in venue_ids if found in venues]


def public_venues(venue_ids: Collection[int], *more: ExecutableOption) -> dict[int, Venue]:
    """Those that are public, by id, with their categories and `more` of what belongs to them. One statement."""
    public = Venue.id.in_(venue_ids), Venue.status == VenueStatus.APPROVED
    options = joinedload(Venue.category), *more
    found = session.scalars(select(Venue).where(*public).options(*options))
    return {venue.id: venue for venue in found}


def services_sold(venue_ids: Collection[int]) -> defaultdict[int, list[Service]]:
    """What each venue sells now, in its order. Two statements."""
    found: defaultdict[int, list[Service]] = defaultdict(list)
    for service in session.scalars(
        select(Service)
        .where(Service.venue_id.in_(venue_ids), Service.active)
        .options(*OFFERED)
        .order_by(Service.position)
    ):
        found[service.venue_id].append(service)
    return found


def _covers(venue_ids: Collection[int]) -> dict[int, Picture]:
    """The first picture of each venue that has one."""
    shown = (
        select(VenuePicture)
        .where(VenuePicture.venue_id.in_(venue_ids))
        .ext(distinct_on(VenuePicture.venue_id))
        .order_by(VenuePicture.venue_id, VenuePicture.position)
    )
    return {row.venue_id: row.picture for row in session.scalars(shown)}
