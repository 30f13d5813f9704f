"""Saunas: a bench with a bucket, a hut by the water, a stove, a wide window, pegs on the wall."""

import math
from dataclasses import replace

from tools.illustrations.canvas import BALL, DOWN, FAINT, SIDE, Art
from tools.illustrations.colors import DEEP, GLOW, INK, MIST, POP, SOFT, Role
from tools.illustrations.geometry import (
    Box,
    Point,
    arc,
    curve,
    disc,
    ellipse,
    joined,
    points,
    polyline,
    rect,
    rounded,
    spread,
)
from tools.illustrations.nature import (
    CLEAR,
    HAZY,
    LAUREL,
    OLIVE,
    birds,
    conifers,
    hills,
    peaks,
    shadow,
    sprig,
    steam,
    sun,
)
from tools.illustrations.objects import candle, folded_towels, level, pebble, rolled_towel, view
from tools.illustrations.scenes.huts import hut
from tools.illustrations.scenes.planks import WOODS, bench, boards, bucket, iron_on
from tools.illustrations.shapes import petal


def room(art: Art) -> None:
    """Draw a plank room with a window, a bucket on the bench, and steam."""
    wall, seat = art.pick(*WOODS)
    boards(art, 420, wall, upright=art.chance(0.35))
    x, y = art.u(260, 330), art.u(355, 390)
    round_, wide = disc(x + 250, 175, art.u(84, 112)), rounded(x + 150, 70, art.u(200, 260), art.u(170, 210), 10)
    view(art, art.pick(round_, wide, rounded(x + 180, 60, 150, 230, 75)), iron_on(wall))
    bench(art, y, 42, seat)
    if art.chance(0.6):
        bench(art, y + 125, 46, seat)
    bucket(art, x, y + 6, art.u(120, 150), POP if art.is_night else art.unlike(wall, POP, POP, INK))
    if art.chance(0.5):
        pile = [POP, GLOW if seat[0] is not GLOW else DEEP]
        folded_towels(art, x + art.u(190, 250), y + 4, 130, pile[: art.n(1, 2)])
    for _ in range(art.n(2, 4)):
        steam(art, (x + art.u(-130, 240), y - art.u(20, 120)), art.u(200, 320), art.u(30, 54))
    art.focus = (x + 100, 270)


def stove(art: Art) -> None:
    """Draw hot stones on a lit stove."""
    wall, seat = art.pick(*WOODS)
    boards(art, 500, wall, upright=art.chance(0.5))
    level(art, seat[1], 496)
    x, wide, tall, iron = art.u(360, 440), art.u(210, 260), art.u(210, 240), iron_on(wall)
    behind = art.pick(GLOW, POP, MIST)
    if behind not in {*wall, iron}:
        art.add(disc(x, 260, art.u(190, 220)), behind, BALL)
    art.flat(rect(x + wide * 0.2, -5, 44, 320), iron)
    _fire(art, x, 520, wide, tall, iron)
    _hot_stones(art, x, 520 - tall, wide)
    for _ in range(art.n(3, 4)):
        steam(art, (x + art.u(-90, 90), 520 - tall - 50), art.u(180, 250), art.u(34, 56))
    side = art.pick(-1, 1)
    bucket(art, x + side * 245, 548, art.u(88, 108), POP)
    _logs(art, x - side * 245, 548)
    art.focus = (x, 340)


def _fire(art: Art, x: float, y: float, wide: float, tall: float, iron: Role) -> None:
    shadow(art, x, y + 26, wide * 0.6, 12)
    for side in (-0.38, 0.38):
        art.flat(rect(x + side * wide - 9, y - 6, 18, 30), iron)
    art.add(rounded(x - wide / 2, y - tall, wide, tall, 14), iron, SIDE)
    door = rounded(x - wide * 0.3, y - tall * 0.56, wide * 0.6, tall * 0.4, 8)
    art.flat(door, art.lips)
    with art.inside(door):
        for i, at in enumerate(spread(5, wide * 0.11, x)):
            lean, long = -math.pi / 2 + art.u(-0.15, 0.15), tall * art.u(0.22, 0.36)
            art.flat(petal((at, y - tall * 0.15), lean, long, wide * 0.15, 0.1), art.flame if i % 2 else GLOW)
    art.line(door, GLOW if iron is INK else INK, 4, 0.6)


def _hot_stones(art: Art, x: float, y: float, wide: float) -> None:
    for row, count in ((0, 5), (1, 4), (2, 2)):
        for at in spread(count, wide * 0.2, x):
            a = wide * art.u(0.11, 0.14)
            pebble(art, at, y - 12 - row * 28, a, a * 0.72, art.pick(DEEP, INK, SOFT))


def _logs(art: Art, x: float, y: float) -> None:
    shadow(art, x, y + 2, 84, 9)
    for row, count in ((0, 3), (1, 2), (2, 1)):
        for at in spread(count, 54, x):
            center = (at, y - 27 - row * 46)
            art.add(disc(*center, 27), DEEP, BALL)
            art.add(disc(*center, 20), MIST, BALL)
            for ring in (7, 13):
                art.line(disc(*center, ring), DEEP, 2)


