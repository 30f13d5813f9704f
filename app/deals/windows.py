"""Off-peak hours as pricing sees them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Window:
    """Wall time of a weekday (Monday is 0) in minutes after midnight, half-open.

    A window that runs past midnight closes above 1,440.
    """

    weekday: int
    opens: int
    closes: int

    def touches(self, weekday: int) -> bool:
        """Return whether a part of it is on a weekday."""
        return weekday == self.weekday or (self.closes > DAY and weekday == (self.weekday + 1) % 7)

    def holds(self, weekday: int, minute: int) -> bool:
        """Return whether a local start is inside. After midnight, the window still belongs to the day it began on."""
        if weekday == self.weekday and self.opens <= minute < self.closes:
            return True
        return weekday == (self.weekday + 1) % 7 and minute < self.closes - DAY


def merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return sorted spans, with those that touch or overlap joined."""
    joined: list[tuple[int, int]] = []
    for opens, closes in spans:
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return joined
