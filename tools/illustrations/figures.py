"""Human figures drawn from a few limbs: enough to show an activity, too little to resemble a real person."""

import math
from itertools import pairwise

from tools.illustrations.canvas import BALL, SHADE, Art, softer
from tools.illustrations.colors import GLOW, INK, Role
from tools.illustrations.geometry import (
    Path,
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
    turned,
)
from tools.illustrations.shapes import limb, ribbon

SOFTLY = softer(SHADE, 0.75)


def bar(art: Art, joints: list[Point], widths: list[float], role: Role) -> None:
    """Draw a chain of limbs with rounded joints."""
    for (a, b), (ra, rb) in zip(pairwise(joints), pairwise(widths), strict=True):
        art.add(limb(a, b, ra, rb), role, SOFTLY)


def head(art: Art, center: Point, radius: float, *, bun: bool, turn: float = 0) -> None:
    """Draw a head from the front with closed eyes; `turn` rotates it."""
    x, y = center
    r = radius

    def put(path: Path, role: Role) -> None:
        art.add(path.turned(turn, center), role, SOFTLY)

    if bun:
        put(disc(x, y - r * 1.28, r * 0.46), INK)
    put(ellipse(x, y - r * 0.12, r * 1.0, r * 1.04), INK)
    for side in (-1, 1):
        put(ellipse(x + side * r * 0.86, y + r * 0.1, r * 0.13, r * 0.22), art.skin)
    jaw = [(x - r * 0.85, y - r * 0.35), (x - r * 0.84, y + r * 0.2), (x - r * 0.52, y + r * 0.82), (x, y + r * 1.02)]
    chin = [(2 * x - px, py) for px, py in reversed(jaw)]
    hairline = [chin[-1], (x + r * 0.5, y - r * 0.62), (x, y - r * 0.74), (x - r * 0.5, y - r * 0.62), jaw[0]]
    put(joined(curve([*jaw, *chin[1:]]), curve(hairline)), art.skin)
    for side in (-1, 1):
        eye = arc((x + side * r * 0.38, y + r * 0.08), r * 0.19, 0.35, math.pi - 0.35, 0.8)
        art.line(eye.turned(turn, center), INK, max(2.0, r * 0.07))
    mouth = arc((x, y + r * 0.46), r * 0.2, 0.5, math.pi - 0.5)
    art.line(mouth.turned(turn, center), art.lips, max(2.2, r * 0.09))


def torso(art: Art, x: float, shoulder: float, hip: float, s: float, top: Role) -> None:
    """Draw a neck, shoulders and a sleeveless top, from the front."""
    art.add(limb((x, shoulder + 14 * s), (x, shoulder - 34 * s), 16 * s, 15 * s), art.skin, None)
    yoke = curve(points("-52,12 -34,-4 0,-12 34,-4 52,12", (x, shoulder), s))
    art.add(joined(yoke, polyline(points("34,60 -34,60", (x, shoulder), s))), art.skin, None)
    waist = shoulder + (hip - shoulder) * 0.55
    left = [*points("-30,-4 -36,34", (x, shoulder), s), (x - 31 * s, waist), (x - 44 * s, hip + 14 * s)]
    neckline = curve(points("30,-4 16,18 0,24 -16,18 -30,-4", (x, shoulder), s))
    art.add(joined(curve(left), curve(mirrored(left, x)), neckline), top, SOFTLY)


def seated(art: Art, x: float, ground: float, size: float, top: Role, legs: Role) -> None:
    """Draw a cross-legged figure with hands on the knees or together overhead. `size` is its height."""
    s, raised = size / 300, art.chance(0.4)
    hip, shoulder = ground - 46 * s, ground - 172 * s
    for side in (-1, 1):
        knee, foot = (x + side * 122 * s, ground - 26 * s), (x - side * 30 * s, ground - 16 * s)
        art.add(limb((x + side * 34 * s, hip), knee, 36 * s, 27 * s), legs, SOFTLY)
        art.add(limb(knee, foot, 26 * s, 20 * s), legs, SOFTLY)
        art.add(ellipse(foot[0] - side * 16 * s, foot[1] + 3 * s, 24 * s, 13 * s), art.skin, None)
    for arm in _arms((x, shoulder), s, "44,14 82,-64 7,-150" if raised else "44,14 78,82 106,120"):
        bar(art, arm, [18 * s, 14 * s, 10 * s], art.skin)
    torso(art, x, shoulder, hip, s, top)
    head(art, (x, shoulder - 66 * s), 37 * s, bun=not raised)


def _arms(shoulder: Point, s: float, right: str) -> tuple[list[Point], list[Point]]:
    """Return the shoulder, elbow and hand positions of both arms."""
    arm = points(right, shoulder, s)
    return arm, [(2 * shoulder[0] - x, y) for x, y in arm]


def tree_pose(art: Art, x: float, ground: float, size: float, top: Role, legs: Role) -> None:
    """Draw a figure on one leg, palms together overhead."""
    s = size / 420
    at, hip, shoulder = (x, ground), ground - 205 * s, ground - 312 * s
    bar(art, points("-12,-205 -5,-100 0,-12", at, s), [31 * s, 22 * s, 13 * s], legs)
    art.add(ellipse(x + 9 * s, ground - 6 * s, 27 * s, 9 * s), art.skin, None)
    bar(art, points("15,-203 104,-153 14,-117", at, s), [30 * s, 22 * s, 13 * s], legs)
    bar(art, points("14,-117 2,-77", at, s), [12 * s, 9 * s], art.skin)
    for arm in _arms((x, shoulder), s, "42,12 68,-84 4,-176"):
        bar(art, arm, [16 * s, 12 * s, 9 * s], art.skin)
    torso(art, x, shoulder, hip, s, top)
    head(art, (x, shoulder - 62 * s), 32 * s, bun=art.chance(0.4))


