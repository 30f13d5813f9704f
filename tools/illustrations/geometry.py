"""Outlines of straight and cubic segments, and the basic shapes that everything else is built from.

Units are drawing units (800 by 600). The y axis points down, and angles are in radians from the x axis toward the
y axis.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

Point: TypeAlias = tuple[float, float]
Piece: TypeAlias = tuple[Literal["M", "L", "C", "Z"], tuple[Point, ...]]

# With control points at this fraction of the radius, four cubics approximate a circle.
KAPPA = 0.5522847498


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def center(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class Path:
    """One or more outlines, filled by the even-odd rule."""

    pieces: tuple[Piece, ...]

    def __add__(self, other: "Path") -> "Path":
        return Path(self.pieces + other.pieces)

    def map(self, move: Callable[[Point], Point]) -> "Path":
        return Path(tuple((kind, tuple(map(move, points))) for kind, points in self.pieces))

    def moved(self, dx: float, dy: float) -> "Path":
        return self.map(lambda p: (p[0] + dx, p[1] + dy))

    def turned(self, angle: float, about: Point = (0, 0)) -> "Path":
        return self.map(lambda p: turned(p, angle, about))

    def scaled(self, sx: float, sy: float | None = None, about: Point = (0, 0)) -> "Path":
        sy = sx if sy is None else sy
        return self.map(lambda p: (about[0] + (p[0] - about[0]) * sx, about[1] + (p[1] - about[1]) * sy))

    @cached_property
    def d(self) -> str:
        """The SVG path data, rounded to a tenth of a unit."""
        return "".join(kind + " ".join(f"{x:.1f},{y:.1f}" for x, y in points) for kind, points in self.pieces)

    @cached_property
    def outlines(self) -> list[list[Point]]:
        """Every outline as a polygon, accurate enough for scanning."""
        found: list[list[Point]] = []
        for kind, points in self.pieces:
            if kind == "M":
                found.append([points[0]])
            elif kind == "L":
                found[-1].extend(points)
            elif kind == "C":
                found[-1].extend(_flattened(found[-1][-1], *points))
        return found

    @cached_property
    def box(self) -> Box:
        xs, ys = zip(*(point for outline in self.outlines for point in outline), strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))


def turned(point: Point, angle: float, about: Point = (0, 0)) -> Point:
    x, y = point[0] - about[0], point[1] - about[1]
    c, s = math.cos(angle), math.sin(angle)
    return about[0] + x * c - y * s, about[1] + x * s + y * c


def polar(center: Point, angle: float, radius: float, squash: float = 1.0) -> Point:
    """Return the point at `angle` on a circle; `squash` flattens the circle, as if it lay on the ground."""
    return center[0] + radius * math.cos(angle), center[1] + radius * squash * math.sin(angle)


def _flattened(a: Point, b: Point, c: Point, d: Point) -> Iterable[Point]:
    for step in range(1, 9):
        t = step / 8
        u = 1 - t
        w0, w1, w2, w3 = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        yield w0 * a[0] + w1 * b[0] + w2 * c[0] + w3 * d[0], w0 * a[1] + w1 * b[1] + w2 * c[1] + w3 * d[1]


def polygon(points: Sequence[Point]) -> Path:
    return Path((("M", (points[0],)), ("L", tuple(points[1:])), ("Z", ())))


def polyline(points: Sequence[Point]) -> Path:
    return Path((("M", (points[0],)), ("L", tuple(points[1:]))))


def rect(x: float, y: float, width: float, height: float) -> Path:
    return polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Path:
    r = min(radius, width / 2, height / 2)
    k = r * (1 - KAPPA)
    x1, y1 = x + width, y + height
    return Path(
        (
            ("M", ((x + r, y),)),
            ("L", ((x1 - r, y),)),
            ("C", ((x1 - k, y), (x1, y + k), (x1, y + r))),
            ("L", ((x1, y1 - r),)),
            ("C", ((x1, y1 - k), (x1 - k, y1), (x1 - r, y1))),
            ("L", ((x + r, y1),)),
            ("C", ((x + k, y1), (x, y1 - k), (x, y1 - r))),
            ("L", ((x, y + r),)),
            ("C", ((x, y + k), (x + k, y), (x + r, y))),
            ("Z", ()),
        )
    )


def ellipse(x: float, y: float, a: float, b: float) -> Path:
    p, q = a * KAPPA, b * KAPPA
    return Path(
        (
            ("M", ((x - a, y),)),
            ("C", ((x - a, y - q), (x - p, y - b), (x, y - b))),
            ("C", ((x + p, y - b), (x + a, y - q), (x + a, y))),
            ("C", ((x + a, y + q), (x + p, y + b), (x, y + b))),
            ("C", ((x - p, y + b), (x - a, y + q), (x - a, y))),
            ("Z", ()),
        )
    )


def disc(x: float, y: float, radius: float) -> Path:
    return ellipse(x, y, radius, radius)


def curve(points: Sequence[Point], *, closed: bool = False) -> Path:
    """Return a smooth curve through all points (Catmull-Rom)."""
    n = len(points)

    def at(i: int) -> Point:
        return points[i % n] if closed else points[max(0, min(n - 1, i))]

    pieces: list[Piece] = [("M", (points[0],))]
    for i in range(n if closed else n - 1):
        before, here, there, after = at(i - 1), at(i), at(i + 1), at(i + 2)
        out = (here[0] + (there[0] - before[0]) / 6, here[1] + (there[1] - before[1]) / 6)
        into = (there[0] - (after[0] - here[0]) / 6, there[1] - (after[1] - here[1]) / 6)
        pieces.append(("C", (out, into, there)))
    return Path((*pieces, ("Z", ())) if closed else tuple(pieces))


def joined(first: Path, *others: Path) -> Path:
    """Join open lines end to end into one closed outline."""
    pieces = list(first.pieces)
    for other in others:
        pieces.append(("L", other.pieces[0][1]))
        pieces.extend(other.pieces[1:])
    return Path((*pieces, ("Z", ())))


def arc(center: Point, radius: float, start: float, end: float, squash: float = 1.0) -> Path:
    """Return an open circular arc from one angle to another; `squash` flattens it."""
    count = max(1, math.ceil(abs(end - start) / 1.6))
    step = (end - start) / count
    k = 4 / 3 * math.tan(step / 4) * radius
    pieces: list[Piece] = [("M", (polar(center, start, radius, squash),))]
    for i in range(count):
        a, b = start + i * step, start + (i + 1) * step
        (ax, ay), (bx, by) = polar(center, a, radius, squash), polar(center, b, radius, squash)
        out = (ax - k * math.sin(a), ay + k * math.cos(a) * squash)
        into = (bx + k * math.sin(b), by - k * math.cos(b) * squash)
        pieces.append(("C", (out, into, (bx, by))))
    return Path(tuple(pieces))


def points(text: str, at: Point = (0, 0), scale: float = 1) -> list[Point]:
    """Parse a hand-drawn outline written as "x,y x,y" into points, scaled and placed relative to `at`."""
    pairs = (pair.split(",") for pair in text.split())
    return [(at[0] + scale * float(x), at[1] + scale * float(y)) for x, y in pairs]


def mirrored(line: Sequence[Point], x: float) -> list[Point]:
    """Mirror a line at the vertical line `x`, in reverse order."""
    return [(2 * x - px, py) for px, py in reversed(line)]


def symmetrical(line: Sequence[Point], x: float) -> Path:
    """Return a closed shape made of a smooth side and its mirror image."""
    return joined(curve(line), curve(mirrored(line, x)))


def spread(count: int, step: float, middle: float = 400) -> list[float]:
    """Return the x positions of `count` evenly spaced objects in a row."""
    return [middle + (i - (count - 1) / 2) * step for i in range(count)]
