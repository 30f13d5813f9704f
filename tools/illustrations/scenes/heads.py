"""Portraits that resemble nobody: a resting face, a profile."""

import math

from tools.illustrations.canvas import BALL, DOWN, SHADE, Art, softer
from tools.illustrations.colors import DEEP, EMBER, GLOW, GROUND, INK, MIST, POP, SOFT, Role
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
    symmetrical,
)
from tools.illustrations.nature import PLANTS, sprig
from tools.illustrations.shapes import ribbon


def face(art: Art) -> None:
    """Draw a face with closed eyes and the hair in a towel."""
    wall = art.unlike({art.skin}, GROUND, MIST, DEEP, INK)
    art.ground(wall)
    x, y = art.u(370, 430), art.u(320, 340)
    behind = art.unlike({wall, art.skin}, MIST, SOFT, DEEP, GLOW)
    art.add(disc(x + art.u(-80, 80), y - art.u(10, 60), art.u(235, 265)), behind, BALL)
    green, dark = (DEEP, INK) if behind is not DEEP else (INK, SOFT)
    for side in (-1, 1) if art.chance(0.7) else (art.pick(-1, 1),):
        foot, angle = (x + side * art.u(120, 160), 610), -math.pi / 2 + side * art.u(0.25, 0.5)
        species, long = art.pick(*PLANTS), art.u(330, 420)
        sprig(art, foot, angle, long, species=species, bend=side * 0.4, role=green, dark=dark)
    _shoulders(art, x, y)
    _head(art, x, y)
    _turban(art, x, y, GLOW if behind is not GLOW else art.unlike({art.skin}, POP, MIST))
    if art.chance(0.6):
        _cream(art, x, y)
    art.focus = (x, y - 30)


def _shoulders(art: Art, x: float, y: float) -> None:
    neck = points("-52,90 -50,175 -110,210 -205,235 -250,310", (x, y))
    art.add(symmetrical(neck, x), art.skin, softer(SHADE, 0.7))
    under = points("-51,98 0,150 51,98 47,148 0,184 -47,148", (x, y))
    art.flat(curve(under, closed=True), art.lips, 0.45)
    wrap = [(x - 300, 640), *points("-215,262 0,300 215,262", (x, y)), (x + 300, 640)]
    art.add(joined(curve(wrap)), GLOW, DOWN)


def _head(art: Art, x: float, y: float) -> None:
    for side in (-1, 1):
        art.add(ellipse(x + side * 118, y + 6, 18, 30), art.skin, None)
    jaw = points("-118,-60 -116,10 -92,86 -40,140 0,148", (x, y))
    art.add(joined(curve([*jaw, *mirrored(jaw, x)[1:]])), art.skin, SHADE)
    for side in (-1, 1):
        _closed_eye(art, (x + side * 52, y - 2), side)
        art.flat(ellipse(x + side * 66, y + 52, 25, 17), art.lips, 0.35)
    art.line(curve(points("-4,-6 -16,46 -12,58 8,58", (x, y))), INK, 3.6, 0.75)
    _mouth(art, x, y + 93)


def _closed_eye(art: Art, at: Point, side: int) -> None:
    """Draw a lid, lashes and a brow."""
    art.line(arc(at, 30, 0.45, math.pi - 0.45, 0.75), INK, 5)
    for lash in (0.75, 1.25, 1.8):
        angle = lash if side > 0 else math.pi - lash
        art.line(polyline([polar(at, angle, 30, 0.75), polar(at, angle, 41, 0.8)]), INK, 3.4)
    art.line(arc((at[0] + side * 2, at[1] - 20), 36, -2.45, -0.75, 0.62), INK, 5.5)


def _mouth(art: Art, x: float, y: float) -> None:
    upper, lower = points("-36,0 -12,-13 0,-8 12,-13 36,0", (x, y)), points("36,0 14,17 -14,17 -36,0", (x, y))
    art.flat(joined(curve(upper), curve(lower)), art.lips)
    art.line(curve(points("-32,0 0,4 32,0", (x, y))), INK, 2.6, 0.7)


def _turban(art: Art, x: float, y: float, role: Role) -> None:
    """Draw a towel wound around the hair and rolled up on top."""
    fold, lean = SOFT if role is not SOFT else DEEP, art.pick(-1, 1)
    roll = points("-78,-176 -72,-226 26,-262 96,-226 78,-176", (x, y))
    art.add(joined(curve(roll)), role, SHADE, fold)
    art.line(curve(points("-58,-200 20,-238 58,-206", (x, y))), fold, 3.5, 0.8)
    side = points("-121,-40 -148,-112 -112,-186 0,-214", (x, y))
    brow = points("121,-40 64,-82 0,-96 -64,-82 -121,-40", (x, y))
    art.add(joined(curve([*side, *mirrored(side, x)[1:]]), curve(brow)), role, SHADE, fold)
    for turn in (-lean, lean):
        band = [(x + turn * dx, y + dy) for dx, dy in points("128,-58 92,-122 16,-172 -64,-200")]
        art.add(ribbon(band, [30, 58, 60, 26]), role, SHADE, fold)
        art.line(curve([(px + turn * 6, py + 26) for px, py in band[:3]]), fold, 3, 0.8)


def _cream(art: Art, x: float, y: float) -> None:
    """Draw three dabs of cream on each cheek."""
    for side in (-1, 1):
        for i in range(3):
            art.flat(ellipse(x + side * (44 + i * 20), y + 44 + (i % 2) * 12, 8, 6), GLOW, 0.9)


