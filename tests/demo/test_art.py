"""The demo's drawings: reproducible, all different, and true to the design."""

import hashlib
import os
import re
import subprocess
import sys
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from app.demo.art import SUBJECTS, Kind, Palette, Scene, hero, render, scene
from app.demo.art.__main__ import main
from app.demo.art.batch import Delivery, Order, draw_all
from app.demo.art.colors import COLORS, Oklch, Role, css, srgb
from app.demo.art.geometry import disc, mirrored, points, rect
from app.demo.art.grain import Tone, stipple

EVERYTHING = [
    pytest.param(kind, index, id=f"{kind}-{SUBJECTS[kind][index].__name__}")
    for kind in Kind
    for index in range(len(SUBJECTS[kind]))
]


def pixels(drawing: Scene, width: int = 160) -> Image.Image:
    return Image.open(BytesIO(render(drawing, width))).convert("RGB")


def difference(left: Image.Image, right: Image.Image) -> float:
    """Return the mean distance of two images in a channel, from 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(left, right)).mean) / 3


@pytest.mark.parametrize(("kind", "index"), EVERYTHING)
def test_scene_follows_the_design_in_every_palette(kind: Kind, index: int) -> None:
    for step, palette in enumerate(Palette):
        drawing = scene(kind, palette, index + step * len(SUBJECTS[kind]))
        colors = set(re.findall(r"#[0-9a-f]{6}", drawing.svg))
        assert colors <= {css(palette, role) for role in Role}
        assert len(colors) >= 4
        assert not re.search(r"gradient|filter|<image|<text|style=|nan|inf", drawing.svg, re.IGNORECASE)
        assert drawing.width / drawing.height == pytest.approx(4 / 3)
        assert all(1 / 6 <= part <= 5 / 6 for part in drawing.focus), "the subject stays in the middle two thirds"


@pytest.mark.parametrize("kind", Kind)
def test_ten_venues_with_the_same_kind_and_palette_look_different(kind: Kind) -> None:
    pictures = [pixels(scene(kind, Palette.SALT, seed)) for seed in range(10)]
    assert min(difference(left, right) for left, right in combinations(pictures, 2)) > 12


@pytest.mark.parametrize("kind", Kind)
def test_consecutive_seeds_show_different_subjects(kind: Kind) -> None:
    subjects = SUBJECTS[kind]
    assert len(set(subjects)) == len(subjects) >= 5
    assert all(left % len(subjects) != right % len(subjects) for left, right in pairwise(range(20)))


def test_equal_kind_palette_and_seed_give_the_same_drawing() -> None:
    assert scene(Kind.YOGA, Palette.CLAY, 7) == scene(Kind.YOGA, Palette.CLAY, 7)
    assert scene(Kind.YOGA, Palette.CLAY, 7).svg != scene(Kind.YOGA, Palette.CLAY, 12).svg
    assert scene(Kind.YOGA, Palette.CLAY, 7).svg != scene(Kind.YOGA, Palette.SALT, 7).svg


def test_drawings_do_not_depend_on_the_process() -> None:
    """Strings hash differently in each process, so nothing may be drawn in the order of a set."""
    program = "import sys; from tests.demo.test_art import digest; sys.stdout.write(digest())"
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True
    )
    assert answer.stdout == digest()


def digest() -> str:
    drawings = (
        scene(kind, palette, seed) for seed, (kind, palette) in enumerate(zip(Kind, [*Palette] * 2, strict=False))
    )
    return hashlib.sha256("".join(drawing.svg for drawing in drawings).encode()).hexdigest()


def test_hero_has_a_day_and_a_night_version() -> None:
    day, night = hero(night=False), hero(night=True)
    assert day.width / day.height == 1.5
    assert ImageStat.Stat(pixels(day).convert("L")).mean[0] > 130
    assert ImageStat.Stat(pixels(night).convert("L")).mean[0] < 100


@pytest.mark.parametrize("width", [200, 801])
def test_drawing_is_rendered_as_a_png_of_the_requested_width(width: int) -> None:
    png = Image.open(BytesIO(render(scene(Kind.HAIR, Palette.HONEY, 1), width)))
    assert (png.format, png.width, png.height) == ("PNG", width, round(width * 3 / 4))


def test_batch_is_delivered_in_order_for_any_number_of_workers() -> None:
    orders = [Order(kind, Palette.NIGHT, seed, 200) for kind in (Kind.FACIAL, Kind.NAILS) for seed in range(4)]
    alone = list(draw_all(orders, workers=1))
    assert [delivery.processed.width for delivery in alone] == [200] * 8
    assert len({delivery.processed.key for delivery in alone}) == 8
    assert list(draw_all(orders, workers=2)) == alone
    assert all(isinstance(delivery, Delivery) for delivery in alone)


def test_contact_sheet_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sheet.png"
    monkeypatch.setattr(sys, "argv", ["art", "--sheet", str(file), "--kind", "sauna", "--rows", "2", "--width", "40"])
    main()
    assert Image.open(file).size == (6 * 48 + 8, 2 * 38 + 8)


@pytest.mark.parametrize(
    ("color", "known"),
    [
        (Oklch(100, 0, 0), "#ffffff"),
        (Oklch(0, 0, 0), "#000000"),
        (Oklch(62.796, 0.25768, 29.23), "#ff0000"),
        (Oklch(86.644, 0.29483, 142.5), "#00ff00"),
        (Oklch(45.201, 0.31321, 264.05), "#0000ff"),
        (Oklch(59.987, 0, 0), "#808080"),
    ],
)
def test_oklch_is_converted_to_srgb_like_in_browsers(color: Oklch, known: str) -> None:
    assert srgb(color) == known


def test_color_outside_the_gamut_is_still_converted() -> None:
    assert re.fullmatch("#[0-9a-f]{6}", srgb(Oklch(70, 0.4, 150)))


@pytest.mark.parametrize("palette", Palette)
def test_palette_has_eight_distinguishable_colors(palette: Palette) -> None:
    colors = COLORS[palette]
    assert len({css(palette, role) for role in Role}) == len(colors) == 8
    steps = sorted(colors[role].lightness for role in (Role.GROUND, Role.MIST, Role.SOFT, Role.DEEP, Role.INK))
    assert min(high - low for low, high in pairwise(steps)) >= 6


def dots(data: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"M([\d.-]+) ([\d.-]+)", data)]


def test_dots_stay_inside_their_shape_and_gather_where_it_is_dark() -> None:
    marks = dots(stipple(disc(400, 300, 100), Tone(toward=(1, 0), strength=1, start=0), 800, 600))
    assert all((x - 400) ** 2 + (y + 1 - 300) ** 2 <= 103**2 for x, y in marks)
    light, dark = (sum(low <= x < low + 66 for x, _ in marks) for low in (300, 434))
    assert dark > 5 * max(light, 1)


def test_hole_in_a_shape_has_no_dots() -> None:
    frame = rect(100, 100, 300, 300) + rect(200, 200, 100, 100)
    assert not [x for x, y in dots(stipple(frame, Tone(start=0), 800, 600)) if 205 < x < 295 and 205 < y < 295]


def test_outlines_can_be_given_as_text_and_mirrored() -> None:
    side = points("-1,2 -0.5,0", (10, 20), 10)
    assert side == [(0, 40), (5, 20)]
    assert mirrored(side, 10) == [(15, 20), (20, 40)]
