"""Notes on a list about the venues that its filters leave out."""

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import make_member, make_service, make_venue
from tests.indexing import Know
from tests.search_pages.test_search import NEAR, get, make_sold, names
from tests.support import statements


def not_shown(response: TestResponse) -> dict[str, str]:
    """Return the address of each link by its text."""
    section = re.search(r'id="not-shown".*?</section>', response.text, re.S)
    found = re.findall(r'href="([^"]+)">([^<]+)', section[0]) if section else []
    return {unescape(label): unescape(href) for href, label in found}


def test_each_filter_shows_how_many_venues_it_leaves_out(client: FlaskClient, know: Know) -> None:
    pair = make_venue(name="Alder")
    make_service(pair, members=[make_member(pair), make_member(pair)], max_quantity=2, price_cents=5500)
    single = make_venue(name="Birch")
    make_service(single, members=[make_member(single)], max_quantity=1, price_cents=5500)
    for name in ("Cedar", "Dogwood"):
        dear = make_venue(name=name)
        make_service(dear, members=[make_member(dear), make_member(dear)], max_quantity=2, price_cents=15000)
    know()
    page = get(client, q="massage under $60 for two with xyzzy", near=NEAR)
    assert names(page) == ["Alder"]
    assert list(not_shown(page)) == ["2 venues cost more than $60", "1 venue doesn’t have 2 spots at the same time"]
    rest = client.get(not_shown(page)["2 venues cost more than $60"])
    assert names(rest) == ["Alder", "Cedar", "Dogwood"]
    assert not_shown(rest).keys() == {"1 venue doesn’t have 2 spots at the same time"}


def test_notes_name_venues_left_out_by_days_and_durations(client: FlaskClient, know: Know) -> None:
    make_sold("Alder")
    closed = make_venue(name="Birch", weekdays=[6])
    make_service(closed, members=[make_member(closed)], minutes=90)
    know()
    assert [*not_shown(get(client, q="massage today", near=NEAR))] == ["1 venue isn’t available today"]
    assert [*not_shown(get(client, q="massage", near=NEAR, minutes=60))] == [
        "1 venue doesn’t have a service of about 1 hr"
    ]
    assert not_shown(get(client, q="massage", near=NEAR)) == {}


def test_the_number_of_statements_does_not_grow_with_the_venues(client: FlaskClient, know: Know) -> None:
    def count() -> int:
        client.application.extensions.pop("kept", None)
        with statements() as seen:
            get(client, near=NEAR, max=60, minutes=60)
        return len(seen)

    make_sold("Alder", price_cents=5500)
    know()
    few = count()
    for number in range(5):
        make_sold(f"Birch {number}", price_cents=5000 + number * 500)
    know()
    assert count() == few
