"""Indoor objects that several scenes share."""

import math

from tools.illustrations.canvas import BALL, DOWN, SHADE, SIDE, Art, softer
from tools.illustrations.colors import DEEP, EMBER, GLOW, GROUND, INK, MIST, POP, SOFT, Role
from tools.illustrations.geometry import (
    Path,
    arc,
    curve,
    disc,
    ellipse,
    joined,
    mirrored,
    polar,
    polygon,
    polyline,
    rect,
    rounded,
    spread,
    symmetrical,
)
from tools.illustrations.nature import COINS, PLANTS, hills, shadow, sprig
from tools.illustrations.shapes import arch, petal, stone

# Colors of a wall and of the floor or table that goes with it.
ROOMS = ((GROUND, SOFT), (GROUND, MIST), (MIST, DEEP), (SOFT, INK), (DEEP, INK))


def level(art: Art, role: Role, y: float) -> None:
    """Draw a floor or table top, seen from the front. Draw whatever is on the wall first."""
    art.add(rect(-5, y, art.width + 10, art.height - y + 5), role, softer(DOWN, 0.8))


def pebble(art: Art, x: float, y: float, a: float, b: float, role: Role) -> None:
    """Draw a stone centered on (x, y)."""
    art.add(stone(x, y, a, b, square=art.u(2.1, 2.7), skew=art.u(-0.14, 0.14)).turned(art.u(-0.05, 0.05), (x, y)), role)


def cairn(art: Art, x: float, ground: float, width: float, roles: list[Role]) -> float:
    """Stack one stone per role, from the ground up. Returns the y of the top."""
    shadow(art, x, ground + 4, width * 1.15, width * 0.1)
    a, y = width, ground
    for role in roles:
        b = a * art.u(0.27, 0.4)
        y -= b
        pebble(art, x, y, a, b, role)
        y -= b - 3
        x += art.u(-0.1, 0.1) * a
        a *= art.u(0.62, 0.84)
    return y


def folded_towels(art: Art, x: float, ground: float, width: float, roles: list[Role]) -> float:
    """Stack folded towels, seen from the folded side. Returns the y of the top."""
    thick = width * 0.2
    shadow(art, x, ground + 3, width * 0.55, 8)
    for i, role in enumerate(roles):
        y, wide = ground - thick * (i + 1), width * art.u(0.92, 1)
        art.add(rounded(x - wide / 2, y + 2, wide, thick - 2, thick * 0.48), role)
        crease = [(x - wide * 0.42, y + thick * 0.52), (x + wide * 0.3, y + thick * 0.52)]
        art.line(polyline(crease), SOFT if role is GLOW else GLOW, 2.4, 0.7)
    return ground - thick * len(roles)


def rolled_towel(art: Art, x: float, y: float, radius: float, role: Role) -> None:
    """Draw a rolled towel, seen from its end."""
    art.add(disc(x, y, radius), role, BALL)
    turns = [polar((x, y), i * 0.8 + 0.5, radius * (0.86 - 0.07 * i)) for i in range(12)]
    art.line(curve(turns), SOFT if role in {GLOW, MIST} else GLOW, max(2.0, radius * 0.07), 0.85)


def candle(art: Art, x: float, ground: float, width: float, height: float, role: Role = GLOW) -> None:
    """Draw a candle with a two-tone flame."""
    shadow(art, x, ground + 2, width * 0.62, 6)
    art.add(rounded(x - width / 2, ground - height, width, height, 5), role, SIDE)
    art.flat(ellipse(x, ground - height + 2, width / 2 - 1, width * 0.1), MIST if role is GLOW else GLOW, 0.7)
    art.line(polyline([(x, ground - height), (x, ground - height - 9)]), INK, 2.5)
    flame = petal((x, ground - height - 6), -math.pi / 2, width * 0.62 + 14, width * 0.3 + 8, 0.15)
    art.flat(disc(x, ground - height - 22, width * 0.9 + 14), GLOW, 0.2)
    art.flat(flame, art.flame)
    art.flat(flame.scaled(0.5, about=(x, ground - height - 6)), GLOW)


def bowl(art: Art, x: float, ground: float, width: float, role: Role, inside: Role) -> float:
    """Draw a bowl on a small foot. Returns the y of the rim."""
    rim = ground - width * 0.46
    shadow(art, x, ground + 2, width * 0.42, 8)
    art.add(rounded(x - width * 0.17, ground - width * 0.08, width * 0.34, width * 0.08, 3), role)
    art.add(joined(arc((x, rim), width / 2, 0, math.pi, 0.84)), role)
    art.add(ellipse(x, rim, width / 2, width * 0.075), inside, softer(SHADE, 0.6))
    return rim


def bottle(art: Art, x: float, ground: float, width: float, height: float, role: Role, cap: Role) -> None:
    """Draw a bottle with shoulders, a neck and a cap."""
    shadow(art, x, ground + 2, width * 0.6, 7)
    neck, shoulder = width * 0.32, ground - height * 0.66
    body = rounded(x - width / 2, shoulder, width, ground - shoulder, width * 0.16)
    art.flat(rect(x - neck / 2, ground - height * 0.8, neck, height * 0.2), role)
    art.add(body, role, SIDE)
    art.add(rounded(x - neck * 0.72, ground - height, neck * 1.44, height * 0.21, 4), cap, SIDE)
    art.flat(rounded(x - width * 0.32, ground - height * 0.46, width * 0.64, height * 0.26, 2), GLOW, 0.85)


