"""The day tiles above a list, with the number of available venues on each."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import make_member, make_service, make_venue
from tests.indexing import Know
from tests.search_pages.test_search import NEAR, get, make_sold, names


def tiles(response: TestResponse) -> dict[str, str]:
    """Return the address of each tile by its text; empty if it cannot be selected."""
    nav = re.search(r'id="days".*?</nav>', response.text, re.S)
    found = re.findall(r"<li>(.*?)</li>", nav[0], re.S) if nav else []
    links = [re.search(r'href="([^"]+)"', tile) for tile in found]
    texts = [" ".join(unescape(re.sub(r"<[^>]+>", " ", tile)).split()) for tile in found]
    return {text: unescape(link[1]) if link else "" for text, link in zip(texts, links, strict=True)}


def counted(client: FlaskClient, page: TestResponse) -> TestResponse:
    """Load the counted tiles in the same way as the page's script."""
    address = re.search(r'id="list-days" hx-get="([^"]+)"', page.text)
    assert address is not None
    return client.get(unescape(address[1]), headers={"HX-Request": "true"})


def test_each_day_tile_shows_the_number_of_available_venues(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    weekend = make_venue(name="Birch", weekdays=[5])
    make_service(weekend, members=[make_member(weekend)])
    closed = make_venue(name="Cedar", weekdays=[])
    make_service(closed, members=[make_member(closed)])
    know()
    found = tiles(counted(client, get(client, near=NEAR, q="massage with xyzzy")))
    assert [*found][:3] == [
        *("Next 7 days 2 venues", "Today 14 May 2026 1 venue", "Fri 15 May 2026 1 venue"),
    ]
    assert len(found) == 8
    assert names(client.get(found["Sat 16 May 2026 2 venues"])) == ["Alder", "Birch"]


def test_requested_days_are_marked_as_current(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    for args, tile in (("2026-05-15", "Fri"), ("2026-05-25", "Mon"), ("2026-05-14..2026-05-20", "Next")):
        page = get(client, near=NEAR, day=args)
        assert re.findall(r'aria-current="date"><span>([^<]+)', page.text) == [tile]
    assert 'aria-current="date"' not in client.get("/near/portland-or").text
    weekend = get(client, near=NEAR, day="2026-05-16..2026-05-17")
    assert "This weekend 2 days 1 venue" in tiles(counted(client, weekend))


def test_days_can_be_selected_before_venues_are_counted(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    found = tiles(get(client, near=NEAR))
    assert names(client.get(found["Fri 15 May 2026"])) == ["Alder"]


def test_venues_are_not_counted_for_filters_without_hourly_search_data(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    assert 'id="list-days" hx-get' in get(client, near=NEAR).text
    for args in ({"max": "5"}, {"guests": "2"}):
        page = get(client, near=NEAR, **args)
        assert "Fri 15 May 2026" in tiles(page)
        assert "hx-get" not in page.text.partition('id="list-days"')[2].partition(">")[0]


def test_day_tiles_are_hidden_without_any_available_venue(client: FlaskClient, know: Know) -> None:
    closed = make_venue(weekdays=[])
    make_service(closed, members=[make_member(closed)])
    know()
    page = counted(client, get(client, near=NEAR))
    assert tiles(page) == {}
    assert 'id="list-days" hidden' in page.text


def test_a_nationwide_list_has_no_day_tiles(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    know()
    assert tiles(get(client, q="alder")) == {}
