"""Rooms and equipment that a service needs besides the team member who provides it."""

from datetime import timedelta
from itertools import accumulate, pairwise
from math import inf, nextafter

from app.availability.engine.lanes import vacancies
from app.availability.engine.local_time import MINUTE
from app.availability.engine.ranges import Bounds
from app.availability.engine.rules import StartRule
from app.availability.engine.types import Pool, SlotTerms


def pool_rules(offer: SlotTerms, duration: int) -> list[StartRule]:
    """Return one rule for each pool: enough of it is free for all guests, for a service of `duration` minutes."""
    lead, tail = offer.before * MINUTE, (duration + offer.after) * MINUTE
    return [
        StartRule(
            pool.missing,
            [(first - lead, beyond + tail) for first, beyond in _starts(pool, offer.quantity, lead, tail)],
            lead,
            tail,
            pool.resources[0].id if len(pool.resources) == 1 else None,
        )
        for pool in offer.pools
    ]


def _starts(pool: Pool, guests: int, lead: int, tail: int) -> list[Bounds]:
    """Return when a booking may start: from one instant to the next after the last, merged.

    A booking keeps its room, so each lane must be free for the whole time: two that are free for half of it do not add
    up.
    """
    changes: dict[float, int] = {}
    for resource in pool.resources:
        for busy in resource.busy:
            for begins, ends in vacancies(busy, timedelta(seconds=lead + tail)):
                first, beyond = begins + lead, nextafter(ends - tail, inf)
                changes[first] = changes.get(first, 0) + resource.guests
                changes[beyond] = changes.get(beyond, 0) - resource.guests
    return _enough(changes, guests)


def _enough(changes: dict[float, int], guests: int) -> list[Bounds]:
    """Return where the running sum of the changes reaches `guests`, merged."""
    instants = sorted(changes)
    merged: list[Bounds] = []
    for (begins, ends), fit in zip(pairwise([*instants, inf]), accumulate(changes[at] for at in instants), strict=True):
        if fit < guests or begins >= ends:
            continue
        touches = bool(merged) and merged[-1][1] == begins
        merged.append((merged.pop()[0] if touches else begins, ends))
    return merged
