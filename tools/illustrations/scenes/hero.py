"""The home page illustration: a warm spring at first light, and the same scene by night."""

import math
import random

from tools.illustrations.canvas import BALL, DOWN, SHADE, SIDE, Art, Scene, softer
from tools.illustrations.colors import DEEP, GLOW, GROUND, INK, MIST, POP, SOFT, Palette
from tools.illustrations.geometry import arc, curve, disc, ellipse, joined, polyline
from tools.illustrations.nature import LAUREL, OLIVE, PALM, birds, conifers, grass, shadow, sprig, stars, steam, streaks
from tools.illustrations.objects import cairn
from tools.illustrations.shapes import land, limb

WIDTH, HEIGHT = 1200, 800


def hero(*, night: bool) -> Scene:
    art = Art(Palette.NIGHT if night else Palette.EUCALYPTUS, random.Random("a quiet hour"), WIDTH, HEIGHT)
    art.ground(GROUND)
    if night:
        stars(art, 70, 330)
    _light(art, 640, 250, night)
    _land(art)
    if not night:
        birds(art, 330, 170)
    _spring(art)
    _bather(art, 520, 610)
    for x, foot, height in ((230, 560, 250), (370, 610, 210), (690, 600, 260), (830, 545, 220), (960, 590, 240)):
        steam(art, (x, foot), height, 52)
    _shore(art)
    art.focus = (600, 330)
    return art.finish()


def _light(art: Art, x: float, y: float, night: bool) -> None:
    for size in (2.25, 1.6):
        art.flat(disc(x, y, 140 * size), GLOW, 0.1 if night else 0.42)
    art.add(disc(x, y, 140), POP, BALL)


def _land(art: Art) -> None:
    far = [(-40, 330), (150, 290), (380, 345), (600, 300), (820, 340), (1040, 280), (1240, 330)]
    mid = [(-40, 400), (200, 420), (430, 372), (680, 418), (900, 380), (1240, 420)]
    near = [(-40, 455), (240, 470), (520, 446), (800, 474), (1000, 450), (1240, 470)]
    art.add(land(far, 480), MIST, DOWN)
    conifers(art, 428, SOFT, left=-20, right=430, height=110)
    art.add(land(mid, 520), SOFT, DOWN)
    conifers(art, 470, DEEP, left=760, right=1230, height=140)
    art.add(land(near, 560), DEEP, DOWN)


def _spring(art: Art) -> None:
    """Draw the water, the sun's reflection, and the rings around the bather."""
    edge = [(-40, 510), (160, 502), (420, 506), (700, 500), (980, 508), (1240, 502)]
    art.add(land(edge, HEIGHT + 5), MIST if not art.is_night else SOFT, softer(DOWN, 0.8))
    for i in range(9):
        wide = 128 * (1 - i * 0.085) * art.u(0.75, 1.1)
        x = 640 + art.u(-14, 14)
        art.line(polyline([(x - wide, 522 + i * 15), (x + wide, 522 + i * 15)]), POP, 6.5)
    streaks(art, 516, 740, GLOW, 26)
    for i, radius in enumerate((350, 270, 196, 130)):
        art.line(
            ellipse(520, 640, radius, radius * 0.2),
            GLOW if i % 2 else SOFT if not art.is_night else DEEP,
            4.5,
        )


def _bather(art: Art, x: float, y: float) -> None:
    """Draw a bather from behind, up to the shoulders in the water."""
    back = [
        (x - 104, y + 28),
        (x - 92, y - 22),
        (x - 34, y - 58),
        (x, y - 62),
        (x + 34, y - 58),
        (x + 92, y - 22),
        (x + 104, y + 28),
    ]
    art.add(limb((x, y - 40), (x, y - 92), 21, 20), art.skin, None)
    art.add(joined(curve(back), arc((x, y + 28), 104, 0, math.pi, 0.14)), art.skin, SHADE)
    art.line(curve([(x, y - 30), (x - 3, y), (x, y + 26)]), art.lips, 4, 0.6)
    for side in (-1, 1):
        art.add(ellipse(x + side * 44, y - 116, 9, 14), art.skin, None)
    art.add(ellipse(x, y - 122, 45, 52), INK, BALL)
    art.add(disc(x + 3, y - 184, 27), INK, BALL)
    for dx in (-22, 0, 22):
        art.line(curve([(x + dx * 1.3, y - 84), (x + dx, y - 126), (x + dx * 0.2, y - 166)]), DEEP, 2.6, 0.8)
    art.line(arc((x, y + 30), 128, 0.3, math.pi - 0.3, 0.16), GLOW, 5)


def _shore(art: Art) -> None:
    """Draw the foreground: a ledge with stones, and leaves at the edges."""
    ledge = [(-20, 742), (260, 752), (620, 744), (900, 730), (1220, 716)]
    art.add(land(ledge, HEIGHT + 5), INK, softer(SHADE, 0.5))
    shadow(art, 985, 738, 180, 14)
    cairn(art, 985, 736, 140, [DEEP, GLOW, INK if not art.is_night else MIST, POP])
    art.add(ellipse(786, 730, 54, 25), SOFT, SIDE)
    art.add(ellipse(722, 742, 32, 15), GLOW, SIDE)
    grass(art, 1160, 760, 190, count=9)
    sprig(art, (1225, 60), math.pi * 0.86, 390, species=LAUREL, bend=-0.5)
    sprig(art, (1215, -30), math.pi * 0.72, 250, species=OLIVE, bend=-0.3, role=SOFT, dark=DEEP)
    sprig(art, (-10, 790), -math.pi * 0.36, 330, species=PALM, bend=0.5, role=INK, dark=DEEP)
    sprig(art, (40, 800), -math.pi * 0.2, 240, species=LAUREL, bend=0.4)
