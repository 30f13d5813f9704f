"""The demo's photos: illustrations in data/photos, and which of them each category and venue shows.

`make illustrations` draws them. They are processed like uploads, on other threads while everything else is created.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image

from app.catalog.actions.edit import set_service_photo
from app.catalog.queries import services_of
from app.demo import tables
from app.demo.scale import Scale
from app.demo.tables import DemoCategory, Gallery
from app.photos.actions import keep_photo
from app.photos.models import Photo
from app.photos.processing import Processed, process
from app.taxonomy.actions.categories import ensure_category
from app.venues.actions.photos import add_venue_photo
from app.venues.models import Venue

FOLDER = tables.DATA / "photos"


def file_of(name: str) -> Path:
    """Return the file of a photo; its name is its category's slug and its own, like `massage/salt-3`."""
    return FOLDER / f"{name}.webp"


def shown_by(gallery: Gallery, venues: Sequence[str]) -> list[str]:
    """List each photo that the categories or these venues show, once."""
    names = (name for venue in venues for name in gallery.venues[venue])
    return list(dict.fromkeys([*gallery.categories.values(), *names]))


@contextmanager
def processing(names: Sequence[str], scale: Scale) -> Iterator[Mapping[str, Future[Processed]]]:
    """Start processing these photos while the block does other work.

    Threads are enough: the decoder and the encoders run without Python's lock. One processor stays with the block.
    """
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 1) - 1)) as pool:
        try:
            yield {name: pool.submit(processed, name, scale.photo_width) for name in names}
        finally:
            pool.shutdown(cancel_futures=True)


def processed(name: str, width: int | None) -> Processed:
    data = file_of(name).read_bytes()
    return process(data if width is None else reduced(data, width))


def reduced(data: bytes, width: int) -> bytes:
    """Return a smaller photo, as a PNG."""
    file = BytesIO()
    with Image.open(BytesIO(data)) as photo:
        photo.resize((width, photo.height * width // photo.width)).save(file, "PNG")
    return file.getvalue()


def hang(
    gallery: Gallery,
    kinds: Mapping[str, DemoCategory],
    venues: Mapping[str, Venue],
    made: Mapping[str, Future[Processed]],
) -> int:
    """Assign the photos to categories, venues, and services, and return how many there are.

    They have no alternative text: wherever they are shown, the name that they belong to is beside them.
    """

    def kept(name: str) -> Photo:
        return keep_photo(processed=made[name].result(), focus=gallery.focus[name])

    for slug, name in gallery.categories.items():
        ensure_category(slug=slug, name=kinds[slug].name, position=kinds[slug].position, photo=kept(name))
    for venue_name, venue in venues.items():
        shown: dict[str, Photo] = {}
        for name in gallery.venues[venue_name]:
            photo = kept(name)
            add_venue_photo(venue=venue, photo=photo)
            shown.setdefault(name.partition("/")[0], photo)
        photo_services(venue, shown)
    return len(made)


def photo_services(venue: Venue, shown: Mapping[str, Photo]) -> None:
    """Show the venue's photo of its category with each service, if there is one."""
    for service in services_of(venue):
        for slug in service.category.slugs & shown.keys():
            set_service_photo(service=service, photo=shown[slug])
