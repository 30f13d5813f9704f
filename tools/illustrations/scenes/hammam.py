"""Hammams: nested arches, a dome of light, an arcade by a pool, a tiled wall, lanterns."""

import math

from tools.illustrations.canvas import SHADE, SIDE, Art, softer
from tools.illustrations.colors import DEEP, EMBER, GLOW, GROUND, INK, MIST, POP, SOFT, Role, pale, shine
from tools.illustrations.geometry import (
    Point,
    arc,
    curve,
    disc,
    ellipse,
    joined,
    mirrored,
    points,
    polygon,
    polyline,
    rect,
    rounded,
    spread,
    symmetrical,
)
from tools.illustrations.nature import moon, shadow, steam
from tools.illustrations.objects import bottle, bowl, candle, folded_towels, level
from tools.illustrations.scenes.halls import arcade, dome, tiles
from tools.illustrations.shapes import arch, petal, star

RAMPS = ((MIST, SOFT, DEEP, INK), (INK, DEEP, SOFT, MIST), (SOFT, DEEP, INK, DEEP), (MIST, POP, EMBER, INK))


def arches(art: Art) -> None:
    """Draw nested doorways with a basin, a fountain or a still life in front of them."""
    ramp = art.pick(*RAMPS)
    wall = art.unlike({ramp[0]}, GROUND, SOFT, GLOW)
    art.ground(wall)
    x, point, step = art.u(350, 450), art.pick(0.0, 0.5, 1.0), art.u(116, 146)
    floor, wide, top = art.u(478, 505), art.u(620, 700), art.u(20, 50)
    for i, role in enumerate(ramp):
        frame = arch(x, top + i * step * 0.42, wide - i * step, floor + 5, point=point)
        art.add(frame, role, softer(SHADE, 0.7))
    _light_in_the_door(art, x, top + 3 * step * 0.42, wide - 3 * step, ramp[3])
    tiles(art, floor, MIST if wall is GLOW else GLOW, (DEEP, POP))
    kind = art.n(0, 2)
    if kind == 0:
        _basin(art, x, floor + 54, art.u(200, 240), ramp[3])
    elif kind == 1:
        _fountain(art, x, floor + 60, ramp[3])
    else:
        _still_life(art, x, floor + 50)
    art.focus = (x, 330)


def _light_in_the_door(art: Art, x: float, top: float, wide: float, role: Role) -> None:
    """Draw rows of small stars, a moon, or a hanging lamp."""
    light, other = GLOW if role is not MIST else INK, POP if role is not EMBER else GLOW
    kind = art.n(0, 2)
    if kind == 0:
        for row in range(3):
            for at in spread(3 + row, wide * 0.17, x):
                art.flat(star((at, top + 70 + row * 44), 8 if row % 2 else 6, 11, 5), other if row % 2 else light)
    elif kind == 1:
        moon(art, x + wide * 0.14, top + 84, wide * 0.12, light)
    else:
        lantern(art, (x, top + 130), 62, light)


def _basin(art: Art, x: float, y: float, wide: float, behind: Role) -> None:
    rim, role = y - wide * 0.62, GLOW if behind is not GLOW else DEEP
    shadow(art, x, y + 4, wide * 0.52, 12)
    stem = [(x - wide * 0.12, rim + 40), (x - wide * 0.1, y - 34), (x - wide * 0.24, y)]
    art.add(symmetrical(stem, x), role, SIDE)
    art.add(joined(arc((x, rim), wide / 2, 0, math.pi, 0.66)), role)
    art.add(ellipse(x, rim, wide / 2, wide * 0.08), POP, softer(SHADE, 0.7))
    for _ in range(3):
        steam(art, (x + art.u(-60, 60), rim), art.u(170, 240), art.u(28, 44))


def _fountain(art: Art, x: float, y: float, behind: Role) -> None:
    role, at = GLOW if behind is not GLOW else DEEP, (x, y)
    shadow(art, x, y + 2, 150, 12)
    art.add(polygon(points("-120,-70 120,-70 96,0 -96,0", at)), role, SIDE)
    art.add(rect(x - 13, y - 160, 26, 100), role, SIDE)
    art.add(ellipse(x, y - 70, 120, 17), POP)
    art.add(joined(arc((x, y - 160), 74, 0, math.pi, 0.4)), role)
    art.add(ellipse(x, y - 160, 74, 11), POP)
    art.flat(disc(x, y - 180, 13), role)
    for jet in ("0,-188 14,-214 28,-188 32,-162", "0,-188 25,-214 50,-188 58,-162", "74,-156 86,-120 88,-74"):
        for side in (-1, 1):
            art.line(curve([(x + side * dx, y + dy) for dx, dy in points(jet)]), GLOW, 3.6, 0.8)


def _still_life(art: Art, x: float, y: float) -> None:
    folded_towels(art, x - 90, y, 170, art.mix([GLOW, POP, DEEP]))
    rim = bowl(art, x + 80, y, 150, POP, INK)
    steam(art, (x + 80, rim), 170, 34)
    bottle(art, x + 190, y, 46, 120, DEEP, GLOW)


