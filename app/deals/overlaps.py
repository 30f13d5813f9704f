"""Off-peak windows that have starts in common. Pure, like `pricing`."""

from collections.abc import Sequence

from app.deals.windows import DAY, Window


def overlapping(windows: Sequence[Window]) -> list[tuple[Window, Window]]:
    """Return the pairs of windows with a start in common, also across midnight, each pair once."""
    ordered = sorted(windows, key=lambda one: (one.weekday, one.opens, one.closes))
    return [
        (first, second)
        for number, first in enumerate(ordered)
        for second in ordered[number + 1 :]
        if touching(first, second)
    ]


def touching(first: Window, second: Window) -> bool:
    """Return whether two windows have a start in common."""
    return any(
        day == other and begins < until and since < ends
        for day, (begins, ends) in pieces(first)
        for other, (since, until) in pieces(second)
    )


def pieces(window: Window) -> list[tuple[int, tuple[int, int]]]:
    """Return a window by weekday as (weekday, (from, to)), cut at midnight."""
    cut = [(window.weekday, (window.opens, min(window.closes, DAY)))]
    if window.closes > DAY:
        cut.append(((window.weekday + 1) % 7, (0, window.closes - DAY)))
    return cut
