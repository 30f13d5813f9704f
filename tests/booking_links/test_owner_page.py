"""The owner's page "Take bookings on your website"."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.booking_links.queries import origins_of
from app.core.db import session
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.booking_links.policy import directives
from tests.factories import make_venue
from tests.support import sign_in
from tests.venue_factories import make_embed_origin

PAGE = "/venue/booking-links/"
NASTY = 'Łukasz "<script>" & Đẹp'


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue(slug="hazel-bodywork")
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


def listed(venue: Venue) -> list[str]:
    session.expire_all()
    return [each.origin for each in origins_of(venue)]


def snippet(page: str, name: str) -> str:
    found = re.search(rf'<textarea class="input" id="{name}-text"[^>]*>(.*?)</textarea>', page, re.S)
    assert found is not None
    return unescape(found[1])


def test_website_is_added_removed_and_restored(client: FlaskClient, venue: Venue) -> None:
    assert client.post(PAGE, data={"address": "www.Hazel.example"}).status_code == 303
    assert listed(venue) == ["https://www.hazel.example"]
    key = origins_of(venue)[0].key
    client.post(f"{PAGE}{key}/remove")
    assert listed(venue) == []
    page = client.get(PAGE).text
    undo = re.search(r'action="([^"]*restore[^"]*)"', page)
    assert undo is not None
    client.post(unescape(undo[1]))
    assert listed(venue) == ["https://www.hazel.example"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter your website’s address"),
        ("http://hazel.example", "must start with https://"),
        ("https://*.hazel.example", "without *"),
        ("https://hazel.example/book", "without a page: https://hazel.example."),
    ],
)
def test_refused_address_stays_in_the_field_with_the_reason(
    client: FlaskClient, venue: Venue, typed: str, said: str
) -> None:
    response = client.post(PAGE, data={"address": typed})
    assert response.status_code == 422
    assert said in response.text
    assert f'value="{typed}"' in response.text
    assert listed(venue) == []


def test_full_list_has_no_field_for_another_website(client: FlaskClient, venue: Venue) -> None:
    for position in range(1, 11):
        make_embed_origin(venue, f"https://{position}.hazel.example", position=position)
    session.commit()
    page = client.get(PAGE).text
    assert "Your list has 10 websites" in page
    assert 'name="address"' not in page


def test_html_to_copy_names_our_pages_and_escapes_the_venue(client: FlaskClient, venue: Venue) -> None:
    venue.name = NASTY
    session.commit()
    page = client.get(f"{PAGE}?colors=dark").text
    button, frame = snippet(page, "button"), snippet(page, "frame")
    assert 'href="http://localhost/venues/hazel-bodywork" target="_blank" rel="noopener"' in button
    assert 'src="http://localhost/embed/hazel-bodywork?colors=dark"' in frame
    assert "Łukasz &#34;&lt;script&gt;&#34; &amp; Đẹp" in frame
    assert "<script" not in button + frame


def test_preview_is_a_frame_only_while_the_venue_is_live(client: FlaskClient, venue: Venue) -> None:
    frame = '<iframe class="embed-preview" src="/embed/hazel-bodywork"'
    assert frame in client.get(PAGE).text
    venue.status = VenueStatus.UNPUBLISHED
    session.commit()
    page = client.get(PAGE).text
    assert frame not in page
    assert "work as soon as Hazel Bodywork is live" in page


def test_nobody_may_frame_the_owners_page(client: FlaskClient, venue: Venue) -> None:
    session.commit()
    assert directives(client.get(PAGE))["frame-ancestors"] == ["'none'"]
