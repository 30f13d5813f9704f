"""Whether a venue is open at an instant, and until when or from when. Times are in the venue's zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.availability.engine.openings import open_ranges
from app.availability.engine.types import Hours
from app.core.formats import day, hour_of, weekday

AHEAD = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class OpeningState:
    """The opening state. `changes_at` is when it closes or next opens; None if it doesn't within a week."""

    is_open: bool
    changes_at: datetime | None
    words: str


def opening_state(zone: ZoneInfo, hours: Hours, now: datetime) -> OpeningState:
    """Return the opening state. `hours` must cover the week that begins now."""
    ranges = open_ranges(zone, hours, (now, now + AHEAD))
    if not ranges:
        return OpeningState(False, None, _("Closed this week"))
    begins, ends = ranges[0]
    if begins > now:
        return OpeningState(False, begins, _opens(begins, now, zone))
    if ends >= now + AHEAD:
        return OpeningState(True, None, _("Open all day"))
    return OpeningState(True, ends, _("Open until %(time)s", time=_short(ends, zone)))


def _opens(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return "Opens 8 AM"; "Opens tomorrow 8 AM"; "Opens Tue 8 AM"; "Opens Tue, May 26 8 AM"."""
    days, time = (instant.astimezone(zone).date() - now.astimezone(zone).date()).days, _short(instant, zone)
    if days == 0:
        return _("Opens %(time)s", time=time)
    if days == 1:
        return _("Opens tomorrow %(time)s", time=time)
    name = weekday(instant.astimezone(zone)) if days < 7 else day(instant, zone)
    return _("Opens %(day)s %(time)s", day=name, time=time)


def _short(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return hour_of(local.hour * 60 + local.minute)
