"""The bookings that are near and whose guests have not been reminded yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from app.accounts.enums import Reminders
from app.accounts.models import User
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order
from app.bookings.models.reschedules import Reschedule
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.guests.models import Guest
from app.reminders.enums import ReminderKind
from app.reminders.models import Reminder

AHEAD = {ReminderKind.DAY: timedelta(hours=24), ReminderKind.HOURS: timedelta(hours=2)}
# A reminder later than this, after jobs did not run for a while, is no longer useful: only the next one is sent, if
# any.
AT_LEAST = {ReminderKind.DAY: timedelta(hours=2), ReminderKind.HOURS: timedelta(0)}
WANTED = {
    ReminderKind.DAY: (Reminders.BOTH, Reminders.DAY),
    ReminderKind.HOURS: (Reminders.BOTH, Reminders.HOURS),
}


@dataclass(frozen=True, slots=True)
class Due:
    booking_id: int
    starts_at: datetime


def due(kind: ReminderKind, *, limit: int = 500) -> list[Due]:
    """List the bookings whose guests should be reminded now, the next first. One statement.

    These bookings are confirmed and near enough, the guest wants reminders, and none was sent for this start. The guest
    must also have known about the booking before the reminder became due: after booking, confirming or rescheduling
    later than that, the guest has just read about it.
    """
    now = clock.now()
    known_at = func.greatest(
        select(func.max(BookingTransition.at))
        .where(
            BookingTransition.booking_id == Booking.id,
            BookingTransition.to_state == BookingState.CONFIRMED,
            BookingTransition.from_state != BookingState.CONFIRMED,
        )
        .scalar_subquery(),
        select(func.max(Reschedule.at))
        .where(Reschedule.booking_id == Booking.id, Reschedule.from_starts_at != Reschedule.to_starts_at)
        .scalar_subquery(),
        Order.created_at,
    )
    sent = select(Reminder.id).where(
        Reminder.booking_id == Booking.id, Reminder.kind == kind, Reminder.starts_at == Booking.starts_at
    )
    found = session.execute(
        select(Booking.id, Booking.starts_at)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .outerjoin(User, User.id == Order.user_id)
        .outerjoin(Guest, Guest.id == VenueOrder.guest_id)
        .where(
            Booking.state == BookingState.CONFIRMED,
            Booking.starts_at > now + AT_LEAST[kind],
            Booking.starts_at <= now + AHEAD[kind],
            known_at <= Booking.starts_at - AHEAD[kind],
            Order.email != "",
            or_(User.reminders.in_(WANTED[kind]), (Order.user_id.is_(None) & Guest.reminders)),
            ~sent.exists(),
        )
        .order_by(Booking.starts_at, Booking.id)
        .limit(limit)
    )
    return [Due(booking_id, starts_at) for booking_id, starts_at in found]


def still_wanted(kind: ReminderKind, order: Order, guest: Guest | None) -> bool:
    """Return whether the guest still wants this reminder: the settings may have changed while it was queued."""
    if order.user_id is None:
        return guest is not None and guest.reminders
    return session.get_one(User, order.user_id).reminders in WANTED[kind]


def guest_of(venue_order: VenueOrder) -> Guest | None:
    return session.get(Guest, venue_order.guest_id) if venue_order.guest_id is not None else None


def reminders_of(booking_id: int) -> Sequence[Reminder]:
    """List the reminders sent for a booking, in order. One statement."""
    return session.scalars(select(Reminder).where(Reminder.booking_id == booking_id).order_by(Reminder.id)).all()
