"""Facials: a flower, a resting face, a shelf of small bottles, slices of fruit, a drop."""

import math

from tools.illustrations.canvas import BALL, SHADE, Art, softer
from tools.illustrations.colors import DEEP, EMBER, GLOW, GROUND, INK, MIST, POP, SOFT, Role, foliage, pale, shine
from tools.illustrations.geometry import (
    Point,
    arc,
    curve,
    disc,
    ellipse,
    joined,
    mirrored,
    points,
    polar,
    polyline,
    spread,
)
from tools.illustrations.nature import PLANTS, bough, sprig, sun
from tools.illustrations.objects import ROOMS, dropper, jar, level, vase
from tools.illustrations.scenes.heads import face
from tools.illustrations.shapes import leaf, petal


def drop(art: Art) -> None:
    """Draw one large drop over still water, with leaves on both sides."""
    wall = art.pick(GROUND, MIST, SOFT, INK, DEEP)
    art.ground(wall)
    x, size = art.u(370, 430), art.u(96, 116)
    behind = art.unlike({wall}, MIST, GLOW, SOFT)
    art.add(disc(x, 290, art.u(215, 245)), behind, BALL)
    green, dark = foliage(wall)
    species = art.pick(*PLANTS)
    for side in (-1, 1):
        for lean in (0.35, 0.8)[: art.n(1, 2)]:
            angle, long = -math.pi / 2 + side * lean, art.u(320, 400)
            sprig(art, (x + side * 120, 600), angle, long, species=species, bend=side * 0.5, role=green, dark=dark)
    level(art, art.unlike({wall, behind}, DEEP, SOFT, INK), 520)
    for radius in (230, 160, 90):
        art.line(ellipse(x, 545, radius, radius * 0.14), GLOW, 4.5)
    role = art.unlike({behind, wall}, POP, DEEP, EMBER)
    left = points("0,-2.1 -0.36,-1.2 -0.8,-0.5 -1,0.08 -0.87,0.55 -0.5,0.88 0,1", (x, 330), size)
    art.add(joined(curve([*left, *mirrored(left, x)[1:]])), role, BALL)
    art.line(arc((x, 330), size * 0.7, 1.9, 3.3), shine(role), size * 0.11, 0.8)
    art.focus = (x, 310)


def bloom(art: Art) -> None:
    """Draw one large flower in front of two discs."""
    sky = art.pick(GROUND, MIST, SOFT, INK)
    art.ground(sky)
    x, y, size = art.u(340, 460), art.u(280, 330), art.u(215, 255)
    back = art.unlike({sky}, MIST, SOFT, DEEP)
    art.add(disc(x - art.u(110, 180), y - art.u(60, 110), art.u(190, 230)), back, BALL)
    art.add(
        disc(x + art.u(180, 240), y + art.u(110, 160), art.u(120, 170)), art.unlike({sky, back}, SOFT, DEEP, MIST), BALL
    )
    for i in range(art.n(0, 3)):
        sprig(art, (x, y), art.u(0, 2 * math.pi) + i * 2, size * 1.5, species=art.pick(*PLANTS))
    _flower(art, (x, y), size, [GLOW, *art.mix([role for role in (POP, DEEP, EMBER, GLOW) if role is not sky])])
    for _ in range(art.n(2, 5)):
        at = polar((x, y), art.u(0, 2 * math.pi), size * art.u(1.12, 1.4), 0.85)
        art.add(disc(*at, art.u(7, 22)), GLOW if sky is not GROUND else POP, BALL)
    art.focus = (x, y)


def _flower(art: Art, center: Point, size: float, roles: list[Role]) -> None:
    """Draw rings of alternating petals around a center."""
    count, tip, turn = art.n(6, 13), art.pick(0.0, 0.1, 0.5, 0.8, 1.0), art.u(0, 1)
    wide, rings = min(0.62, 3.4 / count) * art.u(0.85, 1.1), art.n(2, 4)
    for ring, role in enumerate(roles[:rings]):
        length = size * (1, 0.68, 0.45, 0.28)[ring]
        for i in range(count):
            angle = turn + (i + 0.5 * (ring % 2)) * 2 * math.pi / count
            art.add(petal(center, angle, length, length * wide, tip), role)
            if ring == 0 and tip > 0.3:
                vein = polyline([polar(center, angle, length * 0.3), polar(center, angle, length * 0.72)])
                art.line(vein, SOFT, 2, 0.6)
    art.add(disc(*center, size * 0.13), POP if roles[rings - 1] is GLOW else GLOW, BALL)
    for i in range(9):
        art.flat(disc(*polar(center, i * 0.7, size * 0.085), 2.4), INK, 0.5)


