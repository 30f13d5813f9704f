"""The demo's photos: each is there, used, and large enough for its place."""

from concurrent.futures import CancelledError

import pytest
from PIL import Image

from app.demo import tables
from app.demo.photos import FOLDER, file_of, processing, reduced, shown_by
from app.demo.scale import FULL, Scale
from app.photos.enums import Format

PLACES = [*tables.places(), *tables.waiting()]
GALLERY = tables.gallery()
COVER, OTHER = 1200, 800  # what a page shows at most, with two pixels for each of its own


def size_of(name: str) -> tuple[int, int]:
    with Image.open(file_of(name)) as photo:
        return photo.size


@pytest.mark.parametrize("name", [place.name for place in PLACES])
def test_venue_finds_its_photos(name: str) -> None:
    cover, *others = GALLERY.venues[name]
    assert size_of(cover)[0] >= COVER
    assert len(set(others)) == len(others) >= 3
    assert all(size_of(other)[0] >= OTHER for other in others)


def test_every_category_finds_its_photo() -> None:
    assert GALLERY.categories.keys() == tables.kinds().keys()
    assert all(size_of(name)[0] >= OTHER for name in GALLERY.categories.values())


def test_folder_and_table_hold_nothing_unused_and_nothing_large() -> None:
    used = shown_by(GALLERY, [place.name for place in PLACES])
    files = [file for file in FOLDER.rglob("*") if file.is_file()]
    assert sorted(files) == sorted(map(file_of, used))
    assert GALLERY.focus.keys() == set(used)
    assert GALLERY.venues.keys() == {place.name for place in PLACES}
    assert sum(file.stat().st_size for file in files) < 10_000_000


def test_photos_are_processed_whole_or_reduced() -> None:
    name = GALLERY.categories["yoga"]
    with processing([name], FULL) as whole, processing([name], Scale(photo_width=60)) as small:
        made = whole[name].result()
        assert (made.width, made.height) == (800, 600)
        assert made.renditions.keys() == {(width, format) for width in (400, 800) for format in Format}
        assert (small[name].result().width, small[name].result().height) == (60, 45)


def test_processing_stops_when_the_rest_fails() -> None:
    names = shown_by(GALLERY, [place.name for place in PLACES])
    with pytest.raises(ZeroDivisionError), processing(names, FULL) as made:
        raise ZeroDivisionError
    with pytest.raises(CancelledError):
        made[names[-1]].result()


def test_reduced_photo_is_a_png_of_that_width() -> None:
    assert reduced(file_of(GALLERY.categories["yoga"]).read_bytes(), 100).startswith(b"\x89PNG")
