"""Massage: stacked stones, a back, towels, a room, raked sand, oil."""

import math

from tools.illustrations.canvas import DOWN, SHADE, SIDE, Art, softer
from tools.illustrations.colors import DEEP, EMBER, GLOW, GROUND, INK, MIST, POP, SOFT, Role, foliage, pale, shine
from tools.illustrations.figures import head
from tools.illustrations.geometry import (
    Path,
    Point,
    arc,
    curve,
    ellipse,
    joined,
    points,
    polyline,
    rounded,
    spread,
    symmetrical,
)
from tools.illustrations.nature import (
    PLANTS,
    bough,
    conifers,
    dunes,
    hills,
    mood,
    peaks,
    shadow,
    sprig,
    streaks,
    sun,
    water,
)
from tools.illustrations.objects import (
    ROOMS,
    bottle,
    bowl,
    cairn,
    candle,
    folded_towels,
    hanging_plant,
    level,
    pebble,
    pendant,
    potted_plant,
    rolled_towel,
    vase,
    window,
)
from tools.illustrations.shapes import land, limb

STONES = (INK, DEEP, GLOW, POP, SOFT, MIST)


def stones(art: Art) -> None:
    """Draw one or two stacks of stones in a landscape."""
    colors, x, ground = mood(art), art.u(310, 490), art.u(500, 545)
    sun(art, x + art.pick(-1, 1) * art.u(70, 180), art.u(150, 220), art.u(95, 160), colors.sun)
    _far(art, colors.far, colors.mid)
    near = [(-50, ground - 55), (250, ground - 72), (560, ground - 50), (850, ground - 70)]
    art.add(land(near, 605), colors.mid, softer(DOWN, 0.8))
    count, away = art.n(3, 6), {colors.sky, colors.far, colors.mid}
    if art.chance(0.4):
        cairn(art, x + art.pick(-1, 1) * art.u(215, 240), ground - 18, art.u(70, 92), _unlike(art, away, art.n(2, 3)))
    cairn(art, x, ground, 205 - 16 * count + art.u(-12, 16), _unlike(art, away, count))
    _pebbles(art, x, ground, away)
    if art.chance(0.65):
        bough(art)
    art.focus = (x, 360)


def _far(art: Art, far: Role, mid: Role) -> None:
    """Draw the background: hills, mountains, dunes, woods or a lake."""
    kind, y = art.n(0, 4), art.u(320, 370)
    if kind == 0:
        hills(art, y, 34, far)
    elif kind == 1:
        peaks(art, y + 60, art.u(120, 190), far, art.n(3, 5))
    elif kind == 2:
        dunes(art, y + 20, art.u(70, 110), far, mid)
    elif kind == 3:
        conifers(art, y + 80, far, left=-20, right=820, height=art.u(110, 170))
    else:
        water(art, y + 10, far)
        streaks(art, y + 20, 480, GLOW)


def _unlike(art: Art, away: set[Role], count: int) -> list[Role]:
    """Return colors for a stack: none equal to the one below it, and none in `away`."""
    found: list[Role] = []
    choice = [role for role in STONES if role not in away]
    while len(found) < count:
        found.append(art.pick(*(role for role in choice if not found or role is not found[-1])))
    return found


def _pebbles(art: Art, x: float, ground: float, away: set[Role]) -> None:
    side = art.pick(-1, 1)
    for i, role in enumerate(_unlike(art, away, art.n(1, 3))):
        a = art.u(28, 54)
        px, py = x + side * (190 + i * 66), ground + art.u(8, 30)
        shadow(art, px, py + a * 0.4, a * 1.1, 6)
        pebble(art, px, py, a, a * art.u(0.42, 0.58), role)


def back(art: Art) -> None:
    """Draw a person lying face down with warm stones along the spine."""
    y, top = art.u(430, 455), art.u(146, 160)
    wall = art.unlike({art.skin}, GROUND, MIST, SOFT, DEEP)
    art.ground(wall)
    behind = art.pick(MIST, SOFT) if wall is GROUND else art.pick(GLOW, GLOW, MIST)
    if behind not in {wall, art.skin}:
        sun(art, art.u(300, 540), y - art.u(190, 230), art.u(140, 190), behind)
    if art.chance(0.5):
        hanging_plant(art, art.pick(110, 690), art.u(60, 110), art.u(90, 120), POP)
    _lying(art, y, top)
    level(art, INK if wall is not DEEP else SOFT, y)
    art.add(rounded(60, y - 12, 800, 44, 20), GLOW, softer(SHADE, 0.8))
    art.focus = (250, y - 120)


