"""Six palettes of eight colors, written in OKLCH like the site's own tokens and converted to sRGB here."""

import math
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple


class Palette(StrEnum):
    EUCALYPTUS = "eucalyptus"
    CLAY = "clay"
    SALT = "salt"
    HONEY = "honey"
    ROSEHIP = "rosehip"
    NIGHT = "night"


class Role(StrEnum):
    """The part that a color plays in a scene.

    By day, the first five run from light to dark; by night, DEEP is moonlit instead.
    """

    GROUND = "ground"
    MIST = "mist"
    SOFT = "soft"
    DEEP = "deep"
    INK = "ink"
    GLOW = "glow"
    POP = "pop"
    EMBER = "ember"


# Short names, because a drawing uses hundreds of them.
GROUND, MIST, SOFT, DEEP, INK, GLOW, POP, EMBER = Role


class Oklch(NamedTuple):
    """Lightness in percent, chroma, and hue in degrees, in the order of CSS oklch()."""

    lightness: float
    chroma: float
    hue: float


def _palette(*values: tuple[float, float, float]) -> Mapping[Role, Oklch]:
    return {role: Oklch(*value) for role, value in zip(Role, values, strict=True)}


# Hues stay close to the site's tokens pine (168), clay (41) and paper (84), so that drawings match the page.
COLORS: Mapping[Palette, Mapping[Role, Oklch]] = {
    Palette.EUCALYPTUS: _palette(
        (92.4, 0.025, 93),
        (85, 0.04, 125),
        (72.5, 0.05, 150),
        (53, 0.062, 165),
        (33.5, 0.055, 171),
        (97.6, 0.017, 90),
        (64.5, 0.127, 43),
        (52, 0.128, 40),
    ),
    Palette.CLAY: _palette(
        (91.6, 0.034, 72),
        (83.5, 0.062, 60),
        (70, 0.1, 49),
        (54, 0.112, 40),
        (31, 0.062, 30),
        (97.4, 0.018, 82),
        (58, 0.055, 162),
        (43, 0.057, 166),
    ),
    Palette.SALT: _palette(
        (93.6, 0.011, 125),
        (85.4, 0.022, 195),
        (71.5, 0.042, 212),
        (53, 0.056, 220),
        (33.5, 0.052, 232),
        (97.8, 0.013, 92),
        (73, 0.098, 52),
        (61, 0.108, 47),
    ),
    Palette.HONEY: _palette(
        (93.4, 0.045, 90),
        (87, 0.085, 86),
        (77, 0.122, 75),
        (58.5, 0.104, 66),
        (34.5, 0.046, 76),
        (98, 0.021, 94),
        (52.5, 0.062, 165),
        (40.5, 0.057, 168),
    ),
    Palette.ROSEHIP: _palette(
        (92.2, 0.026, 45),
        (83.6, 0.05, 32),
        (69, 0.087, 24),
        (50.5, 0.105, 18),
        (30, 0.06, 8),
        (97.4, 0.016, 66),
        (64.5, 0.056, 138),
        (50, 0.056, 142),
    ),
    Palette.NIGHT: _palette(
        (32.5, 0.04, 186),
        (40, 0.046, 180),
        (53, 0.052, 170),
        (68, 0.048, 156),
        (21.5, 0.03, 178),
        (93.5, 0.036, 88),
        (71, 0.118, 52),
        (57, 0.124, 46),
    ),
}

_DAY_SHADES = {
    Role.GROUND: Role.MIST,
    Role.MIST: Role.SOFT,
    Role.SOFT: Role.DEEP,
    Role.DEEP: Role.INK,
    Role.INK: Role.DEEP,
    Role.GLOW: Role.MIST,
    Role.POP: Role.EMBER,
    Role.EMBER: Role.INK,
}
_NIGHT_SHADES = {
    Role.GROUND: Role.INK,
    Role.MIST: Role.GROUND,
    Role.SOFT: Role.MIST,
    Role.DEEP: Role.SOFT,
    Role.INK: Role.GROUND,
    Role.GLOW: Role.DEEP,
    Role.POP: Role.EMBER,
    Role.EMBER: Role.INK,
}

# In palettes with a green accent, skin uses the warm middle tone instead.
SKIN: Mapping[Palette, Role] = {
    palette: Role.SOFT if palette in {Palette.CLAY, Palette.HONEY, Palette.ROSEHIP} else Role.POP for palette in Palette
}


def shade_of(palette: Palette, role: Role) -> Role:
    """Return the color of the dots on the dark side of a shape."""
    return (_NIGHT_SHADES if palette is Palette.NIGHT else _DAY_SHADES)[role]


def shine(role: Role) -> Role:
    """Return the color of a highlight on an object."""
    return SOFT if role is GLOW else GLOW


def pale(behind: Role) -> Role:
    """Return a light color that contrasts with the background."""
    return MIST if behind in {GROUND, GLOW} else GLOW


def foliage(behind: Role) -> tuple[Role, Role]:
    """Return the light and dark colors of leaves in front of a background."""
    return (INK, SOFT) if behind is DEEP else (DEEP, SOFT) if behind is INK else (DEEP, INK)


@cache
def css(palette: Palette, role: Role) -> str:
    """Return the color as #rrggbb."""
    return srgb(COLORS[palette][role])


def srgb(color: Oklch) -> str:
    """Convert a color to #rrggbb. Out-of-gamut colors lose chroma until they fit; lightness and hue are unchanged."""
    lightness, chroma, hue = color
    channels = _linear_rgb(lightness / 100, chroma, hue)
    while not all(-1e-4 <= channel <= 1 + 1e-4 for channel in channels):
        chroma -= 0.002
        channels = _linear_rgb(lightness / 100, chroma, hue)
    return "#" + "".join(f"{round(255 * _encode(channel)):02x}" for channel in channels)


def _linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Convert OKLCH to linear RGB with Oklab's published matrices (https://bottosson.github.io/posts/oklab/)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _encode(channel: float) -> float:
    channel = min(1.0, max(0.0, channel))
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055