def profile(art: Art) -> None:
    """Draw a head from the side, with hair that streams, in a bun, or cut straight."""
    wall = art.unlike({art.skin}, GROUND, MIST, GLOW, DEEP)
    art.ground(wall)
    x, y = art.u(290, 330), art.u(290, 315)
    behind = art.unlike({wall, art.skin}, MIST, SOFT, POP, GLOW)
    art.add(disc(x + art.u(60, 130), y - art.u(10, 60), art.u(205, 245)), behind, BALL)
    hair, streak = art.pick((INK, DEEP), (INK, DEEP), (DEEP, INK)) if wall is not DEEP else (INK, DEEP)
    style = art.n(0, 2)
    if style == 0:
        _flowing(art, x, y, hair, streak)
    elif style == 1:
        _bun(art, x, y, hair, streak)
    _bust(art, (x, y))
    _cap(art, (x, y), hair, streak)
    if style == 2:
        _bob(art, x, y, hair, streak)
    if art.chance(0.5):
        pin, dark = (POP, EMBER) if art.skin is not POP else (GLOW, SOFT)
        sprig(art, (x + 70, y - 90), -0.5, 120, species=art.pick(*PLANTS), role=pin, dark=dark)
    art.focus = (x + 60, y)


def _bust(art: Art, at: Point) -> None:
    """Draw the head, neck and shoulders, facing left."""
    brow, nose = "-60,-112 -98,-72 -104,-30 -112,-6", "-140,40 -116,52 -118,68"
    mouth, chin = "-126,78 -112,88 -118,102 -106,114", "-108,138 -78,160 -30,146"
    front = curve(points(f"{brow} {nose} {mouth} {chin}", at))
    neck = curve(points("-30,146 -22,200 -46,246 -150,290 -190,340", at))
    nape = curve(points("320,340 240,282 118,236 84,160 92,40 60,-90", at))
    art.add(joined(front, neck, nape), art.skin, softer(SHADE, 0.75))
    art.flat(joined(curve(points("-30,146 10,132 60,100 20,168 -24,196", at))), INK, 0.16)
    art.line(curve(points("-88,4 -74,13 -54,8", at)), INK, 5)
    art.line(curve(points("-92,-26 -72,-37 -44,-30", at)), INK, 6)
    art.flat(joined(curve(points("-122,77 -96,84 -84,88 -98,98 -115,102 -111,89", at))), art.lips)
    art.flat(ellipse(at[0] - 56, at[1] + 62, 24, 17), art.lips, 0.3)
    art.line(arc((at[0] + 40, at[1] + 40), 16, 0.6, 4.6, 1.25), INK, 4, 0.7)


def _cap(art: Art, at: Point, hair: Role, streak: Role) -> None:
    """Draw the hair on the head, combed back from the brow."""
    edge = curve(points("-84,-88 -40,-158 30,-176 108,-140 142,-60 138,30 96,86", at))
    brow = curve(points("96,86 66,60 60,14 28,8 4,-40 -40,-70 -84,-88", at))
    art.add(joined(edge, brow), hair, SHADE)
    for i in range(4):
        start, end = f"{14 * i - 50},{-96 - 16 * i} {20 + 12 * i},{-104 - 8 * i}", f"{80 + 10 * i},-50 {96 + 8 * i},40"
        art.line(curve(points(f"{start} {end}", at)), streak, 3, 0.8)


def _flowing(art: Art, x: float, y: float, hair: Role, streak: Role) -> None:
    """Draw long strands that stream to the right."""
    lift = art.u(-70, 60)
    for i in range(7):
        root = [(x + 90 - i * 4, y - 120 + i * 34), (x + 200, y - 110 + i * 40 + lift * 0.2)]
        middle = [
            (x + 330, y - 60 + i * 30 + lift * 0.6 + art.u(-14, 14)),
            (x + 450 + art.u(-20, 40), y - 110 + i * 42 + lift),
        ]
        strand = [*root, *middle, (x + 590, y - 60 + i * 44 + lift)]
        role = art.pick(hair, hair, streak, SOFT if i % 3 == 1 else hair)
        art.add(ribbon(strand, [64, 66, 60, 42, 2]), role, softer(SHADE, 0.8))
        art.line(curve([(px, py - 8) for px, py in strand[:-1]]), GLOW, 1.6, 0.35)


def _bun(art: Art, x: float, y: float, hair: Role, streak: Role) -> None:
    bx, by = art.pick((x + 110, y - 196), (x + 172, y + 6))
    art.add(disc(bx, by, 64), hair, BALL)
    for size in (44, 26):
        art.line(arc((bx, by), size, -2.4, 0.9), streak, 3, 0.8)


def _bob(art: Art, x: float, y: float, hair: Role, streak: Role) -> None:
    """Draw hair cut straight at about jaw length."""
    long = art.u(120, 190)
    edge = [(x + 20, y - 150), (x + 120, y - 130), (x + 164, y - 20), (x + 168, y + long)]
    inner = [(x + 168, y + long), (x + 40, y + long + 12), (x - 8, y + long - 8)]
    art.add(
        joined(
            curve(edge),
            polyline(inner),
            curve([(x - 8, y + long - 8), (x + 22, y + 40), (x - 6, y - 44), (x + 20, y - 150)]),
        ),
        hair,
        SHADE,
    )
    for i in range(4):
        art.line(
            curve([(x + 40 + i * 18, y - 110), (x + 62 + i * 26, y), (x + 30 + i * 36, y + long - 14)]), streak, 3, 0.8
        )
