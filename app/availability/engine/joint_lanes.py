"""Lanes for several bookings at once, whose times are known: so that none takes what only another can use."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

from app.availability.engine.combined import apart
from app.availability.engine.types import Range

K = TypeVar("K", bound=Hashable)

TRIES = 2000
"""How many lanes `joint_lanes` tries before it gives up: eight bookings rarely need more than a few dozen."""


def joint_lanes(needs: Sequence[tuple[Range, Sequence[K]]], *, tries: int = TRIES) -> list[K] | None:
    """Choose one lane for each need, so that no lane is used twice at once. None if there is no way.

    A need is a time, and the lanes that are free then, preferred ones first. Also None after too many tries.
    """
    left = [tries]
    chosen = _choose(needs, {}, left)
    return [chosen[place] for place in range(len(needs))] if chosen is not None else None


def _choose(
    needs: Sequence[tuple[Range, Sequence[K]]], chosen: Mapping[int, K], left: list[int]
) -> Mapping[int, K] | None:
    """Choose for the need with the fewest lanes left, then for the rest."""
    possible = {
        place: [lane for lane in lanes if _is_free(needs, chosen, lane, during)]
        for place, (during, lanes) in enumerate(needs)
        if place not in chosen
    }
    if not possible:
        return chosen
    place = min(possible, key=lambda place: len(possible[place]))
    for lane in possible[place]:
        left[0] -= 1
        if left[0] < 0:
            return None
        found = _choose(needs, {**chosen, place: lane}, left)
        if found is not None:
            return found
    return None


def _is_free(needs: Sequence[tuple[Range, Sequence[K]]], chosen: Mapping[int, K], lane: K, during: Range) -> bool:
    return all(apart(needs[place][0], during) for place, taken in chosen.items() if taken == lane)
