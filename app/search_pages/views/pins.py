"""The pins on the map of a list: each venue of the page with the price in its row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from flask import url_for
from flask_babel import gettext as _

from app.core.formats import usd_short
from app.search_pages.cards import Card
from app.search_pages.criteria import Criteria
from app.search_pages.views.rows import VenueRow
from app.slot_picker.addresses import venue_address
from search.geo import Box

NO_PRICE = "–"


class MapPin(TypedDict):
    """A venue on the map: `label` is its price, `description` is for screen readers, `card` is the URL of its card."""

    lat: float
    lng: float
    label: str
    cents: int | None
    description: str
    deal: bool
    name: str
    href: str
    card: str


class PinCluster(TypedDict):
    """Venues that are too close together to be shown separately at this zoom: their number, and the lowest price of
    any. `label` is the text on the map, `price` the formatted price."""

    lat: float
    lng: float
    label: str
    number: int
    cents: int | None
    price: str


def page_pins(cards: Iterable[Card], rows: Iterable[VenueRow], criteria: Criteria) -> list[MapPin]:
    return [_pin_of(card, row, criteria) for card, row in zip(cards, rows, strict=True)]


def _pin_of(card: Card, row: VenueRow, criteria: Criteria) -> MapPin:
    venue = card.venue
    cents = row.list_cents if row.cents is None else row.cents
    is_deal = card.times is not None and card.times.best.is_deal
    return pin(venue.latitude, venue.longitude, venue.name, venue.slug, cents=cents, is_deal=is_deal, criteria=criteria)


def pin(
    lat: float, lng: float, name: str, slug: str, *, cents: int | None, is_deal: bool, criteria: Criteria
) -> MapPin:
    price = price_of(cents)
    return MapPin(
        lat=lat,
        lng=lng,
        label=price,
        cents=cents,
        description=description_of(name, price if cents is not None else "", is_deal),
        deal=is_deal,
        name=name,
        href=venue_address(slug),
        card=url_for("search_pages.map_card", slug=slug, **wherever(criteria)),  # type: ignore[arg-type]
    )


def description_of(name: str, price: str, is_deal: bool) -> str:
    if not price:
        return name
    if is_deal:
        return _("%(venue)s, from %(price)s, off-peak price", venue=name, price=price)
    return _("%(venue)s, from %(price)s", venue=name, price=price)


def group(lat: float, lng: float, number: int, cents: int | None) -> PinCluster:
    return PinCluster(lat=lat, lng=lng, label=f"{number:,}", number=number, cents=cents, price=price_of(cents))


def price_of(cents: int | None) -> str:
    return NO_PRICE if cents is None else usd_short(cents)


def wherever(criteria: Criteria) -> Mapping[str, str | Sequence[str]]:
    """Return the search as URL arguments, without its location on the map."""
    return but(criteria, "box", "miles", "page", "sort", "view")


def but(criteria: Criteria, *names: str) -> Mapping[str, str | Sequence[str]]:
    return {name: value for name, value in criteria.address().items() if name not in names}


@dataclass(frozen=True, slots=True)
class Look:
    """The initial view of a list's map: a box, else its pins and the requested place, with a circle of `miles` around
    it. `more` is the URL for everything else in view, `again` for a list of it."""

    more: str
    again: str
    box: tuple[float, float, float, float] | None  # south, west, north, east
    center: tuple[float, float] | None
    miles: int | None


def look(criteria: Criteria) -> Look:
    near = criteria.near
    return Look(
        more=url_for("search_pages.search_map", **wherever(criteria)),  # type: ignore[arg-type]  # lists are fine
        again=url_for("search_pages.search", **but(criteria, "box", "page")),  # type: ignore[arg-type]
        box=corners(criteria.box) if criteria.box else None,
        center=(near.point.latitude, near.point.longitude) if near else None,
        miles=criteria.miles if near else None,
    )


def corners(box: Box) -> tuple[float, float, float, float]:
    return box.south_west.latitude, box.south_west.longitude, box.north_east.latitude, box.north_east.longitude
