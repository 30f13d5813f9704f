"""Whether a venue is open at an instant, and until when or from when. Times are in the venue's zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.availability.engine import Hours, open_ranges
from app.filters import clock, day

AHEAD = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Opening:
    """`changes_at` is when it closes (open) or opens next (closed); None when it does not within a week."""

    is_open: bool
    changes_at: datetime | None
    words: str


def opening_state(zone: ZoneInfo, hours: Hours, now: datetime) -> Opening:
    """`hours` must be good for the week that begins now."""
    ranges = open_ranges(zone, hours, (now, now + AHEAD))
    if not ranges:
        return Opening(False, None, _("Closed this week"))
    begins, ends = ranges[0]
    if begins > now:
        return Opening(False, begins, _("Opens %(time)s", time=_when(begins, now, zone)))
    if ends >= now + AHEAD:
        return Opening(True, None, _("Open all day"))
    return Opening(True, ends, _("Open until %(time)s", time=_short(ends, zone)))


def _when(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """8 AM, tomorrow 8 AM, Tue 8 AM or Tue, May 26, 8 AM."""
    days = (instant.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days == 0:
        return _short(instant, zone)
    if days == 1:
        return _("tomorrow %(time)s", time=_short(instant, zone))
    name = f"{instant.astimezone(zone):%a}" if days < 7 else day(instant, zone)
    return f"{name} {_short(instant, zone)}"


def _short(instant: datetime, zone: ZoneInfo) -> str:
    return clock(instant, zone).replace(":00", "")
