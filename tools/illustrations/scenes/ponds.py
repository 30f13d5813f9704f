"""Still water seen from above."""

import math
from dataclasses import replace

from tools.illustrations.canvas import BALL, SHADE, Art
from tools.illustrations.colors import DEEP, EMBER, GLOW, INK, MIST, POP, SOFT, Role
from tools.illustrations.figures import floating
from tools.illustrations.geometry import Point, arc, curve, disc, ellipse, joined, points, polar, polyline
from tools.illustrations.nature import bough
from tools.illustrations.shapes import petal

# Rings overlap, so only their rims show.
RIM = replace(SHADE, start=0.5, strength=0.9)


RAMPS = (
    (GLOW, MIST, SOFT, DEEP),
    (MIST, GLOW, SOFT, DEEP),
    (SOFT, MIST, DEEP, INK),
    (DEEP, SOFT, MIST, GLOW),
    (INK, DEEP, SOFT, DEEP),
)


def pond(art: Art, center: Point, ramp: tuple[Role, ...], drift: Point, count: int = 9) -> None:
    """Draw rings that spread from the point where something touched the water."""
    art.ground(ramp[-1], SHADE)
    wobble, squash = art.u(0, 14), art.u(0.66, 0.86)
    for i in range(count, 0, -1):
        radius = (i * 62 + art.u(-wobble, wobble)) * 1.15
        x, y = center[0] + drift[0] * i * i, center[1] + drift[1] * i * i
        hidden = max(0.0, radius - 190)
        ring = ellipse(x, y, radius, radius * squash) + ellipse(x, y, hidden, hidden * squash)
        art.add(ring, ramp[i % len(ramp)], RIM)


def ripples(art: Art) -> None:
    """Draw rings on a pond with lily pads and a flower."""
    x, y, ramp = art.u(280, 400), art.u(220, 280), art.pick(*RAMPS)
    pond(art, (x, y), ramp, (art.u(1.2, 3.2), art.u(0.8, 2.6)), art.n(7, 10))
    art.add(disc(x, y, art.u(20, 34)), POP, BALL)
    for px, py in art.mix(points("640,470 130,90 690,120 160,500 500,560"))[: art.n(3, 4)]:
        for _ in range(art.n(1, 3)):
            _pad(art, (px + art.u(-60, 60), py + art.u(-44, 44)), art.u(46, 96))
    fx, fy = art.pick(*points("570,430 600,400 540,450"))
    _pad(art, (fx, fy), art.u(84, 104))
    _lily(art, (fx - 6, fy - 8), art.u(56, 74))
    if art.chance(0.4):
        _koi(art, (art.u(250, 380), art.u(400, 480)), art.u(-0.7, 0.7))
    art.focus = (x + 90, y + 60)


def _pad(art: Art, at: Point, radius: float) -> None:
    turn, role = art.u(0, 2 * math.pi), art.pick(DEEP, DEEP, INK)
    art.flat(ellipse(at[0] + 9, at[1] + 13, radius, radius * 0.78), INK, 0.22)
    art.add(joined(arc(at, radius, turn, turn + 2 * math.pi - 0.5, 0.78), polyline([at, at])), role)
    for i in range(1, 7):
        vein = polyline([at, polar(at, turn + 0.15 + i * 0.8, radius * 0.8, 0.78)])
        art.line(vein, SOFT if role is DEEP else DEEP, 1.8, 0.6)


def _lily(art: Art, at: Point, size: float) -> None:
    turn, inner = art.u(0, 1), art.pick(POP, POP, MIST)
    for ring, (count, part, role) in enumerate(((9, 1.0, GLOW), (8, 0.72, inner), (6, 0.46, GLOW))):
        for i in range(count):
            angle = turn + ring * 0.35 + i * 2 * math.pi / count
            art.add(petal(at, angle, size * part, size * part * 0.42, 0.2), role)
    art.flat(disc(*at, size * 0.14), POP)


def _koi(art: Art, at: Point, angle: float) -> None:
    """Draw one fish below the surface."""
    body = curve(points("-92,0 -40,-22 30,-28 84,0 30,28 -40,22", at), closed=True).turned(angle, at)
    for side in (-1, 1):
        art.add(petal(polar(at, angle, 20), angle + side * 2.2, 52, 26, 0.5).moved(0, side * 14), GLOW)
        art.add(petal(polar(at, angle, -80), angle + math.pi + side * 0.4, 62, 26, 0.3), GLOW)
    art.add(body, POP)
    with art.inside(body):
        for along, across, size in ((50, -6, 20), (-6, 10, 26), (-56, -8, 18)):
            art.flat(disc(*polar(polar(at, angle, along), angle + math.pi / 2, across), size), GLOW)


def afloat(art: Art) -> None:
    """Draw a person floating on the water, from above."""
    ramp = art.pick(*(ramp for ramp in RAMPS if art.skin not in ramp[:2]))
    x, y = art.u(370, 430), art.u(300, 325)
    pond(art, (x, y), ramp, (art.u(-1.2, 1.2), art.u(-0.5, 0.8)), 9)
    suit = art.unlike({art.skin, *ramp[:2]}, INK, DEEP, POP, GLOW, EMBER)
    floating(art, x, y, art.u(330, 365), art.u(-0.9, 0.9), suit)
    kind = art.n(0, 2)
    if kind == 0:
        for _ in range(art.n(8, 14)):
            at = polar((x, y), art.u(0, 2 * math.pi), art.u(230, 420), 0.8)
            art.add(petal(at, art.u(0, 2 * math.pi), art.u(22, 38), art.u(13, 20), 0.8), art.pick(POP, GLOW, MIST))
    elif kind == 1:
        for at in art.mix(points("110,90 690,110 120,520 690,500"))[:3]:
            _pad(art, at, art.u(70, 100))
    else:
        bough(art)
    art.focus = (x, y)