def _lying(art: Art, y: float, top: float) -> None:
    """Draw the person from the head on the left to the towel on the right; `top` is the shoulder height."""

    def outline(text: str) -> Path:
        return land([(x, y - up * top) for x, up in points(text)], y)

    art.add(limb((240, y - top * 0.4), (118, y - 20), 34, 20), art.skin, None)
    head(art, (158, y - top * 0.5), 50, bun=True, turn=-1.12)
    art.add(outline("196,0 214,0.62 280,0.98 350,1 455,0.78 540,0.84 630,1.12 720,0.9 830,0.66"), art.skin)
    art.add(outline("536,0 540,0.9 636,1.17 724,0.95 830,0.7"), GLOW)
    art.line(curve([(566, y - 8), (562, y - top * 0.6), (568, y - top * 1.02)]), SOFT, 5)
    count = art.n(4, 6)
    for x in spread(count, 210 / (count - 1), 381):
        sag = math.cos((x - 330) / (62 if x < 330 else 160))
        pebble(art, x, y - top * (0.8 + 0.2 * sag) - 9, 88 / count + 10, art.u(13, 18), INK)


def towels(art: Art) -> None:
    """Draw a shelf with towels and other objects."""
    y, x = art.u(455, 490), art.u(330, 430)
    wall, table = art.pick(*ROOMS)
    art.ground(wall)
    kind = art.n(0, 2)
    if kind == 0:
        sun(art, x + art.u(-60, 90), y - art.u(190, 240), art.u(150, 190), pale(wall))
    elif kind == 1:
        window(art, x + art.pick(-140, 150), y - 250, art.u(190, 230), art.u(220, 260))
    else:
        pendant(art, x + art.u(-30, 30), art.u(150, 190), art.u(120, 170), art.unlike({wall}, POP, DEEP))
    level(art, table, y)
    (_rolls if art.chance(0.5) else _pile)(art, x, y, wall)
    _beside(art, x + art.u(215, 245), y, wall)
    _small_thing(art, x - art.u(215, 235), y)
    art.focus = (x + 40, y - 90)


def _pile(art: Art, x: float, y: float, wall: Role) -> None:
    roles = art.mix([role for role in (GLOW, POP, DEEP, MIST, INK) if role is not wall])
    top = folded_towels(art, x, y, art.u(250, 290), roles[: art.n(3, 4)])
    for i, role in enumerate(_unlike(art, {wall}, art.n(1, 2))):
        a = 66 - 20 * i
        pebble(art, x + art.u(-14, 14), top - a * 0.36 - i * 34, a, a * 0.38, role)


def _rolls(art: Art, x: float, y: float, wall: Role) -> None:
    """Draw a pyramid of rolled towels."""
    choice = [role for role in (GLOW, POP, DEEP, GLOW) if role is not wall]
    rows, radius = art.n(2, 3), art.u(48, 56)
    shadow(art, x, y + 3, radius * rows, 9)
    for row in range(rows):
        for i, at in enumerate(spread(rows - row, radius * 2.02, x)):
            rolled_towel(art, at, y - radius - row * radius * 1.72, radius, choice[(i + row) % len(choice)])


def _beside(art: Art, x: float, y: float, wall: Role) -> None:
    role, kind = art.unlike({wall}, DEEP, POP, INK), art.n(0, 2)
    if kind == 0:
        vase(art, x, y, art.u(84, 110), art.u(130, 170), role)
    elif kind == 1:
        bottle(art, x - 20, y, 74, art.u(170, 210), role, INK if role is not INK else POP)
        bottle(art, x + 62, y, 58, art.u(110, 140), pale(wall), role)
    else:
        potted_plant(art, x, y, art.u(240, 290), role)


def _small_thing(art: Art, x: float, y: float) -> None:
    if art.chance(0.5):
        for i in range(art.n(1, 3)):
            candle(art, x + i * 50, y, 40, art.u(50, 120), art.pick(GLOW, GLOW, POP))
    else:
        bowl(art, x + 20, y, art.u(120, 150), art.pick(POP, INK, GLOW), DEEP)


def room(art: Art) -> None:
    """Draw a massage table by a window."""
    wall, floor = art.pick(*ROOMS[:-1])
    art.ground(wall)
    level(art, floor, 488)
    x = art.u(360, 430)
    window(art, x + art.u(-60, 60), art.u(190, 220), art.u(210, 300), art.u(220, 260))
    if art.chance(0.5):
        pendant(art, x + art.pick(-1, 1) * art.u(210, 250), art.u(150, 210), art.u(90, 130), art.pick(POP, DEEP))
    potted_plant(art, x + 290, 520, art.u(240, 300), art.pick(POP, INK))
    _couch(art, x - 10, art.pick(POP, GLOW) if wall is not GROUND else POP)
    art.focus = (x, 350)


