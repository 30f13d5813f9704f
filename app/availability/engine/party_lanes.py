"""What a party can use in its window: for each service, the lanes that can serve it and when each is free.

A start is a bit in a whole number, by its position among all starts in the window: whether a lane is free at many
starts is then one operation.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from app.availability.engine.combined import ServiceRequest
from app.availability.engine.evaluation import Question
from app.availability.engine.lanes import vacancies
from app.availability.engine.listed_starts import listed
from app.availability.engine.local_time import MINUTE, to_minutes
from app.availability.engine.ranges import Bounds
from app.availability.engine.rules import StartRule
from app.availability.engine.types import Hours, ResourceCalendar, Start
from app.availability.enums import UnavailableReason

Key = tuple[int, int]
"""A resource's id and one of its lanes, from 0."""


@dataclass(frozen=True, slots=True)
class Use:
    """A booking's use of one lane: from `lead` seconds before its start to `tail` after it."""

    key: Key
    lead: int
    tail: int
    free: int
    """The starts at which the lane is free for it."""

    guests: int = 1
    """How many guests with the same booking it serves."""

    def taken(self, at: int) -> Bounds:
        return at - self.lead, at + self.tail


@dataclass(frozen=True, slots=True)
class Way:
    """One way to serve a booking: who serves it for how many seconds, and every lane it uses, the server's first."""

    resource: int
    duration: int
    uses: tuple[Use, ...]
    free: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Equal bookings of a party: the same option of a service for several guests."""

    places: Sequence[int]
    """Their positions in the party."""

    servers: Sequence[tuple[Use, int]]
    """The lanes of the resources that may serve one, each with its duration in seconds."""

    pools: Mapping[int, Sequence[Sequence[Use]]]
    """The lanes of each pool, by duration."""

    def ways(self) -> Iterator[Way]:
        for server, duration in self.servers:
            for besides in product(*self.pools[duration]):
                uses = (server, *besides)
                free = server.free
                for use in besides:
                    free &= use.free
                if free and len({use.key for use in uses}) == len(uses):
                    yield Way(server.key[0], duration, uses, free)


@dataclass(frozen=True, slots=True)
class Board:
    """All starts in a party's window, ascending, and its services."""

    points: Sequence[int]
    kinds: Sequence[Kind]
    until: float
    _blocked: dict[tuple[Bounds, int, int], int] = field(default_factory=dict)

    def from_start(self, place: int) -> int:
        """Return the starts at a position and after it."""
        return (1 << len(self.points)) - (1 << place)

    def first(self, free: int) -> int:
        """Return the first of these starts."""
        return self.points[(free & -free).bit_length() - 1]

    def blocked(self, taken: Bounds, use: Use) -> int:
        """Return the starts at which a lane that is taken for a time cannot serve."""
        known = self._blocked.get((taken, use.lead, use.tail))
        if known is None:
            first = bisect_right(self.points, taken[0] - use.tail)
            beyond = bisect_left(self.points, taken[1] + use.lead)
            known = (1 << beyond) - (1 << first) if first < beyond else 0
            self._blocked[taken, use.lead, use.tail] = known
        return known


def board_of(zone: ZoneInfo, hours: Hours, requests: Sequence[ServiceRequest], window: Bounds, now: datetime) -> Board:
    """Return the board of a party whose bookings all lie in [from, until]."""
    grouped: list[tuple[ServiceRequest, list[int]]] = []
    for place, request in enumerate(requests):
        equal = next((places for known, places in grouped if known is request or known == request), None)
        if equal is None:
            grouped.append((request, [place]))
        else:
            equal.append(place)
    found = [listed(Question(zone, hours, request.offer, request.resources, now), window) for request, _ in grouped]
    points = sorted({int(to_minutes(start.at)) for starts in found for start in starts})
    kinds = [
        _kind(request, places, starts, points, window[1], len(requests))
        for (request, places), starts in zip(grouped, found, strict=True)
    ]
    return Board(points, kinds, window[1])


def _kind(
    request: ServiceRequest,
    places: Sequence[int],
    starts: Sequence[Start],
    points: Sequence[int],
    until: float,
    most: int,
) -> Kind:
    offer = request.offer
    lead = offer.before * MINUTE
    positions = {point: place for place, point in enumerate(points)}
    listed_for: dict[int, int] = {}
    for start in starts:
        bit = 1 << positions[int(to_minutes(start.at))]
        for resource in start.resources:
            listed_for[resource] = listed_for.get(resource, 0) | bit
    servers: list[tuple[Use, int]] = []
    for who in request.resources:
        duration = offer.duration_with(who) * MINUTE
        in_time = (1 << bisect_right(points, until - duration)) - 1
        allowed = listed_for.get(who.id, 0) & in_time
        tail = duration + max(offer.after, who.after) * MINUTE
        servers += [(use, duration) for use in _uses(who, lead, tail, points, allowed, most)]
    pools = {
        duration: [
            [
                use
                for unit in pool.resources
                for use in _uses(
                    unit, lead, duration + offer.after * MINUTE, points, -1, most, min(unit.guests, request.shares)
                )
            ]
            for pool in offer.pools
        ]
        for duration in {duration for _, duration in servers}
    }
    return Kind(places, servers, pools)


def _uses(
    resource: ResourceCalendar, lead: int, tail: int, points: Sequence[int], allowed: int, most: int, guests: int = 1
) -> Iterator[Use]:
    """Yield the lanes of a resource that are free at one of the starts at least; of empty lanes, `most` are enough."""
    empty = 0
    for lane, busy in enumerate(resource.busy):
        empty += not busy
        if not busy and empty > most:
            continue
        free = 0
        vacant = vacancies(busy, timedelta(seconds=lead + tail))
        for first, beyond in StartRule(UnavailableReason.TAKEN, vacant, lead, tail).passing(points):
            free |= (1 << beyond) - (1 << first)
        if free & allowed:
            yield Use((resource.id, lane), lead, tail, free & allowed, guests)
