"""Two services booked together: back to back with at most a short gap, or in parallel for two guests."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from app.availability.engine.evaluation import Question
from app.availability.engine.listed_starts import listed
from app.availability.engine.local_time import bounds
from app.availability.engine.types import Hours, Range, ResourceCalendar, SlotTerms, Start

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    """One of the two services: the offer for one guest, and the resources that may serve it."""

    offer: SlotTerms
    resources: Sequence[ResourceCalendar]
    shares: int = 1
    """How many guests of a party may have one booking together, and so one room that is large enough."""


@dataclass(frozen=True, slots=True)
class ServedService:
    """One of the two services at a time, and the resource that serves it. `ends` is the end of the service itself,
    without buffers."""

    at: datetime
    ends: datetime
    resource: int
    room: tuple[int, int] | None = None
    """The lane that guests of a party share, if it is not their own: those with the same one have one booking."""


Pair = tuple[ServedService, ServedService]


def combined(
    zone: ZoneInfo,
    hours: Hours,
    first: ServiceRequest,
    second: ServiceRequest,
    window: Range,
    now: datetime,
    *,
    gap: int = 15,
    parallel: bool = False,
) -> Iterator[Pair]:
    """Yield every way to have both services, with `first` starting in [from, to), in order of time.

    `second` starts when `first` ends with the resource that serves it, or up to `gap` minutes later; with `parallel`,
    when `first` starts. Each has its own buffers: the same team member can serve both only with enough time for them.
    Reservations must be complete as for `starts`; for `second`, from the window's start to its end plus the longest
    duration of the first and the gap.
    """
    longest = max(map(first.offer.duration_with, first.resources), default=0)
    reach = window[0], window[1] + (0 if parallel else longest + gap) * MINUTE
    openings = listed(Question(zone, hours, first.offer, first.resources, now), bounds(window))
    following = listed(Question(zone, hours, second.offer, second.resources, now), bounds(reach))
    known = {who.id: who for who in (*first.resources, *second.resources)}
    times = [start.at for start in following]
    for start in openings:
        for one in served(first, start):
            begins, ends = (one.at, one.at) if parallel else (one.ends, one.ends + gap * MINUTE)
            for then in following[bisect_left(times, begins) : bisect_right(times, ends)]:
                for other in served(second, then):
                    if fits(first.offer, second.offer, one, other, known):
                        yield one, other


def served(wanted: ServiceRequest, start: Start) -> Iterator[ServedService]:
    """Yield a start once for each resource that is free for it."""
    for who in wanted.resources:
        if who.id in start.resources:
            yield ServedService(start.at, start.at + wanted.offer.duration_with(who) * MINUTE, who.id)


def fits(
    first: SlotTerms, second: SlotTerms, one: ServedService, other: ServedService, known: Mapping[int, ResourceCalendar]
) -> bool:
    """Return whether the two do not conflict: on different resources, in different lanes of one room, or far enough
    apart for their buffers. The same for the rooms and equipment that both need."""
    if not pools_fit(first, second, one, other):
        return False
    if one.resource != other.resource:
        return True
    who = known[one.resource]
    here, there = taken(first, one, who), taken(second, other, who)
    return apart(here, there) or len(free_lanes(who, here) | free_lanes(who, there)) > 1


def pools_fit(first: SlotTerms, second: SlotTerms, one: ServedService, other: ServedService) -> bool:
    """Return whether each of the two gets a lane of its own from the pools that both need."""
    here, there = kept(first, one), kept(second, other)
    if apart(here, there):
        return True
    for mine, theirs in product(first.pools, second.pools):
        if mine.missing is theirs.missing:
            free = {(unit.id, lane) for unit in mine.resources for lane in free_lanes(unit, here)}
            free |= {(unit.id, lane) for unit in theirs.resources for lane in free_lanes(unit, there)}
            if len(free) < 2:
                return False
    return True


def kept(offer: SlotTerms, one: ServedService) -> Range:
    """Return the time that the service occupies in its pools, buffers included."""
    return one.at - offer.before * MINUTE, one.ends + offer.after * MINUTE


def apart(one: Range, other: Range) -> bool:
    return one[1] <= other[0] or other[1] <= one[0]


def taken(offer: SlotTerms, one: ServedService, who: ResourceCalendar) -> Range:
    """Return the time that the service occupies on its resource, buffers included."""
    return one.at - offer.before * MINUTE, one.ends + max(offer.after, who.after) * MINUTE


def free_lanes(who: ResourceCalendar, during: Range) -> set[int]:
    """Return the lanes without a reservation in a range; empty reservations do not count."""
    return {
        lane
        for lane, busy in enumerate(who.busy)
        if not any(begins < during[1] and during[0] < ends and begins < ends for begins, ends in busy)
    }
