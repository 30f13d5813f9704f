"""Wooden interiors: plank walls, benches, a bucket."""

import math

from tools.illustrations.canvas import DOWN, SIDE, Art, softer
from tools.illustrations.colors import DEEP, GLOW, GROUND, INK, MIST, SOFT, Role, shine
from tools.illustrations.geometry import arc, ellipse, joined, polyline, rect
from tools.illustrations.nature import shadow
from tools.illustrations.objects import level


def boards(art: Art, bottom: float, roles: tuple[Role, Role], *, upright: bool) -> None:
    """Draw a plank wall from the top down to `bottom`, with every third plank in the second color."""
    step, count = art.u(36, 60), 0
    length = art.width if upright else bottom
    while count * step < length:
        at = count * step
        thick = min(step, length - at)
        plank = rect(at, 0, thick, bottom) if upright else rect(-5, at, art.width + 10, thick)
        seam = rect(at, 0, 3, bottom) if upright else rect(-5, at, art.width + 10, 3)
        art.add(plank, roles[count % 3 == 2], softer(DOWN if upright else SIDE, art.u(0.3, 0.55)))
        art.flat(seam, INK, 0.4)
        count += 1


def bench(art: Art, y: float, depth: float, roles: tuple[Role, Role]) -> None:
    """Draw a seat and the slatted front below it."""
    art.add(rect(-5, y, art.width + 10, depth), roles[0], softer(SIDE, 0.7))
    level(art, roles[1], y + depth)
    art.flat(rect(-5, y + depth, art.width + 10, 8), INK, 0.35)
    step = art.u(70, 120)
    for i in range(14):
        art.flat(rect(i * step - 20, y + depth, 5, art.height), INK, 0.45)


def bucket(art: Art, x: float, y: float, size: float, role: Role) -> None:
    """Draw a bucket with two hoops, a handle and a ladle."""
    top, half, foot, side = y - size, size * 0.7, size * 0.56, art.pick(-1, 1)
    shadow(art, x, y + 3, half * 1.15, 10)
    ladle = [(x + side * half * 0.1, top + 6), (x + side * size * 1.1, top - size * 0.72)]
    art.line(polyline(ladle), shine(role), size * 0.09)
    art.line(arc((x, top), half * 0.96, math.pi, 2 * math.pi, 1.15), INK, size * 0.06)
    art.flat(ellipse(x, top, half, size * 0.12), INK)
    staves = polyline([(x - half, top), (x - foot, y), (x + foot, y), (x + half, top)])
    art.add(joined(staves, arc((x, top), half, 0, math.pi, 0.16)), role, SIDE)
    for part in (0.28, 0.74):
        wide = half + (foot - half) * part
        art.line(arc((x, top + size * part), wide - 2, 0.06, math.pi - 0.06, 0.14), INK, size * 0.06)


WOODS = (
    ((SOFT, MIST), (GLOW, DEEP)),
    ((MIST, GROUND), (GLOW, SOFT)),
    ((DEEP, SOFT), (MIST, INK)),
    ((GROUND, MIST), (SOFT, DEEP)),
    ((INK, DEEP), (SOFT, DEEP)),
)


def iron_on(wall: tuple[Role, Role]) -> Role:
    """Return a color for frames and rails that contrasts with the wall."""
    return INK if INK not in wall else MIST
