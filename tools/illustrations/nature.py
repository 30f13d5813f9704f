"""Sky, land, water and plants: the surroundings of a subject."""

import math
from dataclasses import dataclass

from tools.illustrations.canvas import BALL, DOWN, SHADE, Art, softer
from tools.illustrations.colors import DEEP, GLOW, GROUND, INK, MIST, POP, SOFT, Role
from tools.illustrations.geometry import (
    Box,
    Point,
    arc,
    curve,
    disc,
    ellipse,
    joined,
    points,
    polar,
    polygon,
    polyline,
    rect,
    rounded,
    spread,
)
from tools.illustrations.shapes import half_leaf, land, leaf, petal, ribbon


@dataclass(frozen=True)
class Mood:
    """The colors of a landscape: the sky, the sun, and three bands of land from far to near."""

    sky: Role
    sun: Role
    far: Role
    mid: Role
    near: Role


CLEAR = Mood(GROUND, POP, MIST, SOFT, DEEP)
PALE = Mood(GROUND, GLOW, MIST, SOFT, DEEP)
HAZY = Mood(MIST, GLOW, SOFT, DEEP, INK)
WARM = Mood(MIST, POP, SOFT, DEEP, INK)
DUSK = Mood(SOFT, GLOW, DEEP, INK, DEEP)
LATE = Mood(INK, POP, GROUND, MIST, SOFT)
MOODS = (CLEAR, CLEAR, PALE, HAZY, WARM, DUSK)
NIGHTS = (CLEAR, CLEAR, PALE, LATE)


def mood(art: Art) -> Mood:
    """Choose a mood and paint its sky as the background."""
    choice: tuple[Mood, ...] = NIGHTS if art.is_night else MOODS
    chosen = art.pick(*choice)
    art.ground(chosen.sky)
    return chosen


def sun(art: Art, x: float, y: float, radius: float, role: Role, *, around: Role = GLOW) -> None:
    """Draw a disc, sometimes with rings of light around it."""
    rings = art.pick((), (), (1.45,), (1.4, 1.95))
    for size in reversed(rings):
        art.flat(disc(x, y, radius * size), around, 0.13 if art.is_night else 0.36)
    art.add(disc(x, y, radius), role, BALL)


def moon(art: Art, x: float, y: float, radius: float, role: Role) -> None:
    """Draw a crescent moon that opens to the upper right."""
    toward, apart, size = -0.7, 0.52, 0.84
    tip = math.acos((1 + apart**2 - size**2) / (2 * apart))
    cut = math.acos((math.cos(tip) - apart) / size)
    outer = arc((x, y), radius, toward + tip, toward + 2 * math.pi - tip)
    inner = arc(polar((x, y), toward, radius * apart), radius * size, toward + 2 * math.pi - cut, toward + cut)
    art.add(joined(outer, inner), role, softer(SHADE, 0.7))


def hills(art: Art, y: float, swing: float, role: Role, count: int = 4, within: Box | None = None) -> None:
    """Draw rolling hills across the drawing or a window.

    They extend at most 170 units below `y`, so whatever covers them must begin before that.
    """
    left, right = (within.left, within.right) if within else (-100.0, art.width + 100.0)
    step = (right - left) / count
    ridge = [(left + i * step, y + art.u(-swing, swing)) for i in range(count + 1)]
    art.add(land(ridge, min(y + 170, within.bottom if within else art.height + 5)), role, DOWN)


def peaks(art: Art, y: float, height: float, role: Role, count: int = 4) -> None:
    """Draw mountains whose slopes away from the light are shaded."""
    step = art.width / count
    for i in art.mix(range(count + 1)):
        top = (i * step + art.u(-0.3, 0.3) * step, y - height * art.u(0.55, 1))
        half = step * art.u(0.75, 1.05)
        foot = [(top[0] + half * 1.1, y + 20), (top[0] - half, y + 20)]
        art.flat(polygon([top, *foot]), role)
        crease = [(top[0] + half * 0.12, top[1] + height * 0.3), (top[0] - half * 0.1, top[1] + height * 0.55)]
        art.add(polygon([top, foot[0], (top[0] + half * 0.2, y + 20), *crease[::-1]]), role, SHADE)


