"""Suggestions for rebooking: the same service, member and add-ons, close to the guest's usual time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.availability.engine.local_time import resolve_wall
from app.availability.engine.types import Start
from app.availability.models import Reservation
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.bookings.models.bookings import Booking
from app.cart.actions.carts import SlotRequest
from app.catalog.models import AddOn, Service, ServiceOption
from app.catalog.queries import active_options, add_ons_offered
from app.core import clock
from app.core.db import session
from app.team.models import TeamMember

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rebooking:
    """A slot request for the cart, its team member (None for anyone), its add-ons, and the titles no longer offered."""

    slot: SlotRequest
    option: ServiceOption
    member: TeamMember | None
    extras: Sequence[AddOn]
    missing: Sequence[str]


def suggest_rebooking(booking: Booking, *, own_bookings: Collection[int] = ()) -> Rebooking | None:
    """Suggest the same booking again at the closest available time.

    None if the option is no longer offered or has no available time in its booking window. `own_bookings` are the ids
    of bookings whose holds are the guest's own.
    """
    option = next(iter(active_options([booking.option_id])), None)
    if option is None:
        return None
    service = option.service
    member = _member(booking, service)
    offered = {add_on.id: add_on for add_on in add_ons_offered(service.id)} if booking.extras else {}
    extras = [offered[extra.id] for extra in booking.extras if extra.id in offered]
    quantity = 1 if member else min(booking.quantity, service.max_quantity)
    now = clock.now()
    window = now, now + timedelta(days=service.booking_window + 1)
    plan = load_schedules([option], window, except_bookings=own_bookings)[option.id].extended_by(
        sum(extra.minutes for extra in extras)
    )
    start = _nearest(plan, booking, quantity, member.id if member else None)
    if start is None:
        return None
    slot = SlotRequest(
        option.id, start.at, quantity, member.id if member else None, tuple(extra.id for extra in extras)
    )
    return Rebooking(slot, option, member, extras, [extra.title for extra in booking.extras if extra.id not in offered])


def _member(booking: Booking, service: Service) -> TeamMember | None:
    """Return the member whom the guest chose, or who served, if they still offer the service.

    None for a party of several that had anyone available.
    """
    able = {performer.member_id: performer.member for performer in service.performers}
    if booking.member_id is not None:
        return able.get(booking.member_id)
    if booking.quantity > 1 or not able:
        return None
    served = session.scalars(
        select(TeamMember.id)
        .join(Reservation, Reservation.resource_id == TeamMember.resource_id)
        .where(Reservation.booking_id == booking.id)
    ).first()
    return able.get(served) if served is not None else None


def _nearest(plan: ServiceSchedule, booking: Booking, quantity: int, member_id: int | None) -> Start | None:
    """Return the start closest to the usual weekday and time in the first week with any; ties go to the earlier."""
    usual = _next_usual(booking, plan)
    while usual - WEEK / 2 < plan.window[1]:
        begins, ends = max(plan.window[0], usual - WEEK / 2), min(plan.window[1], usual + WEEK / 2)
        found = plan.starts((begins, ends), quantity=quantity, member_id=member_id) if begins < ends else []
        if found:
            return min(found, key=lambda start: (_distance(start.at, usual, plan), start.at))
        usual += WEEK
    return None


def _next_usual(booking: Booking, plan: ServiceSchedule) -> datetime:
    """Return the next bookable instant at the booking's weekday and local time."""
    earliest = clock.now() + timedelta(minutes=plan.minimum_notice)
    local = earliest.astimezone(plan.zone)
    day = local.date() + timedelta(days=(booking.begins.weekday() - local.weekday()) % 7)
    minute = booking.begins.hour * 60 + booking.begins.minute
    at = resolve_wall(plan.zone, day, minute, edge="start")
    return at if at >= earliest else resolve_wall(plan.zone, day + WEEK, minute, edge="start")


def _distance(at: datetime, usual: datetime, plan: ServiceSchedule) -> tuple[bool, timedelta]:
    """Return a sort key that prefers starts on the usual day."""
    return at.astimezone(plan.zone).date() != usual.astimezone(plan.zone).date(), abs(at - usual)
