"""The shapes that scenes are made of: bands, limbs, leaves, pebbles, land, doorways, stars."""

import math
from collections.abc import Sequence

from tools.illustrations.geometry import KAPPA, Path, Piece, Point, arc, curve, joined, polar, polygon, polyline


def ribbon(spine: Sequence[Point], widths: Sequence[float]) -> Path:
    """Return a band along `spine` with the given width at each of its points, for steam, hair and stems."""
    left, right = [], []
    for i, (x, y) in enumerate(spine):
        (ax, ay), (bx, by) = spine[max(0, i - 1)], spine[min(len(spine) - 1, i + 1)]
        length = math.hypot(bx - ax, by - ay) or 1
        nx, ny = -(by - ay) / length * widths[i] / 2, (bx - ax) / length * widths[i] / 2
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return joined(curve(left), curve(right[::-1]))


def limb(start: Point, end: Point, r0: float, r1: float) -> Path:
    """Return a straight bar with rounded ends of different radii."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    length = max(1e-6, math.hypot(end[0] - start[0], end[1] - start[1]))
    touch = math.acos(max(-1.0, min(1.0, (r0 - r1) / length)))
    return joined(
        arc(end, r1, angle - touch, angle + touch), arc(start, r0, angle + touch, angle + 2 * math.pi - touch)
    )


def leaf(base: Point, angle: float, length: float, width: float, belly: float = 0.5) -> Path:
    """Return a leaf that is pointed at both ends. `belly` is where it is widest; `width` is from edge to edge."""
    near, far = belly * 0.7, belly + (1 - belly) * 0.45
    flat = Path(
        (
            ("M", ((0, 0),)),
            ("C", ((length * near * 0.6, -width * 0.62), (length * far, -width * 0.62), (length, 0))),
            ("C", ((length * far, width * 0.62), (length * near * 0.6, width * 0.62), (0, 0))),
            ("Z", ()),
        )
    )
    return flat.turned(angle).moved(*base)


def half_leaf(base: Point, angle: float, length: float, width: float, belly: float = 0.5) -> Path:
    """Return the shaded half of the same leaf."""
    near, far = belly * 0.7, belly + (1 - belly) * 0.45
    flat = Path(
        (
            ("M", ((0, 0),)),
            ("C", ((length * near * 0.6, width * 0.62), (length * far, width * 0.62), (length, 0))),
            ("Z", ()),
        )
    )
    return flat.turned(angle).moved(*base)


def petal(base: Point, angle: float, length: float, width: float, tip: float = 0.6) -> Path:
    """Return a petal that is narrow at the base; `tip` ranges from 0 (pointed) to 1 (broad and round)."""
    w, widest = width / 2, length * (0.5 + 0.16 * tip)
    rest = length - widest
    end = length - rest * 0.55 * (1 - tip)
    half: tuple[Point, ...] = (
        *((widest * 0.3, w * 0.3), (widest * 0.55, w), (widest, w)),
        *((widest + rest * 0.6, w), (end, w * (0.95 * tip + 0.1)), (length, 0)),
    )
    other = [(x, -y) for x, y in half]
    there: tuple[Piece, ...] = (("M", ((0, 0),)), ("C", half[:3]), ("C", half[3:]))
    back: tuple[Piece, ...] = (("C", (other[4], other[3], other[2])), ("C", (other[1], other[0], (0, 0))), ("Z", ()))
    return Path(there + back).turned(angle).moved(*base)


def stone(x: float, y: float, a: float, b: float, *, square: float = 2.4, skew: float = 0.0) -> Path:
    """Return a pebble: a superellipse that `skew` flattens on one side."""
    points = []
    for i in range(16):
        c, s = math.cos(i * math.pi / 8), math.sin(i * math.pi / 8)
        px = a * math.copysign(abs(c) ** (2 / square), c)
        py = b * math.copysign(abs(s) ** (2 / square), s) * (1 + skew * c)
        points.append((x + px, y + py))
    return curve(points, closed=True)


def land(line: Sequence[Point], bottom: float) -> Path:
    """Return everything below a smooth line, down to `bottom`."""
    return joined(curve(line), polyline([(line[-1][0], bottom), (line[0][0], bottom)]))


def arch(x: float, top: float, width: float, bottom: float, *, point: float = 0.0) -> Path:
    """Return a doorway around `x`. `point` ranges from 0 (round at the top) to 1 (pointed)."""
    w = width / 2
    spring = top + w * (1 + 0.25 * point)
    lift, pull = w * KAPPA * (1 - 0.1 * point), w * (KAPPA - 0.42 * point)
    drop = w * 0.16 * point
    return Path(
        (
            ("M", ((x - w, bottom),)),
            ("L", ((x - w, spring),)),
            ("C", ((x - w, spring - lift), (x - pull, top + drop), (x, top))),
            ("C", ((x + pull, top + drop), (x + w, spring - lift), (x + w, spring))),
            ("L", ((x + w, bottom),)),
            ("Z", ()),
        )
    )


def star(center: Point, points: int, outer: float, inner: float, angle: float = -math.pi / 2) -> Path:
    return polygon(
        [polar(center, angle + i * math.pi / points, outer if i % 2 == 0 else inner) for i in range(2 * points)]
    )
