"""From venues to what search keeps of them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from app.availability import engine
from app.availability.engine import Hours
from app.availability.plans import Plan
from app.availability.queries import hours_in, plans
from app.catalog.models import Service
from app.deals.pricing import PriceList, quote
from app.deals.queries import price_lists
from app.discovery.cards import LOOK_AHEAD
from app.discovery.places import STATES
from app.discovery.queries import public_venues, services_sold
from app.venues.models import Venue
from search.documents import City, Offer, SearchDocument, local_hour
from search.geo import Point


def read_documents(venue_ids: Collection[int], *, version: int, at: datetime) -> list[SearchDocument]:
    """The documents of those that are public, as of the instant `at`. A fixed number of statements."""
    window = at, at + LOOK_AHEAD
    venues = list(public_venues(venue_ids).values())
    services = services_sold([venue.id for venue in venues])
    offered = [service for sold in services.values() for service in sold]
    hours = hours_in([venue.id for venue in venues], window)
    planned, priced = plans(offered, window, now=at, hours=hours), price_lists(offered)
    return [
        SearchDocument(
            id=venue.id,
            version=version,
            name=venue.name,
            keywords=keywords(venue, services[venue.id]),
            city=City(venue.city, venue.state),
            point=Point(venue.latitude, venue.longitude),
            zone=venue.zone_name,
            offers=_offers(
                venue.category.slug,
                [(service.category.slug, planned[service.id], priced[service.id]) for service in services[venue.id]],
                at,
            ),
            open=tuple(engine.open_ranges(venue.zone, hours.get((venue.id, None), Hours()), window)),
            notice_minutes=venue.notice_minutes,
        )
        for venue in venues
    ]


def keywords(venue: Venue, services: Iterable[Service]) -> str:
    """What people may look for a venue by, besides its name: what it is, what it sells, where it is."""
    sold = (part for service in services for part in (service.title, service.category.name))
    place = venue.neighborhood, venue.city, venue.state, STATES.get(venue.state, ""), venue.postal_code
    return " ".join((venue.category.name, *sold, *place))


def _offers(own: str, sold: Iterable[tuple[str, Plan, PriceList]], at: datetime) -> tuple[Offer, ...]:
    """One for each category that it sells, and its own category even when it sells nothing of it."""
    by_category: dict[str, list[tuple[Plan, PriceList]]] = {own: []}
    for category, plan, prices in sold:
        by_category.setdefault(category, []).append((plan, prices))
    return tuple(_offer(category, of_it, at) for category, of_it in by_category.items())


def _offer(category: str, sold: Iterable[tuple[Plan, PriceList]], at: datetime) -> Offer:
    free: set[int] = set()
    deal: set[int] = set()
    lowest: list[int] = []
    for plan, prices in sold:
        for start in plan.starts(now=at):
            hour, price = local_hour(start.at.astimezone(plan.zone)), quote(prices, start=start.at, at=at)
            free.add(hour)
            lowest.append(price.price_each)
            if price.is_deal:
                deal.add(hour)
    return Offer(category, min(lowest, default=None), tuple(sorted(free)), tuple(sorted(deal)))
