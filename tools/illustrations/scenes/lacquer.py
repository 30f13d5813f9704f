"""Painted nails and nail polish bottles."""

import math

from tools.illustrations.canvas import SIDE, Art
from tools.illustrations.colors import DEEP, EMBER, GLOW, INK, MIST, POP, SOFT, Role, shine
from tools.illustrations.geometry import (
    Box,
    Path,
    arc,
    curve,
    disc,
    ellipse,
    joined,
    mirrored,
    points,
    polygon,
    polyline,
    rounded,
)
from tools.illustrations.nature import shadow

LACQUERS = (INK, DEEP, POP, GLOW, SOFT, EMBER, MIST)


def lacquers(art: Art, away: set[Role], count: int) -> list[Role]:
    """Return `count` colors that contrast with the background colors in `away`. Colors repeat if there are too few."""
    choice = art.mix([role for role in LACQUERS if role not in away])
    return [choice[i % len(choice)] for i in range(count)]


SIDES = (
    "-1,2.2 -0.62,0.72 0,0",
    "-1,1 -0.92,0.62 -0.71,0.29 -0.38,0.08 0,0",
    "-1,0.5 -0.95,0.2 -0.7,0",
    "-1,2.6 -0.8,1.4 -0.12,0",
    "-1,2.6 -0.8,1.4 -0.5,0",
)


def nail(x: float, foot: float, width: float, height: float, shape: int) -> Path:
    """Return a nail standing on its cut end: almond (0), round, square, pointed, or tapered and flat (4)."""
    side = points(SIDES[shape], (x, foot - height), width / 2)
    other = mirrored(side, x)
    up, down = polyline([(x - width / 2, foot), side[0]]), polyline([other[-1], (x + width / 2, foot)])
    return joined(up, curve(side), curve(other), down)


def painted(art: Art, form: Path, role: Role, other: Role, design: int) -> None:
    """Draw a nail with polish, one of five designs or none (0), and a highlight."""
    art.add(form, role, SIDE)
    box = form.box
    if design:
        with art.inside(form):
            (_tip, _moon, _dots, _slant, _swirls)[design - 1](art, box, other)
    gleam = points("-0.26,1.15 -0.25,0.82 -0.12,0.52", (box.center[0], box.top), box.width)
    art.line(curve(gleam), shine(role), box.width * 0.09, 0.85)


def _tip(art: Art, box: Box, role: Role) -> None:
    x, w = box.center[0], box.width
    smile = arc((x, box.top + w * 1.25), w * 0.78, math.pi, 2 * math.pi, 0.7)
    art.add(joined(smile, polyline([(x + w, box.top - 9), (x - w, box.top - 9)])), role, SIDE)


def _moon(art: Art, box: Box, role: Role) -> None:
    art.add(disc(box.center[0], box.bottom + box.width * 0.1, box.width * 0.55), role)


def _dots(art: Art, box: Box, role: Role) -> None:
    x, w = box.center[0], box.width
    for i in range(14):
        row, column = divmod(i, 3)
        art.flat(disc(x + (column - 1 + row % 2 / 2) * w * 0.32, box.top + w * (0.6 + 0.42 * row), w * 0.075), role)


def _slant(art: Art, box: Box, role: Role) -> None:
    low, high = box.top + box.height * 0.72, box.top + box.height * 0.38
    corners = [(box.left, low), (box.right, high), (box.right, box.bottom), (box.left, box.bottom)]
    art.add(polygon(corners), role, SIDE)


def _swirls(art: Art, box: Box, role: Role) -> None:
    for part in (0.3, 0.5, 0.7):
        wave = points("-1,0.1 -0.2,-0.08 0.3,0.12 1,-0.06", (box.center[0], box.top + box.height * part), box.width)
        art.line(curve(wave), role, box.width * 0.1)


def lacquer_bottle(
    art: Art, x: float, y: float, width: float, height: float, colors: tuple[Role, Role], corner: float
) -> None:
    """Draw a bottle that stands on `y`; `colors` are those of its polish and of its cap."""
    (role, cap), glass = colors, height * 0.44
    shadow(art, x, y + 3, width * 0.58, 9)
    art.add(rounded(x - width * 0.17, y - glass - height * 0.06, width * 0.34, height * 0.1, 4), role, SIDE)
    art.add(rounded(x - width / 2, y - glass, width, glass, width * corner), role, SIDE)
    left = [(x - width * 0.22, y - glass - height * 0.05), (x - width * 0.15, y - height)]
    art.add(polygon([*left, *mirrored(left, x)]), cap, SIDE)
    art.add(ellipse(x, y - height, width * 0.15, width * 0.04), cap, None)
    gleam = [(x - width * across, y - glass * up) for across, up in ((0.3, 0.26), (0.33, 0.52), (0.26, 0.74))]
    art.line(curve(gleam), shine(role), width * 0.06, 0.85)
