"""Hours as instants: when a venue is open, and when a member or a room can serve."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from app.availability.engine.local_time import bounds, wall_stamp
from app.availability.engine.ranges import Bounds, intersect, merge, subtract
from app.availability.engine.types import Hours, ResourceCalendar, Span

REMEMBERED = 100
"""Maximum number of results that hours cache: the services of a venue use the same few runs of dates."""


def opened(zone: ZoneInfo, hours: Hours, days: Sequence[date]) -> Sequence[Bounds]:
    """Return the merged opening intervals of spans that begin on these consecutive dates."""
    return _remembered(hours, (zone, days[0], days[-1]), lambda: _ranges(zone, hours.on, days))


def attended(
    zone: ZoneInfo, venue: Hours, opening: Sequence[Bounds], resource: ResourceCalendar, days: Sequence[date]
) -> Sequence[Bounds]:
    """Return the part of the venue's opening in which a resource works: within its hours, and not off. `opening` must
    be for these dates; it is returned unchanged if the resource has neither hours of its own nor time off."""
    own, there = resource.hours, opening
    if own is not None:
        there = _remembered(
            own,
            (venue, zone, days[0], days[-1]),
            lambda: intersect(opening, _ranges(zone, lambda day: spans_of_member(venue, own, day), days)),
        )
    return subtract(there, merge(map(bounds, resource.off))) if resource.off else there


def _remembered(hours: Hours, key: Hashable, work_out: Callable[[], list[Bounds]]) -> Sequence[Bounds]:
    known = hours.worked_out.get(key)
    if known is None:
        if len(hours.worked_out) >= REMEMBERED:
            hours.worked_out.clear()
        known = hours.worked_out[key] = work_out()
    return known


def spans_of_member(venue: Hours, own: Hours, day: date) -> Sequence[Span]:
    """Return a member's spans for a date. In order of precedence: the member's hours for that date, the venue's special
    hours if it opens, the member's weekly hours if any, the venue's hours."""
    if day in own.dates:
        return own.dates[day]
    if venue.dates.get(day) or not own.weekly:
        return venue.on(day)
    return own.on(day)


def _ranges(zone: ZoneInfo, spans_on: Callable[[date], Sequence[Span]], days: Sequence[date]) -> list[Bounds]:
    return merge(
        (wall_stamp(zone, day, opens, "start"), wall_stamp(zone, day, closes, "end"))
        for day in days
        for opens, closes in spans_on(day)
    )
