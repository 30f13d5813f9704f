"""Dotted shading: one fixed screen of dots for every drawing, of which each tone shows some.

A screen is a jittered grid whose points each have a level, spread evenly as in a dither mask. Where a shape is darker
than a point's level, that point is drawn, and drawn larger the greater the difference. Drawing uses no randomness, so
the dots of neighboring shapes line up as if on one sheet of paper.
"""

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from tools.illustrations.geometry import Box, Path, Point

STEP = 2.8
LEVELS = 128
# Half diagonals of the dots from the lightest to the darkest tone, in drawing units.
SMALL, MIDDLE, LARGE = (f"l{r:.2f} {r:.2f}-{r:.2f} {r:.2f}-{r:.2f}-{r:.2f}z" for r in (0.8, 1.1, 1.45))
# How far a dot extends above and below the center line of its row.
REACH = 1.3

Edge: TypeAlias = tuple[float, float, float, float]


class Dot(NamedTuple):
    x: float
    y: float
    level: int
    move: str


@dataclass(frozen=True)
class Tone:
    """How dark a shape gets and where: from nothing at `start` of its extent to `strength` on the far side.

    A ball has crescent shading; everything else is shaded in a straight line along `toward`.
    """

    toward: Point = (0.8, 0.6)
    strength: float = 1.0
    start: float = 0.3
    power: float = 2.0
    ball: bool = False


@lru_cache(maxsize=4)
def screen(columns: int, rows: int) -> list[list[Dot]]:
    """Return the dots of each row, from left to right."""
    rng = random.Random(20260514)
    made = []
    for row in range(rows):
        dots = []
        for column in range(columns):
            x = (column + 0.5 + rng.uniform(-0.42, 0.42)) * STEP
            y = (row + 0.5 + rng.uniform(-0.42, 0.42)) * STEP
            # Irrational strides never line up, so the levels in any neighborhood cover the whole range.
            level = (column * 0.7548776662 + row * 0.5698402910 + rng.uniform(-0.06, 0.06)) % 1.0
            dots.append(Dot(x, y, int(level * LEVELS), f"M{x:.1f} {y - 1:.1f}"))
        made.append(dots)
    return made


def stipple(path: Path, tone: Tone, width: float, height: float) -> str:
    """Return the dots of a shaded shape as the data of one SVG path, or "" if none are visible."""
    rows = screen(math.ceil(width / STEP), math.ceil(height / STEP))
    box, edges = path.box, _edges(path)
    shaded = _ball if tone.ball else _slope
    marks: list[str] = []
    for row in range(max(0, int(box.top / STEP)), min(len(rows), int(box.bottom / STEP) + 1)):
        for left, right in _room(edges, (row + 0.5) * STEP):
            dots = rows[row][max(0, int(left / STEP)) : max(0, int(right / STEP))]
            for move, darker in shaded(dots, box, tone):
                marks += (move, SMALL if darker < 0.06 else MIDDLE if darker < 0.2 else LARGE)
    return "".join(marks)


def _slope(dots: Sequence[Dot], box: Box, tone: Tone) -> Iterable[tuple[str, float]]:
    """Return the dots visible in straight shading, each with how far the tone exceeds what the dot needs."""
    (cx, cy), (dx, dy) = box.center, tone.toward
    scale = 1 / ((abs(dx) * box.width + abs(dy) * box.height or 1) * (1 - tone.start))
    a, b, c = dx * scale, dy * scale, (0.5 - tone.start) / (1 - tone.start)
    c -= a * cx + b * cy
    needed = _needed(tone.strength, tone.power)
    return [(m, d) for x, y, level, m in dots if (d := a * x + b * y + c - needed[level]) > 0]


def _ball(dots: Sequence[Dot], box: Box, tone: Tone) -> Iterable[tuple[str, float]]:
    """Return the same for crescent shading, where darkness grows with the distance from a point near the light."""
    length = math.hypot(*tone.toward)
    a, b = box.width / 2 or 1, box.height / 2 or 1
    lx, ly = box.center[0] - 0.5 * a * tone.toward[0] / length, box.center[1] - 0.5 * b * tone.toward[1] / length
    p, q, c = 1 / (1.5 * a * (1 - tone.start)), 1 / (1.5 * b * (1 - tone.start)), tone.start / (1 - tone.start)
    needed, far = _needed(tone.strength, tone.power), math.hypot
    return [(m, d) for x, y, level, m in dots if (d := far((x - lx) * p, (y - ly) * q) - c - needed[level]) > 0]


@lru_cache(maxsize=64)
def _needed(strength: float, power: float) -> Sequence[float]:
    """Return, for each level, how far from light to dark a shape must be for its dots to show."""
    return [((level + 0.5) / LEVELS / strength) ** (1 / power) for level in range(LEVELS)]


def _edges(path: Path) -> list[Edge]:
    """Return each edge as (top, bottom, x at the top, change of x with y), except level edges, which no row crosses."""
    found = []
    for outline in path.outlines:
        for (x0, y0), (x1, y1) in zip(outline, outline[1:] + outline[:1], strict=True):
            if y0 != y1:
                slope = (x1 - x0) / (y1 - y0)
                found.append((y0, y1, x0, slope) if y0 < y1 else (y1, y0, x1, slope))
    return found


def _room(edges: list[Edge], y: float) -> Iterator[tuple[float, float]]:
    """Yield the ranges of x in which a row of dots at this height fits inside the shape with its full thickness."""
    above, below = _crossings(edges, y - REACH), _crossings(edges, y + REACH)
    if len(above) == len(below):
        for i in range(0, len(above) - 1, 2):
            yield max(above[i], below[i]) + 0.5, min(above[i + 1], below[i + 1]) - 0.5


def _crossings(edges: list[Edge], y: float) -> list[float]:
    """Return the x positions where a level line crosses the edges."""
    return sorted([x + (y - top) * slope for top, bottom, x, slope in edges if top <= y < bottom])