def shelf(art: Art) -> None:
    """Draw droppers and jars in front of a mirror or a sun."""
    y, x = art.u(455, 490), art.u(370, 430)
    wall, table = art.pick(*ROOMS)
    art.ground(wall)
    if art.chance(0.6):
        _mirror(art, x + art.u(-70, 70), y - 230, art.u(135, 175), wall)
    else:
        sun(art, x, y - art.u(180, 230), art.u(150, 190), pale(wall))
    level(art, table, y)
    roles = art.mix([role for role in (POP, DEEP, INK, EMBER if wall is GROUND else GLOW) if role is not wall])
    things = art.mix((dropper, jar, dropper, jar, jar))[: art.n(3, 5)]
    for i, at in enumerate(spread(len(things), 430 / len(things), x)):
        role, cap = roles[i % len(roles)], roles[(i + 1) % len(roles)]
        if things[i] is dropper:
            dropper(art, at, y, art.u(68, 90), art.u(220, 290), role, cap)
        else:
            jar(art, at, y, art.u(92, 122), art.u(86, 160), role, cap)
    if art.chance(0.5):
        vase(art, x + art.pick(-1, 1) * 285, y, 86, 140, roles[0])
    else:
        bough(art)
    art.focus = (x, y - 110)


def _mirror(art: Art, x: float, y: float, radius: float, wall: Role) -> None:
    art.flat(disc(x, y, radius + 13), art.unlike({wall}, INK, POP))
    art.add(disc(x, y, radius), pale(wall), BALL)
    for shift, thick in ((-0.35, 12), (-0.12, 6)):
        art.line(polyline(points("-0.42,0.42 0.42,-0.62", (x + radius * shift, y), radius)), GLOW, thick, 0.7)


def slices(art: Art) -> None:
    """Draw slices of citrus and cucumber with leaves, laid out on a cloth."""
    cloth = art.pick(GROUND, MIST, SOFT, INK, DEEP)
    art.ground(cloth, softer(SHADE, 0.5))
    spots: list[Point] = art.mix(((280, 240), (520, 250), (400, 430)))
    green, dark = foliage(cloth)
    for i in range(art.n(3, 5)):
        angle, long = i * 1.5 + art.u(-0.4, 0.4), art.u(280, 330)
        sprig(art, (400, 320), angle, long, species=art.pick(*PLANTS), role=green, dark=dark)
    rinds = art.mix([role for role in (POP, SOFT, DEEP, EMBER) if role is not cloth])
    for (x, y), role in zip(spots, rinds, strict=False):
        center, radius = (x + art.u(-24, 24), y + art.u(-24, 24)), art.u(106, 140)
        art.flat(disc(center[0] + 10, center[1] + 14, radius), INK, 0.2)
        (_citrus if art.chance(0.6) else _cucumber)(art, center, radius, role)
    for _ in range(art.n(2, 5)):
        angle = art.u(0, 2 * math.pi)
        drop = petal(polar((400, 320), angle, art.u(220, 270)), angle + 1.2, art.u(26, 44), art.u(14, 22), 1)
        art.add(drop, GLOW if cloth is not GROUND else POP)
    art.focus = (400, 310)


def _citrus(art: Art, center: Point, radius: float, role: Role) -> None:
    art.add(disc(*center, radius), role, BALL)
    art.flat(disc(*center, radius * 0.88), GLOW)
    count, turn = art.n(8, 11), art.u(0, 1)
    for i in range(count):
        angle = turn + i * 2 * math.pi / count
        wedge = petal(polar(center, angle, radius * 0.07), angle, radius * 0.74, radius * 4.1 / count, 0.95)
        art.add(wedge, role, softer(SHADE, 0.8))


def _cucumber(art: Art, center: Point, radius: float, role: Role) -> None:
    art.add(disc(*center, radius), role, BALL)
    art.flat(disc(*center, radius * 0.9), GLOW)
    art.add(disc(*center, radius * 0.83), MIST, BALL)
    turn = art.u(0, 1)
    for i in range(9):
        angle = turn + i * 2 * math.pi / 9
        art.flat(leaf(polar(center, angle, radius * 0.3), angle, radius * 0.36, radius * 0.15), GLOW)
        between = polyline([polar(center, angle + 0.35, radius * 0.16), polar(center, angle + 0.35, radius * 0.66)])
        art.line(between, GLOW, 2.5, 0.7)


SUBJECTS = (bloom, face, shelf, slices, drop)
