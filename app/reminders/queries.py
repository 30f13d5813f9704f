"""Whose visit is near, and who has not been told yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from app import clock
from app.accounts.enums import Reminders
from app.accounts.models import User
from app.bookings.enums import BookingState
from app.bookings.models import Booking, BookingTransition, Order, Reschedule, VenueOrder
from app.db import session
from app.guests.models import Guest
from app.reminders.enums import ReminderKind
from app.reminders.models import Reminder

AHEAD = {ReminderKind.DAY: timedelta(hours=24), ReminderKind.HOURS: timedelta(hours=2)}
# What comes later than this, because nothing ran meanwhile, helps nobody any more: then the next one does, or nothing.
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
    """The visits whose guest is to be reminded now, the next first. One statement.

    Confirmed, near enough, wanted by whoever booked and not told of this start yet; and known to her before the moment
    at which the mail is due: what was booked, confirmed or moved later than that, she has just read of.
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
    told = select(Reminder.id).where(
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
            ~told.exists(),
        )
        .order_by(Booking.starts_at, Booking.id)
        .limit(limit)
    )
    return [Due(booking_id, starts_at) for booking_id, starts_at in found]


def still_wanted(kind: ReminderKind, order: Order, guest: Guest | None) -> bool:
    """Whether whoever booked wants it now: the choice may have been made while the mail was on its way."""
    if order.user_id is None:
        return guest is not None and guest.reminders
    return session.get_one(User, order.user_id).reminders in WANTED[kind]


def guest_of(venue_order: VenueOrder) -> Guest | None:
    return session.get(Guest, venue_order.guest_id) if venue_order.guest_id is not None else None


def told_of(booking_id: int) -> Sequence[Reminder]:
    """What went out about a visit, in order. One statement."""
    return session.scalars(select(Reminder).where(Reminder.booking_id == booking_id).order_by(Reminder.id)).all()