def _couch(art: Art, x: float, sheet: Role) -> None:
    top, hang = 392, art.u(70, 100)
    shadow(art, x, 548, 250, 14)
    for leg in (-180, -60, 60, 180):
        art.line(polyline([(x + leg, top + 30), (x + leg * 1.06, 546)]), INK, 10)
    art.line(polyline([(x - 186, 500), (x + 186, 500)]), INK, 7)
    art.add(rounded(x - 240, top, 480, 42, 16), GLOW if sheet is POP else DEEP)
    edge = [(x - 112, top + hang), (x - 118, top + hang * 0.5), (x - 120, top - 6)]
    art.add(joined(polyline([(x + 226, top - 6), (x + 232, top + hang)]), curve(edge)), sheet)
    art.add(rounded(x - 222, top - 34, 110, 38, 18), GLOW, SHADE, SOFT)
    rolled_towel(art, x + 150, top - 34, 30, DEEP)
    if art.chance(0.6):
        for i in range(3):
            pebble(art, x + 20 + i * 30, top - 14, 17, 9, INK)


def sand(art: Art) -> None:
    """Draw a raked sand garden from above, with lines that part around stones."""
    base, rake = art.pick((GROUND, MIST), (MIST, GLOW), (SOFT, MIST), (GROUND, SOFT))
    art.ground(base, softer(SHADE, 0.5))
    wave, length = art.u(5, 16), art.u(240, 420)
    furrow = [(float(at), wave * math.sin(at / length * 2 * math.pi)) for at in range(-20, 841, 60)]
    for row in range(-38, 640, 19):
        art.line(curve(furrow).moved(0, row), rake, 5)
    places = points(art.pick("400,310", "300,260 530,400", "300,260 530,400", "270,370 470,230 600,420"))
    rocks = [(x + art.u(-30, 30), y + art.u(-30, 30), art.u(64, 110 - 12 * len(places))) for x, y in places]
    for x, y, a in rocks:
        for ring in range(art.n(3, 5), 0, -1):
            art.flat(ellipse(x, y, a + ring * 22, a * 0.78 + ring * 21), base)
            art.line(ellipse(x, y, a + ring * 22 - 8, a * 0.78 + ring * 21 - 8), rake, 5)
    for (x, y, a), role in zip(rocks, _unlike(art, {base, rake, MIST}, 3), strict=False):
        _rock(art, (x, y), a, role)
    bough(art)
    art.focus = (sum(x for x, _, _ in rocks) / len(rocks), 310)


def _rock(art: Art, at: Point, a: float, role: Role) -> None:
    """Draw a rock from above, sometimes with a smaller one beside it."""
    x, y = at
    art.flat(ellipse(x + 14, y + 18, a, a * 0.76), INK, 0.22)
    pebble(art, x, y, a, a * 0.76, role)
    if art.chance(0.5):
        pebble(art, x + a * 0.7, y + a * 0.66, a * 0.36, a * 0.3, art.unlike({role}, POP, DEEP))


def oil(art: Art) -> None:
    """Draw warm oil running from a hanging vessel into a bowl."""
    y, x = art.u(480, 505), art.u(370, 430)
    wall, table = art.pick(*ROOMS, (INK, DEEP))
    art.ground(wall)
    behind = art.unlike({wall}, GLOW, MIST, SOFT)
    sun(art, x + art.u(-50, 50), art.u(260, 310), art.u(170, 215), behind)
    level(art, table, y)
    metal = art.unlike({wall, behind}, POP, DEEP, INK, EMBER)
    _vessel(art, (x, art.u(170, 200)), art.u(100, 130), metal, y - 60, art.unlike({behind}, art.flame, GLOW))
    bowl(art, x, y + 20, art.u(210, 250), art.unlike({table, metal}, GLOW, POP, INK), metal)
    green, dark = foliage(wall)
    side = art.pick(-1, 1)
    for lean in (0.5, 0.95):
        root, angle = (x + side * 190, y + 24), -math.pi / 2 + side * lean
        sprig(art, root, angle, art.u(180, 240), species=art.pick(*PLANTS), role=green, dark=dark)
    for i in range(art.n(2, 3)):
        candle(art, x - side * (200 + i * 56), y + 16, 42, art.u(50, 120))
    pebble(art, x + side * 180, y + 16, 52, 22, art.unlike({table}, INK, DEEP))
    art.focus = (x, 320)


def _vessel(art: Art, at: Point, half: float, role: Role, bottom: float, stream: Role) -> None:
    """Draw a vessel on three cords, with a thin stream from its narrow foot."""
    x, y = at
    for cord in (-0.9, 0.0, 0.9):
        art.line(polyline([(x + cord * half, y), (x, -30)]), role, 4)
    art.flat(rounded(x - 3, y + half * 0.9, 6, bottom - y - half * 0.9, 3), stream)
    side = points("-1,0 -0.86,0.5 -0.3,0.86 -0.08,1.12", at, half)
    art.add(symmetrical(side, x), role, SIDE)
    art.add(ellipse(x, y, half, half * 0.16), shine(role), softer(SHADE, 0.6))
    for part in (0.22, 0.4):
        art.line(
            arc((x, y + half * part), half * (0.97 - part * 0.3), 0.15, math.pi - 0.15, 0.2), shine(role), 2.6, 0.6
        )


SUBJECTS = (stones, back, towels, room, sand, oil)
