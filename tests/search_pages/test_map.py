"""The map of a list: the data that its script loads, and the data that the page starts with."""

import json
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app import create_app
from app.core.db import session
from app.search_pages.city_list import towns
from app.venues.enums import VenueStatus
from tests import database
from tests.factories import make_category, make_deal, make_member, make_service, make_user, make_venue
from tests.indexing import Know
from tests.search_pages.test_queries import ONE
from tests.search_pages.test_search import AUSTIN, LETTERS, NEAR, PARTIAL, make_sold
from tests.sizes import sized
from tests.support import sign_in, statements

PORTLAND = "45.4,-122.8,45.6,-122.5"
COUNTRY = "24,-125,50,-66"


def ask(client: FlaskClient, **args: object) -> dict[str, Any]:
    response = client.get("/search/map", query_string=args)
    assert response.status_code == 200
    found: dict[str, Any] = response.get_json()
    return found


def names(found: dict[str, Any]) -> list[str]:
    return sorted(pin["name"] for pin in found["pins"])


def of_page(response: TestResponse, name: str) -> Any:
    return json.loads(unescape(re.findall(rf'data-{name}="([^"]*)"', response.text)[0]))


def test_a_visible_venue_is_a_pin_with_its_lowest_price(client: FlaskClient, know: Know) -> None:
    venue = make_venue(name="Birch")
    make_deal(service=make_service(venue, price_cents=10000, **ONE), percent=30)
    make_sold("Alder", price_cents=4750, latitude=45.41)
    know()
    alder, birch = sorted(ask(client, box=PORTLAND, zoom=12)["pins"], key=lambda pin: pin["name"])
    assert (alder["label"], alder["deal"], alder["description"]) == ("$47.50", False, "Alder, from $47.50")
    assert (birch["label"], birch["deal"], birch["description"]) == ("$70", True, "Birch, from $70, off-peak price")
    assert birch["href"] == f"/venues/{venue.slug}"
    assert (birch["lat"], birch["lng"]) == pytest.approx((venue.latitude, venue.longitude), abs=1e-6)


def test_nearby_venues_are_grouped_until_the_map_is_zoomed_in(client: FlaskClient, know: Know) -> None:
    make_sold("Alder", price_cents=9000)
    make_sold("Birch", latitude=45.51)
    make_sold("Austin Rest", zone="America/Chicago", **AUSTIN)
    know()
    wide = ask(client, box=COUNTRY, zoom=4)
    assert names(wide) == ["Austin Rest"]
    (group,) = wide["groups"]
    assert (group["label"], group["number"], group["price"]) == ("2", 2, "$90")
    near = ask(client, box=PORTLAND, zoom=13)
    assert (names(near), near["groups"]) == (["Alder", "Birch"], [])
    assert near["precision"] == 17


def test_a_map_area_replaces_the_place_and_keeps_the_other_filters(client: FlaskClient, know: Know) -> None:
    make_category(slug="nails")
    make_sold("Alder")
    make_sold("Polish", category="nails", latitude=45.41)
    make_sold("Austin Rest", zone="America/Chicago", **AUSTIN)
    know()
    assert names(ask(client, near=NEAR, kind="massage", box=COUNTRY, zoom=18)) == ["Alder", "Austin Rest"]
    assert names(ask(client, near="Austin", box=PORTLAND, zoom=18)) == ["Alder", "Polish"]
    assert names(ask(client, q="polish", box=COUNTRY, zoom=18, page=7, sort="price")) == ["Polish"]
    assert names(ask(client, near="Austin", zoom=18)) == ["Austin Rest"]


def test_a_venue_without_services_has_no_price(client: FlaskClient, know: Know) -> None:
    make_venue(name="Not yet")
    know()
    (pin,) = ask(client, box=PORTLAND, zoom=12)["pins"]
    assert (pin["label"], pin["description"], pin["deal"]) == ("–", "Not yet", False)


def test_a_suspended_venue_that_is_still_indexed_is_not_on_the_map(client: FlaskClient, know: Know) -> None:
    venue = make_sold("Alder")
    know()
    venue.status = VenueStatus.SUSPENDED
    assert ask(client, box=PORTLAND, zoom=12)["pins"] == []


