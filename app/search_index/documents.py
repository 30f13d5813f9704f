"""Conversion of venues to search documents."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy.orm import selectinload

from app.availability.engine import openings
from app.availability.engine.types import Hours
from app.availability.queries import hours_in, load_schedules, read_venue_schedule
from app.availability.schedules import ServiceSchedule
from app.catalog.models import Service, ServiceOption
from app.catalog.queries import services_sold
from app.deals.pricing import PriceList, quote
from app.deals.queries.prices import price_lists
from app.passes.enums import OfferKind
from app.passes.queries import kinds_sold
from app.search_index.category_names import CategoryName, categories_of, category_name
from app.search_index.open_days import LOOK_AHEAD
from app.taxonomy.queries import categories
from app.venues.models import Venue
from app.venues.places import STATES
from app.venues.queries import public_venues
from search.documents import City, Offer, SearchDocument, hour_of
from search.geo import Point


def read_documents(venue_ids: Collection[int], *, version: int, at: datetime) -> list[SearchDocument]:
    """Return the documents of the public venues among the ids, as of the instant `at`. A fixed number of statements."""
    window = at, at + LOOK_AHEAD
    venues = list(public_venues(venue_ids, selectinload(Venue.tags)).values())
    services = services_sold([venue.id for venue in venues])
    sold = [service for each in services.values() for service in each]
    options = {
        venue_id: [option for service in each for option in service.options] for venue_id, each in services.items()
    }
    offered = [option for each in options.values() for option in each]
    hours = hours_in([venue.id for venue in venues], window)
    schedule = read_venue_schedule(sold, window, hours=hours)
    planned, priced = load_schedules(offered, window, now=at, schedule=schedule), price_lists(offered)
    names = category_names() if offered else []
    ahead = kinds_sold([venue.id for venue in venues if venue.sells_packages])
    return [
        SearchDocument(
            id=venue.id,
            version=version,
            name=venue.name,
            keywords=keywords(venue, services[venue.id], ahead.get(venue.id, ())),
            city=City(venue.city, venue.state),
            point=Point(venue.latitude, venue.longitude),
            zone=venue.zone_name,
            kind=venue.type,
            tags=frozenset(tag.slug for tag in venue.tags),
            offers=tuple(
                offer(option, planned[option.id], priced[option.id], names, at) for option in options.get(venue.id, ())
            ),
            open=tuple(openings.open_ranges(venue.zone, hours.get((venue.id, None), Hours()), window)),
        )
        for venue in venues
    ]


def keywords(venue: Venue, services: Iterable[Service], ahead: Iterable[OfferKind]) -> str:
    """Return the terms to find a venue by besides its name and titles: what it is and where it is.

    `ahead` is what it sells ahead: someone who searches for "massage membership" finds who sells one.
    """
    sold = (venue.category, *(service.category for service in services))
    above = (category.parent for category in sold if category.parent)
    kinds = dict.fromkeys(word for one in (*sold, *above) for word in (one.name, *one.synonyms))
    place = (
        venue.type.label,
        venue.neighborhood,
        venue.city,
        venue.state,
        STATES.get(venue.state, ""),
        venue.postal_code,
    )
    return "\n".join((*kinds, *(kind.value for kind in ahead), *place))


def category_names() -> list[CategoryName]:
    """Return how titles name each category. One statement."""
    return [
        category_name(one.slug, one.name, one.synonyms, one.parent.slug if one.parent else None) for one in categories()
    ]


def offer(
    option: ServiceOption, plan: ServiceSchedule, prices: PriceList, names: Iterable[CategoryName], at: datetime
) -> Offer:
    """Return an option as an offer with the hours of the starts that are available for booking at `at`, and the lowest
    price of any."""
    free: set[int] = set()
    deal: set[int] = set()
    service, lowest = option.service, option.price_cents
    for start in plan.starts(now=at):
        price = quote(prices, start=start.at, at=at)
        free.add(hour_of(start.at))
        lowest = min(lowest, price.price_each)
        if price.is_deal:
            deal.add(hour_of(start.at))
    return Offer(
        id=option.id,
        categories=categories_of(service.title, service.category.slugs, names),
        title=service.title,
        cents=lowest,
        guests=service.max_quantity,
        free=tuple(sorted(free)),
        deal=tuple(sorted(deal)),
        minutes=option.duration_minutes,
        genders=frozenset(one.member.gender for one in service.performers if one.member.gender),
    )