def dunes(art: Art, y: float, height: float, role: Role, slip: Role) -> None:
    """Draw two dunes with shaded far sides, each divided by an edge that winds toward the viewer."""
    for i, part in enumerate(art.mix((0.2, 0.5, 0.8))[:2]):
        x, foot = part * art.width + art.u(-60, 60), y + i * height * 0.4
        tall = height * art.u(0.55, 0.95)
        rise = curve([(x + dx, foot - up * tall) for dx, up in points("-700,-0.4 -380,0 -130,0.7 0,1")])
        fall = curve([(x + dx, foot - up * tall) for dx, up in points("0,1 90,0.78 320,0.1 700,-0.4")])
        edge = curve([(x + dx, foot - up * tall) for dx, up in points("-90,-1.6 -70,-0.2 36,0.4 -14,0.72 0,1")])
        below = polyline([(x + 700, foot + 160), (x - 700, foot + 160)])
        art.add(joined(rise, fall, below), role, softer(DOWN, 0.6))
        art.add(joined(fall, polyline([(x + 700, foot + 160), (x, foot + 160)]), edge), slip, softer(DOWN, 0.8))


def conifers(art: Art, y: float, role: Role, *, left: float, right: float, height: float) -> None:
    """Draw a row of firs at the height `y`."""
    x = left
    while x < right:
        tall = height * art.u(0.55, 1)
        fir(art, (x, y + 6), tall, role)
        x += tall * art.u(0.18, 0.4)


def fir(art: Art, foot: Point, height: float, role: Role) -> None:
    x, y = foot
    half = height * 0.2
    right = [(0.0, 1.0), (0.55, 0.62), (0.3, 0.64), (0.8, 0.32), (0.48, 0.34), (1.0, 0.0)]
    left = [(-side, up) for side, up in reversed(right)]
    art.add(polygon([(x + side * half, y - up * height) for side, up in right + left]), role, SHADE)


def clouds(art: Art, y: float, role: Role = GLOW, count: int = 2) -> None:
    """Draw clouds as groups of two or three flat bars with rounded ends."""
    for _ in range(count):
        x, top, width = art.u(40, art.width - 220), y + art.u(-50, 50), art.u(120, 210)
        for i in range(art.n(2, 3)):
            art.flat(rounded(x + art.u(-50, 50), top + i * 15, width * art.u(0.6, 1), 13, 7), role, 0.75)


def birds(art: Art, x: float, y: float, role: Role = INK) -> None:
    for _ in range(art.n(2, 5)):
        at = (x + art.u(-70, 70), y + art.u(-35, 35))
        art.line(curve(points("-1,-0.35 -0.4,-0.45 0,0 0.4,-0.45 1,-0.35", at, art.u(8, 15))), role, 2.4)


def stars(art: Art, count: int, bottom: float, role: Role = GLOW) -> None:
    for _ in range(count):
        art.flat(disc(art.u(0, art.width), art.u(10, bottom), art.u(1.2, 3)), role, 0.85)


def glitter(art: Art, x: float, top: float, bottom: float, half: float, role: Role) -> None:
    """Draw the sun's reflection on water: bars that get shorter toward the viewer."""
    rows = int((bottom - top) / 15)
    for i in range(rows):
        wide = half * (1 - 0.75 * i / rows) * art.u(0.7, 1.1)
        art.flat(rounded(x - wide + art.u(-12, 12), top + i * 15, 2 * wide, 6.5, 3.2), role)


def streaks(art: Art, top: float, bottom: float, role: Role = GLOW, count: int = 12) -> None:
    for _ in range(count):
        art.flat(rounded(art.u(-30, art.width), art.u(top, bottom), art.u(30, 100), 3.6, 1.8), role, 0.75)