ODD_BOXES = [
    "",
    "nan,nan,nan,nan",
    "inf,-inf,inf,inf",
    "45.6,-122.5,45.4,-122.8",
    "1,2,3",
    "1,2,3,4,5",
    ",,,",
    "south,west,north,east",
    "-91,0,0,0",
    "0,-181,1,1",
    "1e309,0,0,0",
    "x" * 10_000,
    "0," * 5_000,
    "'; DROP TABLE venue; --",
    "💆,💆,💆,💆",
]


@pytest.mark.parametrize("box", ODD_BOXES)
@pytest.mark.parametrize("zoom", ["12", "-1", "99", "nan", "1e3", "9" * 10_000, "", "💆"])
def test_an_invalid_box_or_zoom_is_ignored(client: FlaskClient, know: Know, box: str, zoom: str) -> None:
    make_sold("Alder")
    know()
    assert names(ask(client, box=box, zoom=zoom)) == ["Alder"]


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("-90,-180,90,180", ["Alder", "Fiji", "Pole"]),
        ("51,170,53,-170", ["Fiji"]),
        ("80,-180,90,180", ["Pole"]),
        ("45.5,-122.6,45.5,-122.6", []),
        ("51.9,-179.9,51.9,-179.9", ["Fiji"]),
    ],
)
def test_boxes_at_the_poles_at_the_date_line_and_of_no_size_work(
    client: FlaskClient, know: Know, box: str, found: list[str]
) -> None:
    make_sold("Alder")
    make_sold("Fiji", latitude=51.9, longitude=-179.9)
    make_sold("Pole", latitude=90, longitude=0)
    know()
    assert names(ask(client, box=box, zoom=18)) == found


SOME = ["", "1", "-1", "nan", "massage", NEAR, PORTLAND, COUNTRY, "0,179,1,-179", "2026-05-15", "evening", "💆", "12"]
NAMES = [
    "q",
    "near",
    "day",
    "part",
    "kind",
    "city",
    "miles",
    "box",
    "zoom",
    "min",
    "max",
    "guests",
    "tag",
    "type",
    "view",
]


@settings(max_examples=sized(60, 25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.lists(st.one_of(st.sampled_from(SOME), st.text(LETTERS, max_size=30)), max_size=3)
    )
)
def test_no_query_causes_an_error(client: FlaskClient, args: dict[str, list[str]]) -> None:
    assert client.get("/search/map", query_string=args).status_code == 200
    assert client.get("/search", query_string=args, follow_redirects=True).status_code == 200


def test_map_responses_are_cached_publicly_unless_logged_in(client: FlaskClient) -> None:
    anonymous = client.get("/search/map").headers
    assert anonymous["Cache-Control"] == "max-age=60, public"
    assert "Cookie" in anonymous["Vary"]
    assert "Set-Cookie" not in anonymous
    sign_in(client, make_user())
    assert client.get("/search/map").headers["Cache-Control"] == "max-age=60, private"


@pytest.mark.parametrize("number", [1, 4])
def test_a_map_takes_the_same_statements_for_any_number_of_venues(client: FlaskClient, know: Know, number: int) -> None:
    for position in range(number):
        make_sold(f"Venue {position}", latitude=45.41 + position / 50)
    know()
    with statements() as sent:
        ask(client, box=PORTLAND, zoom=12)
    assert len(sent) == 4  # categories and tags, cached for ten minutes; pins; names


def test_a_map_card_shows_the_requested_times(client: FlaskClient) -> None:
    venue = make_sold("Alder & Salt")
    address, args = f"/search/map/{venue.slug}", {"day": "2026-05-16", "part": "evening"}
    card = client.get(address, query_string=args, headers=PARTIAL)
    assert card.status_code == 200
    assert "<html" not in card.text
    assert "Alder &amp; Salt" in card.text
    assert re.search(r"5:00\sPM", card.text)
    assert "Close venue card" in card.text
    alone = client.get(address, query_string=args)
    assert (alone.status_code, alone.location) == (302, f"/venues/{venue.slug}")


def test_a_map_card_without_a_match_says_so(client: FlaskClient) -> None:
    venue = make_venue(name="Alder", weekdays=[3])
    make_service(venue, members=[make_member(venue)], price_cents=9000)

    def card(**args: object) -> str:
        return client.get(f"/search/map/{venue.slug}", query_string=args, headers=PARTIAL).text

    nothing = "No available time matches your search."
    other = f"{nothing} Other available times:"
    assert nothing not in card()
    assert nothing not in card(day="2026-05-14", max=90)
    assert other in card(day="2026-05-15")
    assert other in card(max=60)
    assert nothing in card(guests=2)
    assert nothing in card(minutes=120)


