"""The list of venues, tested over HTTP."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from app.core.db import session
from app.venues.models import Venue
from tests.factories import make_category, make_deal, make_service, make_venue
from tests.indexing import Know
from tests.search_pages.test_queries import ONE
from tests.sizes import sized
from tests.support import statements

NEAR = "Portland, OR"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
AUSTIN: dict[str, Any] = {"city": "Austin", "state": "TX", "latitude": 30.27, "longitude": -97.74}


def make_sold(name: str, **values: Any) -> Venue:
    """Make a venue with one service of its category."""
    price = {"price_cents": values.pop("price_cents", 11000)}
    venue, category = make_venue(name=name, **values), values.get("category", "massage")
    make_service(venue, category=category, title=f"Unwinding {category}", **price, **ONE)
    return venue


def get(client: FlaskClient, **args: object) -> TestResponse:
    response = client.get("/search", query_string=args)
    assert response.status_code == 200
    return response


def names(response: TestResponse) -> list[str]:
    return [unescape(name) for name in re.findall(r'class="title-link" href="/venues/[^"]+">([^<]+)<', response.text)]


def heading(response: TestResponse) -> str:
    return unescape(re.findall(r"<h1[^>]*>([^<]+)</h1>", response.text)[0])


def number(response: TestResponse) -> str:
    return unescape(re.findall(r'id="number-found"[^>]*>([^<]+)<', response.text)[0])


def left_out(response: TestResponse) -> str:
    notes = re.findall(r'<div class="note warn small">.*?</div>\s*</div>', response.text, re.S)
    return unescape(re.sub(r"<[^>]+>", "", " ".join(notes)))


def test_an_empty_database_has_an_empty_list(client: FlaskClient) -> None:
    response = get(client)
    assert (heading(response), number(response)) == ("All venues", "No venues")
    assert "No venues found." in response.text
    assert "See all venues" not in response.text, "it would lead back here"
    assert "See all venues" in get(client, near=NEAR).text


def test_a_list_is_near_the_place_and_nearest_first(client: FlaskClient, know: Know) -> None:
    make_sold("Gresham Steam", city="Gresham", latitude=45.50, longitude=-122.43)
    make_sold("Division Rest")
    make_sold("Austin Rest", zone="America/Chicago", **AUSTIN)
    know()
    response = get(client, near="97202")
    assert names(response) == ["Division Rest", "Gresham Steam"]
    assert heading(response) == "Venues near Portland, OR 97202"
    assert "10 mi" in response.text
    assert names(get(client, near=NEAR, miles=5)) == ["Division Rest"]
    assert names(get(client, near="austin")) == ["Austin Rest"]


def test_a_category_can_be_typed_or_selected(client: FlaskClient, know: Know) -> None:
    make_category(slug="facial", name="Facials")
    make_sold("Hazel Bodywork")
    make_sold("Fernway", category="facial")
    know()
    for args in ({"q": "facials"}, {"q": "FACIAL"}, {"kind": "facial"}, {"q": "Fern"}):
        assert names(get(client, **args)) == ["Fernway"]
    assert heading(get(client, q="facial", near=NEAR)) == "Facials near Portland, OR"
    assert heading(get(client, kind=["massage", "facial"])) in {"Massage or facials", "Facials or massage"}
    assert heading(get(client, q="Fern")) == "“Fern”"


def test_search_input_stays_in_the_form(client: FlaskClient) -> None:
    page = get(client, q='a "quiet" hour', near=NEAR, day="2026-05-16", part="evening", deals=1, sort="price").text
    assert 'name="q" value="a &#34;quiet&#34; hour"' in page
    assert f'name="near" value="{NEAR}"' in page
    assert '<option value="2026-05-16" selected>Sat, May 16</option>' in page
    assert '<option value="evening" selected>Evening</option>' in page
    assert '<option value="price" selected>Lowest price</option>' in page
    assert re.search(r'name="deals" value="1" checked form="seek"', page)


def test_a_day_and_a_part_of_it_narrow_the_list(client: FlaskClient, know: Know) -> None:
    make_sold("Alder", hours=[(10 * 60, 22 * 60)])
    make_sold("Birch", hours=[(10 * 60, 16 * 60)])
    know()
    response = get(client, near=NEAR, day="2026-05-14", part="evening")
    assert names(response) == ["Alder"]
    assert number(response) == "1 venue available tonight"
    assert "5:00 PM" in response.text
    assert number(get(client, near=NEAR, day="2026-05-16", part="afternoon")) == "2 venues available Saturday afternoon"
    assert number(get(client, near=NEAR, part="morning")) == "2 venues available in the morning"
    assert number(get(client, near=NEAR, day="2026-05-15")) == "2 venues available tomorrow"
    assert number(get(client, near=NEAR, day="2026-05-25")) == "2 venues available Mon, May 25"


def test_the_deals_filter_finds_only_venues_with_off_peak_prices(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    venue = make_venue(name="Birch")
    make_deal(service=make_service(venue, price_cents=10000, **ONE), percent=30, windows=[(3, 18 * 60, 20 * 60)])
    know()
    response = get(client, near=NEAR, deals=1, day="2026-05-14")
    assert names(response) == ["Birch"]
    assert number(response) == "1 venue with off-peak prices today"
    for shown in ("6:00 PM", "$70", "30% off", '<span class="visually-hidden">Was </span>$100'):
        assert shown in response.text


def test_filters_show_how_many_venues_they_would_find(client: FlaskClient, know: Know) -> None:
    make_category(slug="nails")
    make_sold("Alder")
    make_sold("Birch", city="Gresham", hours=[(12 * 60, 20 * 60)])
    know()
    page = get(client, near=NEAR).text

    def tick(name: str, value: str) -> str:
        return re.findall(rf'name="{name}" value="{value}".*?class="number">(\d+)<', page, re.S)[0]

    assert tick("kind", "massage") == "2"
    assert tick("city", "Gresham, OR") == "1"
    assert tick("deals", "1") == "0"
    assert tick("open", "1") == "1"
    assert 'value="nails"' not in page
    assert names(get(client, near=NEAR, open=1)) == ["Alder"]
    assert names(get(client, near=NEAR, city="Gresham, OR")) == ["Birch"]


def test_a_chip_removes_its_filter_and_keeps_the_others(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    page = get(client, near=NEAR, kind="massage", deals=1, page=1).text
    found = re.findall(r'active-filter" href="([^"]+)"><span[^>]*>Remove </span>([^<]+)', page)
    chips = {unescape(label).strip(): unescape(href) for href, label in found}
    assert chips == {
        "Massage": "/search?near=Portland,+OR&deals=1",
        "Off-peak": "/massage/portland-or",
    }


def test_lists_can_be_sorted_by_distance_time_and_price(client: FlaskClient, know: Know) -> None:
    make_sold("Alder", price_cents=9000, hours=[(15 * 60, 20 * 60)])
    make_sold("Birch", price_cents=8000, latitude=45.6)
    know()
    assert names(get(client, near=NEAR)) == ["Alder", "Birch"]
    assert names(get(client, near=NEAR, sort="soonest")) == ["Birch", "Alder"]
    assert names(get(client, near=NEAR, sort="price")) == ["Birch", "Alder"]
    assert "Nearest" not in get(client).text
    assert "Best match" in get(client, q="birch").text


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"day": "2026-05-13"}, "Wed, May 13 has passed"),
        ({"day": "2026-02-30"}, "the date “2026-02-30”"),
        ({"day": "2027-05-14"}, "next 14 days"),
        ({"part": "teatime"}, "that time of day"),
        ({"part": "25:00"}, "that time of day"),
        ({"kind": "juggling"}, "the category “juggling”"),
        ({"city": "Portland"}, "the city “Portland”"),
        ({"near": NEAR, "miles": "7"}, "5 to 100 miles"),
        ({"near": NEAR, "miles": "-1e9"}, "5 to 100 miles"),
        ({"type": "castle"}, "the venue type “castle”"),
        ({"tag": "dragons"}, "the amenity “dragons”"),
        ({"min": "cheap"}, "the price “cheap”"),
        ({"max": "-1"}, "the price “-1”"),
        ({"max": "1e400"}, "the price “1e400”"),
        ({"max": "NaN"}, "the price “NaN”"),
        ({"q": "💆"}, "search for “💆”"),
        ({"min": "90", "max": "40"}, "we swapped them"),
        ({"guests": "0"}, "1 to 8 guests"),
        ({"guests": "1000000"}, "1 to 8 guests"),
        ({"box": "45,-123"}, "that map area"),
        ({"box": "91,0,92,1"}, "that map area"),
        ({"box": "nan,nan,nan,nan"}, "that map area"),
        ({"box": "46,-123,45,-122"}, "that map area"),
        ({"view": "globe"}, "that view"),
        ({"sort": "alphabet"}, "that sort option"),
        ({"page": "0"}, "That page"),
        ({"page": "9" * 400}, "That page"),
        ({"page": "7"}, "Page 7"),
        ({"q": "massage " * 50}, "first 200 characters"),
        ({"q": "massage near me"}, "We don’t know where you are."),
        ({"q": "sauna for 12 people"}, "1 to 8 guests"),
    ],
)
def test_invalid_values_are_ignored_with_a_note(
    client: FlaskClient, know: Know, args: dict[str, str], message: str
) -> None:
    make_sold("Alder")
    know()
    assert message in left_out(get(client, **args))


def test_a_valid_search_has_no_notes(client: FlaskClient) -> None:
    args = {"q": "", "near": NEAR, "day": "", "part": "", "miles": "", "sort": "", "page": "", "utm_source": "x"}
    assert left_out(client.get("/search", query_string=args, follow_redirects=True)) == ""


def test_pages_are_links_and_later_numbers_show_the_last_page(client: FlaskClient, know: Know) -> None:
    for position in range(30):
        make_sold(f"Venue {position:02}")
    know()
    first, last = get(client), get(client, page=3)
    assert (len(names(first)), len(names(last))) == (12, 6)
    assert not set(names(first)) & set(names(last))
    assert 'rel="next" href="/search?page=2"' in first.text
    assert 'rel="prev" href="/search?page=2"' in last.text
    assert names(get(client, page=9)) == names(last)


def test_htmx_gets_only_the_list_with_its_title(client: FlaskClient) -> None:
    response = client.get("/search?q=&near=portland&day=&miles=", headers=PARTIAL)
    assert response.text.lstrip().startswith("<title>Venues near Portland, OR · CozyWish</title>")
    assert "<html" not in response.text
    assert response.headers["HX-Push-Url"] == "/near/portland-or"
    assert {"HX-Request", "HX-Request-Type"} <= set(response.headers["Vary"].replace(" ", "").split(","))
    assert get(client, near=NEAR).text.count("<title>") == 1


def test_an_address_without_default_values_is_canonical(client: FlaskClient) -> None:
    args = {"near": "portland, or", "miles": "25", "page": "1"}
    page = get(client, **args).text
    sent = client.get("/search", query_string={"q": "", "day": "", "part": "", "sort": "", **args})
    assert sent.headers["Location"] == "/near/portland-or"
    assert '<link rel="canonical" href="http://localhost/near/portland-or">' in page


def test_the_place_of_a_search_is_remembered(client: FlaskClient, know: Know) -> None:
    make_venue()
    know()
    get(client, near="Nowhere at all")
    assert client.get_cookie("place") is None
    get(client, near="austin")
    assert "Near Austin, TX." in client.get("/").text


@pytest.mark.parametrize("number_of_venues", [1, 3])
def test_a_list_takes_the_same_statements_for_any_number_of_venues(
    client: FlaskClient, know: Know, number_of_venues: int
) -> None:
    for _ in range(number_of_venues):
        make_deal(venue=make_sold("Alder"), percent=20)
    know()
    with statements() as sent:
        get(client, near=NEAR)
    assert len(sent) == 19
    with statements() as sent:
        get(client, near=NEAR)
    assert len(sent) == 1, "the version of what search knows"


def test_a_new_category_is_found_immediately(client: FlaskClient) -> None:
    """Categories are cached for up to a minute, but an unknown one is looked up again."""
    get(client, near=NEAR)
    make_category(slug="floating")
    session.commit()
    assert client.get("/categories/floating").status_code == 200


SOME = ["", "1", "-1", "massage", NEAR, "97202", "2026-05-15", "evening", "price", "'; --", "💆", "\u202e"]
# No address contains a NUL: the server rejects the request before it reaches the app.
LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
TYPED = st.one_of(st.sampled_from(SOME), st.text(LETTERS, max_size=30))
NAMES = ["q", "near", "day", "part", "kind", "city", "miles", "deals", "open", "sort", "page"]
NAMES += ["type", "tag", "min", "max", "guests", "box", "view"]


@settings(
    max_examples=sized(60, 25),
    deadline=timedelta(seconds=3),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.dictionaries(st.sampled_from(NAMES), st.lists(TYPED, max_size=3)))
def test_no_search_address_causes_an_error(client: FlaskClient, args: dict[str, list[str]]) -> None:
    assert client.get("/search", query_string=args, follow_redirects=True).status_code == 200


def test_today_is_the_date_at_the_place(client: FlaskClient) -> None:
    page = get(client, near="Honolulu").text
    assert f'<option value="{date(2026, 5, 14)}">Today, May 14</option>' in page


def test_a_typo_is_corrected_to_a_known_word_with_a_note(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    answer = get(client, q="masagge")
    assert "No venues match “masagge”. Showing results for “massage”." in left_out(answer)
    assert "Alder" in answer.text
    assert "No venues match" not in get(client, q="massage").text
