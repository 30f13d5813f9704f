"""Sauna huts by the water."""

from tools.illustrations.canvas import BALL, DOWN, SHADE, SIDE, Art, softer
from tools.illustrations.colors import DEEP, EMBER, GLOW, INK, POP, SOFT, Role
from tools.illustrations.geometry import Point, disc, mirrored, points, polygon, polyline, rect, rounded
from tools.illustrations.nature import (
    conifers,
    fir,
    glitter,
    grass,
    hills,
    mood,
    moon,
    peaks,
    stars,
    steam,
    streaks,
    sun,
    water,
)
from tools.illustrations.shapes import land


def hut(art: Art) -> None:
    """Draw a cabin or a barrel sauna at the edge of a lake."""
    colors, x, y = mood(art), art.u(300, 470), art.u(400, 430)
    _sky(art, x, colors.sun)
    (peaks if art.chance(0.4) else hills)(art, 340, art.u(60, 100), colors.far)
    conifers(art, y - 20, colors.mid, left=-20, right=820, height=art.u(120, 170))
    for _ in range(art.n(2, 4)):
        foot = (x + art.pick(-1, 1) * art.u(170, 300), y + 4)
        fir(art, foot, art.u(190, 270), INK if colors.sky is not INK else SOFT)
    art.add(land(points("-20,-14 200,-22 500,-10 820,-24", (0, y)), y + 60), colors.near, softer(DOWN, 0.7))
    (_barrel if art.chance(0.45) else _cabin)(art, x, y + 8)
    lake = y + 36
    water(art, lake, colors.mid if colors.mid is not colors.near else colors.far)
    glitter(art, x + 8, lake + 12, lake + 90, 60, POP)
    streaks(art, lake + 10, 590)
    _jetty(art, (x + art.pick(-150, 150), lake))
    if art.chance(0.5):
        grass(art, art.pick(70, 730), 612, art.u(130, 190))
    art.focus = (x, y - 70)


def _sky(art: Art, x: float, light: Role) -> None:
    if art.is_night and art.chance(0.6):
        moon(art, x + art.pick(-190, 210), 130, art.u(46, 70), GLOW)
        stars(art, 36, 260)
    else:
        sun(art, x + art.pick(-1, 1) * art.u(120, 210), art.u(140, 210), art.u(66, 110), light)


def _cabin(art: Art, x: float, y: float) -> None:
    wide, tall, ridge = art.u(190, 240), art.u(96, 116), art.u(90, 130)
    eaves, chimney = y - tall, x + wide * 0.24
    art.add(rect(chimney, eaves - ridge - 6, 24, ridge), INK, None)
    steam(art, (chimney + 12, eaves - ridge - 6), art.u(150, 210), 42)
    art.add(rect(x - wide / 2, eaves, wide, tall), POP, SIDE)
    for i in range(1, int(tall / 17)):
        art.flat(rect(x - wide / 2, y - i * 17, wide, 2.5), INK, 0.3)
    side = [(x - wide * 0.56, eaves + 22), (x - wide * 0.66, eaves + 12), (x, eaves - ridge)]
    art.add(polygon([*side, *mirrored(side, x)[1:]]), EMBER if art.is_night else INK)
    art.flat(rounded(x - wide * 0.36, y - tall * 0.8, 40, tall * 0.8, 3), INK)
    art.add(rounded(x + wide * 0.04, y - tall * 0.76, wide * 0.34, tall * 0.4, 3), GLOW, softer(SHADE, 0.6))
    art.line(polyline([(x + wide * 0.21, y - tall * 0.76), (x + wide * 0.21, y - tall * 0.36)]), INK, 4)


def _barrel(art: Art, x: float, y: float) -> None:
    r = art.u(88, 106)
    front, middle = x - r * 0.2, y - r - 12
    art.add(rect(x + r * 1.2, middle - r * 1.7, 20, r), INK, None)
    steam(art, (x + r * 1.2 + 10, middle - r * 1.7), art.u(140, 200), 40)
    art.add(rounded(front, middle - r, r * 2.1, r * 2, 26), POP, DOWN)
    for i in range(1, 7):
        art.flat(rect(x, middle - r + i * r * 2 / 7, r * 1.9, 2.5), INK, 0.3)
    for at in (0.75, 1.6):
        art.flat(rect(x + r * at, middle - r, 8, r * 2), INK)
    art.flat(disc(front, middle, r), INK)
    art.add(disc(front, middle, r - 10), POP, BALL)
    art.flat(rounded(front - r * 0.32, middle - r * 0.5, r * 0.64, r * 1.36, 4), INK)
    art.add(disc(front, middle - r * 0.12, r * 0.2), GLOW, None)
    for at in (-0.7, 0.3, 1.5):
        art.flat(rounded(x + r * at, y - 22, 26, 26, 4), INK)


def _jetty(art: Art, at: Point) -> None:
    (x, y), (wood, seam) = at, (GLOW, INK) if art.is_night else (INK, DEEP)
    for i in range(4):
        for side in (-1, 1):
            art.flat(rect(x + side * (26 + i * 8) - 3, y + i * 26, 6, 40), INK, 0.8)
    art.add(polygon(points("-26,-8 26,-8 66,104 -66,104", at)), wood, DOWN)
    for i in range(1, 6):
        art.line(polyline([(x - 26 - i * 7, y - 8 + i * 18), (x + 26 + i * 7, y - 8 + i * 18)]), seam, 2.2)
