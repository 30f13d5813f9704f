"""Yoga: sun over water, a seated pose, a standing pose, an empty studio, a lotus."""

import math
from dataclasses import replace

from tools.illustrations.canvas import BALL, DOWN, SHADE, Art, softer
from tools.illustrations.colors import DEEP, EMBER, GLOW, GROUND, INK, MIST, POP, SOFT, Role, shine
from tools.illustrations.figures import seated, tree_pose, warrior
from tools.illustrations.geometry import Point, ellipse, points, polygon, polyline, rounded, spread
from tools.illustrations.nature import (
    PALM,
    Mood,
    birds,
    bough,
    clouds,
    conifers,
    dunes,
    glitter,
    grass,
    hills,
    mood,
    peaks,
    sprig,
    streaks,
    sun,
    water,
)
from tools.illustrations.objects import ROOMS, candle, hanging_plant, level, pendant, potted_plant, rolled_towel, window
from tools.illustrations.shapes import land, petal


def lake(art: Art) -> None:
    """Draw hills, the sun, and its reflection on the water."""
    colors, x, y = mood(art), art.u(270, 530), art.u(395, 440)
    radius = art.u(90, 150)
    sun(art, x, y - art.u(90, 220), radius, colors.sun)
    if art.chance(0.4):
        clouds(art, art.u(90, 200), count=art.n(1, 2))
    kind = art.n(0, 2)
    if kind == 0:
        hills(art, y - 110, 46, colors.far, art.n(3, 5))
        hills(art, y - 62, 32, colors.mid, art.n(3, 5))
    elif kind == 1:
        peaks(art, y, art.u(150, 220), colors.far, art.n(3, 5))
        hills(art, y - 34, 18, colors.mid)
    else:
        dunes(art, y - 30, art.u(80, 120), colors.far, colors.mid)
    if art.chance(0.4):
        conifers(art, y + 2, colors.near, left=-20, right=820, height=art.u(50, 90))
    shore = colors.sky if kind != 1 else colors.far
    water(art, y, MIST if shore is GROUND else shore)
    glitter(art, x, y + 12, 585, radius * 0.95, colors.sun)
    streaks(art, y + 14, 560, GLOW if colors.sun is not GLOW else SOFT)
    _shore(art, colors)
    art.focus = (x, 310)


def _shore(art: Art, colors: Mood) -> None:
    """Draw the foreground: a bank with grass or palms, or with a branch above."""
    role, side, kind = INK if colors.sky is not INK else DEEP, art.pick(-1, 1), art.n(0, 2)
    art.add(land(points("-20,588 200,572 500,590 820,570"), 610), role, None)
    if kind == 0:
        grass(art, 400 + side * 330, 612, art.u(190, 280), roles=(role, DEEP))
    elif kind == 1:
        for lean, long, green, dark in ((0.35, 320, role, DEEP), (0.9, 240, DEEP, role)):
            angle, foot = -math.pi / 2 - side * lean, (400 + side * 398, 610)
            sprig(art, foot, angle, long * art.u(0.9, 1.1), species=PALM, bend=-side * 0.7, role=green, dark=dark)
    else:
        bough(art)


def _ground(art: Art) -> tuple[Mood, float]:
    """Draw land for a figure, with a large sun behind. Returns the mood and the y of the ground."""
    colors, y = mood(art), art.u(480, 510)
    if colors.sun is art.skin:
        colors = replace(colors, sun=GLOW)
    sun(art, art.u(360, 440), art.u(250, 300), art.u(165, 215), colors.sun)
    kind = art.n(0, 3)
    if kind == 0:
        hills(art, y - 110, 34, colors.far)
    elif kind == 1:
        peaks(art, y - 30, art.u(120, 180), colors.far)
    elif kind == 2:
        conifers(art, y - 30, colors.far, left=-20, right=820, height=art.u(90, 140))
    else:
        water(art, y - 120, colors.far)
        streaks(art, y - 110, y)
    art.add(land(points("-60,-34 200,-52 420,-44 640,-56 860,-30", (0, y)), 610), colors.mid, DOWN)
    if art.chance(0.5):
        birds(art, art.pick(160, 640), art.u(90, 170), INK if colors.sky is not INK else GLOW)
    return colors, y


def _clothes(art: Art, away: set[Role]) -> tuple[Role, Role]:
    choice = [role for role in (GLOW, INK, DEEP, POP, EMBER) if role not in away | {art.skin}]
    first, second, *_ = art.mix([*choice, INK] if len(choice) < 2 else choice)
    return first, second


def at_rest(art: Art) -> None:
    """Draw a seated figure in front of the sun."""
    (colors, y), x = _ground(art), art.u(370, 430)
    top, legs = _clothes(art, {colors.mid, colors.sun})
    art.add(ellipse(x, y + 30, 240, 26), art.unlike({colors.mid, legs}, POP, GLOW, MIST), softer(SHADE, 0.8))
    seated(art, x, y + 30, art.u(300, 340), top, legs)
    _frame(art)
    art.focus = (x, y - 130)


