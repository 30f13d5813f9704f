"""Giving bookings a room or equipment at their own time."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, select

from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.availability.pools import PoolTaken, reserve_pools
from app.availability.queries import MISSING, load_schedules
from app.availability.schedules import ServiceSchedule
from app.bookings.models.bookings import Booking
from app.catalog.queries import services_by_id
from app.core.db import session
from app.facilities.enums import FacilityKind
from app.facilities.models import Facility
from app.rescheduling.actions.slot_choice import note_facilities, reserver
from app.rescheduling.candidates import reservations_of

MINUTE = timedelta(minutes=1)


def place(bookings: Sequence[Booking], kind: FacilityKind, *, needing: Collection[int] = ()) -> list[Booking]:
    """Give each booking rooms, or equipment, that its service may use now; return those for which nothing is free.

    Those keep what they have. So do bookings of the services in `needing` if these may use nothing of the kind now.
    The bookings are in order of time; all resources must be locked. A fixed number of statements for each booking.
    """
    plans = plans_of(bookings)
    left = []
    for booking in bookings:
        offers = any(pool.missing is MISSING[kind] for pool in plans[booking.service_id].pools)
        if booking.service_id in needing and not offers:
            left.append(booking)
            continue
        try:
            with session.begin_nested():
                give(booking, plans[booking.service_id], kind)
        except PoolTaken:
            left.append(booking)
    return left


def give(booking: Booking, plan: ServiceSchedule, kind: FacilityKind) -> None:
    """Replace what a booking has of one kind by what a plan offers. Raises PoolTaken; the caller must roll back."""
    current = {(one.resource_id, one.lane) for one in reservations_of(booking.id)}
    of_kind = select(Facility.resource_id).where(Facility.kind == kind)
    # What is held for a pending reschedule stays.
    session.execute(
        delete(Reservation).where(
            Reservation.booking_id == booking.id,
            Reservation.resource_id.in_(of_kind),
            Reservation.state == ReservationState.CONFIRMED,
        )
    )
    only = replace(plan, pools=[pool for pool in plan.pools if pool.missing is MISSING[kind]])
    reserve_pools(only, (booking.starts_at, booking.ends_at), booking.quantity, reserver(booking), current=current)
    session.flush()
    note_facilities(booking, [(one.resource_id, one.lane) for one in reservations_of(booking.id)])


def plans_of(bookings: Sequence[Booking]) -> dict[int, ServiceSchedule]:
    """Load what decides about rooms and equipment for these bookings, in order of time, by service id.

    Any option of a service will do: a booking keeps its own time.
    """
    if not bookings:
        return {}
    services = services_by_id({booking.service_id for booking in bookings})
    window = bookings[0].starts_at, bookings[-1].starts_at + MINUTE
    plans = load_schedules([service.first_option for service in services], window, include_inactive=True)
    return {service.id: plans[service.first_option.id] for service in services}
