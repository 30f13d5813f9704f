"""Suggestions of the search box while typing, and the place at the browser's position."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app.core.db import session
from app.search_index.actions import reindex
from app.venues.enums import VenueStatus
from tests.factories import make_category, make_service, make_venue
from tests.indexing import Know
from tests.sizes import sized
from tests.support import statements

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
AUSTIN = {"city": "Austin", "state": "TX", "latitude": 30.27, "longitude": -97.74}


def ask(client: FlaskClient, what: str, **args: str) -> TestResponse:
    response = client.get(f"/suggest/{what}", query_string=args, headers=PARTIAL)
    assert response.status_code == 200
    return response


def options(response: TestResponse) -> list[str]:
    """Return the visible text of each option."""
    found = re.findall(r'role="option".*?>(.*?)</(?:a|div)>', response.text, re.S)
    return [unescape(" | ".join(re.findall(r">([^<]+)</", part))) for part in found]


@pytest.fixture
def sold(know: Know) -> None:
    make_category(slug="nails", name="Nails")
    for slug, name in (("river", "Massage by the River"), ("alder", "Alder & Salt")):
        make_service(make_venue(name=name, slug=slug), title="Hot-stone massage")
    make_service(make_venue(name="Austin Massage House", **AUSTIN), category="nails", title="Gel manicure")
    know()


def test_categories_services_and_venues_are_suggested(client: FlaskClient, sold: None) -> None:
    response = ask(client, "what", q="mass")
    assert options(response) == [
        "Massage",
        "Hot-stone massage | 2 venues",
        "Massage by the River | Portland, OR",
        "Austin Massage House | Austin, TX",
    ]
    assert re.findall(r'role="group" aria-label="(\w+)"', response.text) == ["Categories", "Services", "Venues"]
    assert 'href="/venues/river"' in response.text
    assert 'data-fill="Hot-stone massage"' in response.text


def test_synonyms_suggest_their_category(client: FlaskClient, sold: None) -> None:
    assert options(ask(client, "what", q="nai")) == ["Nails"]
    assert options(ask(client, "what", q="mani")) == ["Nails", "Gel manicure | 1 venue"]


def test_gift_cards_suggest_their_page(client: FlaskClient, sold: None) -> None:
    response = ask(client, "what", q="gift c")
    assert (options(response), 'href="/gift-cards"' in response.text) == (["Gift cards | For every venue"], True)


def test_venues_near_the_place_are_suggested_first(client: FlaskClient, sold: None) -> None:
    for name in ("Cedar Rest", "Cedar Way"):
        reindex(venue_ids=[make_venue(name=name, **(AUSTIN if name == "Cedar Way" else {})).id])
    assert options(ask(client, "what", q="cedar"))[0].startswith("Cedar Rest")
    assert options(ask(client, "what", q="cedar", near="Austin"))[0].startswith("Cedar Way")
    assert options(ask(client, "what", q="cedar", near="Atlantis"))[0].startswith("Cedar Rest")


def test_a_venue_that_is_not_live_is_never_suggested(client: FlaskClient, sold: None) -> None:
    venue = make_venue(name="Cedar Rest")
    reindex(venue_ids=[venue.id])
    venue.status = VenueStatus.DRAFT
    session.commit()
    assert options(ask(client, "what", q="cedar")) == []


def test_places_are_suggested(client: FlaskClient) -> None:
    assert options(ask(client, "where", q="port"))[:2] == ["Portland, OR", "Portsmouth, VA"]
    assert options(ask(client, "where", q="9720"))[0] == "Portland, OR 97201"
    assert 'data-fill="Coeur D Alene, ID"' in ask(client, "where", q="coeur").text


@pytest.mark.parametrize("what", ["what", "where"])
def test_suggestions_may_be_cached_publicly_for_a_minute(client: FlaskClient, what: str) -> None:
    response = ask(client, what, q="massage")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("what", ["what", "where"])
def test_opening_the_suggestion_address_redirects_to_the_list(client: FlaskClient, what: str) -> None:
    response = client.get(f"/suggest/{what}", query_string={"q": "bend"})
    assert response.location == f"/search?{'q' if what == 'what' else 'near'}=bend"


def test_suggestions_take_few_statements(client: FlaskClient, sold: None) -> None:
    with statements() as sent:
        ask(client, "what", q="massage", near="Portland, OR")
    assert len(sent) == 5
    with statements() as sent:
        ask(client, "where", q="portland")
        client.get("/place?lat=45.5&lng=-122.6")
    assert sent == []


ODD = [
    "",
    " ",
    "m",
    "x" * 10_000,
    "💆💆",
    "\u202eegassam",
    "' OR 1=1; --",
    '"~^*?:(\\',
    "<script>",
    "%",
    "a b " * 500,
    "ﷺ",
]


@pytest.mark.parametrize("what", ["what", "where"])
@pytest.mark.parametrize("typed", ODD)
def test_odd_input_suggests_nothing(client: FlaskClient, sold: None, what: str, typed: str) -> None:
    assert options(ask(client, what, q=typed, near=typed)) == []


@settings(max_examples=sized(60, 25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30), st.sampled_from(["what", "where"]))
def test_no_typed_text_causes_an_error(client: FlaskClient, typed: str, what: str) -> None:
    ask(client, what, q=typed, near=typed)


def test_a_position_returns_the_place_of_the_nearest_zip_code(client: FlaskClient) -> None:
    response = client.get("/place?lat=45.51&lng=-122.65")
    assert response.json == {"place": "Portland, OR 97214"}
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in response.headers
    assert client.get("/place?lat=51.5&lng=-0.1").json == {"place": None}


def test_a_position_is_rounded_to_a_mile_and_never_logged(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    exact = client.get("/place?lat=45.514999&lng=-122.654999").json
    assert exact == client.get("/place?lat=45.51&lng=-122.65").json
    text = capsys.readouterr().out
    assert "/place" in text
    assert "45.5" not in text


@pytest.mark.parametrize(
    ("lat", "lng"),
    [("", ""), ("x", "1"), ("nan", "0"), ("inf", "0"), ("1e999", "0"), ("91", "0"), ("0", "-181"), ("1", "")],
)
def test_an_invalid_position_returns_400_with_an_explanation(client: FlaskClient, lat: str, lng: str) -> None:
    response = client.get("/place", query_string={"lat": lat, "lng": lng})
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["place"] is None
    assert "two numbers of degrees" in response.json["error"]


def test_only_this_site_may_request_the_position(client: FlaskClient) -> None:
    assert "geolocation=(self)" in client.get("/").headers["Permissions-Policy"]


def test_every_page_has_the_same_header_with_a_link_to_the_search(client: FlaskClient) -> None:
    make_service(make_venue(name="Alder"), title="Massage")
    headers = set()
    for path in ("/", "/search", "/compare", "/venues/alder", "/cart/", "/login", "/about/help", "/nothing-here"):
        header = re.search(r'<header class="site-header">.*?</header>', client.get(path).text, re.S)
        assert header
        assert '<a class="button small search-link" href="/search" hx-get="/search/box"' in header[0]
        headers.add(header[0].replace(' aria-current="page"', ""))
    assert len(headers) == 1


def test_the_search_dialog_contains_the_remembered_place(client: FlaskClient) -> None:
    client.get("/search?near=austin")
    box = client.get("/search/box", headers=PARTIAL).text
    assert 'name="near" value="Austin, TX"' in box
    assert '<form class="search-form slim" role="search" action="/search" method="get"' in box
    assert client.get("/search/box").location == "/search"
