"""A venue's booking page in another website's frame: what it shows, who may frame it, and what it can't do."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.booking_links.views import embed
from app.catalog.models import Service
from app.core.db import session
from app.core.errors import Unavailable
from app.venues.enums import VenueStatus
from app.venues.models import Venue, VenueSlug
from tests.booking_links.policy import directives
from tests.factories import add, make_deal, make_member, make_option, make_service, make_user, make_venue
from tests.support import sign_in, statements
from tests.venue_factories import make_embed_origin

LIST, TIMES = "/embed/hazel-bodywork", "/embed/hazel-bodywork/unwinding"
FORMER = "/embed/old-name"
NOTHING_IN_IT = [
    *(LIST, TIMES, FORMER, "/embed/hazel-bodywork/no-such-service", "/embed/no-such-venue"),
    *("/embed/hidden", f"{TIMES}?from=9999-12-31", f"{LIST}?colors=purple"),
]


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue(slug="hazel-bodywork")
    add(VenueSlug(slug="old-name", venue_id=venue.id))
    make_venue(slug="hidden", status=VenueStatus.DRAFT)
    make_embed_origin(venue, "https://www.hazel.example")
    make_embed_origin(venue, "https://hazel.example", position=2)
    return venue


@pytest.fixture
def massage(venue: Venue) -> Service:
    service = make_service(venue, members=[make_member(venue)], slug="unwinding", price_cents=11000)
    make_deal(service=service, percent=30, windows=[(3, 10 * 60, 16 * 60)])  # Thursday, which is today
    session.commit()
    return service


def seen(client: FlaskClient, path: str) -> TestResponse:
    session.commit()
    return client.get(path)


def ancestors(response: TestResponse) -> list[str]:
    return directives(response)["frame-ancestors"]


def test_page_lists_services_with_prices_and_next_times(client: FlaskClient, massage: Service) -> None:
    page = seen(client, LIST).text
    for said in ("Book at Hazel Bodywork", "Unwinding massage", "1 hr", "$110", "$77", "10:00 AM"):
        assert said in page


def test_guest_chooses_a_length_on_the_first_page(client: FlaskClient, massage: Service) -> None:
    make_option(massage, 90, 15000)
    session.expire_all()
    page = seen(client, LIST).text
    chips = re.findall(r'<a class="chip" href="([^"]+)"( aria-current="true")?>([^<]+)</a>', page)
    assert chips == [(TIMES, ' aria-current="true"', "1 hr"), (f"{TIMES}?minutes=90", "", "1 hr 30 min")]
    times = seen(client, chips[1][0]).text
    assert "minutes=90&amp;start=" in times


def test_venue_without_services_says_so(client: FlaskClient, venue: Venue) -> None:
    assert "hasn’t listed its services yet" in seen(client, LIST).text


def test_service_page_lists_days_with_their_times(client: FlaskClient, massage: Service) -> None:
    page = seen(client, TIMES).text
    assert re.findall(r'<h2 id="day-[^"]+">([^<]+)</h2>', page) == ["Today, Thu, May 14", "Fri, May 15", "Sat, May 16"]
    later = re.search(r'href="([^"]+)">Later days', page)
    assert later is not None
    assert "Sun, May 17" in seen(client, later[1]).text
    assert "Back to today" in seen(client, later[1]).text


def test_time_opens_the_time_picker_in_a_new_tab_with_that_time_chosen(client: FlaskClient, massage: Service) -> None:
    times = re.findall(r'<a class="time[^"]*" href="([^"]*start=[^"]*)"([^>]*)>', seen(client, LIST).text)
    assert [attributes.split() for _, attributes in times] == [['target="_blank"', 'rel="noopener"']] * 3
    picker = client.get(times[0][0])
    assert 'value="2026-05-14T17:00Z" checked' in picker.text
    assert ancestors(picker) == ["'none'"]


def test_only_listed_websites_and_we_may_frame_the_page(client: FlaskClient, massage: Service) -> None:
    for path in (LIST, TIMES, FORMER, "/embed/hazel-bodywork/no-such-service"):
        assert ancestors(seen(client, path)) == ["'self'", "https://www.hazel.example", "https://hazel.example"], path


@pytest.mark.parametrize("status", [status for status in VenueStatus if status is not VenueStatus.LIVE])
def test_venue_that_is_not_live_gets_a_polite_page_that_nobody_may_frame(
    client: FlaskClient, venue: Venue, status: VenueStatus
) -> None:
    venue.status = status
    response = seen(client, LIST)
    assert (response.status_code, ancestors(response)) == (404, ["'none'"])
    assert "isn’t taking online bookings" in response.text
    assert "Hazel" not in response.text
    assert response.text == seen(client, "/embed/no-such-venue").text


def test_owner_sees_no_more_of_a_draft_than_guests(client: FlaskClient, venue: Venue) -> None:
    venue.status = VenueStatus.DRAFT
    sign_in(client, session.get_one(User, venue.owner_id))
    assert seen(client, LIST).status_code == 404


def test_service_that_is_gone_gets_a_way_back_to_the_others(client: FlaskClient, massage: Service) -> None:
    response = seen(client, "/embed/hazel-bodywork/no-such-service")
    assert response.status_code == 404
    assert f'href="{LIST}"' in response.text


def test_former_name_leads_to_the_current_one(client: FlaskClient, massage: Service) -> None:
    assert seen(client, f"{FORMER}?colors=dark").location == f"{LIST}?colors=dark"
    assert seen(client, f"{FORMER}/unwinding").location == TIMES


@pytest.mark.parametrize("path", NOTHING_IN_IT)
def test_no_answer_sets_a_cookie_even_for_a_browser_that_has_one(
    client: FlaskClient, massage: Service, path: str
) -> None:
    assert "Set-Cookie" not in seen(client, path).headers
    with client.session_transaction() as cookie:
        cookie["cart"] = "the-key-of-a-cart"
        cookie.permanent = True
    assert "Set-Cookie" not in seen(client, path).headers


def test_error_page_sets_no_cookie_and_nobody_may_frame_it(
    client: FlaskClient, massage: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_slug: str) -> None:
        raise Unavailable("Try again.")

    monkeypatch.setattr(embed, "public_snapshot", away)
    response = seen(client, LIST)
    assert (response.status_code, ancestors(response)) == (503, ["'none'"])
    assert "csrf_token" in response.text, "or this test shows nothing"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("path", NOTHING_IN_IT)
def test_no_answer_has_a_form_or_a_script(client: FlaskClient, massage: Service, path: str) -> None:
    response = seen(client, path)
    policy = directives(response)
    assert policy["default-src"] == policy["form-action"] == ["'none'"]
    assert "script-src" not in policy
    for tag in ("<form", "<script", "<button", "<input", " hx-", "csrf"):
        assert tag not in response.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_pages_in_a_frame_accept_no_request_that_changes_anything(
    client: FlaskClient, massage: Service, method: str
) -> None:
    for path in (LIST, TIMES):
        assert client.open(path, method=method).status_code == 405


def test_page_is_the_same_for_a_guest_who_is_logged_in(client: FlaskClient, massage: Service) -> None:
    before = seen(client, LIST).text
    sign_in(client, make_user(name="Robin Vale"))
    client.set_cookie("theme", "dark")
    assert seen(client, LIST).text == before


def test_reading_takes_a_fixed_number_of_statements(client: FlaskClient, venue: Venue, massage: Service) -> None:
    for number in range(3):
        make_service(venue, members=[make_member(venue, name=f"Ada {number}")], slug=f"more-{number}")
    seen(client, LIST)
    with statements() as sent:
        seen(client, LIST)
    # The venue's id and version, its reservations, and its websites.
    assert len(sent) == 4, sent


@pytest.mark.parametrize(
    ("query", "said"),
    [("", 'data-theme="light"'), ("?colors=dark", 'data-theme="dark"'), ("?colors=device", 'content="light dark"')],
)
def test_colors_are_those_that_the_website_chose(client: FlaskClient, massage: Service, query: str, said: str) -> None:
    page = seen(client, f"{LIST}{query}").text
    assert said in page
    assert f'href="{TIMES}{query}"' in page


def test_page_is_small(client: FlaskClient, massage: Service) -> None:
    assert len(seen(client, TIMES).data) < 24 * 1024
