from collections.abc import Sequence

from sqlalchemy import func, select

from app.catalog.actions.offers import ServiceValues, refuse_bad_capacity, refuse_bad_offer, refuse_too_many_guests
from app.catalog.actions.options import write_options
from app.catalog.actions.performers import Performs, set_performers
from app.catalog.actions.timetable import refuse_bad_starts, write_starts
from app.catalog.enums import ServiceKind
from app.catalog.errors import CatalogErrorCode
from app.catalog.models import Service
from app.catalog.starts import ListedAt
from app.core.db import session
from app.core.errors import Conflict
from app.core.slugs import first_free, slugify
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Resource, Venue
from app.venues.queries import lock_venue

MAX_SERVICES = 100


def add_staffed_service(*, venue: Venue, offer: ServiceValues, performers: Sequence[Performs]) -> Service:
    """Add a service that team members provide.

    Raises DomainError, or NotFound if a team member is from another venue.
    """
    refuse_too_many_guests(offer, len(performers))
    service = _add(venue, offer, ServiceKind.STAFFED)
    set_performers(venue=venue, service=service, performers=performers)
    return service


def add_open_service(*, venue: Venue, offer: ServiceValues, capacity: int) -> Service:
    """Add a service in a room for `capacity` guests, at any step within the hours. Raises DomainError."""
    return _add(venue, offer, ServiceKind.OPEN, room=_add_room(venue, offer, capacity))


def add_scheduled_service(*, venue: Venue, offer: ServiceValues, capacity: int, starts: Sequence[ListedAt]) -> Service:
    """Add a class for `capacity` guests, only at its listed starts. Raises DomainError."""
    refuse_bad_starts(offer, starts)
    service = _add(venue, offer, ServiceKind.SCHEDULED, room=_add_room(venue, offer, capacity))
    write_starts(service, starts)
    return service


def _add(venue: Venue, offer: ServiceValues, kind: ServiceKind, *, room: Resource | None = None) -> Service:
    refuse_bad_offer(offer)
    lock_venue(venue)
    refuse_too_many(venue)
    last = session.scalar(select(func.max(Service.position)).where(Service.venue_id == venue.id)) or 0
    service = Service(
        venue_id=venue.id,
        resource_id=room.id if room else None,
        slug=free_slug(venue, offer.title),
        position=last + 1,
        kind=kind,
    )
    write_offer(service, offer)
    session.add(service)
    session.flush()
    write_options(service, offer.options)
    schedule_reindex(venue.id)
    session.flush()
    return service


def refuse_too_many(venue: Venue) -> None:
    """Raise Conflict if the venue, which must be locked, has the maximum number of services."""
    kept = select(func.count()).where(Service.venue_id == venue.id, Service.archived_at.is_(None))
    if (session.scalar(kept) or 0) >= MAX_SERVICES:
        raise Conflict(CatalogErrorCode.TOO_MANY_SERVICES, most=MAX_SERVICES)


def write_offer(service: Service, offer: ServiceValues) -> None:
    """Write the values that every kind of service has, but its options."""
    service.category_id = offer.category.id
    service.photo_id = offer.photo.id if offer.photo else None
    service.title, service.description = offer.title, offer.description
    service.step_minutes = offer.step_minutes
    service.buffer_before_minutes, service.buffer_after_minutes = (
        offer.buffer_before_minutes,
        offer.buffer_after_minutes,
    )
    service.max_quantity, service.active = offer.max_quantity, offer.active
    service.minimum_notice_minutes, service.booking_window_days = (
        offer.rules.minimum_notice_minutes,
        offer.rules.booking_window_days,
    )
    service.cancel_free_hours = offer.rules.cancel_free_hours
    service.cancel_keep_percent = offer.rules.cancel_keep_percent


def free_slug(venue: Venue, title: str, *, of: Service | None = None) -> str:
    """Return a slug that no other service of the venue has, removed ones included."""
    others = select(Service.slug).where(Service.venue_id == venue.id, Service.id != (of.id if of else 0))
    return first_free(slugify(title, fallback="service", longest=70), taken=set(session.scalars(others)))


def _add_room(venue: Venue, offer: ServiceValues, capacity: int) -> Resource:
    refuse_bad_capacity(offer, capacity)
    room = Resource(venue_id=venue.id, capacity=capacity)
    session.add(room)
    session.flush()
    return room
