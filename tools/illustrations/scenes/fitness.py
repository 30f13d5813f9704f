"""Fitness: a running track, weights, gym rings, a pool, a trail."""

import math

from tools.illustrations.canvas import BALL, DOWN, SHADE, SIDE, Art, softer
from tools.illustrations.colors import DEEP, EMBER, GLOW, GROUND, INK, MIST, POP, SOFT, Role, pale, shine
from tools.illustrations.figures import runner, swimmer
from tools.illustrations.geometry import Point, arc, curve, disc, ellipse, joined, mirrored, points, polyline, rounded
from tools.illustrations.nature import bough, clouds, conifers, dunes, hills, mood, peaks, shadow, sun
from tools.illustrations.objects import ROOMS, folded_towels, level, potted_plant, window
from tools.illustrations.shapes import land, limb


def _track(art: Art, sky: Role) -> Role:
    """Draw lanes that bend around a corner. Returns the color of the outer lane."""
    pairs = ((DEEP, SOFT), (POP, EMBER), (SOFT, MIST), (INK, DEEP))
    colors = art.pick(*(pair for pair in pairs if sky not in pair))
    x, y, base, width = art.u(760, 880), art.u(700, 780), art.u(700, 780), art.u(76, 98)
    squash = art.u(0.8, 0.95)
    for i in range(6):
        lane = ellipse(x, y, base - i * width, (base - i * width) * squash)
        art.add(lane, colors[i % 2], softer(SHADE, 0.9))
        art.line(lane, GLOW, 4.5)
    return colors[0]


def lanes(art: Art) -> None:
    """Draw a bend of the track with a sun behind it and weights in front."""
    sky = art.pick(GROUND, MIST, SOFT, GROUND)
    art.ground(sky)
    sun(art, art.u(200, 330), art.u(130, 190), art.u(80, 120), art.pick(POP, GLOW))
    lane = _track(art, sky)
    role, x, y = INK if lane is not INK else POP, art.u(310, 380), art.u(520, 545)
    kind = art.n(0, 2)
    if kind == 0:
        kettlebell(art, x, y, art.u(190, 220), role)
    elif kind == 1:
        kettlebell(art, x - 70, y - 6, 186, role)
        kettlebell(art, x + 140, y + 12, 140, POP if lane is not POP else GLOW)
    else:
        dumbbell(art, (x + 20, y - 46), art.u(-0.12, 0.12), art.u(420, 460), role, GLOW)
    art.focus = (x + 20, 400)


def kettlebell(art: Art, x: float, y: float, size: float, role: Role) -> None:
    """Draw a kettlebell that stands on `y`. `size` is the width of the ball."""
    r = size / 2
    center = (x, y - r * 0.94)
    shadow(art, x + 6, y + 2, r * 1.05, 11)
    handle = points("-0.56,-0.62 -0.66,-1.3 -0.36,-1.74 0.36,-1.74 0.66,-1.3 0.56,-0.62", center, r)
    art.line(curve(handle), role, r * 0.34)
    art.add(joined(arc(center, r, math.pi - 1.22, 2 * math.pi + 1.22)), role)
    art.add(disc(*center, r * 0.42), GLOW if role is not GLOW else POP, BALL)
    art.line(curve(handle[1:4]), shine(role), 3, 0.35)


def dumbbell(art: Art, middle: Point, angle: float, length: float, role: Role, grip: Role) -> None:
    x, y = middle
    shadow(art, x, y + length * 0.16, length * 0.5, 11)
    rod = rounded(x - length * 0.3, y - length * 0.035, length * 0.6, length * 0.07, 8)
    art.add(rod.turned(angle, middle), grip, DOWN)
    second = DEEP if role is not DEEP else INK
    for at, high, thick, color in ((0.2, 0.3, 0.085, role), (0.3, 0.25, 0.075, second), (0.38, 0.18, 0.06, role)):
        for left in (x + length * at, x - length * (at + thick)):
            plate = rounded(left, y - length * high / 2, length * thick, length * high, 9)
            art.add(plate.turned(angle, middle), color, SIDE)


