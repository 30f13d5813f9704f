"""What other websites and search engines read of a venue's page: its card, and its structured data."""

import json
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.core.db import session
from app.venues.enums import VenueStatus, VenueType
from app.venues.models import Venue
from tests.factories import make_category, make_deal, make_member, make_service, make_venue
from tests.support import sign_in
from tests.venue_factories import make_venue_photo, open_on

PAGE = "/venues/hazel-bodywork"
URL = f"http://localhost{PAGE}"
NASTY = '</script><script>alert("1")</script> & Łukasz’s'


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue(slug="hazel-bodywork")
    service = make_service(venue, members=[make_member(venue)], slug="unwinding", price_cents=11000)
    make_deal(service=service, percent=30, windows=[(3, 14 * 60, 16 * 60)])
    return venue


def page_of(client: FlaskClient) -> str:
    session.commit()
    return client.get(PAGE).text


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def card_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">', page))


def test_data_says_where_people_can_book_and_on_which_devices(client: FlaskClient, venue: Venue) -> None:
    data = data_of(page_of(client))
    target = data["potentialAction"]["target"]
    assert data["potentialAction"]["@type"] == "ReserveAction"
    assert target["urlTemplate"] == URL
    assert target["actionPlatform"] == [
        "https://schema.org/DesktopWebPlatform",
        "https://schema.org/MobileWebPlatform",
    ]
    offer = data["makesOffer"][0]
    assert (offer["price"], offer["priceCurrency"]) == ("77.00", "USD")
    assert offer["potentialAction"]["target"]["urlTemplate"] == offer["url"] == f"{URL}/unwinding"


def test_data_has_the_address_the_position_and_the_hours(client: FlaskClient, venue: Venue) -> None:
    open_on(venue, 600, 840, on=date(2026, 5, 25))
    data = data_of(page_of(client))
    assert data["address"]["streetAddress"] == venue.street
    assert data["geo"]["latitude"] == venue.latitude
    assert data["priceRange"] == "$77–$77"
    assert {day["dayOfWeek"].rpartition("/")[2] for day in data["openingHoursSpecification"]} >= {"Monday", "Friday"}
    special = data["specialOpeningHoursSpecification"][0]
    assert (special["validFrom"], special["opens"], special["closes"]) == ("2026-05-25", "10:00", "14:00")


@pytest.mark.parametrize(
    ("category", "kind", "schema"),
    [
        ("massage", VenueType.SPA, "DaySpa"),
        ("massage", VenueType.SALON, "BeautySalon"),
        ("massage", VenueType.PRACTICE, "HealthAndBeautyBusiness"),
        ("hair", VenueType.SPA, "HairSalon"),
    ],
)
def test_type_follows_the_category_and_then_the_venue_type(
    client: FlaskClient, venue: Venue, category: str, kind: VenueType, schema: str
) -> None:
    venue.category_id = make_category(slug=category).id
    venue.type = kind
    assert data_of(page_of(client))["@type"] == schema


def test_a_name_cannot_leave_the_data_or_the_card(client: FlaskClient, venue: Venue) -> None:
    venue.name, venue.summary = NASTY, NASTY
    page = page_of(client)
    data = data_of(page)
    assert data["name"] == data["description"] == NASTY
    assert page.count("<script") == 2  # ours, and the data
    assert "alert(&#34;1&#34;)" in card_of(page)["og:title"]


def test_card_has_the_cover_at_the_size_that_it_declares(client: FlaskClient, venue: Venue) -> None:
    photo = make_venue_photo(venue).photo
    card = card_of(page_of(client))
    width = photo.fitting(1200)
    assert card["twitter:card"] == "summary_large_image"
    assert card["og:image"].startswith(f"http://localhost/photos/{photo.key}")
    assert f"{width}" in card["og:image"]
    assert (card["og:image:width"], card["og:image:height"]) == (
        str(width),
        str(round(photo.height * width / photo.width)),
    )
    assert (card["og:url"], card["og:title"]) == (URL, "Hazel Bodywork, Portland")


def test_card_without_a_photo_is_small(client: FlaskClient, venue: Venue) -> None:
    card = card_of(page_of(client))
    assert card["twitter:card"] == "summary"
    assert "og:image" not in card


def test_venue_that_is_not_public_has_neither_card_nor_data(client: FlaskClient, venue: Venue) -> None:
    venue.status = VenueStatus.DRAFT
    sign_in(client, session.get_one(User, venue.owner_id))
    page = page_of(client)
    assert card_of(page) == {}
    assert "ld+json" not in page
