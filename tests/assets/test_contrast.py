"""Tests that every color pair in tokens.css has enough contrast, in light and dark."""

import math
import re

import pytest

from tests.assets.site import ROOT

TOKENS = (ROOT / "static" / "src" / "css" / "tokens.css").read_text()
PAIR = re.compile(r"--([\w-]+): light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\)")
COLORS = {name: (light, dark) for name, light, dark in PAIR.findall(TOKENS)}

GROUNDS = ("paper", "surface", "sunken")
WORDS = [(ink, ground) for ink in ("ink", "ink-2", "ink-3", "pine", "clay", "danger") for ground in GROUNDS]
WORDS += [("on-pine", "pine"), ("on-pine", "pine-deep"), ("on-clay", "clay"), ("on-danger", "danger"), ("paper", "ink")]
WORDS += [(kind, f"{kind}-soft") for kind in ("pine", "clay", "danger", "warn", "info")]
WORDS += [(ink, f"{kind}-soft") for ink in ("ink", "ink-2") for kind in ("pine", "clay", "danger", "warn", "info")]
WORDS += [("pine-deep", "pine-soft"), ("ink-3", "pine-soft"), ("warn", "paper"), ("info", "paper")]
EDGES = [(drawn, ground) for drawn in ("edge", "star") for ground in ("paper", "surface")]
EDGES += [("clay", "line"), ("pine", "line")]


def luminance(color: str) -> float:
    """Return the relative luminance, as WCAG defines it, of an OKLCH color like "97.2% 0.012 84"."""
    lightness, chroma, hue = (float(part.rstrip("%")) for part in color.split())
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness / 100 + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness / 100 - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness / 100 - 0.0894841775 * a - 1.291485548 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: int) -> float:
    darker, lighter = sorted(luminance(COLORS[name][theme]) for name in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_text_has_a_contrast_of_at_least_4_5(ink: str, ground: str, theme: int) -> None:
    assert contrast(ink, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("drawn", "ground"), EDGES)
def test_edges_and_graphics_have_a_contrast_of_at_least_3(drawn: str, ground: str, theme: int) -> None:
    assert contrast(drawn, ground, theme) >= 3


@pytest.mark.parametrize(
    ("name", "light", "dark"),
    [
        ("ink", 14.6, 14.5),
        ("ink-2", 8.1, 9.9),
        ("ink-3", 5.7, 7.5),
        ("pine", 8.4, 10.1),
        ("clay", 5.6, 8.7),
        ("edge", 3.6, 4.8),
    ],
)
def test_main_colors_have_the_contrast_of_the_design(name: str, light: float, dark: float) -> None:
    """The ratios are against paper. A color that was changed by mistake fails here."""
    assert (round(contrast(name, "paper", 0), 1), round(contrast(name, "paper", 1), 1)) == (light, dark)
