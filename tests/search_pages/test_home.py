"""The home page."""

import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageChops, ImageStat

from app.availability.engine import openings
from app.core import clock
from app.deals import price_spans
from app.search_pages.copy import cards as card_copy
from app.venues.models import Venue
from tests.factories import make_category, make_deal, make_service, make_venue
from tests.indexing import Know
from tests.search_pages.test_queries import ONE, THURSDAY
from tests.search_pages.test_search import AUSTIN
from tests.support import statements, utc
from tools.hero import FILES, FOLDER, drawn

EVENING = (THURSDAY, 18 * 60, 20 * 60)
FRIDAY_NOON = (THURSDAY + 1, 11 * 60, 13 * 60)


def make_deal_venue(name: str, window: tuple[int, int, int] = EVENING, **values: Any) -> Venue:
    venue = make_venue(name=name, **values)
    make_deal(
        service=make_service(venue, category=values.get("category", "massage"), **ONE), percent=30, windows=[window]
    )
    return venue


def board_names(page: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'class="title-link" href="/venues/[^"]+">([^<]+)<', page)]


def test_home_without_any_venue_explains_the_site_and_leads_to_no_empty_list(client: FlaskClient, know: Know) -> None:
    make_category(slug="massage")
    know()
    page = client.get("/").text
    for phrase in ("The quiet hours are the good ones.", "How it works", "No venues yet", "List your business"):
        assert phrase in page
    for phrase in ("/categories/massage", "See all available times", "Change location"):
        assert phrase not in page


def test_first_venue_shows_as_soon_as_it_is_live(client: FlaskClient, know: Know) -> None:
    make_category(slug="massage")
    know()
    assert "No venues yet" in client.get("/").text
    make_seller("massage")
    know()
    page = client.get("/").text
    assert "No venues yet" not in page
    assert "/massage/portland-or" in page


def make_seller(category: str, **values: object) -> None:
    """Make a venue with one service that has no team member."""
    make_service(make_venue(category=category, **values), category=category, title=f"Unwinding {category}")


def test_categories_appear_in_order_with_their_venue_counts_but_never_0_venues(client: FlaskClient, know: Know) -> None:
    for slug in ("massage", "facial", "hair"):
        make_category(slug=slug)
    for category in ("hair", "massage", "hair"):
        make_seller(category)
    know()
    page = client.get("/").text
    tiles = page.split('<ul class="kinds">')[1].split("</ul>")[0]
    found = re.findall(r'class="name">([^<]+)</span>(?:<small>([^<]+)</small>)?', tiles)
    assert found == [("Massage", "1 venue"), ("Facial", ""), ("Hair", "2 venues")]
    assert "/hair/portland-or" in page


def test_categories_are_near_the_place_or_nationwide(client: FlaskClient, know: Know) -> None:
    make_seller("massage")
    make_seller("massage", **AUSTIN)
    know()

    def massage(near: str) -> list[tuple[str, str]]:
        page = client.get("/", query_string={"near": near}).text
        return re.findall(r'<a href="([^"]+)"><span class="photo">.*?<small>([^<]+)</small>', page, re.S)

    assert massage("Austin") == [("/massage/austin-tx", "1 venue")]
    assert massage("Bangor, ME") == [("/categories/massage", "2 venues")]


def test_only_the_eight_categories_with_the_most_venues_are_shown(client: FlaskClient, know: Know) -> None:
    for number in range(9):
        make_category(slug=f"kind{number}")
        if number != 3:
            make_seller(f"kind{number}")
    know()
    found = re.findall(r'class="name">([^<]+)</span><small>', client.get("/").text)
    assert found == [f"Kind{number}" for number in range(9) if number != 3]


def test_the_evening_board_is_near_the_place_with_the_most_venues(client: FlaskClient, know: Know) -> None:
    for name in ("Alder", "Birch", "Cedar", "Dogwood"):
        make_deal_venue(name)
    make_deal_venue("Elsewhere", zone="America/Chicago", **AUSTIN)
    know()
    page = client.get("/").text
    assert "Off-peak tonight" in page
    assert "Thursday, May 14, near Portland, OR." in page
    assert board_names(page) == ["Alder", "Birch", "Cedar", "Dogwood"]
    assert "See all 4 venues" in page
    assert "/search?near=Portland,+OR&amp;day=2026-05-14&amp;part=evening&amp;deals=1" in page
    assert "Off-peak 6 PM to 8 PM." in page
    assert 'All times<span class="visually-hidden"> at Alder</span>' in page


def test_the_board_mixes_categories(client: FlaskClient, know: Know) -> None:
    for name, category in (("Alder", "massage"), ("Birch", "massage"), ("Cedar", "sauna"), ("Dogwood", "yoga")):
        make_deal_venue(name, category=category)
    know()
    assert board_names(client.get("/").text) == ["Alder", "Cedar", "Dogwood", "Birch"]


def test_the_board_shows_tomorrow_if_tonight_has_few_deals(client: FlaskClient, know: Know) -> None:
    make_deal_venue("Tonight alone")
    for name in ("Alder", "Birch", "Cedar", "Dogwood"):
        make_deal_venue(name, FRIDAY_NOON)
    know()
    page = client.get("/").text
    assert "Off-peak tomorrow" in page
    assert board_names(page) == ["Alder", "Birch", "Cedar", "Dogwood"]


