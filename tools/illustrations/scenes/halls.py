"""Vaulted halls and arcades with tiled floors."""

import math

from tools.illustrations.canvas import DOWN, SHADE, SIDE, Art, softer
from tools.illustrations.colors import DEEP, EMBER, GLOW, GROUND, INK, MIST, POP, SOFT, Role
from tools.illustrations.geometry import Path, Point, arc, disc, ellipse, joined, points, polar, polygon, rect, spread
from tools.illustrations.nature import glitter, moon, stars, streaks, sun
from tools.illustrations.objects import bowl, folded_towels, level, potted_plant
from tools.illustrations.shapes import arch, star


def tiles(art: Art, y: float, ground: Role, roles: tuple[Role, Role]) -> None:
    """Draw a floor of diamonds, slabs or stars that get larger toward the viewer."""
    level(art, ground, y)
    kind, shift, row = art.n(0, 2), art.u(0, 60), 0
    while y < art.height + 20:
        tall = 30 + row * 9
        wide = tall * 2
        for i in range(int(art.width / wide) + 3):
            at = (i * wide - shift + (row % 2) * wide / 2, y + tall / 2)
            art.flat(_tile(at, wide, tall, kind), roles[(i + row) % 3 == 0])
        y, row = y + tall, row + 1


def _tile(at: Point, wide: float, tall: float, kind: int) -> Path:
    if kind == 0:
        flat = polygon(points("-0.4,0 0,-0.4 0.4,0 0,0.4"))
    elif kind == 1:
        flat = polygon(points("-0.36,0.36 -0.28,-0.36 0.36,-0.36 0.28,0.36"))
    else:
        flat = star((0, 0), 4, 0.42, 0.16)
    return flat.scaled(wide, tall).moved(*at)


def dome(art: Art) -> None:
    """Draw the inside of a dome whose skylights cast beams onto a stone slab."""
    shell = art.pick(INK, MIST) if art.is_night else art.pick(DEEP, INK, SOFT, EMBER)
    art.ground(art.unlike({shell}, MIST, INK, SOFT))
    x, y = 400 + art.u(-30, 30), art.u(390, 410)
    art.add(joined(arc((x, y), 400, math.pi, 2 * math.pi, 0.98)), shell, DOWN)
    holes = _skylights(art, x, y)
    for hx, hy in art.mix(holes)[: art.n(3, 5)]:
        foot = x + (hx - x) * 0.4 + 60
        beam = [(hx - 12, hy), (hx + 12, hy), (foot + 74, y + 110), (foot - 54, y + 110)]
        art.flat(polygon(beam), GLOW, 0.2)
    tips = art.pick(0, 6, 8, 8)
    for hx, hy in holes:
        size = 10 + 13 * (y - hy) / 380
        art.flat(star((hx, hy), tips, size, size * 0.5) if tips else disc(hx, hy, size * 0.7), GLOW)
    _niches(art, x, y, shell)
    floor = MIST if shell is not MIST else SOFT
    tiles(art, 520, floor, (SOFT if floor is MIST else DEEP, POP))
    _slab(art, x, 545)
    art.focus = (x, 320)


def _skylights(art: Art, x: float, y: float) -> list[Point]:
    """Return the skylights' positions: one at the top, the others in rows that follow the dome."""
    found: list[Point] = [(x, y - 362)]
    rows, count, more = art.n(2, 3), art.n(4, 6), art.pick(0, 2, 2)
    for row in range(rows):
        radius, number = 308 - row * 78, count + more * (rows - row)
        for i in range(number):
            found.append(polar((x, y), math.pi * (1.1 + 0.8 * (i + 0.5) / number), radius, 0.94))
    return found


def _niches(art: Art, x: float, y: float, shell: Role) -> None:
    """Draw niches along the wall under the dome."""
    art.add(rect(-5, y - 8, art.width + 10, 150), SOFT if art.is_night else GROUND, softer(DOWN, 0.7))
    art.flat(rect(-5, y - 12, art.width + 10, 12), INK, 0.8)
    step, point = art.u(96, 176), art.pick(0.0, 0.8)
    for at in spread(9, step, x):
        art.add(arch(at, y + 14, step * 0.66, 530, point=point), INK if shell is not INK else DEEP)
        art.flat(star((at + step / 2, y + 28), 8, 12, 6), POP)


def _slab(art: Art, x: float, y: float) -> None:
    """Draw the warm stone in the middle, round or octagonal."""
    wide, sides = art.u(170, 215), art.pick(8, 8, 40)
    top = [polar((x, y - 46), math.pi * (2 * i + 1) / sides, wide, 0.22) for i in range(sides)]
    front = sorted(point for point in top if point[1] >= y - 46)
    front = [min(top), *front, max(top)] if sides == 8 else front
    art.flat(ellipse(x + 10, y + 20, wide * 1.1, 24), INK, 0.3)
    art.add(polygon([*front, *((px, py + 52) for px, py in reversed(front))]), POP, SIDE)
    art.add(polygon(top), GLOW, softer(SHADE, 0.7))
    if art.chance(0.6):
        folded_towels(art, x - 60, y - 42, 100, [DEEP, POP])
    bowl(art, x + 60, y - 40, 74, INK, POP)


def arcade(art: Art) -> None:
    """Draw arches by the water, with the sun or moon behind one of them."""
    sky = art.pick(GROUND, MIST, SOFT, POP, INK)
    art.ground(sky)
    count, y = art.pick(2, 3, 3, 4), art.u(395, 425)
    span = 660 / count
    top, x = y - min(270, span * 1.05), 70 + span * (art.n(0, count - 1) + 0.5)
    light = art.unlike({sky}, GLOW, GLOW, POP)
    if sky is INK or art.is_night:
        stars(art, 40, 330)
    if art.chance(0.3):
        moon(art, x, y - span * 0.42, span * 0.2, light)
    else:
        sun(art, x, y - span * art.u(0.2, 0.46), span * art.u(0.2, 0.3), light)
    wall = art.unlike({sky, light}, DEEP, INK, GLOW, EMBER, SOFT)
    _front(art, count, top, y, wall, sky)
    _pool(art, y, sky, wall, x)
    for side in (40, 760) if art.chance(0.5) else ():
        potted_plant(art, side, y + 34, art.u(180, 230), art.unlike({sky, wall}, POP, INK, GLOW))
    art.focus = (x, 320)


def _front(art: Art, count: int, top: float, y: float, wall: Role, sky: Role) -> None:
    """Draw a wall with arched openings, a cornice, and stars between the arches."""
    span, point = 660 / count, art.pick(0.0, 0.6, 1.0)
    front = rect(40, top - 46, 720, y - top + 46)
    for i in range(count):
        front = front + arch(70 + span * (i + 0.5), top + 34, span * 0.76, y, point=point)
    art.add(front, wall, softer(SIDE, 0.8))
    art.add(rect(24, top - 66, 752, 26), art.unlike({sky, wall}, INK, SOFT, POP), SHADE)
    stud = art.unlike({wall, sky}, POP, GLOW)
    for i in range(count + 1):
        art.flat(star((70 + span * i, top + 8), 8, 15, 7), stud)


def _pool(art: Art, y: float, sky: Role, wall: Role, x: float) -> None:
    art.add(rect(-5, y, 810, 34), art.unlike({sky, wall}, MIST, GROUND), DOWN)
    art.add(rect(-5, y + 32, 810, 180), art.unlike({sky, wall}, DEEP, SOFT, INK), softer(DOWN, 0.7))
    glitter(art, x, y + 48, y + 188, 110, GLOW)
    streaks(art, y + 50, 590, wall, 16)
