"""Editing a service. Existing bookings keep the price, time and cancellation policy that they were booked with."""

from collections.abc import Sequence

from app.catalog.actions.create import free_slug, write_offer
from app.catalog.actions.offers import ServiceValues, refuse_bad_capacity, refuse_bad_offer, refuse_too_many_guests
from app.catalog.actions.options import write_options
from app.catalog.actions.performers import Performs, set_performers
from app.catalog.actions.timetable import refuse_bad_starts, write_starts
from app.catalog.models import Service
from app.catalog.starts import ListedAt
from app.core.db import session
from app.photos.models import Photo
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Resource, Venue
from app.venues.queries import lock_venue


def edit_staffed_service(
    *, venue: Venue, service: Service, offer: ServiceValues, performers: Sequence[Performs]
) -> None:
    """Edit a staffed service. Raises DomainError, or NotFound if a team member is from another venue."""
    refuse_too_many_guests(offer, len(performers))
    _edit(venue, service, offer)
    set_performers(venue=venue, service=service, performers=performers)


def edit_open_service(*, venue: Venue, service: Service, offer: ServiceValues, capacity: int) -> None:
    """Edit an open service. Raises DomainError.

    The caller must first make sure that existing bookings still fit.
    """
    refuse_bad_capacity(offer, capacity)
    _edit(venue, service, offer)
    _resize(service, capacity)


def edit_scheduled_service(
    *, venue: Venue, service: Service, offer: ServiceValues, capacity: int, starts: Sequence[ListedAt]
) -> None:
    """Edit a class. Raises DomainError.

    The caller must first make sure that existing bookings still fit.
    """
    refuse_bad_capacity(offer, capacity)
    refuse_bad_starts(offer, starts)
    _edit(venue, service, offer)
    _resize(service, capacity)
    write_starts(service, starts)


def set_service_photo(*, service: Service, photo: Photo | None) -> None:
    """Set or remove the photo of a service."""
    service.photo_id = photo.id if photo else None
    schedule_reindex(service.venue_id)
    session.flush()


def _edit(venue: Venue, service: Service, offer: ServiceValues) -> None:
    refuse_bad_offer(offer)
    lock_venue(venue)
    if not service.active:
        # Guests cannot reach a hidden service, so its slug may change: the slug of a copy follows its new title.
        service.slug = free_slug(venue, offer.title, of=service)
    write_offer(service, offer)
    write_options(service, offer.options)
    schedule_reindex(venue.id)
    session.flush()


def _resize(service: Service, capacity: int) -> None:
    session.get_one(Resource, service.resource_id).capacity = capacity
    session.flush()
