"""`make illustrations`: the pictures of the demo data, and the table that says where each is shown.

Run it after a change of the drawings or of the demo's venues: it writes app/demo/data/photos and photos.toml.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image

from app.demo import tables
from app.demo.photos import FOLDER, file_of
from tools.illustrations import SUBJECTS, Kind, Palette, render, scene
from tools.illustrations.geometry import Point

TABLE = tables.DATA / "photos.toml"
# The main image of a page, twice as many pixels as it is wide there; a smaller one is enough for all others.
COVER, OTHER = 1200, 800
# A venue's cover is unique. For other pictures, a few of each subject and palette are enough: each takes space, and
# venues that share one are in different cities.
SHARED = 3
# The seed of a category's own picture: its first subject, in a drawing that no venue has.
OF_CATEGORIES = 420


@dataclass(frozen=True, slots=True)
class Order:
    """A requested picture."""

    kind: Kind
    palette: Palette
    seed: int
    width: int = OTHER

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.palette}-{self.seed}"

    @property
    def subject(self) -> tuple[Kind, int]:
        """Return the subject, regardless of its colors and details."""
        return self.kind, self.seed % len(SUBJECTS[self.kind])


@dataclass(slots=True)
class Studio:
    """A source of drawings to order. Seeds are counted up, so that no two venues look alike."""

    covers: Counter[str] = field(default_factory=Counter)
    used: Counter[Order] = field(default_factory=Counter)

    def cover(self, kind: str, palette: str) -> Order:
        order = Order(Kind(kind), Palette(palette), self.covers[kind], COVER)
        self.covers[kind] += 1
        return order

    def gallery(self, scenes: Sequence[str], palette: str) -> list[Order]:
        """Choose the cover and other pictures, no two with the same subject."""
        return self.extended([self.cover(scenes[0], palette)], scenes[1:], palette)

    def extended(self, chosen: Sequence[Order], scenes: Iterable[str], palette: str) -> list[Order]:
        """Add pictures to these, no two with the same subject."""
        gallery = list(chosen)
        for kind in scenes:
            seen = {order.subject for order in gallery}
            others = [order for order in shelf(kind, palette) if order.subject not in seen]
            other = min(others, key=lambda order: (self.used[order], order.seed))
            self.used[other] += 1
            gallery.append(other)
        return gallery


def shelf(kind: str, palette: str) -> list[Order]:
    """Return the pictures of a subject and palette that venues share."""
    first = 100 + SHARED * list(Palette).index(Palette(palette))
    return [Order(Kind(kind), Palette(palette), first + step) for step in range(SHARED)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The picture of each category, by slug, and those of each venue, by name, the cover first."""

    categories: Mapping[str, Order]
    venues: Mapping[str, Sequence[Order]]

    @property
    def orders(self) -> list[Order]:
        """Return each order once."""
        galleries = (order for gallery in self.venues.values() for order in gallery)
        return list(dict.fromkeys([*self.categories.values(), *galleries]))


def wanted() -> Wanted:
    """Return what the demo's tables ask for."""
    studio, kinds = Studio(), tables.kinds()
    places = (*tables.places(), *tables.waiting())
    venues = {place.name: studio.gallery(kinds[place.kind].scenes, place.palette) for place in places}
    for place in places:  # after all others, whose pictures stay the same
        venues[place.name] = studio.extended(venues[place.name], place.scenes, place.palette)
    return Wanted(
        categories={slug: Order(Kind(slug), Palette(kind.palette), OF_CATEGORIES) for slug, kind in kinds.items()},
        venues=venues,
    )


def draw(order: Order) -> tuple[bytes, Point]:
    """Return a picture as a WebP without loss, and its focus point. Flat colors make it smaller than one with loss."""
    drawing = scene(order.kind, order.palette, order.seed)
    file = BytesIO()
    with Image.open(BytesIO(render(drawing, order.width))) as picture:
        picture.convert("RGB").save(file, "WEBP", lossless=True, method=6)
    return file.getvalue(), drawing.focus


def draw_all(orders: Sequence[Order], *, workers: int | None = None) -> Iterator[tuple[bytes, Point]]:
    """Draw on all processors. Yields the pictures in order."""
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        yield from pool.map(draw, orders, chunksize=4)


def table(what: Wanted, focus: Mapping[str, Point]) -> str:
    """Return the table for the demo, as TOML."""
    return "\n".join(
        [
            "# Written by `make illustrations`: the pictures of categories and venues, covers first, and focus points.",
            "",
            "[categories]",
            *(f'{slug} = "{order.name}"' for slug, order in what.categories.items()),
            "",
            "[venues]",
            *(f'"{name}" = [{quoted(gallery)}]' for name, gallery in what.venues.items()),
            "",
            "[focus]",
            *(f'"{name}" = [{x:.3f}, {y:.3f}]' for name, (x, y) in sorted(focus.items())),
            "",
        ]
    )


def quoted(gallery: Iterable[Order]) -> str:
    return ", ".join(f'"{order.name}"' for order in gallery)


def remove_unused(names: Iterable[str], folder: Path = FOLDER) -> None:
    """Remove pictures that are no longer shown."""
    used = set(names)
    for file in folder.rglob("*.webp"):
        if file.relative_to(folder).with_suffix("").as_posix() not in used:
            file.unlink()


def main() -> None:
    what = wanted()
    focus: dict[str, Point] = {}
    for order, (data, point) in zip(what.orders, draw_all(what.orders), strict=True):
        file = file_of(order.name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        focus[order.name] = point
    remove_unused(focus)
    TABLE.write_text(table(what, focus), encoding="utf-8")
    total = sum(file_of(name).stat().st_size for name in focus)
    print(f"{len(focus)} pictures, {total / 1_000_000:.1f} MB, in {FOLDER.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
