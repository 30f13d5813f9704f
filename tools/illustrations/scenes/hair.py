"""Hair: strands like a landscape, a profile, tools, a braid, a styling station."""

import math

from tools.illustrations.canvas import BALL, SHADE, SIDE, Art, softer
from tools.illustrations.colors import DEEP, EMBER, GLOW, GROUND, INK, MIST, POP, SOFT, Role, pale, shine
from tools.illustrations.geometry import (
    Path,
    Point,
    curve,
    disc,
    ellipse,
    joined,
    points,
    polar,
    polyline,
    rect,
    rounded,
    spread,
)
from tools.illustrations.nature import PLANTS, bough, shadow, sprig, sun
from tools.illustrations.objects import ROOMS, bottle, jar, level, pendant, potted_plant
from tools.illustrations.scenes.heads import profile
from tools.illustrations.shapes import arch, half_leaf, leaf, limb, ribbon

STRANDS = (INK, DEEP, DEEP, SOFT, GLOW, SOFT, DEEP, INK, MIST, SOFT, DEEP, POP)


def waves(art: Art) -> None:
    """Draw combed bands that sweep across the drawing under a sun."""
    sky = art.pick(GROUND, GROUND, MIST, POP)
    art.ground(sky)
    x, count, start = art.u(240, 560), art.n(11, 17), art.n(0, len(STRANDS) - 1)
    sun(
        art, x, art.u(130, 220), art.u(90, 150), art.pick(GLOW, SOFT) if sky is POP else art.pick(POP, POP, GLOW, EMBER)
    )
    rise, length, swing = art.u(-150, 150), art.u(520, 1100), art.u(50, 95)
    phase, pinch, base = art.u(0, 2 * math.pi), art.u(200, 600), art.u(385, 440)

    def height(px: float, i: int) -> float:
        apart = (i - count / 2) * (500 / count) * (0.42 + 0.75 * abs(px - pinch) / 400)
        sway = swing * math.sin(px / length * 2 * math.pi + phase + i * 0.09)
        return base + sway + rise * (px / 800 - 0.5) + apart

    for i in range(count):
        line = [(float(px), height(px, i)) for px in range(-60, 901, 80)]
        _band(art, line, 500 if i == count - 1 else 110, STRANDS[(start + i) % len(STRANDS)])
    art.focus = (x, 270)


def _band(art: Art, line: list[Point], depth: float, role: Role) -> None:
    """Draw one strand of hair, `depth` thick. The next one covers most of it."""
    body = joined(curve(line), curve([(x, y + depth) for x, y in reversed(line)]))
    art.add(body, role, softer(art.pick(SIDE, SHADE), 0.8))
    art.line(curve([(x, y + 9) for x, y in line]), GLOW if role in {INK, DEEP, POP} else INK, 1.4, 0.3)


def tools(art: Art) -> None:
    """Draw a comb, scissors and a lock of hair, laid out on a cloth."""
    cloth = art.pick(GROUND, MIST, SOFT, DEEP, POP)
    art.ground(cloth, softer(SHADE, 0.5))
    behind = art.unlike({cloth}, GLOW, MIST, SOFT)
    art.add(disc(art.u(340, 460), 300, art.u(215, 250)), behind, BALL)
    _lock(art, cloth)
    turn, handle = art.u(-0.35, 0.35), POP if cloth is not POP else EMBER
    _scissors(art, (art.u(300, 330), art.u(290, 320)), -math.pi / 2 + turn - 0.3, INK, handle)
    comb = art.unlike({cloth, behind}, DEEP, POP, EMBER)
    _comb(art, (art.u(500, 540), 320), math.pi / 2 + turn + art.u(-0.2, 0.3), comb)
    if art.chance(0.5):
        bough(art)
    art.focus = (410, 310)


def _lock(art: Art, cloth: Role) -> None:
    sweep = art.u(40, 90)
    for i, role in enumerate(art.mix((DEEP, SOFT, INK, EMBER, MIST))):
        if role is not cloth:
            ends = [(-40, 470 + i * 15), (860, 470 + i * 20)]
            middle = [(180, 420 + i * 13 + sweep * 0.3), (400, 480 + i * 10), (600, 430 + i * 12 - sweep * 0.4)]
            art.add(ribbon([ends[0], *middle, ends[1]], [26, 24, 22, 22, 26]), role, softer(SHADE, 0.8))


def _scissors(art: Art, pivot: Point, angle: float, blade: Role, handle: Role) -> None:
    for lean in (-0.19, 0.19):
        heel = polar(pivot, angle + lean, -26)
        art.add(leaf(heel, angle + lean, 250, 34, 0.25), blade, None)
        art.flat(half_leaf(heel, angle + lean, 250, 34, 0.25), DEEP)
        back = angle + math.pi + lean * 1.5
        art.line(polyline([pivot, polar(pivot, back, 96)]), blade, 15)
        ring = polar(pivot, back + lean * 0.6, 142)
        art.line(ellipse(*ring, 36, 44).turned(angle + math.pi / 2 + lean, ring), handle, 17)
    art.flat(disc(*pivot, 10), GLOW)