def plates(art: Art) -> None:
    """Draw weight plates, leaning on the wall or loaded on a bar."""
    wall, floor = art.pick(*ROOMS)
    art.ground(wall)
    if art.chance(0.6):
        window(art, art.u(300, 500), 170, art.u(260, 420), art.u(160, 200))
    else:
        art.add(disc(art.u(320, 480), 240, art.u(180, 215)), art.unlike({wall}, GLOW, MIST, POP), BALL)
    level(art, floor, 478)
    x, radius = art.u(370, 430), art.u(128, 150)
    roles = art.mix([role for role in (INK, POP, DEEP, GLOW) if role is not wall])
    if art.chance(0.5):
        _leaning(art, x, 520, radius, roles)
    else:
        _loaded(art, x, art.u(360, 400), radius, roles)
    art.focus = (x, 360)


def _plate(art: Art, x: float, y: float, radius: float, role: Role, other: Role) -> None:
    art.add(disc(x, y, radius), role, BALL)
    art.line(disc(x, y, radius * 0.8), other, 5, 0.7)
    art.add(disc(x, y, radius * 0.42), other, BALL)
    art.flat(disc(x, y, radius * 0.13), role)
    for i in range(6):
        art.line(arc((x, y), radius * 0.61, i * 1.047 + 0.2, i * 1.047 + 0.7), other, 9, 0.6)


def _leaning(art: Art, x: float, y: float, radius: float, roles: list[Role]) -> None:
    """Draw plates leaning on the wall, with a kettlebell and towels beside them."""
    shadow(art, x, y + 4, radius * 2, 12)
    for i, (dx, size) in enumerate(((-170, 0.9), (150, 0.74), (-10, 1.1))):
        _plate(art, x + dx, y - radius * size, radius * size, roles[i % len(roles)], roles[(i + 1) % len(roles)])
    kettlebell(art, x + 250, y + 26, 104, roles[0])
    folded_towels(art, x - 285, y + 22, 120, [GLOW if roles[0] is not GLOW else POP, POP])


def _loaded(art: Art, x: float, y: float, radius: float, roles: list[Role]) -> None:
    """Draw a loaded bar on the floor, seen from the front."""
    foot = y + radius
    shadow(art, x, foot + 6, 360, 12)
    art.add(rounded(x - 350, y - 8, 700, 16, 8), SOFT, DOWN)
    for side in (-1, 1):
        for i, (at, size) in enumerate(((150, 1.0), (192, 1.0), (234, 0.8), (270, 0.56))):
            left = x + side * at - (38 if side < 0 else 0)
            art.add(rounded(left, y - radius * size, 38, radius * size * 2, 12), roles[i % len(roles)], SIDE)
        art.flat(rounded(x + side * 312 - 10, y - 14, 20, 28, 5), INK)
    kettlebell(art, x + art.u(-60, 60), foot + 40, 132, roles[0])


def rings(art: Art) -> None:
    """Draw gym rings on their straps, with a mat below."""
    wall, floor = art.pick(*ROOMS, (INK, DEEP))
    art.ground(wall)
    x = art.u(370, 430)
    art.add(disc(x, art.u(250, 290), art.u(190, 230)), art.unlike({wall}, GLOW, MIST, POP, SOFT), BALL)
    level(art, floor, 500)
    wood, strap = INK if wall is not INK else POP, DEEP if wall is not DEEP else GLOW
    gap, drop = art.u(84, 120), art.u(290, 340)
    for side in (-1, 1):
        ring = (x + side * gap, drop)
        art.line(polyline([(x + side * gap * 0.9, -5), (ring[0], drop - 66)]), strap, 13)
        art.line(disc(*ring, 66), wood, 22)
        art.line(arc(ring, 70, -2.6, -1.4), GLOW, 4, 0.6)
    _on_the_floor(art, x, floor)
    if art.chance(0.5):
        potted_plant(art, x - 290, 545, art.u(220, 260), POP)
    art.focus = (x, 310)


def _on_the_floor(art: Art, x: float, floor: Role) -> None:
    """Draw a mat, and a ball, two dumbbells or a kettlebell."""
    kind, iron = art.n(0, 2), INK if floor is not INK else POP
    if kind == 0:
        art.add(disc(x + 190, 464, 84), POP, BALL)
        art.line(arc((x + 190, 464), 58, -2.4, -0.6), GLOW, 4, 0.5)
    elif kind == 1:
        dumbbell(art, (x + 130, 516), 0, 210, iron, GLOW)
        dumbbell(art, (x - 130, 536), 0, 210, iron, GLOW)
    else:
        kettlebell(art, x + 180, 548, 130, POP)
    art.add(rounded(x - 230, 548, 330, 26, 10), POP if kind else GLOW)


