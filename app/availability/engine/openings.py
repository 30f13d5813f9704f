"""Which starts are available, and why one is not. Pure; the package explains units and time zones."""

from collections.abc import Sequence
from datetime import datetime
from math import inf, nextafter
from zoneinfo import ZoneInfo

from app.availability.engine import local_time
from app.availability.engine.available import Available
from app.availability.engine.available import available as _available
from app.availability.engine.evaluation import Question
from app.availability.engine.listed_starts import first_listed, listed
from app.availability.engine.local_time import parse_wall
from app.availability.engine.ranges import Bounds, intersect, merge, subtract
from app.availability.engine.refusals import following, refusal
from app.availability.engine.types import Hours, Range, Refusal, ResourceCalendar, SlotTerms, Start
from app.availability.engine.working_time import attended, opened
from app.availability.enums import UnavailableReason


def starts(
    zone: ZoneInfo, hours: Hours, offer: SlotTerms, resources: Sequence[ResourceCalendar], window: Range, now: datetime
) -> list[Start]:
    """List every start in [from, to) that can be booked, ascending.

    Reservations must be complete from the window's start less the before-buffer to its end plus duration and
    after-buffer. Raises TypeError for naive instants, here and below.
    """
    return listed(Question(zone, hours, offer, resources, now), local_time.bounds(window))


def available(
    zone: ZoneInfo, hours: Hours, offer: SlotTerms, resources: Sequence[ResourceCalendar], window: Range, now: datetime
) -> Available:
    """Answer questions about the starts that `starts` would list, such as which is the first, without listing them."""
    return _available(Question(zone, hours, offer, resources, now), local_time.bounds(window))


def upcoming(
    zone: ZoneInfo,
    hours: Hours,
    offer: SlotTerms,
    resources: Sequence[ResourceCalendar],
    window: Range,
    now: datetime,
    *,
    count: int = 1,
) -> list[Start]:
    """List the first of `starts`, at most `count`. Fast when they are near, regardless of the window's length."""
    return first_listed(Question(zone, hours, offer, resources, now), local_time.bounds(window), count)


def check(
    zone: ZoneInfo,
    hours: Hours,
    offer: SlotTerms,
    resources: Sequence[ResourceCalendar],
    at: datetime,
    now: datetime,
    *,
    known_until: datetime | None = None,
) -> Start | Refusal:
    """Return the start at this instant if `starts` lists it, else the reason and the next start.

    The search for the next start goes up to `known_until`, the end of the range in which the reservations passed are
    complete; without it, up to the end of the booking window.
    """
    question, point = Question(zone, hours, offer, resources, now), local_time.to_minutes(at)
    found = listed(question, (point, nextafter(point, inf)))
    return found[0] if found else refusal(question, point, known_until)


def check_wall(
    zone: ZoneInfo,
    hours: Hours,
    offer: SlotTerms,
    resources: Sequence[ResourceCalendar],
    local: datetime,
    now: datetime,
    *,
    known_until: datetime | None = None,
) -> Start | Refusal:
    """Check a naive local time as typed by a person; for a repeated time the first pass is used."""
    at = parse_wall(zone, local)
    if at is not None:
        return check(zone, hours, offer, resources, at, now, known_until=known_until)
    after = local_time.gap_end(zone, local)
    question = Question(zone, hours, offer, resources, now)
    next_start = None if after is None else following(question, local_time.to_minutes(after), known_until)
    return Refusal(UnavailableReason.NO_SUCH_TIME, until=after, next=next_start)


def open_ranges(zone: ZoneInfo, hours: Hours, window: Range) -> list[Range]:
    """Return when the venue is open, merged and clipped to the window."""
    return working_ranges(zone, hours, ResourceCalendar(0), window)


def working_ranges(zone: ZoneInfo, hours: Hours, resource: ResourceCalendar, window: Range) -> list[Range]:
    """Return when a member or a room can serve, ignoring reservations: within the venue's and its own hours, not
    off."""
    return local_time.instants(_working(zone, hours, resource, local_time.bounds(window)))


def free_ranges(zone: ZoneInfo, hours: Hours, resource: ResourceCalendar, window: Range) -> list[Range]:
    """Return when the resource can serve and at least one lane is free."""
    working = _working(zone, hours, resource, local_time.bounds(window))
    taken = (merge(map(local_time.bounds, lane)) for lane in resource.busy)
    return local_time.instants(merge(free for lane in taken for free in subtract(working, lane)))


def _working(zone: ZoneInfo, hours: Hours, resource: ResourceCalendar, window: Bounds) -> list[Bounds]:
    days = local_time.days_around(zone, window, before=2, after=1)
    opening = opened(zone, hours, days)
    return intersect(attended(zone, hours, opening, resource, days), [window])
