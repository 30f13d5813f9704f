"""Paid repeating bookings for tests."""

from datetime import datetime, timedelta

from app.accounts.models import User
from app.bookings.enums import OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.series import BookingSeries
from app.catalog.models import Service
from app.core.db import session
from tests.factories import add, make_booking, make_order
from tests.paid_day import confirm, pay
from tests.support import utc

FIRST = utc("2026-05-19 17:00")  # Tuesday, 10 AM in Portland


def repeated(
    service: Service, times: int, *, user: User | None = None, at: datetime = FIRST, weeks: int = 2, **values: object
) -> list[Booking]:
    """Return paid bookings of one series, in one order."""
    order = make_order(user=user)
    series = add(BookingSeries(every_weeks=weeks, times=times))
    found = []
    for number in range(times):
        booking = confirm(make_booking(service, at + number * timedelta(weeks=weeks), order=order, **values))
        booking.series_id, booking.series_number = series.id, number + 1
        found.append(booking)
    if order.user_id:
        pay(order)
    order.state = OrderState.CONFIRMED
    session.commit()
    return found
