"""The list of a venue's services: its order, and hiding, copying, removing and restoring services."""

from collections.abc import Sequence

from sqlalchemy import select

from app.catalog.actions.create import free_slug, refuse_too_many
from app.catalog.actions.extras import copy_add_ons
from app.catalog.actions.offers import MAX_TITLE
from app.catalog.actions.options import copy_options
from app.catalog.errors import CatalogErrorCode
from app.catalog.models import ListedStart, Service, ServiceTeamMember
from app.catalog.queries import all_services
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Resource, Venue
from app.venues.queries import lock_venue

COPIED = (
    *(
        "category_id",
        "photo_id",
        "description",
        "kind",
        "buffer_before_minutes",
        "buffer_after_minutes",
    ),
    *(
        "step_minutes",
        "max_quantity",
        "minimum_notice_minutes",
        "booking_window_days",
        "cancel_free_hours",
    ),
    *("cancel_keep_percent", "payment_terms", "deposit_percent", "deposit_cents"),
)


def show_service(*, service: Service, active: bool) -> None:
    """Show a service to guests, or hide it; existing bookings do not change.

    Raises Conflict if the service was removed.
    """
    if service.archived_at is not None:
        raise Conflict(CatalogErrorCode.REMOVED, service=service.title)
    service.active = active
    schedule_reindex(service.venue_id)
    session.flush()


def order_services(*, venue: Venue, slugs: Sequence[str]) -> None:
    """Put the services in this order. Raises Conflict if the slugs are not exactly those of the venue's services."""
    lock_venue(venue)
    services = {service.slug: service for service in all_services(venue)}
    if sorted(slugs) != sorted(services):
        raise Conflict(CatalogErrorCode.LIST_CHANGED)
    for position, slug in enumerate(slugs, start=1):
        services[slug].position = position
    schedule_reindex(venue.id)
    session.flush()


def copy_service(*, venue: Venue, service: Service, title: str) -> Service:
    """Copy everything but the bookings of a service, and place the copy right after it, hidden."""
    lock_venue(venue)
    refuse_too_many(venue)
    title = title[:MAX_TITLE].strip()
    copy = Service(
        venue_id=venue.id,
        resource_id=_room_like(service),
        slug=free_slug(venue, title),
        title=title,
        position=service.position,
        active=False,
        **{name: getattr(service, name) for name in COPIED},
    )
    session.add(copy)
    session.flush()
    _copy_parts(service, copy)
    _put_after(venue, service, copy)
    session.flush()
    return copy


def archive_service(*, service: Service) -> None:
    """Remove a service from the list; existing bookings do not change, and it can be restored."""
    if service.archived_at is None:
        service.archived_at, service.active = clock.now(), False
        schedule_reindex(service.venue_id)
        session.flush()


def restore_service(*, service: Service, active: bool) -> None:
    """Restore a removed service to its old position, shown or hidden."""
    if service.archived_at is not None:
        service.archived_at, service.active = None, active
        schedule_reindex(service.venue_id)
        session.flush()


def _room_like(service: Service) -> int | None:
    if service.resource_id is None:
        return None
    room = Resource(venue_id=service.venue_id, capacity=session.get_one(Resource, service.resource_id).capacity)
    session.add(room)
    session.flush()
    return room.id


def _copy_parts(service: Service, copy: Service) -> None:
    for performer in session.scalars(select(ServiceTeamMember).where(ServiceTeamMember.service_id == service.id)):
        session.add(ServiceTeamMember(service_id=copy.id, member_id=performer.member_id))
    session.flush()
    copy_options(service, copy)
    for start in session.scalars(select(ListedStart).where(ListedStart.service_id == service.id)):
        listed = ListedStart(service_id=copy.id, weekday=start.weekday, on_date=start.on_date, minute=start.minute)
        session.add(listed)
    copy_add_ons(service, copy)


def _put_after(venue: Venue, service: Service, copy: Service) -> None:
    others = [other for other in all_services(venue) if other.id != copy.id]
    place = next(place for place, other in enumerate(others, start=1) if other.id == service.id)
    for position, other in enumerate([*others[:place], copy, *others[place:]], start=1):
        other.position = position