def warrior(art: Art, x: float, ground: float, size: float, top: Role, legs: Role) -> None:
    """Draw a figure in a wide stance with level arms."""
    s = size / 340
    at, hip, shoulder = (x, ground), ground - 138 * s, ground - 250 * s
    bar(art, points("-18,-138 -118,-122 -124,-12", at, s), [32 * s, 24 * s, 13 * s], legs)
    bar(art, points("20,-138 110,-76 190,-12", at, s), [32 * s, 23 * s, 12 * s], legs)
    for foot_x in (-140, 206):
        art.add(ellipse(x + foot_x * s, ground - 6 * s, 28 * s, 9 * s), art.skin, None)
    for arm in _arms((x, shoulder), s, "40,12 112,8 184,2"):
        bar(art, arm, [17 * s, 12 * s, 8 * s], art.skin)
    torso(art, x, shoulder, hip, s, top)
    head(art, (x, shoulder - 62 * s), 34 * s, bun=art.chance(0.6))


def floating(art: Art, x: float, y: float, size: float, angle: float, suit: Role) -> None:
    """Draw a figure floating on its back, from above: arms and legs apart, hair spread on the water."""
    s = size / 340

    def at(text: str) -> list[Point]:
        return [turned(point, angle, (x, y)) for point in points(text, (x, y), s)]

    hair = "-36,-128 -66,-166 -96,-178 -84,-204 -56,-204 -60,-236 -26,-220 -8,-250"
    hair += " 14,-220 44,-238 50,-206 82,-206 74,-176 60,-160 36,-128"
    art.add(curve(at(hair), closed=True), INK, SOFTLY)
    for leg, arm in (
        ("-24,48 -44,122 -52,196", "-38,-60 -100,-92 -152,-128"),
        ("24,48 44,122 52,196", "38,-60 100,-92 152,-128"),
    ):
        bar(art, at(leg), [23 * s, 17 * s, 11 * s], art.skin)
        bar(art, at(arm), [17 * s, 13 * s, 9 * s], art.skin)
    bar(art, at("-34,-58 34,-58"), [17 * s, 17 * s], art.skin)
    bar(art, at("0,-60 0,-104"), [15 * s, 14 * s], art.skin)
    body = at("-34,-62 -33,-12 -42,54 0,76 42,54 33,-12 34,-62 0,-44")
    art.add(curve(body, closed=True), suit, SOFTLY)
    head(art, at("0,-132")[0], 36 * s, bun=False, turn=angle)


def runner(art: Art, x: float, ground: float, size: float, top: Role, legs: Role) -> None:
    """Draw a runner in full stride to the right."""
    s, at = size / 300, (x, ground)
    hip, shoulder = points("0,-138 26,-226", at, s)
    bar(art, points("26,-220 74,-176 112,-216", at, s), [13 * s, 11 * s, 8 * s], art.skin)
    bar(art, points("0,-138 -52,-76 -134,-76", at, s), [25 * s, 19 * s, 10 * s], legs)
    bar(art, points("-134,-76 -148,-50", at, s), [11 * s, 9 * s], GLOW)
    bar(art, points("0,-138 74,-110 56,-20", at, s), [26 * s, 20 * s, 11 * s], legs)
    bar(art, points("56,-14 88,-8", at, s), [11 * s, 9 * s], GLOW)
    bar(art, points("26,-226 38,-256", at, s), [13 * s, 12 * s], art.skin)
    art.add(limb(shoulder, hip, 33 * s, 27 * s), top, SOFTLY)
    bar(art, points("20,-220 -44,-190 -34,-140", at, s), [14 * s, 11 * s, 8 * s], art.skin)
    _profile(art, points("46,-284", at, s)[0], 28 * s)


def _profile(art: Art, center: Point, radius: float) -> None:
    """Draw a small head with tied hair, facing right."""
    tail = points("-0.8,-0.4 -1.9,-0.75 -2.8,0.1", center, radius)
    art.add(ribbon(tail, [radius * 0.4, radius * 0.62, 1]), INK, None)
    art.add(disc(center[0] - radius * 0.12, center[1] - radius * 0.14, radius), INK, None)
    outline = "0.1,-0.82 0.74,-0.5 0.78,-0.1 1.02,0.2 0.8,0.34 0.7,0.82 0,0.94 -0.36,0.4 -0.2,-0.2"
    art.add(curve(points(outline, center, radius), closed=True), art.skin, SOFTLY)
    art.line(polyline(points("0.42,-0.06 0.62,-0.02", center, radius)), INK, max(2.0, radius * 0.09))


def swimmer(art: Art, x: float, y: float, size: float, cap: Role) -> None:
    """Draw a swimmer from above, heading up the drawing with one arm ahead."""
    s, at = size / 240, (x, y)
    for leg in ("-12,40 -16,120", "12,40 20,116"):
        bar(art, points(leg, at, s), [14 * s, 8 * s], art.skin)
    for arm in ("26,-42 38,-100 18,-150", "-26,-40 -56,2 -46,44"):
        bar(art, points(arm, at, s), [13 * s, 10 * s, 7 * s], art.skin)
    bar(art, points("0,-34 0,44", at, s), [32 * s, 24 * s], art.skin)
    bar(art, points("0,22 0,52", at, s), [26 * s, 22 * s], INK)
    top = (x, y - 82 * s)
    art.add(disc(*top, 25 * s), cap, BALL)
    art.line(
        polyline([polar(top, -1.3, 24 * s), polar(top, 1.9, 24 * s)]), GLOW if cap is not GLOW else INK, 3 * s, 0.8
    )
