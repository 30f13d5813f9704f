"""Helpers that fill a venue's Saturday and add guests to its waitlist."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.availability.day_parts import BY_KEY, Window, window_of_part
from app.bookings.enums import BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.catalog.models import Service
from app.catalog.queries import active_options
from app.core.db import session
from app.waitlist.actions.entries import WaitlistRequest, join_waitlist
from app.waitlist.models import WaitlistEntry
from tests.factories import first_option, make_booking, make_order, make_user
from tests.support import utc

PORTLAND = ZoneInfo("America/Los_Angeles")
SATURDAY = date(2026, 5, 16)
TWO, THREE = utc("2026-05-16 21:00"), utc("2026-05-16 22:00")
AFTERNOON: Window = window_of_part(PORTLAND, SATURDAY, BY_KEY["afternoon"])


def fill(service: Service, *starts: datetime) -> list[Booking]:
    """Book each of these hours."""
    bookings = []
    for at in starts:
        order = make_order(user=make_user(), state=OrderState.CONFIRMED)
        booking = make_booking(service, at, order=order, state=BookingState.CONFIRMED)
        book(claims=[Claim(booking.id, booking.option_id, at)])
        bookings.append(booking)
    session.commit()
    return bookings


def fill_afternoon(service: Service) -> list[Booking]:
    """Book noon to 5 PM, and the hour after, which a start at 4:15 would overlap."""
    return fill(service, *(utc(f"2026-05-16 {hour}:00") for hour in range(19, 24)), utc("2026-05-17 00:00"))


def waitlist_request(service: Service, window: Window = AFTERNOON, **values: int) -> WaitlistRequest:
    return WaitlistRequest(next(iter(active_options([first_option(service).id]))), window, **values)


def in_line(service: Service, window: Window = AFTERNOON, *, user: User | None = None, **values: int) -> WaitlistEntry:
    wait = join_waitlist(user_id=(user or make_user()).id, requested=waitlist_request(service, window, **values))
    session.commit()
    return wait


def offered_start(wait: WaitlistEntry) -> datetime | None:
    """Return the start that is currently held for the entry."""
    order = session.scalar(select(Order).where(Order.id == wait.order_id, Order.state == OrderState.PENDING))
    if order is None:
        return None
    return session.scalars(
        select(Booking.starts_at).join(Booking.venue_order).where(Booking.venue_order.has(order_id=order.id))
    ).one()
