"""Texts for one booking: what, when and where."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import ngettext

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core import clock
from app.core.formats import clock as clock_time
from app.core.formats import day, duration, moment_zone, month_name, span, weekday
from app.core.sentences import listed
from app.core.zone_names import zone_name
from app.venues.models import Venue

DAY = timedelta(days=1)
# A length at the end of a title: "60 min", "1 hour", "1 hr 15 min".
LENGTH = re.compile(
    r"\b(?=\d)(?:(?P<hours>\d{1,2})\s*(?:h|hrs?|hours?)\.?(?:\s+|$))?(?:(?P<minutes>\d{1,3})\s*(?:min|minutes?)\.?)?$"
)


def title(booking: Booking) -> str:
    """Describe a booking: "Sauna circuit, plus Hot stones, 1 hr 30 min, 2 guests".

    A title that already has a length gets no second one: "Deep tissue massage, 60 min". With add-ons that need extra
    time: "Deep tissue massage, 60 min, plus Hot stones, 1 hr 15 min total".
    """
    parts = [booking.title, with_what(booking), _length(booking)]
    if booking.quantity > 1:
        parts.append(ngettext("%(num)d guest", "%(num)d guests", booking.quantity))
    return ", ".join(part for part in parts if part)


def _length(booking: Booking) -> str:
    length, named = duration(booking.minutes), LENGTH.search(booking.title)
    if not named:
        return length
    minutes = int(named["hours"] or 0) * 60 + int(named["minutes"] or 0)
    return "" if minutes == booking.minutes else _("%(length)s total", length=length)


def with_what(booking: Booking) -> str:
    """List the add-ons: "plus Hot stones and Aromatherapy"; empty without add-ons."""
    if not booking.extras:
        return ""
    return _("plus %(addons)s", addons=listed([extra.title for extra in booking.extras]))


def with_team_member(text: str, booking: Booking) -> str:
    """Add the team member to a text: "Sauna circuit, 1 hr 30 min with Maren Oyelaran"."""
    return _("%(booking)s with %(name)s", booking=text, name=booking.served_by) if booking.served_by else text


def named(booking: Booking) -> str:
    """Return title and team member: "Sauna circuit, 1 hr 30 min with Maren Oyelaran"."""
    return with_team_member(title(booking), booking)


def begins(booking: Booking) -> str:
    """Return the start: "Tue, May 19, 1:00 PM PDT"."""
    return moment_zone(booking.starts_at, booking.venue.zone)


def when(booking: Booking) -> str:
    """Return start and end: "Tue, May 19, 1:00 – 2:00 PM PDT"."""
    return when_between(booking.starts_at, booking.ends_at, booking.venue.zone)


def when_between(begin: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Return the same for any range: each end has its time zone if the clocks change between them."""
    first, last = zone_name(begin, zone), zone_name(end, zone)
    if first == last:
        return f"{day(begin, zone)}, {span(begin, end, zone)} {last}"
    return f"{moment_zone(begin, zone)} – {clock_time(end, zone)} {last}"


def date_in_large(booking: Booking) -> tuple[str, str]:
    """Return a row's date: ("19", "Tue, May"), ("19", "Today"); with the year if it is not this year."""
    number, near = str(booking.day.day), near_day(booking)
    if near:
        return number, near
    values = {"weekday": weekday(booking.day), "month": month_name(booking.day)}
    if booking.day.year == clock.now().astimezone(booking.venue.zone).year:
        return number, _("%(weekday)s, %(month)s", **values)
    return number, _("%(weekday)s, %(month)s %(year)s", year=booking.day.year, **values)


def near_day(booking: Booking) -> str:
    """Return "Today" or "Tomorrow" in the venue's time zone; empty for any other day."""
    today = clock.now().astimezone(booking.venue.zone).date()
    return {today: _("Today"), today + DAY: _("Tomorrow")}.get(booking.day, "")


def starts(booking: Booking, *, with_zone: bool) -> str:
    """Return the start time: "1:00 PM"; with the time zone if the bookings have several."""
    zone = booking.venue.zone
    return f"{clock_time(booking.starts_at, zone)}{f' {zone_name(booking.starts_at, zone)}' if with_zone else ''}"


def directions(venue: Venue) -> str:
    """Return the address of an external map with directions to the venue."""
    return f"https://www.openstreetmap.org/directions?to={venue.latitude}%2C{venue.longitude}"


def call(booking: Booking) -> str:
    """Return the venue's name and phone number, if any: "Hazel Bodywork at (503) 555-0142"."""
    if not booking.venue.phone:
        return booking.venue.name
    return _("%(venue)s at %(phone)s", venue=booking.venue.name, phone=booking.venue.phone)


def booking_number(booking: Booking) -> str:
    """Return "Booking number CW-3H8K-2MSR"."""
    return _("Booking number %(number)s", number=booking.public_id)


def numbers_of(order: Order, bookings: Sequence[Booking]) -> str:
    """Say the number of a single booking, or the order number of several: each booking then shows its own."""
    if len(bookings) == 1:
        return _("Your booking number is %(number)s.", number=bookings[0].public_id)
    return _("Your order number is %(number)s.", number=order.public_id)