def fall(art: Art) -> None:
    """Draw a wall of stars, a niche, and water falling into a trough."""
    base, figure = art.pick((GROUND, MIST), (SOFT, DEEP), (DEEP, INK), (MIST, GLOW), (INK, DEEP), (GLOW, MIST))
    art.ground(base)
    _starry(art, figure)
    x, point = art.u(360, 440), art.pick(0.0, 0.7, 1.0)
    inner = GLOW if base not in {GLOW, GROUND} else DEEP
    art.flat(arch(x, 74, 420, 610, point=point), INK if base is not INK else SOFT)
    art.add(arch(x, 100, 370, 610, point=point), inner)
    _trough(art, x, inner)
    bowl(art, x + art.pick(-1, 1) * 205, 560, 120, POP, EMBER)
    candle(art, x - 250 + art.u(0, 20), 556, 36, art.u(50, 90))
    for _ in range(2):
        steam(art, (x + art.u(-80, 80), 420), art.u(170, 240), 36)
    art.focus = (x, 340)


def _starry(art: Art, figure: Role) -> None:
    """Draw a pattern of touching stars, a few of them in the accent color."""
    size, (tips, depth) = art.u(66, 96), art.pick((4, 0.24), (8, 0.3))
    for row in range(int(600 / size) + 1):
        for i in range(int(800 / size) + 2):
            x, y = i * size, row * size
            art.flat(star((x, y), tips, size * 0.46, size * depth), POP if (i * 3 + row * 5) % 11 == 0 else figure)
            art.flat(disc(x + size / 2, y + size / 2, size * 0.08), figure)


def _trough(art: Art, x: float, inner: Role) -> None:
    metal, water, trough = art.unlike({inner}, POP, EMBER), shine(inner), SOFT if inner is GLOW else GLOW
    art.flat(rect(x - 46, 250, 92, 176), water, 0.5)
    for dx in (-32, -12, 10, 30):
        art.line(polyline([(x + dx, 262), (x + dx, 400 + abs(dx))]), pale(inner), 4)
    art.add(rounded(x - 66, 226, 132, 30, 12), metal)
    art.add(rounded(x - 46, 206, 92, 26, 10), metal)
    art.add(rounded(x - 150, 424, 300, 110, 26), trough)
    art.add(ellipse(x, 428, 138, 20), INK, softer(SHADE, 0.6))
    art.line(ellipse(x, 430, 66, 8), GLOW, 3, 0.8)
    level(art, INK, 530)


def lanterns(art: Art) -> None:
    """Draw pierced lamps hanging at different heights in front of an arch."""
    wall = art.pick(GROUND, INK) if art.is_night else art.pick(INK, DEEP, SOFT, MIST)
    art.ground(wall)
    x, point = art.u(370, 430), art.pick(0.0, 0.6, 1.0)
    frames = ((SOFT, MIST), (POP, GLOW), (MIST, GLOW), (DEEP, SOFT))
    outer, inner = art.pick(*(pair for pair in frames if wall not in pair))
    art.add(arch(x, 46, 520, 610, point=point), outer)
    art.add(arch(x, 96, 420, 610, point=point), inner)
    level(art, INK if wall is not INK else DEEP, 520)
    count = art.n(3, 5)
    metals = art.mix([role for role in (POP, INK, DEEP, EMBER) if role is not inner])
    for i, at in enumerate(spread(count, 420 / count, x)):
        lantern(art, (at, art.u(190, 330)), art.u(66, 96), metals[i % len(metals)])
    folded_towels(art, x - 90, 540, 160, art.mix([POP, GLOW, SOFT])[: art.n(2, 3)])
    bowl(art, x + 90, 542, 120, POP, INK)
    art.focus = (x, 320)


def lantern(art: Art, at: Point, size: float, role: Role) -> None:
    """Draw a lamp of one of three shapes, with light shining through its holes."""
    x, y = at
    art.line(polyline([(x, -5), (x, y - size)]), role, 3.5)
    light = shine(role) if role is not GLOW else POP
    pear = points("0,-1 -0.24,-0.5 -0.6,0.1 -0.36,0.62 0,0.72", at, size)
    cut = points("-0.2,-0.8 -0.56,-0.1 -0.3,0.7", at, size)
    body = art.pick(symmetrical(pear, x), polygon([*cut, *mirrored(cut, x)]), disc(x, y, size * 0.62))
    art.flat(disc(x, y, size * 1.1), light, 0.16)
    art.add(body, role, SIDE)
    for row, count in enumerate((3, 5, 3)):
        for across in spread(count, size * 0.19, x):
            hole = (across, y + size * (0.28 * row - 0.26))
            art.flat(star(hole, 4, size * 0.085, size * 0.04) if row == 1 else disc(*hole, size * 0.04), light)
    art.add(petal((x, y + size * 0.6), math.pi / 2, size * 0.36, size * 0.16, 0.4), role, None)


SUBJECTS = (arches, dome, arcade, fall, lanterns)
