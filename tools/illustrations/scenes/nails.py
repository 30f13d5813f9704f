"""Nails: polished nails, bottles, a hand, a fan of colors, brush strokes."""

import math

from tools.illustrations.canvas import BALL, DOWN, SHADE, SIDE, Art, softer
from tools.illustrations.colors import DEEP, GLOW, GROUND, INK, MIST, POP, SOFT, Role, foliage, shine
from tools.illustrations.geometry import (
    Path,
    Point,
    curve,
    disc,
    ellipse,
    joined,
    mirrored,
    points,
    polar,
    polygon,
    polyline,
    spread,
)
from tools.illustrations.nature import PLANTS, bough, shadow, sprig, sun
from tools.illustrations.objects import ROOMS, level
from tools.illustrations.scenes.lacquer import lacquer_bottle, lacquers, nail, painted
from tools.illustrations.shapes import limb, petal, ribbon


def _wall_and_disc(art: Art, y: float) -> set[Role]:
    """Draw a room with a sun on its wall. Returns the background colors."""
    wall, table = art.pick(*ROOMS, (INK, DEEP))
    behind = art.unlike({wall}, MIST, SOFT, GLOW, POP)
    art.ground(wall)
    sun(art, art.u(260, 540), y - art.u(170, 260), art.u(150, 210), behind)
    level(art, table, y)
    return {wall, behind}


def forms(art: Art) -> None:
    """Draw a row of large nails on a ledge."""
    y = art.u(510, 535)
    away, count, shape = _wall_and_disc(art, y), art.n(3, 6), art.n(0, 4)
    width = min(126, 540 / count * 0.8)
    roles = lacquers(art, away, count + 1)
    design, crest, phase = art.pick(0, 0, art.n(1, 5)), art.u(30, 80), art.u(-0.6, 0.6)
    for i, x in enumerate(spread(count, width * 1.28)):
        height = 280 + crest * math.cos((x - 400) / width * 0.62 + phase) + art.u(-16, 16)
        shadow(art, x + 6, y + 4, width * 0.58, 9)
        plain = i % 2 == 1 and design != 1
        painted(art, nail(x, y + 4, width, height, shape), roles[i], roles[i + 1], 0 if plain else design)
    if art.chance(0.5):
        bough(art)
    art.focus = (400, y - 160)


def bottles(art: Art) -> None:
    """Draw polish bottles with tall caps."""
    y = art.u(490, 525)
    away, count = _wall_and_disc(art, y), art.n(3, 5)
    roles, corner = lacquers(art, away, count), art.pick(0.14, 0.44, 0.44)
    cap, width = art.unlike(away, INK, GLOW, POP, DEEP), min(150, 560 / count * 0.84)
    for role, x in zip(roles, spread(count, width * 1.18), strict=True):
        own_cap = art.unlike({role}, INK, GLOW) if cap is role else cap
        lacquer_bottle(art, x, y, width * art.u(0.88, 1), art.u(250, 330), (role, own_cap), corner)
    if art.chance(0.5):
        _spill(art, (400 + art.u(-120, 120), y + 48), roles[0])
    elif art.chance(0.6):
        bough(art)
    art.focus = (400, y - 140)


def _spill(art: Art, at: Point, role: Role) -> None:
    art.add(curve(points("-90,0 -40,-18 30,-14 110,-6 70,18 -20,14", at), closed=True), role)
    art.flat(ellipse(at[0] - 20, at[1] - 5, 26, 4), GLOW, 0.6)


def hand(art: Art) -> None:
    """Draw a hand with five fingers up and painted nails."""
    wall = art.unlike({art.skin}, GROUND, MIST, GLOW, DEEP, INK)
    art.ground(wall)
    x, behind = art.u(380, 420), art.unlike({wall, art.skin}, MIST, SOFT, GLOW, DEEP)
    art.add(disc(x + art.u(-50, 50), art.u(270, 310), art.u(215, 245)), behind, BALL)
    green, dark = foliage(wall)
    for side in (-1, 1):
        if art.chance(0.7):
            foot, angle = (x + side * 150, 620), -math.pi / 2 + side * art.u(0.2, 0.5)
            species, long = art.pick(*PLANTS), art.u(330, 430)
            sprig(art, foot, angle, long, species=species, bend=side * 0.5, role=green, dark=dark)
    roles = lacquers(art, {art.skin, behind}, 5)
    _hand(art, x, roles if art.chance(0.5) else roles[:1] * 5)
    art.focus = (x, 270)


def _hand(art: Art, x: float, roles: list[Role]) -> None:
    side = points("-76,640 -92,560 -132,490 -122,410 -60,372 30,366 112,388 126,460 104,540 84,640", (x, 0))
    art.add(joined(curve(side)), art.skin, softer(SHADE, 0.8))
    art.line(curve(points("-84,470 -30,452 30,470 60,520", (x, 0))), art.lips, 3, 0.5)
    shape, opening = art.n(0, 4), art.u(0.09, 0.17)
    for i, (dx, y, length) in enumerate(((-92, 412, 178), (-32, 380, 232), (32, 376, 246), (92, 400, 206))):
        _finger(art, (x + dx, y), -math.pi / 2 + (i - 1.5) * opening, length, roles[i], shape)
    _finger(art, (x - 104, 500), -math.pi / 2 - 0.72, 170, roles[4], shape)
    if art.chance(0.5):
        _ring(art, (x + 32, 376), -math.pi / 2 + 0.5 * opening)