def balance(art: Art) -> None:
    """Draw a standing figure, on one leg or in a wide stance."""
    (colors, y), x = _ground(art), art.u(370, 430)
    top, legs = _clothes(art, {colors.mid, colors.sun})
    art.add(rounded(x - 200, y + 14, 400, 22, 10), art.unlike({colors.mid, legs}, POP, GLOW, MIST), softer(SHADE, 0.8))
    if art.chance(0.55):
        tree_pose(art, x, y + 24, art.u(400, 440), top, legs)
    else:
        warrior(art, x, y + 24, art.u(330, 370), top, legs)
    _frame(art)
    art.focus = (x, y - 160)


def _frame(art: Art) -> None:
    kind = art.n(0, 2)
    if kind == 0:
        bough(art)
    elif kind == 1:
        for side in (-1, 1):
            grass(art, 400 + side * 360, 612, art.u(120, 200), opening=0.9)


def studio(art: Art) -> None:
    """Draw yoga mats under one wide window or three tall ones."""
    wall, floor = art.pick(*ROOMS)
    art.ground(wall)
    level(art, floor, 430)
    if art.chance(0.4):
        kind = art.n(0, 2)
        for at in spread(3, 230):
            window(art, at, 215, 150, 270, kind)
    else:
        window(art, art.u(340, 460), 215, art.u(280, 380), art.u(270, 300))
    roles = art.mix([role for role in (POP, GLOW, INK, DEEP, EMBER) if role not in {wall, floor}])
    for i, at in enumerate(spread(art.n(2, 4), 176)):
        _mat(art, at, roles[i % len(roles)])
    side = art.pick(-1, 1)
    potted_plant(art, 400 + side * 315, 470, art.u(230, 280), POP if wall is not POP else INK)
    if art.chance(0.5):
        hanging_plant(art, 400 - side * 300, art.u(90, 130), 100, INK)
    else:
        pendant(art, 400 - side * 300, art.u(150, 200), 110, POP)
    for i in range(art.n(0, 3)):
        candle(art, 400 - side * (300 - i * 42), 464, 28, art.u(30, 60))
    art.focus = (400, 320)


def _mat(art: Art, x: float, role: Role) -> None:
    """Draw a mat seen lengthwise, with a rolled end, a block or a cushion."""
    lean, kind = (x - 400) * 0.32, art.n(0, 2)
    mat = polygon([(x - 50, 462), (x + 50, 462), (x + 66 + lean, 590), (x - 66 + lean, 590)])
    art.flat(mat.moved(6, 8), INK, 0.22)
    art.add(mat, role, DOWN)
    other = DEEP if role is GLOW else GLOW
    if kind == 0:
        art.add(rounded(x - 54, 448, 108, 26, 13), role)
        art.line(polyline([(x - 40, 456), (x + 40, 456)]), shine(role), 2.4, 0.6)
    elif kind == 1:
        art.add(rounded(x - 30 + lean * 0.3, 488, 60, 26, 5), other)
    else:
        rolled_towel(art, x + lean * 0.4, 510, 24, other)


def lotus(art: Art) -> None:
    """Draw an opening water lily at first light."""
    sky = art.pick(GROUND, MIST, SOFT, INK)
    art.ground(sky)
    x, y, light = art.u(370, 430), art.u(420, 440), art.unlike({sky}, POP, GLOW, MIST)
    sun(art, x, y - art.u(120, 170), art.u(170, 215), light)
    lake_role = DEEP if sky is not SOFT else INK
    water(art, y + 20, lake_role)
    streaks(art, y + 40, 590, SOFT, 14)
    for dx, size in ((-250, 110), (240, 90), (120, 70)):
        art.add(ellipse(x + dx, y + 100 + abs(dx) * 0.1, size, size * 0.3), SOFT)
    art.add(ellipse(x, y + 74, 215, 46), SOFT)
    outer = GLOW if light is not GLOW else POP
    _lily(art, (x, y + 70), art.u(200, 230), outer, art.unlike({outer, light}, POP, MIST, GLOW))
    if art.chance(0.6):
        birds(art, x + art.pick(-220, 220), 120, INK if sky is not INK else GLOW)
    art.focus = (x, y - 60)


def _lily(art: Art, base: Point, size: float, outer: Role, inner: Role) -> None:
    """Draw three rows of petals, the outermost first in each."""
    count = art.pick(7, 9)
    for row, (part, opening, role) in enumerate(((1.0, 1.36, outer), (0.84, 0.95, inner), (0.62, 0.5, outer))):
        for lean in sorted(spread(count - 2 * row, 2 / (count - 2 * row - 1), 0), key=abs, reverse=True):
            length = size * part * (1 - 0.28 * abs(lean))
            art.add(petal(base, -math.pi / 2 + lean * opening, length, size * 0.36 * (1 - row * 0.14), 0.25), role)
    art.add(petal(base, -math.pi / 2, size * 0.4, size * 0.26, 0.4), inner, BALL)


SUBJECTS = (lake, at_rest, balance, studio, lotus)