def _comb(art: Art, middle: Point, angle: float, role: Role) -> None:
    x, y = middle
    art.add(rounded(x - 190, y - 52, 380, 46, 16).turned(angle, middle), role)
    count = art.n(15, 22)
    for at in spread(count, 360 / count, x):
        art.add(rounded(at - 100 / count, y - 16, 200 / count, 84, 4).turned(angle, middle), role, None)


def plait(art: Art) -> None:
    """Draw a three-strand braid from the top down to a ribbon."""
    wall = art.pick(GROUND, MIST, SOFT, POP)
    art.ground(wall)
    x = art.u(360, 440)
    art.add(disc(x + art.u(-60, 60), art.u(240, 330), art.u(210, 250)), art.unlike({wall}, GLOW, MIST, POP), BALL)
    if art.chance(0.7):
        green, dark = (SOFT, DEEP) if wall is not SOFT else (DEEP, INK)
        for side in (-1, 1):
            angle, long = math.pi / 2 - side * art.u(1.1, 1.9), art.u(230, 300)
            sprig(art, (x, 300), angle, long, species=art.pick(*PLANTS), role=green, dark=dark)
    hair, line = art.pick((INK, DEEP), (DEEP, INK), (INK, SOFT))
    size, step = art.u(120, 150), art.u(52, 62)
    crossings = int(480 / step) + 1
    for i in range(crossings):
        _crossing(art, (x, i * step - 60), -1 if i % 2 else 1, size, hair, line)
    end = (crossings - 1) * step - 60 + size * 0.72
    for i in range(-3, 4):
        art.add(leaf((x + i * 7, end - 20), math.pi / 2 - i * 0.11, art.u(120, 160), 26), (hair, line)[i % 2], None)
    art.add(rounded(x - 44, end - 22, 88, 34, 14), POP if wall is not POP else GLOW, SIDE)
    art.focus = (x, 300)


def _crossing(art: Art, at: Point, side: int, size: float, hair: Role, line: Role) -> None:
    """Draw one strand crossing over from a side."""
    x, y = at
    art.add(leaf((x + side * size * 0.5, y), math.pi / 2 + side * 0.62, size * 1.36, size * 0.82), hair)
    for shift in (-0.16, 0, 0.16):
        half, end = (x + side * size * (0.3 + shift), y + size * 0.5), (x - side * size * (0.2 - shift * 0.4), y + size)
        art.line(curve([(x + side * size * 0.46, y + 12), half, end]), line, 2.6, 0.7)


def station(art: Art) -> None:
    """Draw a mirror, a chair and lamps."""
    wall, floor = art.pick(*ROOMS[:-1])
    art.ground(wall)
    x = art.u(350, 450)
    if art.chance(0.5):
        art.add(rect(-5, 330, 810, 180), MIST if wall is not MIST else SOFT, softer(SIDE, 0.5))
    level(art, floor, 510)
    _mirror(art, x, 205, wall)
    for side in (-1, 1):
        pendant(art, x + side * art.u(205, 235), art.u(130, 190), art.u(76, 110), POP)
    art.add(rounded(x - 190, 372, 380, 26, 8), INK)
    bottle(art, x - 140, 372, 34, 76, POP, INK)
    jar(art, x - 92, 372, 44, 44, GLOW if wall is not GROUND else SOFT, DEEP)
    bottle(art, x + 150, 372, 30, 92, DEEP, INK)
    _chair(art, x, art.pick(POP, DEEP))
    if art.chance(0.7):
        potted_plant(art, x + art.pick(-1, 1) * art.u(290, 310), 545, art.u(230, 280), INK)
    art.focus = (x, 320)


def _mirror(art: Art, x: float, y: float, wall: Role) -> None:
    glass = pale(wall)
    shapes = (
        ellipse(x, y, 114, 136),
        disc(x, y, 130),
        arch(x, y - 140, 220, y + 140),
        rounded(x - 107, y - 137, 214, 274, 107),
    )
    shape: Path = art.pick(*shapes)
    box = shape.box
    art.flat(shape.scaled(1 + 26 / box.width, 1 + 26 / box.height, box.center), INK)
    art.add(shape, glass)
    if art.chance(0.4):
        for i in range(14):
            art.flat(disc(*polar((x, y), math.pi * (0.85 + 1.3 * i / 13), 166), 9), GLOW if wall is not GROUND else POP)
    for shift, thick in ((-46, 13), (-14, 6)):
        art.line(polyline(points("-34,50 34,-74", (x + shift, y))), shine(glass), thick, 0.7)


def _chair(art: Art, x: float, role: Role) -> None:
    shadow(art, x, 566, 110, 12)
    art.add(ellipse(x, 562, 84, 14), INK, None)
    art.line(polyline([(x, 480), (x, 558)]), INK, 18)
    art.add(rounded(x - 84, 330, 168, 122, art.pick(20, 36, 60)), role)
    art.add(rounded(x - 104, 442, 208, 50, 22), role)
    for side in (-1, 1):
        art.add(limb((x + side * 108, 410), (x + side * 108, 470), 14, 14), INK, None)


SUBJECTS = (waves, profile, tools, plait, station)
