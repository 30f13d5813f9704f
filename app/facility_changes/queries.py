"""The bookings that use rooms and equipment, and the services that may."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import contains_eager, joinedload

from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.bookings.enums import UPCOMING_STATES
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service, ServiceFacility
from app.core import clock
from app.core.db import session
from app.facilities.enums import FacilityKind
from app.facilities.models import Facility
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


@dataclass(frozen=True, slots=True)
class Place:
    """A room or equipment to which a booking could move, and what is in the way."""

    facility: Facility
    fits: bool  # all guests of the booking
    busy_until: datetime | None  # when enough of it is free again; None if it is now

    @property
    def is_available(self) -> bool:
        return self.fits and self.busy_until is None


def other_places(booking: Booking) -> list[Place]:
    """List the rooms and equipment to which a booking could move: of a kind that it has or needs, but not its own.

    One statement. `booking.service` must be loaded.
    """
    needed = select(ServiceFacility.facility_id).where(ServiceFacility.service_id == booking.service_id)
    rows = session.execute(
        select(Facility, Facility.id.in_(needed), Reservation)
        .outerjoin(
            Reservation,
            and_(
                Reservation.resource_id == Facility.resource_id,
                Reservation.during.op("&&")(Range(*_occupied_by(booking), bounds="[)")),
                or_(Reservation.state == ReservationState.CONFIRMED, Reservation.expires_at > clock.now()),
            ),
        )
        .where(Facility.venue_id == booking.venue_order.venue_id, Facility.removed_at.is_(None))
        .order_by(Facility.kind.desc(), Facility.position, Facility.id)
        .options(joinedload(Facility.resource))
    ).all()
    own, kinds = set[int](), set[FacilityKind]()
    taken: defaultdict[Facility, list[Reservation]] = defaultdict(list)
    for facility, is_needed, reservation in rows:
        is_own = (
            reservation is not None
            and reservation.booking_id == booking.id
            and reservation.state is ReservationState.CONFIRMED
        )
        if is_own:
            own.add(facility.id)
        if is_own or is_needed:
            kinds.add(facility.kind)
        taken[facility] += [reservation] if reservation is not None else []
    return [
        _place(facility, booking.quantity, reservations)
        for facility, reservations in taken.items()
        if facility.kind in kinds and facility.id not in own
    ]


def _occupied_by(booking: Booking) -> tuple[datetime, datetime]:
    """Return the time that a booking occupies in a room, like `availability.pools.kept_for`."""
    before, after = booking.service.buffer_before_minutes, booking.service.buffer_after_minutes
    return booking.starts_at - timedelta(minutes=before), booking.ends_at + timedelta(minutes=after)


def _place(facility: Facility, quantity: int, reservations: Sequence[Reservation]) -> Place:
    units = -(-quantity // facility.guests)
    ends: dict[int, datetime] = {}
    for one in reservations:
        ends[one.lane] = max(one.ends, ends.get(one.lane, one.ends))
    short = units - (facility.resource.capacity - len(ends))
    fits = units <= facility.resource.capacity
    return Place(facility, fits, sorted(ends.values())[short - 1] if fits and short > 0 else None)
