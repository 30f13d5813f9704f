"""A venue's page."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.faqs.actions import add_faq
from app.search_index.actions import reindex
from app.venues.actions.reindex import schedule_reindex
from app.venues.enums import VenueStatus
from app.venues.models import Venue, VenueSlug
from tests.factories import add, make_booking, make_deal, make_member, make_service, make_venue
from tests.support import NOW, Jobs, sign_in, statements, utc

AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    return make_venue(slug="hazel-bodywork")


@pytest.fixture
def massage(venue: Venue) -> Service:
    june, maren = make_member(venue), make_member(venue, name="Maren Oyelaran")
    return make_service(venue, members=[june, maren], slug="unwinding", price_cents=11000)


def test_a_venue_page_shows_services_hours_team_and_address(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    session.commit()
    page = client.get("/venues/hazel-bodywork").text
    for phrase in ("Hazel Bodywork", "Open until 8 PM", "Unwinding massage", "June Castellano", "3128 SE Division St"):
        assert phrase in page


def test_the_next_available_times_are_those_of_one_day(client: FlaskClient) -> None:
    venue = make_venue(name="Late", hours=[(10 * 60, 12 * 60)])
    make_service(venue, members=[make_member(venue)], minutes=60, step_minutes=30)
    session.commit()
    panel = client.get(f"/venues/{venue.slug}").text.split("Next available times", 1)[1]
    assert re.findall(r'<a class="time[^"]*" href="[^"]+">\s*([\d:]+ [AP]M)', panel) == [
        "10:00 AM",
        "10:30 AM",
        "11:00 AM",
    ]
    with clock.pinned(NOW + timedelta(minutes=31)):
        panel = client.get(f"/venues/{venue.slug}").text.split("Next available times", 1)[1]
    assert re.findall(r'<a class="time[^"]*" href="[^"]+">\s*([\d:]+ [AP]M)', panel) == ["11:00 AM"]


def test_a_former_address_redirects_to_the_new_one(client: FlaskClient, venue: Venue, massage: Service) -> None:
    add(VenueSlug(slug="old-name", venue_id=venue.id))
    session.commit()
    assert client.get("/venues/old-name").location == "/venues/hazel-bodywork"
    assert client.get("/venues/old-name/unwinding").location == "/venues/hazel-bodywork/unwinding"


@pytest.mark.parametrize("address", ["/venues/nowhere", "/venues/hazel-bodywork/nothing", "/venues/hidden"])
def test_venues_and_services_that_are_not_live_return_404(
    client: FlaskClient, venue: Venue, massage: Service, address: str
) -> None:
    make_venue(slug="hidden", status="in_review")
    session.commit()
    assert client.get(address).status_code == 404


def test_the_hours_list_off_peak_windows(client: FlaskClient, venue: Venue, massage: Service) -> None:
    windows = [(1, 14 * 60, 16 * 60), (2, 14 * 60, 16 * 60), (4, 11 * 60, 12 * 60), (4, 18 * 60, 19 * 60)]
    make_deal(service=massage, percent=30, windows=windows)
    session.commit()
    page = client.get("/venues/hazel-bodywork").text
    assert "Tue to Wed, 2 PM – 4 PM · Fri, 11 AM – 12 PM and 6 PM – 7 PM" in page


def test_venue_pages_take_the_same_statements_for_any_amount_of_content(client: FlaskClient) -> None:
    counts = []
    for number in (1, 3):
        venue = make_venue(slug=f"venue-of-{number}")
        members = [make_member(venue, name=f"Member{n} Lind") for n in range(number)]
        services = [make_service(venue, members=members) for _ in range(number)]
        make_deal(venue=venue, percent=10)
        for n in range(number):
            booking = make_booking(services[0], AT + timedelta(hours=n))
            book(claims=[Claim(booking.id, services[0].first_option.id, booking.starts_at)])
        session.commit()
        session.expire_all()
        with clock.pinned(NOW), statements() as page:
            client.get(f"/venues/{venue.slug}")
        with statements() as times:
            client.get(f"/venues/{venue.slug}/{services[0].slug}")
        counts.append((len(page), len(times)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 20
    assert counts[0][1] <= 18


def main_of(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_a_guest_gets_a_cached_venue_page_until_the_venue_changes(
    client: FlaskClient, venue: Venue, massage: Service, jobs: Jobs
) -> None:
    reindex(venue_ids=[venue.id])
    session.commit()
    first = client.get("/venues/hazel-bodywork")
    with statements() as sent:
        again = client.get("/venues/hazel-bodywork")
    assert main_of(again.text) == main_of(first.text)
    assert len(sent) == 1, "the version of what search knows"
    same = client.get("/venues/hazel-bodywork", headers={"If-None-Match": again.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    add_faq(venue=venue, question="Is there parking?", answer="Yes, behind the house.")
    jobs.run()
    assert "Is there parking?" in client.get("/venues/hazel-bodywork").text
    with clock.pinned(NOW + timedelta(minutes=1)), statements() as sent:
        client.get("/venues/hazel-bodywork")
    assert len(sent) > 1, "the next minute has other available times"


def test_prices_on_a_cached_venue_page_follow_the_clock(client: FlaskClient, venue: Venue, massage: Service) -> None:
    make_deal(service=massage, percent=50, valid_to=NOW + timedelta(hours=1))
    session.commit()
    assert "50% off" in client.get(f"/venues/{venue.slug}").text
    with clock.pinned(NOW + timedelta(hours=2)):
        assert "50% off" not in client.get(f"/venues/{venue.slug}").text


def test_a_cached_venue_page_has_the_header_of_the_current_user(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    session.commit()
    owner = session.get_one(User, venue.owner_id)
    plain = client.get("/venues/hazel-bodywork").text
    data = {"venue": venue.slug, "service": massage.slug, "start": "2026-05-15T18:00Z"}
    assert client.post("/cart/lines", data=data).status_code == 303
    with_cart = client.get("/venues/hazel-bodywork")
    assert '<span id="cart-count">0</span>' in plain
    assert '<span id="cart-count">1</span>' in with_cart.text
    sign_in(client, owner)
    venue.summary = "A summary that was saved right now."
    session.commit()
    signed_in = client.get("/venues/hazel-bodywork")
    assert "A summary that was saved right now." in signed_in.text, "who is signed in sees a change at once"
    assert owner.name in signed_in.text
    assert "ETag" not in signed_in.headers


def test_a_suspended_venue_is_removed_from_the_page_cache(
    client: FlaskClient, venue: Venue, massage: Service, jobs: Jobs
) -> None:
    reindex(venue_ids=[venue.id])
    session.commit()
    assert client.get("/venues/hazel-bodywork").status_code == 200
    venue.status = VenueStatus.SUSPENDED
    schedule_reindex(venue.id)
    jobs.run()
    assert client.get("/venues/hazel-bodywork").status_code == 404
