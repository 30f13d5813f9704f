"""Whether a venue is open, and what comes next, in words. Times are in the venue's zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.availability import engine
from app.availability.engine import Hours
from app.filters import day_of, hour_of, weekday

LOOK_AHEAD = timedelta(days=15)
"""How far the words look: `hours` must be good from the asked instant to here."""


@dataclass(frozen=True, slots=True)
class Opening:
    is_open: bool
    words: str  # Open until 8 PM; Opens Tue 10 AM


def opening_state(zone: ZoneInfo, hours: Hours, at: datetime) -> Opening:
    """What the venue's own hours say at an aware instant."""
    ahead = engine.open_ranges(zone, hours, (at, at + LOOK_AHEAD))
    if not ahead:
        return Opening(False, "Closed for now")
    opens, closes = ahead[0]
    local = at.astimezone(zone)
    if opens > at:
        return Opening(False, f"Opens {_moment(opens.astimezone(zone), local)}")
    if closes - at > timedelta(days=1):
        return Opening(True, "Open around the clock" if closes - at >= LOOK_AHEAD else "Open all day and night")
    return Opening(True, f"Open until {_time(closes.astimezone(zone))}")


def _moment(local: datetime, now: datetime) -> str:
    """Later today 10 AM; within a week Tue 10 AM; then Tue, May 26."""
    days = (local.date() - now.date()).days
    if days == 0:
        return _time(local)
    return f"{weekday(local.date())} {_time(local)}" if days < 7 else day_of(local.date())


def _time(local: datetime) -> str:
    return hour_of(local.hour * 60 + local.minute)
