"""The hour that the Block time form proposes."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.calendar.queries.period import ResourceColumn, period
from app.core import clock
from app.venues.models import Venue

HOUR, STEP = timedelta(hours=1), timedelta(minutes=15)
NOON = time(12)


def first_hour(venue: Venue, on: date, keys: Sequence[str]) -> time:
    """Return the start of the first available hour of a local date, within business hours and not in the past. `keys`
    name the columns that must be available; without any, one available column is enough. If no hour is available, fall
    back to the time that the venue opens; if it stays closed, to the next whole hour today and noon on other days."""
    shown, now = period(venue, on), clock.now()
    begins, ends = shown.window
    is_today = begins <= now < ends
    earliest = now if is_today else begins
    chosen = [lane for lane in shown.lanes if lane.key in keys]
    enough = all if chosen else any
    starts = (at for at in quarters(begins, ends) if at >= earliest)
    available = (at for at in starts if enough(is_available(lane, at) for lane in chosen or shown.lanes))
    opens = (at for at, _ in shown.open if at >= earliest)
    at = next(available, None) or next(opens, None)
    if at is None:
        return time(min(now.astimezone(venue.zone).hour + 1, 23)) if is_today else NOON
    return at.astimezone(venue.zone).time()


def quarters(begins: datetime, ends: datetime) -> list[datetime]:
    """List every quarter hour between two instants."""
    return [begins + number * STEP for number in range((ends - begins) // STEP)]


def is_available(lane: ResourceColumn, at: datetime) -> bool:
    """Return whether a team member or room works for an hour from `at` on, with nothing booked or blocked."""
    ends = at + HOUR
    works = any(begins <= at and ends <= closes for begins, closes in lane.working)
    return works and not any(taken.from_ < ends and at < taken.until for taken in lane.taken)
