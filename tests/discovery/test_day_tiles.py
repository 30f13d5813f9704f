"""The days above a list, with how many venues are available on each."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.discovery.conftest import Know
from tests.discovery.test_search import NEAR, get, make_sold, names
from tests.factories import make_member, make_service, make_venue


def tiles(response: TestResponse) -> dict[str, str]:
    """The address of each tile, by what it says; empty where nothing can be chosen."""
    nav = re.search(r'id="days".*?</nav>', response.text, re.S)
    found = re.findall(r"<li>(.*?)</li>", nav[0], re.S) if nav else []
    links = [re.search(r'href="([^"]+)"', tile) for tile in found]
    said = [" ".join(unescape(re.sub(r"<[^>]+>", " ", tile)).split()) for tile in found]
    return {text: unescape(link[1]) if link else "" for text, link in zip(said, links, strict=True)}


def counted(client: FlaskClient, page: TestResponse) -> TestResponse:
    """As a script asks once the page is there."""
    address = re.search(r'id="list-days" hx-get="([^"]+)"', page.text)
    assert address is not None
    return client.get(unescape(address[1]), headers={"HX-Request": "true"})


def test_each_day_says_how_many_venues_are_available(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    weekend = make_venue(name="Birch", weekdays=[5])
    make_service(weekend, members=[make_member(weekend)])
    closed = make_venue(name="Cedar", weekdays=[])
    make_service(closed, members=[make_member(closed)])
    know()
    found = tiles(counted(client, get(client, near=NEAR, q="massage with xyzzy")))
    assert [*found][:3] == [
        *("This week 7 days 2 venues", "Today 14 May 2026 1 venue", "Fri 15 May 2026 1 venue"),
    ]
    assert len(found) == 8
    assert names(client.get(found["Sat 16 May 2026 2 venues"])) == ["Alder", "Birch"]


def test_the_days_that_are_asked_for_are_marked(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    for asked, tile in (("2026-05-15", "Fri"), ("2026-05-14..2026-05-20", "This week")):
        page = get(client, near=NEAR, day=asked)
        assert re.findall(r'aria-current="date"><span>([^<]+)', page.text) == [tile]
    assert 'aria-current="date"' not in client.get("/near/portland-or").text
    weekend = get(client, near=NEAR, day="2026-05-16..2026-05-17")
    assert "This weekend 2 days 1 venue" in tiles(counted(client, weekend))


def test_days_can_be_chosen_before_their_venues_are_counted(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    found = tiles(get(client, near=NEAR))
    assert names(client.get(found["Fri 15 May 2026"])) == ["Alder"]


def test_venues_are_not_counted_for_what_search_does_not_know_by_the_hour(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    assert 'id="list-days" hx-get' in get(client, near=NEAR).text
    for asked in ({"max": "5"}, {"guests": "2"}):
        page = get(client, near=NEAR, **asked)
        assert "Fri 15 May 2026" in tiles(page)
        assert "hx-get" not in page.text.partition('id="list-days"')[2].partition(">")[0]


def test_days_without_any_venue_leave(client: FlaskClient, know: Know) -> None:
    closed = make_venue(weekdays=[])
    make_service(closed, members=[make_member(closed)])
    know()
    page = counted(client, get(client, near=NEAR))
    assert tiles(page) == {}
    assert 'id="list-days" hidden' in page.text


def test_a_list_of_the_whole_country_has_no_days(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    assert tiles(get(client, q="alder")) == {}
