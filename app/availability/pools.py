"""Reserving rooms and equipment for a booking, after its team members."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.availability.engine.combined import free_lanes
from app.availability.engine.joint_lanes import joint_lanes
from app.availability.engine.types import Pool, Range
from app.availability.schedules import Lane, ServiceSchedule
from app.availability.slots import Offered

Reserve = Callable[[Sequence[Offered], Sequence[int]], Sequence[Lane]]
"""Reserves enough of the lanes offered, each with the number of guests that it serves; returns those it got."""


@dataclass
class PoolTaken(Exception):  # callers turn it into an error of theirs
    """Too little of a pool is free during a range (UTC, buffers included)."""

    pool: Pool
    during: Range


def pool_resource_ids(plan: ServiceSchedule) -> set[int]:
    """Return the resources of all pools; they are locked together with those of team members."""
    return {unit.id for pool in plan.pools for unit in pool.resources}


def reserve_pools(
    plan: ServiceSchedule,
    whole: Range,
    guests: int,
    reserve_lanes: Reserve,
    *,
    current: Collection[Lane] = (),
) -> tuple[Lane, ...]:
    """Reserve a room and equipment, as far as the service needs them, for a service at `whole`, its buffers included.

    Prefers the lanes in `current`, so that a booking that moves keeps its room. The resources must be locked. Raises
    PoolTaken; the caller must roll back then.
    """
    found: list[Lane] = []
    during = kept_for(plan, whole)
    for pool in plan.pools:
        lanes = plan.pool_lanes(pool, whole[0], guests)
        lanes.sort(key=lambda lane: lane[0] not in current)
        serves = dict(lanes)
        got = reserve_lanes([(lane, during) for lane in serves], list(serves.values()))
        if sum(serves[lane] for lane in got) < guests:
            raise PoolTaken(pool, during)
        found += got
    return tuple(found)


def planned_lanes(bookings: Mapping[int, tuple[ServiceSchedule, Range, int]]) -> dict[int, set[Lane]]:
    """Return lanes of rooms and equipment that suit all of an order's bookings together, by booking id.

    `bookings` have the schedule, the time and the number of guests. Guests of one booking get a room that is large
    enough for all of them, if there is one, else a lane each. One after the other, the first booking might take the
    only room that suits the next. Empty if there is no way, or only one booking.
    """
    needs = [
        (booking_id, kept_for(plan, whole), lanes, pool)
        for booking_id, (plan, whole, guests) in bookings.items()
        for pool in plan.pools
        for lanes in _needs(plan.pool_lanes(pool, whole[0], guests), guests)
    ]
    if len(bookings) < 2 or not needs:
        return {}
    free = [
        (during, [(unit, lane) for unit, lane in lanes if lane - 1 in _free_in(pool, unit, during)])
        for _, during, lanes, pool in needs
    ]
    found: dict[int, set[Lane]] = {}
    for (booking_id, *_), lane in zip(needs, joint_lanes(free) or (), strict=False):
        found.setdefault(booking_id, set()).add(lane)
    return found


def _needs(lanes: Sequence[tuple[Lane, int]], guests: int) -> list[list[Lane]]:
    """Return the lanes that a booking can choose from: once if one of them is enough, else once for each guest."""
    enough = [lane for lane, places in lanes if places >= guests]
    return [enough] if enough else [[lane for lane, _ in lanes]] * guests


def _free_in(pool: Pool, unit_id: int, during: Range) -> set[int]:
    return next(free_lanes(unit, during) for unit in pool.resources if unit.id == unit_id)


def short_pool(plan: ServiceSchedule, whole: Range, guests: int) -> PoolTaken | None:
    """Return the error that `reserve_pools` would raise by what the schedule knows, None if it would succeed."""
    during = kept_for(plan, whole)
    for pool in plan.pools:
        if sum(unit.guests * len(free_lanes(unit, during)) for unit in pool.resources) < guests:
            return PoolTaken(pool, during)
    return None


def kept_for(plan: ServiceSchedule, whole: Range) -> Range:
    """Return the time that a service at `whole` occupies in its pools: with its own buffers, not with those of team
    members."""
    return whole[0] - timedelta(minutes=plan.before), whole[1] + timedelta(minutes=plan.after)


def ends_of(plan: ServiceSchedule, at: datetime, resource_ids: Collection[int]) -> datetime:
    """Return when a party that starts `at` is done: when the slowest of these resources is."""
    longest = max((plan.minutes(resource) for resource in resource_ids), default=plan.duration)
    return at + timedelta(minutes=longest)
