"""Cards: the service, starts and prices shown for each of many venues at once."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.dialects.postgresql import Range

from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Reservation
from app.catalog.models import Service
from app.core.db import session
from app.photos.models import Photo
from app.search_pages.cards import Card, CardFilter
from app.search_pages.venue_cards import cards
from app.taxonomy.models import Category
from app.venues.enums import VenueStatus
from app.venues.models import Venue, VenuePhoto
from search.documents import FreeAt, Sort
from search.geo import Point
from tests.factories import add, make_deal, make_member, make_service, make_venue
from tests.support import NOW, statements, utc
from tests.venue_factories import make_block

pytestmark = pytest.mark.usefixtures("db", "now")

TODAY = date(2026, 5, 14)  # Thursday, 10 AM in Portland
TOMORROW = TODAY + timedelta(days=1)
THURSDAY = 3
ONE = {"capacity": 1}


def card_of(venue: Venue, *, at: datetime = NOW, **wanted: object) -> Card:
    (card,) = cards([venue.id], at=at, wanted=CardFilter(**wanted))  # type: ignore[arg-type]
    return card


def times(card: Card) -> list[str]:
    """Return the starts of a card in the venue's time zone, as "Thu 10:00"."""
    starts = card.times.starts if card.times else []
    return [f"{priced.at.astimezone(card.venue.zone):%a %H:%M}" for priced in starts]


def prices(card: Card) -> list[int]:
    return [priced.quote.price_each for priced in card.times.starts] if card.times else []


def take(service: Service, begins: str, ends: str) -> None:
    add(
        Reservation(
            resource_id=service.resource_id,
            during=Range(utc(begins), utc(ends), bounds="[)"),
            kind=ReservationKind.BLOCK,
            state=ReservationState.CONFIRMED,
            block_id=make_block(service.venue_id, utc(begins), utc(ends)).id,
        )
    )


@pytest.mark.parametrize("number", [1, 3])
def test_cards_take_the_same_statements_for_any_number_of_venues(number: int) -> None:
    venues = [make_venue() for _ in range(number)]
    for venue in venues:
        make_service(venue, members=[make_member(venue)])
        make_service(venue, capacity=8, listed=[(THURSDAY, 12 * 60)])
        make_deal(venue=venue, percent=20)
    with statements() as sent:
        found = cards([venue.id for venue in venues], at=NOW)
    assert len(found) == number
    assert len(sent) == 16


def test_cards_keep_the_requested_order_without_venues_that_are_not_live() -> None:
    first, hidden, last = make_venue(), make_venue(status=VenueStatus.SUSPENDED), make_venue()
    found = cards([last.id, hidden.id, 999, first.id], at=NOW)
    assert [card.venue.id for card in found] == [last.id, first.id]


def test_the_next_starts_are_half_an_hour_apart_and_on_one_day() -> None:
    venue = make_venue()
    service = make_service(venue, **ONE)
    assert times(card_of(venue)) == ["Thu 10:00", "Thu 10:30", "Thu 11:00"]
    take(service, "2026-05-14 17:00", "2026-05-15 02:00")  # until 7 PM, which is also the last start
    assert times(card_of(venue)) == ["Thu 19:00"]


def test_past_and_reserved_starts_are_not_shown() -> None:
    venue = make_venue()
    take(make_service(venue, **ONE), "2026-05-14 17:00", "2026-05-14 19:20")
    assert times(card_of(venue))[0] == "Thu 12:30"
    assert times(card_of(venue, at=utc("2026-05-15 00:01")))[0] == "Thu 17:15"


def test_a_card_shows_the_next_day_if_today_is_full() -> None:
    venue = make_venue()
    take(make_service(venue, **ONE), "2026-05-14 17:00", "2026-05-15 03:00")
    card = card_of(venue)
    assert times(card)[0] == "Fri 10:00"
    assert card.times is not None
    assert (card.times.day, card.times.is_match) == (TOMORROW, True)


def test_requested_hours_are_searched_before_other_times() -> None:
    venue = make_venue()
    service = make_service(venue, **ONE)
    evening = FreeAt(TODAY, TODAY, 17, 24)
    assert times(card_of(venue, free_at=evening)) == ["Thu 17:00", "Thu 17:30", "Thu 18:00"]
    take(service, "2026-05-15 00:00", "2026-05-15 03:00")
    card = card_of(venue, free_at=evening)
    assert times(card)[0] == "Thu 10:00"
    assert card.times is not None
    assert not card.times.is_match


def test_requested_evenings_are_found_on_any_day() -> None:
    venue = make_venue(weekdays=[5])  # Saturday
    make_service(venue, **ONE)
    card = card_of(venue, free_at=FreeAt(TODAY, TODAY + timedelta(days=6), 17, 24))
    assert times(card)[0] == "Sat 17:00"


