"""Hours into instants: when a venue is open, and when a member or a room of it can serve."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from app.availability.engine.ranges import Bounds, intersect, merge, subtract
from app.availability.engine.terms import Hours, Resource, Span
from app.availability.engine.walls import bounds, wall_stamp


def opened(zone: ZoneInfo, hours: Hours, days: Iterable[date]) -> list[Bounds]:
    """The merged opening intervals of spans that begin on these dates."""
    return _ranges(zone, hours.on, days)


def attended(
    zone: ZoneInfo, venue: Hours, opening: Sequence[Bounds], resource: Resource, days: Iterable[date]
) -> Sequence[Bounds]:
    """The part of the venue's opening in which a resource is there: in its hours, and not off."""
    own, there = resource.hours, opening
    if own is not None:
        there = intersect(opening, _ranges(zone, lambda day: spans_of_member(venue, own, day), days))
    return subtract(there, merge(map(bounds, resource.off))) if resource.off else there


def spans_of_member(venue: Hours, own: Hours, day: date) -> Sequence[Span]:
    """Her own hours for the date win; then the venue's special date that opens; then her weekly hours, if she has
    any; then the venue's."""
    if day in own.dates:
        return own.dates[day]
    if venue.dates.get(day) or not own.weekly:
        return venue.on(day)
    return own.on(day)


def _ranges(zone: ZoneInfo, spans_on: Callable[[date], Sequence[Span]], days: Iterable[date]) -> list[Bounds]:
    return merge(
        (wall_stamp(zone, day, opens, "start"), wall_stamp(zone, day, closes, "end"))
        for day in days
        for opens, closes in spans_on(day)
    )
