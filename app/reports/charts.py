"""Chart geometry: pure, in its own units, which the page stretches to its width."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDE, GAP, HIGH = 10, 3, 100
"""A bar with its gap, the gap alone, and the whole height."""

STEPS = (2, 4, 6, 10)
"""Even, because half of the top is written too."""


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """What a bar represents: its label, its value, the value in the previous period if known, and a description."""

    label: str
    value: int
    before: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, in units from the upper left corner; `mark` is the height of a line for the previous period."""

    x: float
    y: float
    width: float
    height: float
    mark: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    top: int
    bars: Sequence[Bar]
    labels: Sequence[str]


def chart(points: Sequence[ChartPoint]) -> Chart:
    """Return a chart with bars from zero up and at most five labels below them, including the first and the last."""
    top = nice(max((value for point in points for value in (point.value, point.before or 0)), default=0))
    bars = [_bar(number, point, top) for number, point in enumerate(points)]
    return Chart(max(len(points), 1) * WIDE, HIGH, top, bars, [points[place].label for place in spread(len(points))])


def _bar(number: int, point: ChartPoint, top: int) -> Bar:
    height = _height(max(point.value, 0), top)
    return Bar(
        x=number * WIDE + GAP / 2,
        y=round(HIGH - height, 2),
        width=WIDE - GAP,
        height=height,
        mark=None if point.before is None else round(HIGH - _height(max(point.before, 0), top), 2),
        words=point.words,
    )


def _height(value: int, top: int) -> float:
    return round(HIGH * value / top, 2)


def nice(most: int) -> int:
    """Return the first of 2, 4, 6, 10, 20, 40, 60, 100 … that is at least `most`."""
    size = 1
    while True:
        for step in STEPS:
            if step * size >= most:
                return step * size
        size *= 10


def spread(number: int, most: int = 5) -> list[int]:
    """Return up to `most` evenly spaced indexes of `number` items, including the first and the last.

    Returns all indexes if they are few.
    """
    if number <= most:
        return list(range(number))
    return [round(place * (number - 1) / (most - 1)) for place in range(most)]