def test_the_board_shows_the_next_day_late_in_the_evening(client: FlaskClient, know: Know) -> None:
    make_deal_venue("Tonight", (THURSDAY, 18 * 60, 24 * 60), hours=[(10 * 60, 24 * 60)])
    for name in ("Alder", "Birch", "Cedar", "Dogwood"):
        make_deal_venue(name, FRIDAY_NOON)
    with clock.pinned(utc("2026-05-15 04:30")):  # 9:30 PM in Portland
        know()
        page = client.get("/").text
    assert "Off-peak tomorrow" in page
    assert board_names(page) == ["Alder", "Birch", "Cedar", "Dogwood"]


def test_the_board_shows_the_next_two_weeks_if_deals_are_few(client: FlaskClient, know: Know) -> None:
    make_deal_venue("Alder", (5, 10 * 60, 12 * 60))
    know()
    page = client.get("/").text
    assert "Off-peak, soon" in page
    assert "Saturday, May 16" in page


def test_a_deal_without_hours_shows_its_reason_instead_of_the_hours_line(client: FlaskClient, know: Know) -> None:
    venue = make_venue(name="Alder")
    make_deal(service=make_service(venue, **ONE), percent=20, title="Last minute", last_minute_hours=48)
    know()
    board = client.get("/").text.partition('id="board"')[2].partition("</section>")[0]
    assert "Last minute, 20% off." in board
    assert "quiet-line" not in board


def test_a_chosen_place_is_remembered(client: FlaskClient, know: Know) -> None:
    make_deal_venue("Alder")
    make_deal_venue("Birch")
    make_deal_venue("Elsewhere", zone="America/Chicago", **AUSTIN)
    know()
    assert board_names(client.get("/").text) == ["Alder", "Birch"]
    assert board_names(client.get("/?near=austin").text) == ["Elsewhere"]
    assert board_names(client.get("/").text) == ["Elsewhere"]


def test_an_unknown_place_is_reported_and_changes_nothing(client: FlaskClient, know: Know) -> None:
    make_deal_venue("Alder")
    know()
    response = client.get("/?near=%3Cb%3EAtlantis%20Town")
    assert "We couldn’t find “&lt;b&gt;Atlantis Town”" in response.text
    assert board_names(response.text) == ["Alder"]
    assert client.get_cookie("place") is None


def test_a_forged_place_cookie_does_no_harm(client: FlaskClient) -> None:
    client.set_cookie("place", "\x01'; --" + "x" * 3000)
    assert client.get("/").status_code == 200


def test_towns_link_to_their_lists(client: FlaskClient, know: Know) -> None:
    make_venue()
    make_venue(**AUSTIN)
    know()
    page = client.get("/?near=97202").text
    assert re.findall(r'href="(/near/[^"]+)">Austin<', page) == ["/near/austin-tx"]
    assert ">Portland<" not in page


@pytest.mark.parametrize("number", [4, 6])
def test_home_takes_the_same_statements_however_much_it_shows(client: FlaskClient, know: Know, number: int) -> None:
    for position in range(number):
        make_deal_venue(f"Venue {position}")
    know()
    with statements() as sent:
        assert len(board_names(client.get("/").text)) == number
    assert len(sent) == 21
    with statements() as sent:
        client.get("/")
    assert len(sent) <= 2, "it is made once"


@pytest.mark.parametrize("number", [2, 6])
def test_home_on_a_quiet_night_lists_no_starts_and_prices_each_deal_set_once(
    client: FlaskClient, know: Know, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The most expensive hour: no venue is open, and the next deal is days away."""
    for position in range(number):
        make_deal_venue(f"Venue {position}", (0, 14 * 60, 16 * 60))
    calls: Counter[str] = Counter()
    for module, name in ((price_spans, "quote"), (openings, "starts")):
        monkeypatch.setattr(module, name, counted(calls, name, getattr(module, name)))
    with clock.pinned(utc("2026-05-17 06:45")):  # 11:45 PM in Portland
        know()
        calls.clear()
        assert len(board_names(client.get("/").text)) == number
    assert calls == {"quote": 2 * number}, "with the deal, and without"


def counted(calls: "Counter[str]", name: str, known: Callable[..., object]) -> Callable[..., object]:
    def call(*args: object, **values: object) -> object:
        calls[name] += 1
        return known(*args, **values)

    return call


@pytest.mark.parametrize("name", FILES)
def test_the_hero_image_files_match_the_drawing_code(name: str) -> None:
    """Not compared byte for byte, because Pillow versions compress differently. Redraw with `python -m
    tools.hero`."""
    kept = Image.open(FOLDER / name).convert("RGB").resize((300, 200))
    now = drawn(night=FILES[name], width=300)
    assert max(ImageStat.Stat(ImageChops.difference(kept, now)).mean) < 4


@pytest.mark.parametrize(
    ("spans", "now", "expected"),
    [
        ([(960, 1110), (1200, 1290)], 1032, "Off-peak until 6:30 PM, and again from 8 PM."),
        ([(960, 1110), (1200, 1290)], 1150, "Off-peak 8 PM to 9:30 PM."),
        ([(960, 1110)], None, "Off-peak 4 PM to 6:30 PM."),
        ([(960, 1110)], 1110, ""),
        ([], 600, ""),
    ],
)
def test_off_peak_hours_are_described_relative_to_now(
    spans: list[tuple[int, int]], now: int | None, expected: str
) -> None:
    assert card_copy.quiet_words(spans, now) == expected