WATERS = ((SOFT, GLOW, POP), (DEEP, GLOW, POP), (MIST, DEEP, POP), (POP, GLOW, INK), (POP, INK, GLOW))


def pool(art: Art) -> None:
    """Draw swimming lanes from above, with one or two swimmers."""
    water, line, buoys = art.pick(*(colors for colors in WATERS if colors[0] is not art.skin))
    art.ground(water, SHADE)
    tilt, count = art.u(-0.28, 0.28), art.n(3, 4)
    wide = 800 / count
    for i in range(-1, count + 2):
        _rope(art, (i * wide + 300 * tilt, -20), (i * wide - 300 * tilt, 620), line, buoys)
    for i in range(26):
        ripple = points("0,0 16,-6 32,2 50,-4", (art.u(0, 780), art.u(0, 590)))
        art.line(curve(ripple), GLOW if i % 3 else SOFT, 3, 0.55)
    lane = art.n(1, count - 2)
    swimmers = [(lane, art.u(270, 330)), ((lane + 1) % count, art.u(380, 430))]
    for at, y in swimmers[: art.pick(1, 1, 2)]:
        x = (at + 0.5) * wide + (300 - y) * tilt
        for wake in (96, 70):
            half = points(f"{-wake},190 {-0.4 * wake},-40 0,-120", (x, y))
            art.line(curve([*half, *mirrored(half, x)[1:]]), GLOW, 4, 0.5)
        swimmer(art, x, y, art.u(240, 280), art.unlike({art.skin, water}, POP, INK, GLOW))
    art.focus = ((lane + 0.5) * wide, 300)


def _rope(art: Art, top: Point, bottom: Point, line: Role, buoys: Role) -> None:
    """Draw a lane rope with floats in two colors."""
    art.line(polyline([top, bottom]), line, 5)
    (x0, y0), (x1, y1) = top, bottom
    for i in range(0, 23, 2):
        start, end = ((x0 + (x1 - x0) * part, y0 + (y1 - y0) * part) for part in (i / 22, (i + 0.9) / 22))
        art.add(limb(start, end, 8, 8), buoys if i % 4 else line, None)


def trail(art: Art) -> None:
    """Draw a runner on a path that winds to the horizon."""
    colors, y, x = mood(art), art.u(330, 370), art.u(330, 470)
    light = colors.sun if colors.sun is not art.skin else pale(colors.sky)
    sun(art, x + art.u(-80, 80), y - art.u(60, 140), art.u(90, 130), light)
    kind = art.n(0, 2)
    if kind == 0:
        peaks(art, y + 20, art.u(130, 200), colors.far)
    elif kind == 1:
        hills(art, y - 36, 40, colors.far)
    else:
        dunes(art, y, art.u(80, 120), colors.far, colors.mid)
    if art.chance(0.4):
        clouds(art, art.u(80, 140))
    art.add(land(points("-50,16 200,-6 480,14 850,-10", (0, y)), 610), colors.mid, DOWN)
    if art.chance(0.5):
        conifers(art, y + 16, colors.near, left=art.pick(-20, 540), right=art.pick(300, 820), height=art.u(70, 110))
    _winding(art, x, y, GLOW if colors.mid is not GLOW else MIST)
    top, legs = (GLOW, INK) if art.is_night or colors.mid in {INK, DEEP} else (INK, DEEP)
    runner(art, x + art.u(-30, 30), art.u(520, 545), art.u(230, 270), top, legs)
    if art.chance(0.5):
        bough(art)
    art.focus = (x, 400)


def _winding(art: Art, x: float, y: float, role: Role) -> None:
    """Draw a path that is narrow far away and broad nearby."""
    side, turns, deep = art.pick(-1, 1), art.u(1.3, 1.8), 620 - y
    parts = [i / 16 for i in range(17)]
    middle = [x + side * math.sin(part**0.55 * turns * 2 * math.pi) * (24 + 110 * part) for part in parts]
    left, right = (
        [(at + edge * (3 + 96 * part**1.7), y + 6 + deep * part) for part, at in zip(parts, middle, strict=True)]
        for edge in (-1, 1)
    )
    art.add(joined(curve(left), curve(right[::-1])), role, softer(SHADE, 0.7))


SUBJECTS = (lanes, plates, rings, pool, trail)
