"""Changing a service. What is booked keeps the price, the time and the policy under which it was booked."""

from collections.abc import Sequence

from app.catalog.actions.adding import free_slug, write_offer
from app.catalog.actions.offers import Offer, refuse_bad_capacity, refuse_bad_offer, refuse_too_many_guests
from app.catalog.actions.staffing import Performs, set_performers
from app.catalog.actions.timetable import refuse_bad_starts, write_starts
from app.catalog.models import Service
from app.catalog.starts import ListedAt
from app.db import session
from app.photos.models import Picture
from app.venues.actions import schedule_reindex
from app.venues.models import Resource, Venue
from app.venues.queries import lock_venue


def edit_staffed_service(*, venue: Venue, service: Service, offer: Offer, performers: Sequence[Performs]) -> None:
    """Raises DomainError, and NotFound for somebody else's member."""
    refuse_too_many_guests(offer, len(performers))
    _edit(venue, service, offer)
    set_performers(venue=venue, service=service, performers=performers)


def edit_open_service(*, venue: Venue, service: Service, offer: Offer, capacity: int) -> None:
    """Raises DomainError. That all who have booked still fit is for the caller to see to first."""
    refuse_bad_capacity(offer, capacity)
    _edit(venue, service, offer)
    _resize(service, capacity)


def edit_scheduled_service(
    *, venue: Venue, service: Service, offer: Offer, capacity: int, starts: Sequence[ListedAt]
) -> None:
    """Raises DomainError. That all who have booked still fit is for the caller to see to first."""
    refuse_bad_capacity(offer, capacity)
    refuse_bad_starts(offer, starts)
    _edit(venue, service, offer)
    _resize(service, capacity)
    write_starts(service, starts)


def set_service_picture(*, service: Service, picture: Picture | None) -> None:
    """Show a service with a picture, or with none of its own."""
    service.picture_id = picture.id if picture else None
    schedule_reindex(service.venue_id)
    session.flush()


def _edit(venue: Venue, service: Service, offer: Offer) -> None:
    refuse_bad_offer(offer)
    lock_venue(venue)
    if not service.active:
        # Nobody can have its address yet, or it is of no use now: that of a copy follows its new title.
        service.slug = free_slug(venue, offer.title, of=service)
    write_offer(service, offer)
    schedule_reindex(venue.id)
    session.flush()


def _resize(service: Service, capacity: int) -> None:
    session.get_one(Resource, service.resource_id).lanes = capacity
    session.flush()
