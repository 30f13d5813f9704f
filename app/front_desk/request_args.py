"""What the URL asks for: the day, the column, and the booking shown beside the calendar."""

from datetime import date, datetime, timedelta

from flask import abort, request, url_for
from flask import session as cookie

from app.bookings.models.bookings import Booking
from app.core import clock
from app.venues.models import Venue
from app.web.htmx import current_url, wants_partial
from app.web.security import path_here

# The anchor of the booking panel: beside the calendar or, on a phone, over the lower part of it.
BESIDE = "booking"
EVERYONE = "everyone"
LOOKS = "calendar"
# The range of years that every time zone can represent.
EARLIEST, LATEST = 1900, 9000


def parse_day() -> date | None:
    """Return the day in the URL; None if it makes no sense or has no day before or after it."""
    try:
        found = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return found if date.min.year < found.year < date.max.year else None


def parse_window() -> tuple[datetime, datetime]:
    """Return two aware instants, `begins` and `ends`. Responds with 404 if they are unreadable or too far away for some
    time zones: only our own pages create these URLs."""
    try:
        begins, ends = (datetime.fromisoformat(request.args.get(name, "")) for name in ("begins", "ends"))
    except ValueError:
        abort(404)
    if begins.tzinfo is None or ends.tzinfo is None or not all(EARLIEST < at.year < LATEST for at in (begins, ends)):
        abort(404)
    return begins, ends


def local_day(booking: Booking | None, venue: Venue) -> date:
    """Return the booking's local date at the venue; today's without a booking."""
    return (booking.starts_at if booking else clock.now()).astimezone(venue.zone).date()


def sunday_before(on: date) -> date:
    """Return the Sunday that starts the week of a date."""
    return on - timedelta(days=(on.weekday() + 1) % 7)


def span_words(first: date, days: int) -> str:
    """Format a range of dates: "May 10 – 16", "May 31 – June 6"."""
    last = first + timedelta(days=days - 1)
    end = f"{last.day}" if last.month == first.month else f"{last:%B} {last.day}"
    return f"{first:%B} {first.day} – {end}"


def remember(endpoint: str, who: str | None) -> None:
    """Remember the current view in the signed cookie, so that a form on its own page can return to it. `who` is the key
    of the column if only one is shown."""
    looks = [endpoint, who]
    if cookie.get(LOOKS) != looks:
        cookie[LOOKS] = looks


def calendar_at(on: date | None, *, booking: str | None = None, place: str | None = None) -> str:
    """Return the URL of the calendar at a day, in the view last used (one day, three, a week); `booking` opens in the
    panel."""
    endpoint, who = cookie.get(LOOKS) or ("calendar.day", None)
    return url_for(endpoint, day=on, who=who, booking=booking, _anchor=place)


def beside(booking: Booking, venue: Venue, *, place: str | None = None) -> str:
    """Return the URL of the calendar at a booking's day, with that booking in the panel. Leave out `place` if the page
    is already open: an anchor would only scroll."""
    return calendar_at(local_day(booking, venue), booking=booking.public_id, place=place)


def came_from() -> str | None:
    """Return our own page on which the button was pressed."""
    return path_here(current_url() or request.referrer)


def under_it(booking: Booking, venue: Venue) -> str:
    """Return the page behind the dialog, or the booking's day in the calendar if the dialog was opened as a full
    page."""
    return (path_here(current_url()) if wants_partial() else None) or beside(booking, venue)
