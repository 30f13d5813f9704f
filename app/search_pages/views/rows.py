"""Conversion of cards into the values that the row and card templates need."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from flask import get_template_attribute
from markupsafe import Markup

from app.cart.forms import written
from app.core.formats import clock
from app.core.locale import cached_by_locale
from app.deals.pricing import Quote
from app.photos.models import Photo
from app.search_pages.cards import Card
from app.search_pages.copy import cards as card_copy
from app.search_pages.criteria import Criteria
from app.slot_picker.addresses import minutes_of, service_address, venue_address
from app.slot_picker.copy import times as venue_copy
from app.slot_picker.days import Priced


@dataclass(frozen=True, slots=True)
class StartLink:
    href: str
    label: str
    cents: int
    deal: bool


@dataclass(frozen=True, slots=True)
class RowDay:
    when: str
    starts: tuple[StartLink, ...]


@dataclass(frozen=True, slots=True)
class VenueRow:
    name: str
    slug: str
    href: str
    more_href: str
    photo: Photo | None
    area: str
    miles: float | None
    opening: str
    is_open: bool
    service: str
    list_cents: int | None
    cents: int | None
    off_text: str | None
    each: bool  # whether prices are those of one guest among several
    when: str
    starts: tuple[StartLink, ...]
    later: tuple[RowDay, ...] = ()  # further days of a requested range


def rows(cards: Iterable[Card], criteria: Criteria) -> list[VenueRow]:
    return [row(card, criteria) for card in cards]


def row(card: Card, criteria: Criteria) -> VenueRow:
    venue, times = card.venue, card.times
    full = card_copy.opening(card, criteria)
    best = min((day.best for day in card.days), key=lambda price: price.price_each, default=None)
    guests, address = criteria.guests if criteria.guests > 1 else None, _address(card)
    return VenueRow(
        name=venue.name,
        slug=venue.slug,
        href=venue_address(venue.slug),
        more_href=_times_href(card, address, day=times.day if times else None, quantity=guests),
        photo=card.photo,
        area=card_copy.area(card, criteria),
        miles=card.miles,
        opening=full,
        is_open=card.opening.is_open and full == card.opening.words,
        service=card_copy.service(card),
        list_cents=best.list_each if best else card.option.price_cents if card.option else None,
        cents=best.price_each if best else None,
        off_text=venue_copy.off_text(best) if best else None,
        each=criteria.guests > 1,
        when=card_copy.times_day(card, times, criteria),
        starts=_links(card, address, times.starts, guests) if times else (),
        later=tuple(
            RowDay(card_copy.times_day(card, day, criteria), _links(card, address, day.starts, guests))
            for day in card.days[1:]
        ),
    )


@cached_by_locale(2000)
def row_html(row: VenueRow, level: int = 2) -> Markup:
    """Return a row as HTML, with its heading at this level. The result depends on nothing else, so that it is reused
    when the list is rendered again and for the same venue in other lists."""
    return _macro("row")(row, level)


@cached_by_locale(2000)
def line_html(row: VenueRow) -> Markup:
    """Return a row as a line in a list of deals, as HTML."""
    return _macro("line")(row)


def _macro(name: str) -> Callable[..., Markup]:
    return cast(Callable[..., Markup], get_template_attribute("components/venue.html", name))


def _links(card: Card, address: str, starts: Iterable[Priced], guests: int | None) -> tuple[StartLink, ...]:
    return tuple(_link(card, address, priced, guests) for priced in starts)


def _link(card: Card, address: str, priced: Priced, guests: int | None) -> StartLink:
    price: Quote = priced.quote
    href = _times_href(card, address, start=written(priced.at), quantity=guests)
    return StartLink(href, clock(priced.at, card.venue.zone), price.price_each, price.is_deal)


def _times_href(card: Card, address: str, **chosen: object) -> str:
    """Return the URL of the times. `address` is the service's URL: building it once, not per start, takes a fifth of
    the time."""
    # The link selects the team member whose times these are.
    chosen["with"] = card.member.slug if card.member else None
    chosen["minutes"] = minutes_of(card.option) if card.option else None
    # Slugs, dates, instants and numbers need no escaping.
    query = "&".join(f"{name}={value}" for name, value in chosen.items() if value is not None)
    return f"{address}?{query}" if query and card.service else address


def _address(card: Card) -> str:
    if card.service is None:
        return venue_address(card.venue.slug)
    return service_address(card.venue.slug, card.service.slug)
