"""Which day an address asks for."""

from datetime import date

from flask import request

from app import clock
from app.bookings.models import BookingItem
from app.venues.models import Venue

# Where a booking stands on the page of its day: beside the calendar, on a phone far below it.
BESIDE = "booking"


def asked_day() -> date | None:
    """The day in the address, where it makes sense."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def local_day(item: BookingItem | None, venue: Venue) -> date:
    """The day of a visit there; today without one."""
    return (item.starts_at if item else clock.now()).astimezone(venue.zone).date()
