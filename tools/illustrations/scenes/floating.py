"""Float and bath: ripples on still water, a floating bather, a float pod, a tub, the sea."""

import math

from tools.illustrations.canvas import BALL, DOWN, SHADE, SIDE, Art, softer
from tools.illustrations.colors import DEEP, GLOW, GROUND, INK, MIST, POP, SOFT, Role, pale, shine
from tools.illustrations.geometry import (
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
    spread,
    symmetrical,
)
from tools.illustrations.nature import clouds, glitter, moon, shadow, stars, steam, sun
from tools.illustrations.objects import (
    ROOMS,
    bottle,
    candle,
    folded_towels,
    hanging_plant,
    level,
    pebble,
    pendant,
    potted_plant,
    window,
)
from tools.illustrations.scenes.ponds import afloat, ripples
from tools.illustrations.shapes import land


def pod(art: Art) -> None:
    """Draw a float pod with an open lid."""
    wall, floor = art.pick((DEEP, INK), (INK, DEEP), (SOFT, DEEP), (GROUND, SOFT), (MIST, SOFT))
    art.ground(wall)
    x, y = art.u(380, 420), art.u(420, 440)
    halo = art.unlike({wall}, SOFT, MIST, POP, GLOW)
    sun(art, x + art.u(-60, 60), art.u(190, 240), art.u(150, 190), halo)
    if wall in {INK, DEEP}:
        stars(art, 30, 330)
    level(art, floor, 500)
    _shell(art, x, y, art.unlike({halo, wall}, GLOW, GLOW, GLOW, MIST, POP), POP if halo is not POP else DEEP)
    side = art.pick(-1, 1)
    if art.chance(0.6):
        candle(art, x + side * 296, 548, 34, art.u(50, 100))
        candle(art, x + side * 336, 560, 30, art.u(30, 60))
    else:
        potted_plant(art, x + side * 308, 560, art.u(210, 260), POP)
    folded_towels(art, x - side * 300, 556, 120, [POP, GLOW, SOFT][: art.n(2, 3)])
    art.focus = (x, 340)


def _shell(art: Art, x: float, y: float, shell: Role, water: Role) -> None:
    """Draw the pod: an egg shape cut level, with the open lid behind it."""
    wide, tilt = art.u(232, 256), art.u(0.3, 0.5)
    hinge = (x + wide * 0.82, y - 18)
    art.add(joined(arc((x, y - 18), wide, math.pi, 2 * math.pi, 0.72)).turned(tilt, hinge), shell, SIDE)
    art.add(joined(arc((x, y - 18), wide * 0.86, math.pi, 2 * math.pi, 0.66)).turned(tilt, hinge), INK)
    shadow(art, x, y + 122, wide * 0.86, 16)
    art.add(joined(arc((x, y), wide, 0, math.pi, 0.54)), shell)
    art.add(ellipse(x, y, wide, 44), shell, None)
    art.add(ellipse(x, y + 4, wide - 20, 32), water if water is not shell else DEEP)
    for radius in (62, 112):
        art.line(ellipse(x - 40, y + 6, radius, radius * 0.15), shine(water), 3, 0.7)
    art.line(arc((x, y + 26), wide * 0.93, 0.45, math.pi - 0.45, 0.46), SOFT, 4, 0.7)


def tub(art: Art) -> None:
    """Draw a bath by a window, with steam and plants."""
    wall, floor = art.pick(*ROOMS)
    art.ground(wall)
    if art.chance(0.45):
        _tiled(art, SOFT if wall is not SOFT else DEEP)
    level(art, floor, 480)
    x, side = art.u(370, 430), art.pick(-1, 1)
    window(art, x + art.u(-110, 110), 190, art.u(170, 240), art.u(220, 260))
    if art.chance(0.5):
        hanging_plant(art, x - side * 270, art.u(70, 120), 110, POP)
    else:
        pendant(art, x - side * 250, art.u(150, 190), 120, POP)
    for _ in range(3):
        steam(art, (x + art.u(-150, 150), 350), art.u(170, 260), art.u(32, 50))
    (_barrel if art.chance(0.45) else _bath)(art, x, art.unlike({wall, floor}, GLOW, POP, DEEP, INK))
    potted_plant(art, x + side * 300, 560, art.u(240, 300), POP if floor is not POP else INK)
    _stool(art, x - side * 285, 562)
    art.focus = (x, 340)


def _tiled(art: Art, seam: Role) -> None:
    for i in range(1, 14):
        art.flat(rect(i * 60, 300, 2, 180), seam, 0.7)
    for y in (300, 360, 420):
        art.flat(rect(-5, y, 810, 2.5), seam, 0.7)


