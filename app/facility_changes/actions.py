"""Adding, changing and removing rooms and equipment, and what that does to upcoming bookings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import delete, func, select

from app.availability.capacity import shrink_capacity
from app.availability.deactivation import held_until
from app.availability.engine.types import Pool, ResourceCalendar
from app.availability.pools import PoolTaken
from app.availability.queries import MISSING
from app.availability.schedules import ServiceSchedule
from app.availability.slots import lock_resources
from app.bookings import stored_texts
from app.bookings.actions.refunds import lock_booking
from app.bookings.conflicts import find_conflicts
from app.bookings.enums import UPCOMING_STATES, Actor
from app.bookings.models.bookings import Booking
from app.bookings.states import record_event
from app.catalog.models import Service, ServiceFacility
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.facilities.enums import FacilityKind
from app.facilities.models import MAX_FACILITIES, Facility
from app.facilities.queries import facilities_of, facility_of
from app.facility_changes.errors import FacilityChangeErrorCode
from app.facility_changes.placement import give, place, plans_of
from app.facility_changes.queries import bookings_using, places_of, upcoming_bookings_of
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Resource, Venue
from app.venues.queries import lock_venue


@dataclass(frozen=True, slots=True)
class FacilityTerms:
    """What an owner says about a room or equipment. `guests` counts for rooms, `units` for equipment."""

    kind: FacilityKind
    name: str
    guests: int = 1
    units: int = 1
    service_ids: Collection[int] = ()


def add_facility(*, venue: Venue, terms: FacilityTerms) -> tuple[Facility, Sequence[Booking]]:
    """Add a room or equipment, and give it to upcoming bookings of its services that have none.

    Returns it with the bookings for which it is not free. Raises Conflict if the name is in use or the list is full.
    """
    lock_venue(venue)
    listed = facilities_of(venue)
    if len(listed) >= MAX_FACILITIES:
        raise Conflict(FacilityChangeErrorCode.LIST_FULL, most=MAX_FACILITIES)
    _refuse_same_name(venue, terms.name)
    resource = Resource(venue_id=venue.id, capacity=terms.units)
    session.add(resource)
    session.flush()
    last = max((facility.position for facility in listed), default=0)
    facility = Facility(
        venue_id=venue.id,
        resource_id=resource.id,
        kind=terms.kind,
        name=terms.name,
        guests=terms.guests,
        position=last + 1,
    )
    session.add(facility)
    session.flush()
    return facility, _set_services(venue, facility, terms.service_ids)


def edit_facility(*, venue: Venue, key: str, terms: FacilityTerms) -> tuple[Facility, Sequence[Booking]]:
    """Change a room or equipment; its kind stays. Returns what `add_facility` returns.

    Raises NotFound, Conflict if the name is in use, RoomTooSmall if more units are booked than remain.
    """
    lock_venue(venue)
    facility = facility_of(venue, key)
    _refuse_same_name(venue, terms.name, but=facility.id)
    facility.name, facility.guests = terms.name, terms.guests
    if terms.units < facility.resource.capacity:
        shrink_capacity(venue=venue, resource_id=facility.resource_id, capacity=terms.units)
    facility.resource.capacity = terms.units
    session.flush()
    return facility, _set_services(venue, facility, terms.service_ids)


def remove_facility(*, venue: Venue, key: str) -> tuple[Facility, int]:
    """Remove a room or equipment after moving its upcoming bookings elsewhere; return it and how many moved.

    Raises NotFound, and Conflict if a guest is paying for a booking in it or if a booking fits nowhere else. The caller
    must roll back then.
    """
    lock_venue(venue)
    facility = facility_of(venue, key)
    bookings = bookings_using(facility)
    _lock(venue, bookings)
    until = held_until(facility.resource_id)
    if until is not None:
        raise Conflict(FacilityChangeErrorCode.HELD_AT_CHECKOUT, name=facility.name, until=until, zone=venue.zone)
    facility.removed_at = clock.now()
    session.flush()
    _expire_places(venue)
    services = session.scalars(
        select(ServiceFacility.service_id).where(ServiceFacility.facility_id == facility.id)
    ).all()
    left = place(bookings, facility.kind, needing=services)
    if left:
        raise _no_other_place(facility, left, venue)
    schedule_reindex(venue.id)
    session.flush()
    return facility, len(bookings)


def restore_facility(*, venue: Venue, key: str) -> Facility:
    """Restore a removed room or equipment with its services. Bookings that moved stay where they are.

    Raises NotFound, and Conflict if its name is in use by now or the list is full.
    """
    lock_venue(venue)
    facility = session.scalar(select(Facility).where(Facility.venue_id == venue.id, Facility.key == key))
    if facility is None or facility.removed_at is None:
        return facility_of(venue, key)
    if len(facilities_of(venue)) >= MAX_FACILITIES:
        raise Conflict(FacilityChangeErrorCode.LIST_FULL, most=MAX_FACILITIES)
    _refuse_same_name(venue, facility.name)
    facility.removed_at = None
    schedule_reindex(venue.id)
    session.flush()
    _expire_places(venue)
    return facility


def move_booking(*, booking_id: int, venue: Venue, key: str, user_id: int | None) -> Facility:
    """Move a booking to another room or other equipment of the same kind, at its own time.

    Raises NotFound, and Conflict if the booking is over or canceled, is there already, does not fit, or if something
    else occupies it. The caller must roll back then.
    """
    booking = lock_booking(booking_id)
    if booking.state not in UPCOMING_STATES:
        raise Conflict(FacilityChangeErrorCode.NOT_UPCOMING)
    facility = facility_of(venue, key)
    now_in = places_of([booking]).get(booking.id, [])
    same_kind = [each for each in now_in if each.kind is facility.kind]
    if facility in same_kind:
        raise Conflict(FacilityChangeErrorCode.SAME_PLACE, name=facility.name)
    if facility.guests * facility.resource.capacity < booking.quantity:
        raise Conflict(
            FacilityChangeErrorCode.TOO_SMALL,
            name=facility.name,
            guests=facility.guests * facility.resource.capacity,
            quantity=booking.quantity,
        )
    lock_resources([facility.resource_id, *(each.resource_id for each in now_in)])
    try:
        give(booking, _only(plans_of([booking])[booking.service_id], facility), facility.kind)
    except PoolTaken as missing:
        raise _in_use(missing, facility, venue, booking) from None
    why = stored_texts.moved_to_room(", ".join(each.name for each in same_kind), facility.name)
    record_event(booking, booking.state, actor=Actor.PROVIDER, user_id=user_id, reason=why)
    schedule_reindex(venue.id)
    session.flush()
    return facility


def _only(plan: ServiceSchedule, facility: Facility) -> ServiceSchedule:
    """Return a plan that offers nothing but this room or equipment."""
    lanes = [()] * facility.resource.capacity
    unit = ResourceCalendar(facility.resource_id, busy=lanes, guests=facility.guests)
    return replace(plan, pools=[Pool(MISSING[facility.kind], [unit])])


def _in_use(missing: PoolTaken, facility: Facility, venue: Venue, booking: Booking) -> Conflict:
    found = find_conflicts([facility.resource_id], missing.during, but_bookings=[booking.id])
    return Conflict(
        FacilityChangeErrorCode.IN_USE, name=facility.name, conflict=found[0] if found else None, zone=venue.zone
    )


def _no_other_place(facility: Facility, left: Sequence[Booking], venue: Venue) -> Conflict:
    first = left[0]
    return Conflict(
        FacilityChangeErrorCode.NO_OTHER_PLACE,
        name=facility.name,
        number=len(left),
        guest=first.venue_order.order.name,
        service=first.title,
        starts_at=first.starts_at,
        zone=venue.zone,
    )


def _refuse_same_name(venue: Venue, name: str, *, but: int | None = None) -> None:
    """Raise Conflict if another room or equipment of the venue has this name, in upper or lower case."""
    same = session.scalar(
        select(Facility.id).where(
            Facility.venue_id == venue.id,
            Facility.removed_at.is_(None),
            func.lower(Facility.name) == name.lower(),
            Facility.id.is_distinct_from(but),
        )
    )
    if same is not None:
        raise Conflict(FacilityChangeErrorCode.NAME_IN_USE, name=name)


def _set_services(venue: Venue, facility: Facility, service_ids: Collection[int]) -> Sequence[Booking]:
    """Set the services that may use a room or equipment, and give it to their bookings that have none of its kind.

    Returns the bookings for which nothing is free. What a booking already has, it keeps.
    """
    session.execute(
        delete(ServiceFacility).where(
            ServiceFacility.facility_id == facility.id, ServiceFacility.service_id.not_in(service_ids)
        )
    )
    known = set(session.scalars(select(ServiceFacility.service_id).where(ServiceFacility.facility_id == facility.id)))
    session.add_all(
        ServiceFacility(service_id=service_id, facility_id=facility.id) for service_id in set(service_ids) - known
    )
    session.flush()
    _expire_places(venue)
    bookings = upcoming_bookings_of(service_ids)
    _lock(venue, bookings)
    has = places_of(bookings)
    without = [
        booking for booking in bookings if not any(each.kind is facility.kind for each in has.get(booking.id, ()))
    ]
    left = place(without, facility.kind)
    schedule_reindex(venue.id)
    session.flush()
    return left


def _lock(venue: Venue, bookings: Sequence[Booking]) -> None:
    """Lock bookings, then all rooms and equipment of the venue, in the same order as other code."""
    ids = [booking.id for booking in bookings]
    session.execute(select(Booking.id).where(Booking.id.in_(ids)).order_by(Booking.id).with_for_update())
    lock_resources(
        session.scalars(
            select(Facility.resource_id).where(Facility.venue_id == venue.id, Facility.removed_at.is_(None))
        ).all()
    )


def _expire_places(venue: Venue) -> None:
    """Have services that are already loaded read their rooms and equipment again.

    The session doesn't notice that the links changed. A later load fills them in.
    """
    for row in session.identity_map.values():
        if isinstance(row, Service) and row.venue_id == venue.id:
            session.expire(row, ["facilities"])
