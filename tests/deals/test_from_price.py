"""The price of a service where no time is chosen: the same on every page."""

import html
import re

import pytest
from flask.testing import FlaskClient

from app.core.db import session
from app.deals.from_price import from_price, with_choice
from tests.deals.test_pricing import AT, percent, prices
from tests.factories import make_add_on, make_deal, make_member, make_service, make_venue

OFF_PEAK = percent(30, windows=[(3, 840, 960)])
ANYWHERE = {
    "/venues/hazel-bodywork": r'<div class="cost">(.*?)<small>',
    "/embed/hazel-bodywork": r'<p class="facts">.*?</span> <span>(.*?)</span></p>',
}


def test_the_lowest_price_is_that_of_the_cheapest_team_member_with_the_deal() -> None:
    found = from_price([prices(OFF_PEAK, member_cents={7: 9000, 8: 15000})], at=AT)
    assert (found.quote.list_each, found.quote.price_each, found.varies) == (9000, 6300, True)


def test_the_struck_price_belongs_to_the_same_length_as_the_lowest_price() -> None:
    found = from_price([prices(cents=15500), prices(OFF_PEAK)], at=AT)
    assert (found.quote.list_each, found.quote.price_each) == (11000, 7700)


@pytest.mark.parametrize(
    ("given", "varies"),
    [
        ([prices()], False),
        ([prices(percent(30))], False),
        ([prices(OFF_PEAK)], True),
        ([prices(percent(30, last_minute_hours=6))], True),
        ([prices(percent(30), percent(10, windows=[(3, 840, 960)]))], False),
        ([prices(), prices(cents=15500)], True),
        ([prices(), prices()], False),
        ([prices(member_cents={7: 9000})], True),
        ([prices(percent(30, code="QUIET"))], False),
    ],
)
def test_only_a_price_that_may_be_another_says_from(given: list[object], varies: bool) -> None:
    assert from_price(given, at=AT).varies is varies  # type: ignore[arg-type]


def test_a_choice_has_the_price_of_its_team_member_alone() -> None:
    given = prices(OFF_PEAK, member_cents={7: 9000})
    chosen = [from_price([with_choice(given, member_id)], at=AT).quote.price_each for member_id in (7, 8, None)]
    assert chosen == [6300, 7700, 7700]


def words(markup: str) -> str:
    """Return the text of a part of a page as it is read out."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


@pytest.fixture
def massage(client: FlaskClient) -> None:
    venue = make_venue(slug="hazel-bodywork", name="Hazel Bodywork")
    june, maren = make_member(venue), make_member(venue, name="Maren Oyelaran")
    own = {june.slug: {"price_cents": 9000}}
    sold = make_service(venue, members=[june, maren], slug="unwinding", own=own, longer=[(90, 15500)])
    make_deal(service=sold, percent=30, windows=[(3, 14 * 60, 16 * 60)])
    make_add_on(sold)
    session.commit()


def seen(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.text


@pytest.mark.usefixtures("massage")
@pytest.mark.parametrize("path", ["/venues/hazel-bodywork", "/embed/hazel-bodywork"])
def test_a_venue_says_the_same_lowest_price_everywhere(client: FlaskClient, path: str) -> None:
    shown = words(re.findall(ANYWHERE[path], seen(client, path), re.S)[0])
    assert shown.removesuffix("30% off").strip() == "from Was $90 now $63"


@pytest.mark.usefixtures("massage")
def test_the_panel_of_a_venue_agrees_with_the_row_of_the_service(client: FlaskClient) -> None:
    panel = re.findall(r'<div class="panel">(.*?)<div class="times', seen(client, "/venues/hazel-bodywork"), re.S)[0]
    assert "1 hr from Was $90 now $63" in words(panel)


@pytest.mark.usefixtures("massage")
@pytest.mark.parametrize(
    ("query", "heading", "chips"),
    [
        ("", "1 hr, from Was $110 now $77 per guest.", ["$77", "$108.50"]),
        ("with=june-1", "1 hr, from Was $90 now $63 per guest.", ["$63", "$108.50"]),
        ("minutes=90", "1 hr 30 min, from Was $155 now $108.50 per guest.", ["$77", "$108.50"]),
    ],
)
def test_the_picker_prices_its_choices_as_its_heading(
    client: FlaskClient, query: str, heading: str, chips: list[str]
) -> None:
    page = seen(client, f"/venues/hazel-bodywork/unwinding?{query}")
    assert heading in words(page)
    shown = [words(chip) for chip in re.findall(r'<a class="chip" id="minutes.*?>(\d.*?)</a>', page, re.S)]
    assert shown == [f"{length} from {price}" for length, price in zip(("1 hr", "1 hr 30 min"), chips, strict=True)]


@pytest.mark.usefixtures("massage")
def test_a_team_member_with_another_price_says_it_in_the_picker(client: FlaskClient) -> None:
    page = seen(client, "/venues/hazel-bodywork/unwinding")
    june, maren = (words(re.findall(rf'id="with-{name}".*?</a>', page, re.S)[0]) for name in ("june-1", "maren-2"))
    assert june.endswith("June from $63")
    assert maren.endswith("Maren")


@pytest.mark.usefixtures("massage")
def test_add_ons_leave_the_price_of_the_heading_and_of_the_lengths(client: FlaskClient) -> None:
    key = re.findall(r'id="extra-([^"]+)"', seen(client, "/venues/hazel-bodywork/unwinding"))[0]
    page = words(seen(client, f"/venues/hazel-bodywork/unwinding?extra={key}"))
    assert "1 hr, from Was $110 now $77 per guest. The prices of times include your add-ons." in page
    assert "$130" in page