def dropper(art: Art, x: float, ground: float, width: float, height: float, role: Role, cap: Role) -> None:
    """Draw a small bottle with a rubber bulb."""
    bottle(art, x, ground, width, height * 0.8, role, cap)
    art.add(petal((x, ground - height * 0.76), -math.pi / 2, height * 0.26, width * 0.34, 0.9), cap, SHADE)


def jar(art: Art, x: float, ground: float, width: float, height: float, role: Role, lid: Role) -> None:
    shadow(art, x, ground + 2, width * 0.6, 7)
    art.add(rounded(x - width / 2, ground - height * 0.72, width, height * 0.72, 9), role, SIDE)
    art.add(rounded(x - width * 0.54, ground - height, width * 1.08, height * 0.3, 5), lid, SIDE)


def vase(art: Art, x: float, ground: float, width: float, height: float, role: Role) -> None:
    """Draw a vase with three stems of the same plant."""
    species, green = art.pick(*PLANTS), art.pick(DEEP, DEEP, POP)
    dark = EMBER if green is POP else None
    for lean in art.mix((-0.42, 0.04, 0.46)):
        mouth = (x, ground - height * 0.94)
        long = height * art.u(0.85, 1.25)
        sprig(art, mouth, lean - math.pi / 2, long, species=species, bend=lean * 0.8, role=green, dark=dark)
    shadow(art, x, ground + 3, width * 0.5, 8)
    left = [(-0.2, 1.0), (-0.17, 0.84), (-0.5, 0.45), (-0.3, 0.0)]
    art.add(symmetrical([(x + across * width, ground - up * height) for across, up in left], x), role, SIDE)


def potted_plant(art: Art, x: float, ground: float, size: float, pot: Role) -> None:
    species = art.pick(*PLANTS)
    for tilt in spread(5, 0.42, 0):
        lean = tilt + art.u(-0.1, 0.1)
        root, long = (x + lean * size * 0.08, ground - size * 0.34), size * art.u(0.6, 0.8)
        sprig(art, root, lean - math.pi / 2, long, species=species, bend=lean * 0.9)
    shadow(art, x, ground + 3, size * 0.24, 7)
    side = [(x - size * 0.2, ground - size * 0.38), (x - size * 0.144, ground)]
    art.add(polygon([*side, *mirrored(side, x)]), pot, SIDE)
    art.add(rounded(x - size * 0.228, ground - size * 0.42, size * 0.456, size * 0.09, 4), pot, SIDE)


def pendant(art: Art, x: float, bottom: float, width: float, role: Role) -> None:
    """Draw a hanging lamp in one of three shapes."""
    art.line(polyline([(x, -5), (x, bottom - width * 0.5)]), INK, 3)
    shape = art.n(0, 2)
    if shape == 1:
        art.add(disc(x, bottom - width * 0.42, width * 0.42), role, BALL)
        return
    art.flat(ellipse(x, bottom - 2, width * 0.21, width * 0.12), GLOW)
    cone = [(x - width / 2, bottom), (x - width * 0.1, bottom - width * 0.62)]
    dome = joined(arc((x, bottom), width / 2, -math.pi, 0, 1.1))
    art.add(polygon([*cone, *mirrored(cone, x)]) if shape else dome, role)


def view(art: Art, glass: Path, border: Role) -> None:
    """Draw a framed window in the shape of `glass`, with a sunny landscape behind it."""
    box = glass.box
    art.flat(glass.scaled(1 + 24 / box.width, 1 + 24 / box.height, box.center), border)
    with art.inside(glass):
        art.add(glass, GLOW, softer(SHADE, 0.5))
        x, y = box.left + box.width * art.u(0.3, 0.7), box.top + box.height * art.u(0.3, 0.45)
        art.add(disc(x, y, min(box.width, box.height) * art.u(0.16, 0.24)), POP, BALL)
        for part, role in ((0.55, MIST), (0.68, SOFT), (0.82, DEEP)):
            hills(art, box.top + box.height * part, box.height * 0.06, role, 3, box)


def window(art: Art, x: float, y: float, width: float, height: float, kind: int | None = None) -> None:
    """Draw a round (0), arched (1) or square (2) window onto a landscape, centered on (x, y)."""
    kind = art.n(0, 2) if kind is None else kind
    if kind == 0:
        view(art, disc(x, y, min(width, height) / 2), INK)
        return
    top, bottom = y - height / 2, y + height / 2
    view(art, arch(x, top, width, bottom) if kind == 1 else rect(x - width / 2, top, width, height), INK)
    if kind == 2:
        art.line(polyline([(x, top), (x, bottom)]), INK, 7)
    art.flat(rect(x - width / 2 - 24, bottom + 8, width + 48, 12), INK)


def hanging_plant(art: Art, x: float, top: float, size: float, pot: Role) -> None:
    """Draw a hanging bowl with trailing stems of round leaves."""
    art.line(polyline([(x - size * 0.3, top), (x, -10), (x + size * 0.3, top)]), INK, 2.2)
    for i in range(-2, 3):
        root, lean, long = (x + i * size * 0.11, top + size * 0.08), i * 0.3, size * art.u(0.6, 1.1)
        sprig(art, root, math.pi / 2 - lean * 1.9, long, species=COINS, bend=lean * 1.7)
    art.add(joined(arc((x, top), size * 0.34, 0, math.pi, 0.85)), pot)
