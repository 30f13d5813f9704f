"""The rules that a start must pass, each in the same form.

A start passes a rule if the time it needs, from `lead` before it to `tail` after it, lies within one of the rule's
good ranges. Listing applies the rules to all points of the grid, a refusal to one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from app.availability.engine.ranges import Bounds
from app.availability.enums import UnavailableReason

INSTANT = 1
"""The part of a half-open range that a point needs: its own second."""

Slice = tuple[int, int]
"""A half-open range of points by their position in the grid."""


@dataclass(frozen=True, slots=True)
class StartRule:
    reason: UnavailableReason
    """The reason reported for a start that fails."""

    good: Sequence[Bounds]
    """Good ranges, ascending by start."""

    lead: float = 0
    tail: float = INSTANT
    resource: int | None = None
    """The resource that the rule belongs to; None for a shared rule."""

    def passing(self, points: Sequence[float]) -> list[Slice]:
        """Return which of the ascending points pass, as slices in order."""
        slices: list[Slice] = []
        for begins, ends in self.good:
            first, last = begins + self.lead, ends - self.tail
            if first > last:
                continue
            start, stop = bisect_left(points, first), bisect_right(points, last)
            if start < stop:
                slices.append((start, stop))
        return slices

    def allows(self, point: float) -> bool:
        return bool(self.passing([point]))

    def until(self, point: float) -> float | None:
        """Return `Refusal.until` for a point that fails this rule.

        For the booking window and closing time, that is the limit that the point exceeds; otherwise, when the rule
        passes again. None if there is none.
        """
        following = bisect_right(self.good, (point - self.lead, inf))
        if self.reason in (UnavailableReason.BOOKING_WINDOW, UnavailableReason.TOO_LONG):
            return self.good[following - 1][1] if following else None
        return self.good[following][0] if following < len(self.good) else None


@dataclass(frozen=True, slots=True)
class LaneRules:
    """One lane of a resource with its rules, or several with the same ones: the empty lanes of a room."""

    resource: int
    rules: tuple[StartRule, ...]
    places: int = 1