def outlook(art: Art) -> None:
    """Draw a wide window above the bench, with a landscape outside."""
    wall, seat = art.pick(*WOODS)
    boards(art, 600, wall, upright=art.chance(0.5))
    glass = Box(left := art.u(110, 150), top := art.u(64, 90), left + art.u(500, 560), top + art.u(250, 285))
    art.flat(rect(left - 14, top - 14, glass.width + 28, glass.height + 28), iron_on(wall))
    with art.inside(rect(left, top, glass.width, glass.height)):
        _outside(art, glass)
    if art.chance(0.5):
        art.flat(rect(left + glass.width * art.pick(0.33, 0.5, 0.66), top, 9, glass.height), iron_on(wall))
    y = glass.bottom + 62
    bench(art, y - art.u(0, 10), 44, seat)
    things = art.mix((0, 1, 2, 3))[: art.n(2, 3)]
    for i, thing in enumerate(things):
        _on_bench(art, thing, left + glass.width * (0.2 + i * 0.33), y)
    for _ in range(art.n(1, 3)):
        steam(art, (art.u(180, 620), y - 20), art.u(220, 300), art.u(34, 52))
    art.focus = (400, 270)


def _outside(art: Art, glass: Box) -> None:
    colors = art.pick(CLEAR, HAZY, replace(CLEAR, sky=GLOW))
    left, top, base = glass.left, glass.top, glass.bottom
    art.add(rect(left, top, glass.width, glass.height), colors.sky, FAINT)
    x, y = left + glass.width * art.u(0.25, 0.75), top + glass.height * art.u(0.25, 0.45)
    sun(art, x, y, art.u(46, 74), colors.sun)
    if art.chance(0.5):
        peaks(art, base - 30, glass.height * 0.62, colors.far, 3)
        conifers(art, base - 14, colors.near, left=left - 10, right=glass.right + 10, height=art.u(70, 110))
    else:
        hills(art, base - glass.height * 0.45, 18, colors.far, 4, glass)
        hills(art, base - glass.height * 0.3, 14, colors.mid, 4, glass)
        birds(art, left + glass.width * 0.4, top + glass.height * 0.3)
    art.add(rect(left, base - glass.height * 0.14, glass.width, glass.height * 0.2), colors.near, DOWN)


def _on_bench(art: Art, thing: int, x: float, y: float) -> None:
    if thing == 0:
        bucket(art, x, y + 2, 92, POP)
    elif thing == 1:
        folded_towels(art, x, y, 150, art.mix([GLOW, POP, DEEP])[: art.n(2, 3)])
    elif thing == 2:
        for at in spread(3, 46, x):
            candle(art, at, y, 34, art.u(40, 90))
    else:
        for (dx, dy), role in zip(((-38, 38), (38, 38), (0, 102)), (GLOW, DEEP, POP), strict=True):
            rolled_towel(art, x + dx, y - dy, 38, role)


def pegs(art: Art) -> None:
    """Draw a whisk of leaves, a felt hat, a ladle and a towel hung in a row (three or all four)."""
    wall, _ = art.pick(*WOODS)
    boards(art, 600, wall, upright=art.chance(0.5))
    behind = art.unlike(wall, GLOW, POP, MIST)
    art.add(disc(art.u(330, 470), art.u(290, 330), art.u(210, 240)), behind, BALL)
    rail = art.u(110, 140)
    art.add(rounded(90, rail, 620, 26, 8), iron_on(wall))
    things = art.mix((_whisk, _hat, _ladle, _towel))[: art.n(3, 4)]
    for thing, x in zip(things, spread(len(things), 560 / len(things)), strict=True):
        art.flat(rounded(x - 7, rail + 6, 14, 34, 6), iron_on(wall))
        thing(art, (x, rail + 34), behind)
    art.focus = (400, 310)


def _whisk(art: Art, at: Point, behind: Role) -> None:
    (x, y), species = at, art.pick(LAUREL, OLIVE)
    for i in art.mix(range(-3, 4)):
        lean, long = i * 0.2, art.u(190, 240)
        role, dark = (SOFT, DEEP) if i % 2 else (DEEP, INK)
        stem, angle = (x + i * 4, y + 90), math.pi / 2 - lean
        sprig(art, stem, angle, long, species=species, bend=lean * 0.6, role=role, dark=dark)
    art.add(rounded(x - 15, y, 30, 120, 10), INK, SIDE)
    art.flat(rounded(x - 19, y + 84, 38, 26, 6), POP if behind is not POP else GLOW)


def _hat(art: Art, at: Point, behind: Role) -> None:
    x, y = at
    art.line(polyline([(x, y - 6), (x, y + 26)]), INK, 4)
    bell = curve(points("-108,196 -84,150 -62,70 0,18 62,70 84,150 108,196", at))
    art.add(joined(bell, arc((x, y + 196), 108, 0, math.pi, 0.16)), POP if behind is not POP else DEEP, SIDE)
    band = joined(curve(points("-82,142 0,156 82,142", at)), curve(points("90,168 0,184 -90,168", at)))
    art.flat(band, GLOW if behind is not GLOW else INK)


def _ladle(art: Art, at: Point, behind: Role) -> None:
    x, y = at
    art.line(polyline([(x, y - 4), (x, y + 200)]), DEEP if behind is not DEEP else GLOW, 15)
    art.add(joined(arc((x, y + 222), 52, 0, math.pi, 1.1)), INK, SIDE)
    art.add(ellipse(x, y + 222, 52, 15), DEEP)


def _towel(art: Art, at: Point, behind: Role) -> None:
    x, y = at
    role, stripe = (GLOW, POP) if behind is not GLOW else (POP, GLOW)
    body = joined(curve(points("0,-4 -46,60 -66,250", at)), curve(points("66,250 46,60 0,-4", at)))
    art.add(body, role, SIDE)
    with art.inside(body):
        for i in range(art.n(2, 4)):
            art.flat(rect(x - 90, y + 206 - i * 24, 180, 9), stripe)
    for fold in ("-4,20 -16,110 -28,240", "3,20 11,110 20,240"):
        art.line(curve(points(fold, at)), INK, 2.4, 0.35)


SUBJECTS = (room, hut, stove, outlook, pegs)
