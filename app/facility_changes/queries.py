"""The bookings that use rooms and equipment, and the services that may."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.bookings.enums import UPCOMING_STATES
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service, ServiceFacility
from app.core import clock
from app.core.db import session
from app.facilities.models import Facility
from app.facilities.queries import facilities_of
from app.venues.models import Venue


def services_by_facility(venue: Venue) -> dict[int, list[Service]]:
    """Return the services that the venue sells by the id of each room or equipment that they may use. One statement."""
    found: defaultdict[int, list[Service]] = defaultdict(list)
    rows = session.execute(
        select(ServiceFacility.facility_id, Service)
        .join(Service, Service.id == ServiceFacility.service_id)
        .where(Service.venue_id == venue.id, Service.archived_at.is_(None))
        .order_by(Service.position)
    )
    for facility_id, service in rows:
        found[facility_id].append(service)
    return found


def upcoming_by_facility(venue: Venue) -> dict[int, int]:
    """Count the bookings that have not started by the id of each room or equipment that they use. One statement."""
    rows = session.execute(
        select(Facility.id, func.count(Booking.id.distinct()))
        .join(Reservation, Reservation.resource_id == Facility.resource_id)
        .join(Booking, Booking.id == Reservation.booking_id)
        .where(Facility.venue_id == venue.id, Booking.state.in_(UPCOMING_STATES), Booking.starts_at > clock.now())
        .group_by(Facility.id)
    )
    return {row[0]: row[1] for row in rows}


def bookings_using(facility: Facility) -> Sequence[Booking]:
    """List the bookings that have not started and use a room or equipment, by start. One statement."""
    used = select(Reservation.booking_id).where(
        Reservation.resource_id == facility.resource_id, Reservation.state == ReservationState.CONFIRMED
    )
    return session.scalars(_upcoming().where(Booking.id.in_(used))).all()


def upcoming_bookings_of(service_ids: Collection[int]) -> Sequence[Booking]:
    """List the bookings of these services that have not started, by start. One statement."""
    return session.scalars(_upcoming().where(Booking.service_id.in_(service_ids))).all()


def _upcoming() -> Select[Booking]:
    return (
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(Booking.state.in_(UPCOMING_STATES), Booking.starts_at > clock.now())
        .order_by(Booking.starts_at, Booking.id)
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
        .execution_options(populate_existing=True)
    )


def places_of(bookings: Collection[Booking]) -> dict[int, list[Facility]]:
    """Return the rooms and equipment of each booking by its id, one for each reservation. One statement."""
    found: defaultdict[int, list[Facility]] = defaultdict(list)
    rows = session.execute(
        select(Reservation.booking_id, Facility)
        .join(Facility, Facility.resource_id == Reservation.resource_id)
        .where(
            Reservation.booking_id.in_([booking.id for booking in bookings]),
            Reservation.state == ReservationState.CONFIRMED,
        )
        .order_by(Reservation.id)
    )
    for booking_id, facility in rows:
        if booking_id is not None:
            found[booking_id].append(facility)
    return found


def other_places(booking: Booking) -> list[Facility]:
    """List the rooms and equipment to which a booking could move: of a kind that it uses, but not those that it has.

    None if it uses none. One statement if it does.
    """
    if not booking.facilities:
        return []
    listed = facilities_of(booking.venue_order.venue)
    kinds = {facility.kind for facility in listed if facility.name in booking.facilities}
    return [one for one in listed if one.kind in kinds and one.name not in booking.facilities]