def _finger(art: Art, base: Point, angle: float, length: float, role: Role, shape: int) -> None:
    art.add(limb(base, polar(base, angle, length - 30), 32, 25), art.skin, softer(SIDE, 0.7))
    root = polar(base, angle, length - 60)
    art.add(disc(*polar(root, angle, 2), 17.4), role, None)
    art.add(nail(*root, 34.8, 66, shape).turned(angle + math.pi / 2, root), role, SIDE)
    art.line(polyline([polar(root, angle - 0.5, 9), polar(root, angle - 0.2, 36)]), shine(role), 3.6, 0.8)


def _ring(art: Art, at: Point, angle: float) -> None:
    art.line(polyline([polar(at, angle + math.pi / 2, 31), polar(at, angle - math.pi / 2, 31)]), GLOW, 8)
    art.add(disc(*at, 10), POP if art.skin is not POP else DEEP, BALL)


def swatches(art: Art) -> None:
    """Draw color sticks spread like a fan."""
    cloth = art.pick(GROUND, MIST, SOFT, INK, DEEP)
    art.ground(cloth, softer(SHADE, 0.5))
    pin: Point = (art.u(370, 430), art.u(500, 540))
    behind = art.unlike({cloth}, MIST, GLOW, SOFT)
    art.add(disc(pin[0], pin[1] - 90, art.u(300, 330)), behind, BALL)
    count, shape, opening = art.n(7, 13), art.n(0, 4), art.u(2.0, 2.7)
    roles, design, length = lacquers(art, {behind}, count + 1), art.pick(0.0, 0.0, 0.52, 1.0), art.u(390, 430)
    width = min(96, length * opening / count * 0.82)
    for i, angle in enumerate(spread(count, opening / (count - 1), 0)):
        left = [(pin[0] - 9, pin[1]), (pin[0] - width * 0.3, pin[1] - length * 0.55)]
        stick = polygon([*left, *mirrored(left, pin[0])]).turned(angle, pin)
        art.add(stick, GLOW if behind is not GLOW else GROUND, SIDE)
        form = nail(pin[0], pin[1] - length * 0.5, width, length * 0.5, shape).turned(angle, pin)
        _swatch(art, form, roles[i])
        if design:
            with art.inside(form):
                art.add(disc(*polar(pin, angle - math.pi / 2, length * design), width * 0.4), roles[i + 1])
    art.add(disc(*pin, 26), art.unlike({cloth}, INK, POP), BALL)
    art.flat(disc(*pin, 8), GLOW)
    art.focus = (pin[0], pin[1] - 210)


def _swatch(art: Art, form: Path, role: Role) -> None:
    art.add(form, role, SIDE)
    (x, y), box = form.box.center, form.box
    art.flat(ellipse(x - box.width * 0.1, y - box.height * 0.1, 5, 16), shine(role), 0.8)


def strokes(art: Art) -> None:
    """Draw strokes of polish across a cloth, and the brush."""
    cloth = art.pick(GROUND, MIST, GLOW, INK)
    art.ground(cloth, softer(SHADE, 0.5))
    count = art.n(3, 4)
    roles = lacquers(art, {cloth, MIST if cloth in {GROUND, GLOW} else cloth}, count)
    tilt, thick = art.u(-0.25, 0.25), 360 / count
    for i, role in enumerate(roles):
        stop = art.u(560, 660) if i < count - 1 else art.u(420, 470)
        end = _stroke(art, (art.u(120, 190), 125 + i * thick * 1.2), stop, tilt, thick, role)
    _brush(art, (end[0] + 30, end[1]), art.u(-0.75, -0.45), roles[-1], art.unlike({cloth}, INK, POP))
    art.focus = (400, 300)


def _stroke(art: Art, start: Point, stop: float, tilt: float, thick: float, role: Role) -> Point:
    """Draw one brush stroke with a ragged end. Returns its end point."""
    sway, long = art.u(-22, 22), stop - start[0]
    level = [(start[0] + long * part, start[1] + sway * bend) for part, bend in ((0, 0), (0.35, 1), (0.7, -1), (1, 0))]
    path = [(x, y + (x - 400) * tilt) for x, y in level]
    art.add(ribbon(path, [thick * part for part in (0.86, 1, 0.96, 0.7)]), role, DOWN)
    art.add(disc(*path[0], thick * 0.43), role, None)
    for across in (-0.28, -0.14, 0, 0.14, 0.28):
        y = path[-1][1] + across * thick
        art.add(limb((stop - 40, y), (stop + art.u(0, 46), y), thick * 0.1, thick * 0.06), role, None)
    art.line(curve([(x, y - thick * 0.24) for x, y in path[:-1]]), shine(role), thick * 0.06, 0.7)
    return path[-1]


def _brush(art: Art, tip: Point, angle: float, role: Role, handle: Role) -> None:
    art.add(petal(polar(tip, angle + math.pi, 20), angle, 130, 54, 0.9), role)
    art.line(polyline([polar(tip, angle, 96), polar(tip, angle, 170)]), shine(role), 12)
    art.add(limb(polar(tip, angle, 190), polar(tip, angle, 430), 34, 24), handle)


SUBJECTS = (forms, bottles, hand, swatches, strokes)