def test_a_card_without_starts_in_two_weeks_still_shows_its_service() -> None:
    venue = make_venue(hours=())
    make_service(venue, **ONE)
    card = card_of(venue)
    assert card.times is None
    assert card.service is not None
    assert not card.opening.is_open


def test_a_venue_without_services_has_a_card() -> None:
    card = card_of(make_venue())
    assert (card.service, card.times) == (None, None)
    assert card.opening.words == "Open until 8 PM"


def test_the_first_service_is_shown_unless_a_filter_matches_another() -> None:
    venue = make_venue()
    make_service(venue, title="Long massage", price_cents=16000, **ONE)
    make_service(venue, title="Short massage", price_cents=9000, **ONE)
    make_service(venue, title="Salt float", price_cents=5000, category="float", **ONE)

    def shown(**wanted: object) -> str:
        service = card_of(venue, **wanted).service
        return service.title if service else ""

    assert shown() == "Long massage"
    assert shown(categories=frozenset({"massage"})) == "Long massage"
    assert shown(categories=frozenset({"massage"}), order=Sort.PRICE) == "Short massage"
    assert shown(categories=frozenset({"float"})) == "Salt float"
    assert shown(order=Sort.PRICE) == "Salt float"
    assert shown(categories=frozenset({"nails"})) == "Long massage"
    assert shown(text="floats") == "Salt float"
    assert shown(text="short massage") == "Short massage"
    assert shown(text="hazel") == "Long massage"


def test_another_service_of_the_category_is_shown_if_the_cheapest_is_full() -> None:
    venue = make_venue()
    cheap = make_service(venue, title="Short massage", price_cents=9000, **ONE)
    make_service(venue, title="Long massage", price_cents=16000, **ONE)
    take(cheap, "2026-05-14 17:00", "2026-05-15 03:00")
    card = card_of(venue, categories=frozenset({"massage"}), free_at=FreeAt(TODAY, TODAY))
    assert card.service is not None
    assert card.service.title == "Long massage"


def test_prices_on_a_card_are_those_of_its_starts() -> None:
    venue = make_venue()
    service = make_service(venue, price_cents=10000, **ONE)
    make_deal(service=service, percent=30, windows=[(THURSDAY, 11 * 60, 14 * 60)])
    card = card_of(venue)
    assert prices(card) == [10000, 10000, 7000]
    assert card.times is not None
    assert (card.times.best.list_each, card.times.best.price_each) == (10000, 7000)


def test_the_deals_filter_shows_only_discounted_starts_if_there_are_any() -> None:
    venue = make_venue()
    dear = make_service(venue, price_cents=10000, **ONE)
    make_service(venue, price_cents=5000, **ONE)
    usual = card_of(venue, deals=True).times
    assert usual is not None
    assert not usual.is_match
    make_deal(service=dear, percent=30, windows=[(THURSDAY, 18 * 60, 19 * 60)])
    card = card_of(venue, deals=True)
    assert (times(card), prices(card)) == (["Thu 18:00", "Thu 18:30"], [7000, 7000])
    assert card_of(venue, deals=True, free_at=FreeAt(TODAY, TODAY, 10, 12)).times.day == TODAY  # type: ignore[union-attr]


def test_a_deal_with_a_promo_code_is_not_shown_as_a_deal() -> None:
    venue = make_venue()
    make_deal(service=make_service(venue, **ONE), percent=30, code="SPRING")
    assert set(prices(card_of(venue, deals=True))) == {11000}


def test_distance_is_measured_from_the_requested_point() -> None:
    venue = make_venue(latitude=45.5, longitude=-122.6)
    assert card_of(venue).miles is None
    miles = card_of(venue, near=Point(45.5, -122.7)).miles
    assert miles == pytest.approx(4.84, abs=0.01)


def test_a_venue_without_photos_shows_the_photo_of_its_category() -> None:
    venue = make_venue()
    kind = add(Photo(key="f" * 40, width=800, height=600))
    session.get_one(Category, venue.category_id).photo_id = kind.id
    session.flush()
    shown = card_of(venue).photo
    assert shown is not None
    assert shown.key == kind.key


def test_the_cover_is_the_photo_with_the_lowest_position() -> None:
    venue = make_venue()
    for position in (2, 1):
        photo = add(Photo(key=f"{position}" * 40, width=800, height=600))
        add(VenuePhoto(venue_id=venue.id, photo_id=photo.id, position=position))
    cover = card_of(venue).photo
    assert cover is not None
    assert cover.key == "1" * 40


def test_times_are_in_the_venues_time_zone() -> None:
    venue = make_venue(zone="America/New_York")
    make_service(venue, **ONE)
    card = card_of(venue)
    assert times(card)[0] == "Thu 13:00"
    assert card.opening.words == "Open until 8 PM"
