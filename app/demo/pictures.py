"""The demo's photos: which are drawn, and where they are used. Drawing runs alongside everything else."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.catalog.actions.editing import set_service_picture
from app.catalog.queries import services_of
from app.demo.art import SUBJECTS, Kind, Palette
from app.demo.art.batch import Delivery, Order, draw_all
from app.demo.scale import Scale
from app.demo.tables import Kind as KindRow
from app.demo.tables import Place
from app.photos.actions import keep_picture
from app.photos.models import Picture
from app.taxonomy.actions.categories import ensure_category
from app.venues.actions.photos import add_venue_picture
from app.venues.models import Venue

# A venue's cover is unique. For other photos, a few of each subject and palette are enough: drawing takes time, and
# venues that share one are in different cities.
SHARED = 3
# The seed of a category's own photo: its first subject, in a drawing that no venue has.
OF_KINDS = 420


@dataclass(slots=True)
class Studio:
    """A source of drawings to order. Seeds are counted up, so that no two venues look alike."""

    scale: Scale
    covers: Counter[str] = field(default_factory=Counter)
    used: Counter[Order] = field(default_factory=Counter)

    def cover(self, kind: str, palette: str) -> Order:
        order = Order(Kind(kind), Palette(palette), self.covers[kind], self.scale.cover_width)
        self.covers[kind] += 1
        return order

    def gallery(self, scenes: Sequence[str], palette: str) -> list[Order]:
        """Choose the cover and other photos, no two with the same subject."""
        chosen = [self.cover(scenes[0], palette)]
        for kind in scenes[1:]:
            seen = {subject(order) for order in chosen}
            shelf = [order for order in self.shelf(kind, palette) if subject(order) not in seen]
            other = min(shelf, key=lambda order: (self.used[order], order.seed))
            self.used[other] += 1
            chosen.append(other)
        return chosen

    def shelf(self, kind: str, palette: str) -> list[Order]:
        first = 100 + SHARED * list(Palette).index(Palette(palette))
        return [Order(Kind(kind), Palette(palette), first + step, self.scale.other_width) for step in range(SHARED)]


def subject(order: Order) -> tuple[Kind, int]:
    """Return a photo's subject, regardless of its colors and details."""
    return order.kind, order.seed % len(SUBJECTS[order.kind])


@dataclass(frozen=True, slots=True)
class Wanted:
    """The photo of each category, by slug, and those of each venue, by name, the cover first."""

    kinds: Mapping[str, Order]
    venues: Mapping[str, Sequence[Order]]

    @property
    def orders(self) -> list[Order]:
        """Return each order once."""
        galleries = (order for gallery in self.venues.values() for order in gallery)
        return list(dict.fromkeys([*self.kinds.values(), *galleries]))


def wanted(kinds: Mapping[str, KindRow], places: Sequence[Place], scale: Scale) -> Wanted:
    studio = Studio(scale)
    return Wanted(
        kinds={
            slug: Order(Kind(slug), Palette(kind.palette), OF_KINDS, scale.other_width) for slug, kind in kinds.items()
        },
        venues={place.name: studio.gallery(kinds[place.kind].scenes, place.palette) for place in places},
    )


@contextmanager
def drawing(orders: Sequence[Order]) -> Iterator[Future[list[Delivery]]]:
    """Start drawing on all processors while the block does other work."""
    with ThreadPoolExecutor(1) as beside:
        yield beside.submit(lambda: list(draw_all(orders)))


def hang(what: Wanted, kinds: Mapping[str, KindRow], venues: Mapping[str, Venue], drawn: Sequence[Delivery]) -> int:
    """Assign the photos to categories, venues, and services, and return how many were drawn.

    They have no alternative text: wherever they are shown, the name that they belong to is beside them.
    """
    deliveries = dict(zip(what.orders, drawn, strict=True))
    for slug, order in what.kinds.items():
        kind, picture = kinds[slug], kept(deliveries[order])
        ensure_category(slug=slug, name=kind.name, position=kind.position, picture=picture)
    for name, gallery in what.venues.items():
        shown: dict[str, Picture] = {}
        for order in gallery:
            picture = kept(deliveries[order])
            add_venue_picture(venue=venues[name], picture=picture)
            shown.setdefault(order.kind, picture)
        picture_services(venues[name], shown)
    return len(drawn)


def kept(delivery: Delivery) -> Picture:
    return keep_picture(processed=delivery.processed, alt="", focus=delivery.focus)


def picture_services(venue: Venue, shown: Mapping[str, Picture]) -> None:
    """Show the venue's photo of its category with each service, if there is one."""
    for service in services_of(venue):
        for slug in service.category.slugs & shown.keys():
            set_service_picture(service=service, picture=shown[slug])