def steam(art: Art, foot: Point, height: float, width: float = 34, role: Role = GLOW) -> None:
    """Draw one wisp of steam that widens, winds and tapers to a point."""
    x, y = foot
    swing, turn = art.u(0.5, 0.9) * width * art.pick(-1, 1), art.u(-0.3, 0.3) * width
    sways = [0, 1, -0.2, -1, 0.1, 0.8, 0.3]
    spine = [(x + swing * sway + turn * i / 3, y - height * i / 6) for i, sway in enumerate(sways)]
    thickness = [width * part for part in (0.02, 0.3, 0.55, 0.62, 0.5, 0.24, 0.01)]
    art.flat(ribbon(spine, thickness), role, 0.34 if art.is_night else 0.55)


def shadow(art: Art, x: float, y: float, half: float, thick: float = 10) -> None:
    """Draw the shadow of an object on its surface."""
    art.flat(ellipse(x + half * 0.12, y, half, thick), INK, 0.24)


def spine(base: Point, angle: float, length: float, bend: float, count: int = 12) -> list[tuple[Point, float]]:
    """Return points and directions along an evenly bent stem."""
    found, (x, y) = [], base
    for _ in range(count + 1):
        found.append(((x, y), angle))
        x, y = x + math.cos(angle) * length / count, y + math.sin(angle) * length / count
        angle += bend / count
    return found


@dataclass(frozen=True)
class Species:
    """How leaves grow on a stem: the number of pairs, their size as fractions of the stem, and their angle to it."""

    pairs: int
    length: float
    width: float
    angle: float
    round: bool = False
    taper: float = 0.5


LAUREL = Species(7, 0.4, 0.34, 0.6)
OLIVE = Species(8, 0.32, 0.24, 0.7)
FERN = Species(14, 0.34, 0.24, 1.1, taper=0.85)
COINS = Species(8, 0.2, 0.92, 1.05, round=True)
PALM = Species(12, 0.5, 0.11, 0.7, taper=0.35)
WILLOW = Species(9, 0.4, 0.15, 0.4)
PLANTS = (LAUREL, OLIVE, FERN, COINS, WILLOW)


def sprig(
    art: Art,
    base: Point,
    angle: float,
    length: float,
    *,
    species: Species = LAUREL,
    bend: float = 0.5,
    role: Role = DEEP,
    dark: Role | None = None,
) -> None:
    """Draw a stem with two-tone leaves."""
    dark = dark or (INK if role is DEEP else DEEP)
    stem = spine(base, angle, length, bend, species.pairs)
    art.line(curve([point for point, _ in stem]), dark, max(2.0, length * 0.012))
    for i, (point, direction) in enumerate(stem):
        size = length * species.length * (1 - species.taper * i / len(stem)) * art.u(0.9, 1.1)
        for side in (-1, 1) if i < len(stem) - 1 else (0,):
            _leaf(art, point, direction + side * species.angle, size, species, role, dark)


def _leaf(art: Art, at: Point, angle: float, size: float, species: Species, role: Role, dark: Role) -> None:
    if species.round:
        art.add(petal(at, angle, size, size * species.width, 1), role, SHADE, dark)
        return
    art.flat(leaf(at, angle, size, size * species.width), role)
    art.flat(half_leaf(at, angle, size, size * species.width), dark)


def grass(
    art: Art,
    x: float,
    y: float,
    height: float,
    *,
    opening: float = 1.2,
    count: int = 11,
    roles: tuple[Role, Role] = (INK, DEEP),
) -> None:
    """Draw a tuft of grass."""
    for i, lean in enumerate(spread(count, opening / (count - 1), 0)):
        length = height * art.u(0.55, 1)
        art.flat(leaf((x + lean * 60, y), lean - math.pi / 2, length, length * 0.085, 0.4), roles[i % 3 == 2])


def water(art: Art, y: float, role: Role) -> None:
    """Draw water from `y` down to the lower edge."""
    art.add(rect(-5, y, art.width + 10, art.height - y + 5), role, softer(DOWN, 0.8))


def bough(art: Art) -> None:
    """Draw a branch that reaches in from an upper corner."""
    tilt, y, long = art.u(-0.05, 0.4), art.u(0, 110), art.u(240, 330)
    base, angle = art.pick(((art.width + 15.0, y), math.pi - tilt), ((-15.0, y), tilt))
    sprig(art, base, angle, long, species=art.pick(*PLANTS), bend=art.u(-0.5, 0.5))