def test_a_map_card_of_an_unknown_or_draft_venue_returns_404(client: FlaskClient) -> None:
    assert client.get("/search/map/nobody").status_code == 404
    venue = make_sold("Alder")
    venue.status = VenueStatus.DRAFT
    assert client.get(f"/search/map/{venue.slug}").status_code == 404


def test_the_page_includes_its_own_pins_with_the_prices_of_its_cards(client: FlaskClient, know: Know) -> None:
    venue = make_venue(name="Birch")
    make_deal(service=make_service(venue, price_cents=10000, **ONE), percent=30, windows=[(3, 18 * 60, 20 * 60)])
    know()
    tonight = client.get("/search", query_string={"near": NEAR, "day": "2026-05-14", "part": "evening", "miles": 50})
    (pin,) = of_page(tonight, "pins")
    assert (pin["label"], pin["deal"], pin["name"]) == ("$70", True, "Birch")
    assert pin["card"] == f"/search/map/{venue.slug}?near=Portland,+OR&day=2026-05-14&part=evening"
    (pin,) = of_page(client.get("/search", query_string={"near": NEAR}), "pins")
    assert (pin["label"], pin["deal"]) == ("$70", True), "the lowest of the day, though others come first"


def test_the_map_starts_at_the_requested_place_or_area(client: FlaskClient) -> None:
    near = of_page(client.get("/search", query_string={"near": NEAR, "q": "sauna", "miles": 50, "page": 1}), "look")
    assert near["miles"] == 50
    assert near["center"] == pytest.approx([45.5, -122.6], abs=0.1)
    assert near["box"] is None
    assert (near["more"], near["again"]) == (
        "/search/map?q=sauna&near=Portland,+OR",
        "/search?q=sauna&near=Portland,+OR&miles=50",
    )
    boxed = of_page(client.get("/search", query_string={"near": NEAR, "box": PORTLAND, "view": "map"}), "look")
    assert (boxed["box"], boxed["center"], boxed["miles"]) == ([45.4, -122.8, 45.6, -122.5], None, None)
    assert boxed["again"] == "/search?near=Portland,+OR&view=map"


def test_list_and_map_views_have_their_own_addresses(client: FlaskClient, know: Know) -> None:
    for number in range(14):
        make_sold(f"Venue {number:02}")
    know()
    page = client.get("/search", query_string={"kind": "massage", "open": 1, "page": 2}).text
    assert 'href="/search?kind=massage&amp;open=1&amp;page=2" aria-current="true"' in page
    assert 'href="/search?kind=massage&amp;open=1&amp;page=2&amp;view=map">' in page
    assert 'class="peek"' not in page
    as_map = client.get("/search", query_string={"kind": "massage", "open": 1, "view": "map"}).text
    assert 'href="/search?kind=massage&amp;open=1&amp;view=map" aria-current="true"' in as_map
    assert 'class="peek"' not in as_map
    assert "The map needs JavaScript" in as_map


def test_towns_are_cached_for_a_day_and_sorted_by_size(client: FlaskClient) -> None:
    answer = client.get("/search/map/towns.json")
    assert answer.headers["Cache-Control"] == "max-age=86400, public"
    assert answer.get_json()[0] == ["New York City", 40.714, -74.006]
    assert {"Portland", "Honolulu", "San Juan"} <= {name for name, _, _ in towns()}


def test_configured_tiles_are_used_on_every_map(client: FlaskClient, database_url: str) -> None:
    venue = make_sold("Alder")
    session.commit()
    credit = '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors'
    tiles = "https://tiles.example.com/{z}/{x}/{y}.png"
    with_tiles = create_app(database.settings_for(database_url, map_tile_url=tiles, map_tile_credit=credit))
    for path in ("/search", f"/venues/{venue.slug}"):
        page = with_tiles.test_client().get(path).text
        assert f'data-tiles="{tiles}"' in page
        assert unescape(re.findall(r'data-credit="([^"]*)"', page)[0]) == credit
        assert "data-tiles" not in client.get(path).text