def _barrel(art: Art, x: float, role: Role) -> None:
    """Draw a round tub of staves with two hoops."""
    shadow(art, x, 556, 210, 14)
    side = [(x - 205, 366), (x - 178, 552)]
    art.add(polygon([*side, *mirrored(side, x)]), role, SIDE)
    for at in spread(8, 44.5, x):
        art.line(polyline([(at, 376), (x + (at - x) * 0.88, 550)]), INK, 2.4, 0.4)
    for y, half in ((412, 198), (516, 184)):
        art.line(curve([(x - half, y - 6), (x, y + 8), (x + half, y - 6)]), INK, 9)
    art.add(ellipse(x, 366, 205, 30), role, None)
    art.flat(ellipse(x, 364, 190, 20), MIST if role is not MIST else SOFT)
    _foam(art, x, role)


def _bath(art: Art, x: float, role: Role) -> None:
    """Draw a footed bathtub with a rolled rim."""
    for foot in (-150, 150):
        art.add(joined(arc((x + foot, 536), 24, 0, math.pi, 0.9)), POP if role is not POP else INK, None)
    shadow(art, x, 562, 220, 13)
    art.add(symmetrical([(x + dx, y) for dx, y in points("-250,356 -222,440 -160,520 -60,544")], x), role)
    _foam(art, x, role)
    art.add(rounded(x - 266, 346, 532, 26, 13), role, softer(SHADE, 0.7))


def _foam(art: Art, x: float, role: Role) -> None:
    for at in spread(7, 44, x):
        art.add(disc(at + art.u(-10, 10), 346 - art.u(0, 16), art.u(18, 34)), pale(role), BALL)


def _stool(art: Art, x: float, y: float) -> None:
    shadow(art, x, y + 2, 60, 8)
    for leg in (-40, 40):
        art.line(polyline([(x + leg * 0.8, y - 80), (x + leg * 1.15, y)]), INK, 9)
    art.add(rounded(x - 58, y - 92, 116, 18, 8), INK)
    kind = art.n(0, 2)
    if kind == 0:
        folded_towels(art, x, y - 92, 96, [GLOW, POP])
    elif kind == 1:
        bottle(art, x - 20, y - 92, 32, 90, POP, GLOW)
        candle(art, x + 24, y - 92, 28, 38)
    else:
        for i, role in enumerate((DEEP, GLOW, POP)):
            pebble(art, x, y - 102 - i * 19, 36 - i * 7, 11, role)


def sea(art: Art) -> None:
    """Draw a moon or a low sun over rows of waves."""
    sky = art.pick(GROUND, MIST, SOFT, INK, POP)
    art.ground(sky)
    x, y, light = art.u(280, 520), art.u(270, 320), art.unlike({sky}, GLOW, POP, GLOW)
    if sky is INK or art.is_night:
        stars(art, 40, y)
    if art.chance(0.3):
        moon(art, x, y - 120, art.u(70, 100), light)
    else:
        sun(art, x, y - art.u(0, 130), art.u(100, 150), light)
    if art.chance(0.4):
        clouds(art, art.u(80, 160))
    tones = [role for role in (MIST, SOFT, DEEP, INK, DEEP) if role is not sky]
    (_scales if art.chance(0.5) else _swell)(art, y, tones)
    if art.chance(0.5):
        glitter(art, x, y + 20, y + 150, 110, light)
    else:
        _boat(art, (x + art.pick(-140, 140), y + 92), POP if light is not POP else GLOW)
    art.focus = (x, 280)


def _scales(art: Art, y: float, tones: list[Role]) -> None:
    """Draw waves as rows of overlapping arcs."""
    radius, row = art.u(52, 74), 0
    art.add(rect(-5, y, 810, 400), tones[0], None)
    while y + row * radius * 0.5 < 660:
        role = tones[min(len(tones) - 1, row // 2)]
        for i in range(int(450 / radius) + 2):
            center = ((2 * i - row % 2) * radius, y + 30 + row * radius * 0.5)
            for part, color in ((1.0, role), (0.72, GLOW), (0.58, role), (0.3, GLOW), (0.18, role)):
                art.flat(joined(arc(center, radius * part, math.pi, 2 * math.pi)), color)
        row += 1


def _swell(art: Art, y: float, tones: list[Role]) -> None:
    length = art.u(180, 320)
    for i, role in enumerate(tones):
        top, phase, high = y + i * 62, art.u(0, 2 * math.pi), 6 + i * 7
        crest = [(float(x), top + high * math.sin(x / length * 2 * math.pi + phase)) for x in range(-40, 881, 40)]
        art.add(land(crest, 640), role, softer(DOWN, 0.6))
        art.line(curve([(x, line + 12) for x, line in crest]), GLOW, 2.4, 0.6)


def _boat(art: Art, at: Point, role: Role) -> None:
    art.line(polyline(points("0,0 0,-128", at)), INK, 4)
    art.add(polygon(points("6,-124 70,-22 6,-22", at)), role)
    art.add(polygon(points("-6,-104 -46,-22 -6,-22", at)), GLOW if role is not GLOW else MIST)
    art.add(joined(curve(points("-74,-12 -40,20 46,20 82,-12", at))), INK)


SUBJECTS = (ripples, afloat, pod, tub, sea)
