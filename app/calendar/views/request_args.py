"""What an address asks for: which day, whose, and which booking is shown beside it."""

from datetime import date, datetime, timedelta

from flask import abort, request, url_for
from flask import session as cookie

from app import clock
from app.bookings.models import Booking
from app.calendar.queries import ONE_DAY, Period
from app.htmx import current_url, wants_partial
from app.security import path_here
from app.venues.models import Venue

# Where a booking is on the page of its day: beside the calendar, on a phone over the lower part of it.
BESIDE = "booking"
EVERYONE = "everyone"
LOOKS = "calendar"
# Years between which every zone can say when it is.
EARLIEST, LATEST = 1900, 9000


def asked_day() -> date | None:
    """The day in the address, where it makes sense and has neighbors."""
    try:
        found = date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
    return found if date.min.year < found.year < date.max.year else None


def asked_window() -> tuple[datetime, datetime]:
    """Two aware instants, `begins` and `ends`. 404 for what is none, or so far away that a zone has no date for it:
    only a page of ours makes them."""
    try:
        begins, ends = (datetime.fromisoformat(request.args.get(name, "")) for name in ("begins", "ends"))
    except ValueError:
        abort(404)
    if begins.tzinfo is None or ends.tzinfo is None or not all(EARLIEST < at.year < LATEST for at in (begins, ends)):
        abort(404)
    return begins, ends


def asked_who(shown: Period) -> str | None:
    """The column's key of whose days are asked for: the first in the order of the team, unless another or everyone is
    named; None is everyone."""
    asked = request.args.get("who", "")
    keys = [lane.key for lane in shown.lanes]
    if asked == EVERYONE or not keys:
        return None
    return asked if asked in keys else keys[0]


def local_day(booking: Booking | None, venue: Venue) -> date:
    """The day of a visit there; today without one."""
    return (booking.starts_at if booking else clock.now()).astimezone(venue.zone).date()


def sunday_before(on: date) -> date:
    """Where the week begins that a date is in."""
    return on - timedelta(days=(on.weekday() + 1) % 7)


def span_words(first: date, days: int) -> str:
    """May 10 – 16; May 31 – June 6."""
    last = first + (days - 1) * ONE_DAY
    end = f"{last.day}" if last.month == first.month else f"{last:%B} {last.day}"
    return f"{first:%B} {first.day} – {end}"


def remember(endpoint: str, who: str | None) -> None:
    """How she looks at her days now, so that a form that is a page of its own leads back to it. Kept in the signed
    cookie; `who` is the column's key where it is one person's."""
    looks = [endpoint, who]
    if cookie.get(LOOKS) != looks:
        cookie[LOOKS] = looks


def calendar_at(on: date | None, *, booking: str | None = None, place: str | None = None) -> str:
    """The calendar as she looked at it last (a day, three, a week), at a day; `booking` stands beside it."""
    endpoint, who = cookie.get(LOOKS) or ("calendar.day", None)
    return url_for(endpoint, day=on, who=who, booking=booking, _anchor=place)


def beside(booking: Booking, venue: Venue, *, place: str | None = None) -> str:
    """The days of a visit with the visit beside them. Where the page is open already it goes without the place on it:
    going there would only scroll."""
    return calendar_at(local_day(booking, venue), booking=booking.public_id, place=place)


def came_from() -> str | None:
    """The page of ours on which a button was pressed."""
    return path_here(current_url() or request.referrer)


def under_it(booking: Booking, venue: Venue) -> str:
    """The page that a sheet lies over; of a sheet that is a page of its own, the day of the visit."""
    return (path_here(current_url()) if wants_partial() else None) or beside(booking, venue)
