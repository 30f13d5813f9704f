"""The illustrations: reproducible, all different, and true to the design."""

import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from app.demo import tables
from tests.sizes import sized
from tests.tools.drawings import digest
from tools.illustrations import SUBJECTS, Kind, Palette, Scene, hero, render, scene
from tools.illustrations.__main__ import main
from tools.illustrations.colors import COLORS, Oklch, Role, css, srgb
from tools.illustrations.demo import Order, Wanted, draw_all, file_of, remove_unused, table, wanted
from tools.illustrations.geometry import disc, mirrored, points, rect
from tools.illustrations.grain import Tone, stipple

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


@pytest.mark.parametrize(("kind", "index"), EVERYTHING[:: sized(1, 6)])
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
    program = "import sys; from tests.tools.drawings import digest; sys.stdout.write(digest())"
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    answer = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True
    )
    assert answer.stdout == digest()


def test_hero_has_a_day_and_a_night_version() -> None:
    day, night = hero(night=False), hero(night=True)
    assert day.width / day.height == 1.5
    assert ImageStat.Stat(pixels(day).convert("L")).mean[0] > 130
    assert ImageStat.Stat(pixels(night).convert("L")).mean[0] < 100


@pytest.mark.parametrize("width", [200, 801])
def test_drawing_is_rendered_as_a_png_of_the_requested_width(width: int) -> None:
    png = Image.open(BytesIO(render(scene(Kind.HAIR, Palette.HONEY, 1), width)))
    assert (png.format, png.width, png.height) == ("PNG", width, round(width * 3 / 4))


def test_pictures_are_drawn_in_order_for_any_number_of_workers() -> None:
    orders = [Order(kind, Palette.NIGHT, seed, 200) for kind in (Kind.FACIAL, Kind.NAILS) for seed in range(4)]
    alone = list(draw_all(orders, workers=1))
    assert [Image.open(BytesIO(data)).size for data, _ in alone] == [(200, 150)] * 8
    assert len({data for data, _ in alone}) == 8
    assert list(draw_all(orders, workers=2)) == alone


def test_picture_is_stored_without_loss() -> None:
    order = Order(Kind.NAILS, Palette.CLAY, 3, 200)
    ((data, focus),) = draw_all([order], workers=1)
    drawing = scene(order.kind, order.palette, order.seed)
    assert focus == drawing.focus
    assert Image.open(BytesIO(data)).format == "WEBP"
    assert Image.open(BytesIO(data)).convert("RGB").tobytes() == pixels(drawing, 200).tobytes()


def test_the_table_of_pictures_is_what_the_demo_asks_for() -> None:
    """If this fails, a venue or a drawing has changed: `make illustrations` draws the pictures again."""
    request, gallery = wanted(), tables.gallery()
    assert gallery.categories == {slug: order.name for slug, order in request.categories.items()}
    assert gallery.venues == {name: [order.name for order in orders] for name, orders in request.venues.items()}
    assert gallery.focus.keys() == {order.name for order in request.orders}


@pytest.mark.parametrize("order", wanted().categories.values(), ids=lambda order: order.name)
def test_committed_picture_is_what_is_drawn_now(order: Order) -> None:
    """If this fails, a drawing has changed: `make illustrations` draws the pictures again."""
    drawing = scene(order.kind, order.palette, order.seed)
    with Image.open(file_of(order.name)) as committed:
        assert difference(committed.convert("RGB"), pixels(drawing, order.width)) < 1
    assert tables.gallery().focus[order.name] == pytest.approx(drawing.focus, abs=0.001)


def test_no_venue_shows_a_subject_twice_or_the_cover_of_another() -> None:
    galleries = wanted().venues.values()
    assert all(len({order.subject for order in gallery}) == len(gallery) for gallery in galleries)
    covers = Counter(gallery[0] for gallery in galleries)
    shown = Counter(order for gallery in galleries for order in gallery)
    assert all(count == 1 and shown[cover] == 1 for cover, count in covers.items())


def test_table_is_valid_toml() -> None:
    order = Order(Kind.YOGA, Palette.SALT, 1)
    written = table(Wanted({"yoga": order}, {"Alder & Salt": [order]}), {order.name: (0.5, 1 / 3)})
    assert tomllib.loads(written) == {
        "categories": {"yoga": "yoga/salt-1"},
        "venues": {"Alder & Salt": ["yoga/salt-1"]},
        "focus": {"yoga/salt-1": [0.5, 0.333]},
    }


def test_pictures_that_are_no_longer_shown_are_removed(tmp_path: Path) -> None:
    kept, unused = tmp_path / "yoga" / "salt-1.webp", tmp_path / "yoga" / "salt-2.webp"
    for file in (kept, unused):
        file.parent.mkdir(exist_ok=True)
        file.touch()
    remove_unused(["yoga/salt-1"], tmp_path)
    assert (kept.exists(), unused.exists()) == (True, False)


def test_contact_sheet_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "sheet.png"
    monkeypatch.setattr(
        sys, "argv", ["illustrations", "--sheet", str(file), "--kind", "sauna", "--rows", "2", "--width", "40"]
    )
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
