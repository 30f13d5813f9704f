"""Up to three venues side by side."""

import re
from html import unescape

from flask.testing import FlaskClient

from app.core.db import session
from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Tag, venue_tag
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.factories import make_service, make_venue
from tests.indexing import Know
from tests.search_pages.test_search import NEAR, get, make_sold
from tests.support import statements


def url_of(*venues: Venue, search: str = "") -> str:
    return f"/compare?venues={','.join(venue.slug for venue in venues)}{search}"


def compared(page: str) -> list[str]:
    head = re.search(r"<thead>.*?</thead>", page, re.S)
    return re.findall(r'class="title-link"[^>]*>([^<]+)<', head[0]) if head else []


def test_the_page_compares_the_service_that_was_searched_for(client: FlaskClient) -> None:
    alder, birch = make_sold("Alder", cancel_free_hours=24), make_sold("Birch", price_cents=9000)
    make_service(alder, category="sauna", title="Cedar sauna")
    page = client.get(url_of(birch, alder, search="&q=massage&near=Portland, OR")).text
    assert compared(page) == ["Birch", "Alder"]
    assert "For your search: Massage" in page
    assert page.count("<b>Unwinding massage, 1 hr</b>") == 2
    assert "mi from Portland, OR" in " ".join(page.split())
    assert "Cedar sauna" not in page
    assert "Free cancellation up to 24 hours before the start." in page
    assert f'href="/venues/{birch.slug}/' in page
    assert "?start=" in page


def test_tags_are_listed_per_venue(client: FlaskClient) -> None:
    alder, birch = make_sold("Alder"), make_sold("Birch")
    tag = Tag(slug="parking", name="Parking", group=TagGroup.AMENITY, position=1)
    session.add(tag)
    session.flush()
    session.execute(venue_tag.insert().values(venue_id=alder.id, tag_id=tag.id))
    page = client.get(url_of(alder, birch)).text
    amenities = page[page.index(">Amenities<") : page.index(">Good for<")]
    assert amenities.count("Parking") == 1
    assert amenities.count("None listed") == 1


def test_a_list_without_javascript_sends_its_boxes_and_its_search(client: FlaskClient, know: Know) -> None:
    for name in ("Alder", "Birch"):
        make_sold(name)
    know()
    page = get(client, q="massage", near=NEAR).text
    form = re.search(r'<form id="compare".*?</form>', page, re.S)
    assert form
    fields = [*re.findall(r'name="(\w+)" type="hidden" value="([^"]*)"', form[0])]
    boxes = re.findall(r'<input type="checkbox" name="venue" value="([^"]+)" form="compare">', page)
    answer = client.get(
        "/compare",
        query_string=[*((name, unescape(value)) for name, value in fields), *(("venue", box) for box in boxes)],
    )
    assert answer.status_code == 302
    assert answer.location.startswith(f"/compare?venues={','.join(boxes)}&")
    assert "For your search: Massage" in client.get(answer.location).text


def test_a_venue_that_is_not_public_is_left_out_with_a_note(client: FlaskClient) -> None:
    alder, hidden = make_sold("Alder"), make_sold("Birch")
    hidden.status = VenueStatus.SUSPENDED
    session.flush()
    page = client.get(url_of(alder, hidden) + ",never-was").text
    assert compared(page) == ["Alder"]
    assert "2 venues aren’t on CozyWish right now, so we left them out." in page
    assert "Birch" not in page
    gone = client.get(url_of(hidden))
    assert gone.status_code == 404
    assert "These venues aren’t on CozyWish right now." in gone.text


def test_a_fourth_venue_is_left_out_with_a_note(client: FlaskClient) -> None:
    venues = [make_sold(name) for name in ("Alder", "Birch", "Cedar", "Dogwood")]
    page = client.get(url_of(*venues, venues[0])).text
    assert compared(page) == ["Alder", "Birch", "Cedar"]
    assert "You can compare 3 venues at a time, so we left out 1 more." in page


def test_without_venues_the_page_says_how_to_choose_them(client: FlaskClient) -> None:
    for address in ("/compare", "/compare?venues=", "/compare?venues=,,"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "Nothing to compare yet." in answer.text
    assert client.get("/compare?venues=x" + "y" * 5000).status_code == 404


def test_a_venue_without_services_is_compared_by_the_rest(client: FlaskClient) -> None:
    page = client.get(url_of(make_venue(name="Alder"), make_sold("Birch"))).text
    assert compared(page) == ["Alder", "Birch"]
    assert "No services yet" in page


def test_the_number_of_statements_does_not_depend_on_the_number_of_venues(client: FlaskClient) -> None:
    venues = [make_sold(name) for name in ("Alder", "Birch", "Cedar")]

    def count(number: int) -> int:
        client.application.extensions.pop("snapshots", None)
        with statements() as seen:
            assert client.get(url_of(*venues[:number])).status_code == 200
        return len(seen)

    count(1)
    assert count(3) == count(1)
