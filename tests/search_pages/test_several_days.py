"""Lists for several days: this week, a weekend, or a range in the address."""

import re

import pytest
from flask.testing import FlaskClient

from app.search_pages.copy.times import days as offered_days
from tests.factories import make_service, make_venue
from tests.indexing import Know
from tests.search_pages.test_queries import ONE, TODAY, take
from tests.search_pages.test_results_page import ALL_DAY
from tests.search_pages.test_search import NEAR, get, left_out, make_sold, names, number


def shown_days(page: str) -> list[str]:
    return re.findall(r'<p class="when">([^<]+)</p>', page)


def test_each_card_names_the_days_of_its_times(client: FlaskClient, know: Know) -> None:
    service = make_service(make_venue(name="Alder"), **ONE)
    take(service, *ALL_DAY)
    make_sold("Birch")
    know()
    page = get(client, near=NEAR, q="this week")
    assert number(page) == "2 venues available in the next 7 days"
    assert set(shown_days(page.text)) == {"Today", "Tomorrow, Friday", "Saturday, May 16"}
    assert '<option value="2026-05-14..2026-05-20" selected>Next 7 days, May 14 – 20</option>' in page.text


def test_only_days_within_the_range_are_shown(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    page = get(client, near=NEAR, day="2026-05-16..2026-05-17", part="evening")
    assert number(page) == "1 venue available this weekend in the evening"
    assert shown_days(page.text) == ["Saturday, May 16", "Sunday, May 17"]
    assert "5:00 PM" in page.text
    assert "10:00 AM" not in page.text


@pytest.mark.parametrize(
    ("day", "heard"),
    [
        ("2026-05-10..2026-05-16", "from Thu, May 14 to Sat, May 16"),
        ("2026-05-26..2026-06-20", "from Tue, May 26 to Wed, May 27"),
        ("2026-05-18..2026-05-24", "next week"),
        ("2026-05-14..2026-05-14", "today"),
    ],
)
def test_a_range_is_clipped_to_the_days_that_lists_cover(client: FlaskClient, know: Know, day: str, heard: str) -> None:
    make_sold("Alder")
    know()
    assert number(get(client, near=NEAR, day=day)) == f"1 venue available {heard}"


@pytest.mark.parametrize("day", ["2026-05-17..2026-05-16", "..", "2026-05-17..", "2026-05-17..x", "a..b..c"])
def test_an_invalid_range_is_ignored(client: FlaskClient, day: str) -> None:
    page = get(client, near=NEAR, day=day)
    assert "read the date" in left_out(page) or 'value="2026-05-17" selected' in page.text


def test_a_requested_range_is_offered_in_the_form() -> None:
    assert ("2026-05-14..2026-05-20", "Next 7 days, May 14 – 20") in offered_days(TODAY)
    assert ("2026-05-16..2026-05-17", "This weekend, May 16 – 17") in offered_days(TODAY)
    assert len(offered_days(TODAY, TODAY, TODAY)) == len(offered_days(TODAY))
    assert len(offered_days(TODAY, TODAY, TODAY.replace(day=19))) == len(offered_days(TODAY)) + 1


def test_a_range_of_full_days_offers_any_day(client: FlaskClient, know: Know) -> None:
    service = make_service(make_venue(name="Alder"), **ONE)
    for day in (16, 17):
        take(service, f"2026-05-{day} 17:00", f"2026-05-{day + 1} 04:00")
    know()
    page = get(client, near=NEAR, q="massage this weekend")
    assert names(page) == ["Alder"]
    assert "Any day (1)" in page.text
