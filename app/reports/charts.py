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
    name: str = ""  # the words without the previous period


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar, in units from the upper left corner; `mark` is the height of a line for the previous period."""

    x: float
    y: float
    width: float
    height: float
    mark: float | None
    words: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Two small lines in a box of 100 by 100: this period, and the previous one if known."""

    now: str
    before: str


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    top: int
    bars: Sequence[Bar]
    labels: Sequence[str]
    lines: Sequence[str] = ()  # the previous period, as paths
    best: int | None = None  # the index of the only highest bar


def chart(points: Sequence[ChartPoint]) -> Chart:
    """Return a chart with bars from zero up and at most five labels below them, including the first and the last."""
    top = nice(max((value for point in points for value in (point.value, point.before or 0)), default=0))
    bars = [_bar(number, point, top) for number, point in enumerate(points)]
    labels = [points[place].label for place in spread(len(points))]
    marks = [_line_point(bar) for bar in bars]
    return Chart(max(len(points), 1) * WIDE, HIGH, top, bars, labels, soft_lines(marks), _best(points))


def _line_point(bar: Bar) -> tuple[float, float] | None:
    """Return where the line of the previous period passes a bar; None if it is unknown, or zero as well as the bar: on
    a day when the venue is closed, the line has a gap."""
    if bar.mark is None or (bar.mark == HIGH and not bar.height):
        return None
    return bar.x + bar.width / 2, bar.mark


def _best(points: Sequence[ChartPoint]) -> int | None:
    most = max((point.value for point in points), default=0)
    places = [place for place, point in enumerate(points) if point.value == most]
    return places[0] if most > 0 and len(points) > 1 and len(places) == 1 else None


def soft_lines(points: Sequence[tuple[float, float] | None]) -> list[str]:
    """Return SVG paths through points, curved but never beyond them. A missing point ends a path."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [_soft_line(run) for run in runs if len(run) > 1]


def _soft_line(points: Sequence[tuple[float, float]]) -> str:
    (x, y), *others = points
    path = [f"M{x:g} {y:g}"]
    for to_x, to_y in others:
        middle = (x + to_x) / 2
        path.append(f"C{middle:g} {y:g} {middle:g} {to_y:g} {to_x:g} {to_y:g}")
        x, y = to_x, to_y
    return "".join(path)


def sparkline(now: Sequence[int], before: Sequence[int]) -> Sparkline:
    """Draw two series on the same scale, from the lowest value of both to the highest."""
    known = [*now, *before]
    low, high = min(known, default=0), max(known, default=0)

    def path(values: Sequence[int]) -> str:
        step = 100 / max(len(values) - 1, 1)
        scale = 100 / (high - low) if high > low else 0
        points = [(round(place * step, 1), round(100 - scale * (value - low), 1)) for place, value in enumerate(values)]
        return "".join(soft_lines(points))

    return Sparkline(path(now), path(before))


def _bar(number: int, point: ChartPoint, top: int) -> Bar:
    height = _height(max(point.value, 0), top)
    return Bar(
        x=number * WIDE + GAP / 2,
        y=round(HIGH - height, 2),
        width=WIDE - GAP,
        height=height,
        mark=None if point.before is None else round(HIGH - _height(max(point.before, 0), top), 2),
        words=point.words,
        name=point.name,
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
