"""A visit in words: what, when, where."""

import re
from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.bookings.models import Booking, Order
from app.filters import clock as clock_time
from app.filters import day, duration, listed, moment_zone, month_name, span, weekday, zone_name
from app.venues.models import Venue

DAY = timedelta(days=1)
LENGTH = re.compile(r"\b(?P<number>\d{1,3})\s*(?P<unit>min|minutes?|h|hrs?|hours?)\.?$")  # at the end of a title


def title(booking: Booking) -> str:
    """Sauna circuit, plus Hot stones, 90 min, 2 guests. A title that names a length gets no second one beside it: Deep
    tissue massage, 60 min; with add-ons that take time, Deep tissue massage, 60 min, plus Hot stones, 75 min total."""
    parts = [booking.title, with_what(booking), _length(booking)]
    if booking.quantity > 1:
        parts.append(ngettext("%(num)d guest", "%(num)d guests", booking.quantity))
    return ", ".join(part for part in parts if part)


def _length(booking: Booking) -> str:
    length, named = duration(booking.minutes), LENGTH.search(booking.title)
    if not named:
        return length
    minutes = int(named["number"]) * (60 if named["unit"].startswith("h") else 1)
    return "" if minutes == booking.minutes else _("%(length)s total", length=length)


def with_what(booking: Booking) -> str:
    """plus Hot stones and Aromatherapy; nothing without add-ons."""
    if not booking.extras:
        return ""
    return _("plus %(addons)s", addons=listed([extra.title for extra in booking.extras]))


def with_team_member(said: str, booking: Booking) -> str:
    """Sauna circuit, 90 min with Maren Oyelaran: what is said, and who serves."""
    return _("%(booking)s with %(name)s", booking=said, name=booking.with_whom) if booking.with_whom else said


def named(booking: Booking) -> str:
    """Sauna circuit, 90 min with Maren Oyelaran."""
    return with_team_member(title(booking), booking)


def begins(booking: Booking) -> str:
    """Tue, May 19, 1:00 PM PDT."""
    return moment_zone(booking.starts_at, booking.venue.zone)


def when(booking: Booking) -> str:
    """Tue, May 19, 1:00 – 2:00 PM PDT; each end with its zone where clocks change between them."""
    begin, end, zone = booking.starts_at, booking.ends_at, booking.venue.zone
    first, last = zone_name(begin, zone), zone_name(end, zone)
    if first == last:
        return f"{day(begin, zone)}, {span(begin, end, zone)} {last}"
    return f"{moment_zone(begin, zone)} – {clock_time(end, zone)} {last}"


def date_in_large(booking: Booking) -> tuple[str, str]:
    """What leads a row: 19 and Tue, May; Today; with the year where it is another one."""
    number, near = f"{booking.day:%d}", near_day(booking)
    if near:
        return number, near
    values = {"weekday": weekday(booking.day), "month": month_name(booking.day)}
    if booking.day.year == clock.now().astimezone(booking.venue.zone).year:
        return number, _("%(weekday)s, %(month)s", **values)
    return number, _("%(weekday)s, %(month)s %(year)s", year=booking.day.year, **values)


def near_day(booking: Booking) -> str:
    """Today, or Tomorrow, there; empty for any other day."""
    today = clock.now().astimezone(booking.venue.zone).date()
    return {today: _("Today"), today + DAY: _("Tomorrow")}.get(booking.day, "")


def starts(booking: Booking, *, with_zone: bool) -> str:
    """1:00 PM; with the name of the zone where visits are in several."""
    zone = booking.venue.zone
    return f"{clock_time(booking.starts_at, zone)}{f' {zone_name(booking.starts_at, zone)}' if with_zone else ''}"


def directions(venue: Venue) -> str:
    """A map elsewhere that shows the way."""
    return f"https://www.openstreetmap.org/directions?to={venue.latitude}%2C{venue.longitude}"


def call(booking: Booking) -> str:
    """Hazel Bodywork at (503) 555-0142."""
    if not booking.venue.phone:
        return booking.venue.name
    return _("%(venue)s at %(phone)s", venue=booking.venue.name, phone=booking.venue.phone)


def booking_number(booking: Booking) -> str:
    """Booking number CW-3H8K-2MSR."""
    return _("Booking number %(number)s", number=booking.public_id)


def numbers_of(order: Order, bookings: Sequence[Booking]) -> str:
    """The number of a booking; where there are several, that of their order: each booking then says its own."""
    if len(bookings) == 1:
        return _("Your booking number is %(number)s.", number=bookings[0].public_id)
    return _("Your order number is %(number)s.", number=order.public_id)
