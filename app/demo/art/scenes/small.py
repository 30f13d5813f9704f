"""Small scenes for pages with nothing to show: one plain thing each, readable at 200 pixels."""

import math
import random
from collections.abc import Callable
from enum import StrEnum

from app.demo.art.canvas import BALL, DOWN, SHADE, SIDE, Art, Scene, softer
from app.demo.art.colors import DEEP, EMBER, GLOW, GROUND, INK, MIST, POP, SOFT, Palette
from app.demo.art.geometry import (
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
)
from app.demo.art.nature import LAUREL, OLIVE, birds, conifers, grass, moon, shadow, sprig, stars
from app.demo.art.objects import level, potted_plant
from app.demo.art.shapes import arch, land, limb


class Small(StrEnum):
    CART = "cart"
    NOTHING_FOUND = "nothing-found"
    CLEAR_DAY = "clear-day"
    NOT_FOUND = "not-found"


def small(kind: Small) -> Scene:
    palette, draw = SCENES[kind]
    art = Art(palette, random.Random(kind.value))
    draw(art)
    return art.finish()


def _basket(art: Art) -> None:
    """An empty basket on a shelf."""
    art.ground(GROUND)
    art.add(disc(400, 280, 215), MIST, BALL)
    level(art, SOFT, 480)
    art.line(arc((400, 330), 150, math.pi, 2 * math.pi, 1.25), INK, 17)
    shadow(art, 400, 490, 190, 14)
    art.add(ellipse(400, 330, 178, 30), INK, None)
    rim, side = arc((400, 330), 178, 0, math.pi, 0.17), points("222,330 256,462")
    bottom = curve(points("256,462 290,490 510,490 544,462"))
    body = joined(polyline(side), bottom, polyline(mirrored(side, 400)), rim)
    art.add(body, POP, SIDE)
    with art.inside(body):
        for row in range(6):
            for i in range(11):
                weave = points("0,0 9,6 18,0", (226 + i * 36 + (row % 2) * 18, 362 + row * 24))
                art.line(curve(weave), EMBER, 5, 0.8)
    art.line(rim, EMBER, 11)
    sprig(art, (815, 60), math.pi - 0.2, 290, species=OLIVE, bend=-0.4)


def _signpost(art: Art) -> None:
    """A post where two paths part, its arms bare."""
    art.ground(GROUND)
    art.add(disc(520, 250, 120), POP, BALL)
    art.add(land(points("-20,380 200,340 460,385 820,330"), 520), MIST, DOWN)
    conifers(art, 416, SOFT, left=520, right=830, height=100)
    art.add(land(points("-20,430 300,410 560,436 820,410"), 610), SOFT, DOWN)
    for near, far in (("360,610 430,520 550,450 630,428", "636,424 520,446 410,510 450,610"),
                      ("360,610 370,520 250,450 170,428", "164,424 280,446 390,510 450,610")):  # fmt: skip
        art.add(joined(curve(points(near)), curve(points(far))), GLOW, None)
    shadow(art, 400, 552, 46, 9)
    art.add(rounded(388, 190, 24, 364, 8), INK, SIDE)
    art.add(polygon(points("354,222 530,222 564,248 530,274 354,274")), DEEP)
    art.add(polygon(points("446,292 270,292 236,318 270,344 446,344")), INK)
    grass(art, 330, 566, 100, count=7)
    birds(art, 230, 150)


def _deck_chair(art: Art) -> None:
    """A chair in the sun that nobody sits in."""
    art.ground(GROUND)
    art.add(disc(560, 190, 110), SOFT, BALL)
    art.add(land(points("-20,400 250,380 540,404 820,384"), 520), MIST, DOWN)
    level(art, SOFT, 440)
    _parasol(art, (264, 210))
    shadow(art, 440, 556, 170, 13)
    for beam in ("330,552 560,372", "320,402 560,552", "500,416 600,300"):
        art.line(polyline(points(beam)), INK, 13)
    sling = curve(points("592,306 548,420 470,470 380,446 330,408"))
    art.line(sling, DEEP, 30)
    art.line(sling, GLOW, 8)
    potted_plant(art, 690, 556, 210, POP)


def _parasol(art: Art, at: Point) -> None:
    x, y = at
    art.line(polyline(points("-14,330 -2,-80", at)), INK, 11)
    shade = joined(arc(at, 210, math.pi, 2 * math.pi, 0.62)).turned(-0.1, at)
    art.add(shade, POP)
    with art.inside(shade):
        for dx in (-130, 0, 130):
            left = [(x, y - 150), (x - 14 + dx, y - 70), (x - 28 + dx * 1.15, y + 40)]
            right = [(x + 36 + dx * 1.15, y + 40), (x + 26 + dx, y - 70), (x, y - 150)]
            art.flat(joined(curve(left), curve(right)), GLOW)


def _closed_door(art: Art) -> None:
    """A door at night with its sign turned, a lamp beside it."""
    art.ground(GROUND)
    stars(art, 30, 240)
    moon(art, 150, 150, 56, GLOW)
    art.add(rect(210, 70, 380, 480), MIST, SIDE)
    art.add(polygon(points("180,84 400,10 620,84 620,104 180,104")), INK)
    level(art, INK, 548)
    art.add(arch(400, 155, 190, 548), INK, None)
    art.add(arch(400, 168, 164, 548), POP, SIDE)
    art.flat(joined(arc((400, 250), 58, math.pi, 2 * math.pi)), GLOW)
    art.line(polyline(points("400,192 400,250")), INK, 5)
    art.flat(disc(462, 430, 9), GLOW)
    _sign(art)
    art.flat(disc(543, 280, 62), GLOW, 0.16)
    art.add(limb((543, 264), (543, 298), 17, 13), GLOW, None)
    art.line(polyline(points("543,230 543,250")), INK, 5)
    for x in (252, 552):
        potted_plant(art, x, 556, 128, DEEP)
    sprig(art, (820, 90), math.pi - 0.3, 220, species=LAUREL, bend=-0.4)


def _sign(art: Art) -> None:
    art.line(polyline(points("372,330 400,300 428,330")), INK, 3.5)
    art.add(rounded(346, 330, 108, 56, 8), GLOW, softer(SHADE, 0.7))
    for words in ("366,350 434,350", "380,368 420,368"):
        art.line(polyline(points(words)), INK, 5)


SCENES: dict[Small, tuple[Palette, Callable[[Art], None]]] = {
    Small.CART: (Palette.EUCALYPTUS, _basket),
    Small.NOTHING_FOUND: (Palette.SALT, _signpost),
    Small.CLEAR_DAY: (Palette.HONEY, _deck_chair),
    Small.NOT_FOUND: (Palette.NIGHT, _closed_door),
}
