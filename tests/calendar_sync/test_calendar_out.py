"""Our calendar as other programs read it; the tests parse it with one of their libraries."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.dialects.postgresql import Range

from app.availability.actions import Claim, book
from app.availability.enums import ReservationKind, ReservationState
from app.availability.models import Block, Reservation
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.calendar_sync.actions import create_feed_url, revoke_feed_url
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.team.models import TeamMember
from app.venues.enums import GuestNames, VenueStatus
from app.venues.models import Venue
from tests.factories import add, make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.support import NOW, statements, utc

AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland
HOUR = timedelta(hours=1)


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    return make_venue()


@pytest.fixture
def june(venue: Venue) -> TeamMember:
    return make_member(venue)


@pytest.fixture
def massage(venue: Venue, june: TeamMember) -> Service:
    return make_service(venue, members=[june])


def booked(service: Service, at: Any = AT, *, state: BookingState = BookingState.CONFIRMED, name: str = "") -> Booking:
    order = make_order(user=make_user(name=name or "Wren Abernathy"), total_cents=service.first_option.price_cents)
    booking = make_booking(service, at, order=order)
    booking.state = state
    booking.accept_by = at if state is BookingState.REQUESTED else None
    session.get_one(VenueOrder, booking.venue_order_id).note = "I have asthma"
    if state in {BookingState.CONFIRMED, BookingState.REQUESTED} and at > NOW:
        book(claims=[Claim(booking.id, booking.option_id, at)])
    session.commit()
    return booking


def keep(venue: Venue, *members: TeamMember) -> Block:
    block = add(Block(venue_id=venue.id, begins=AT + 3 * HOUR, ends=AT + 4 * HOUR, note="Dentist"))
    for member in members:
        add(
            Reservation(
                resource_id=member.resource_id,
                during=Range(block.begins, block.ends, bounds="[)"),
                kind=ReservationKind.BLOCK,
                state=ReservationState.CONFIRMED,
                block_id=block.id,
            )
        )
    session.commit()
    return block


def address(venue: Venue, member: TeamMember | None = None) -> str:
    feed = create_feed_url(venue=venue, member=member)
    session.commit()
    return f"/feeds/{feed.token}.ics"


def events(client: FlaskClient, url: str) -> list[Any]:
    answer = client.get(url)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def summaries(client: FlaskClient, url: str) -> list[str]:
    return [str(event["SUMMARY"]) for event in events(client, url)]


def test_a_feed_shows_bookings_and_blocks_with_first_names_and_nothing_private(
    client: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    booking = booked(massage)
    keep(venue, june)
    url = address(venue)
    visit, block = events(client, url)
    assert visit["SUMMARY"] == "Wren: Unwinding massage, 1 hr"
    assert visit["UID"] == f"{booking.public_id}@localhost"
    assert (visit.start, visit.end, visit["STATUS"]) == (AT, AT + HOUR, "CONFIRMED")
    assert (block["SUMMARY"], block.start, block.end) == ("Blocked: June Castellano", AT + 3 * HOUR, AT + 4 * HOUR)
    text = client.get(url).text
    for private in ("asthma", "Dentist", "Abernathy", "@example.com", "555", "$"):
        assert private not in text


def test_a_feed_contains_its_refresh_interval_and_name(client: FlaskClient, venue: Venue, june: TeamMember) -> None:
    text = client.get(address(venue, june)).text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n" in text
    assert "X-PUBLISHED-TTL:PT15M\r\n" in text
    assert "X-WR-CALNAME:June Castellano\\, Hazel Bodywork\r\n" in text


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (GuestNames.NONE, "Unwinding massage, 1 hr"),
        (GuestNames.FIRST, "Wren: Unwinding massage, 1 hr"),
        (GuestNames.FULL, "Wren Abernathy: Unwinding massage, 1 hr"),
    ],
)
def test_the_venue_chooses_how_guest_names_appear(
    client: FlaskClient, venue: Venue, massage: Service, names: GuestNames, expected: str
) -> None:
    booked(massage)
    venue.feed_names = names
    assert summaries(client, address(venue)) == [expected]


def test_a_team_member_feed_only_contains_their_bookings_and_blocks(
    client: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    booked(massage)
    other = make_member(venue, name="Tomas Reyes")
    keep(venue, other)
    assert summaries(client, address(venue, june)) == ["Wren: Unwinding massage, 1 hr"]
    assert summaries(client, address(venue, other)) == ["Blocked"]


def test_requests_are_tentative_and_canceled_bookings_are_missing(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    booked(massage, state=BookingState.REQUESTED)
    for number, state in enumerate((BookingState.CANCELED, BookingState.EXPIRED, BookingState.HELD)):
        booked(massage, AT + timedelta(days=number + 1), state=state)
    (event,) = events(client, address(venue))
    assert event["STATUS"] == "TENTATIVE"


def test_a_feed_covers_the_past_30_and_the_next_180_days(client: FlaskClient, venue: Venue, massage: Service) -> None:
    for days in (-31, -29, 179, 181):
        booked(massage, NOW + timedelta(days=days), state=BookingState.COMPLETED)
    found = [event.start for event in events(client, address(venue))]
    assert found == [NOW - timedelta(days=29), NOW + timedelta(days=179)]


def test_an_unchanged_feed_responds_with_304(client: FlaskClient, venue: Venue, massage: Service) -> None:
    booked(massage)
    url = address(venue)
    first = client.get(url)
    with clock.pinned(NOW + HOUR):
        again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    booked(massage, AT + HOUR)
    changed = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_feed_is_private_and_not_indexed(client: FlaskClient, venue: Venue) -> None:
    answer = client.get(address(venue))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


def test_a_new_private_link_disables_the_previous_one(client: FlaskClient, venue: Venue) -> None:
    old = address(venue)
    new = address(venue)
    assert old != new
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    revoke_feed_url(venue=venue, member=None)
    session.commit()
    assert client.get(new).status_code == 404


def test_a_feed_ends_when_its_team_member_leaves_or_the_venue_is_deleted(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    hers, all_of_it = address(venue, june), address(venue)
    june.removed_at, june.position = NOW, None
    session.commit()
    assert (client.get(hers).status_code, client.get(all_of_it).status_code) == (404, 200)
    venue.status = VenueStatus.DELETED
    session.commit()
    assert client.get(all_of_it).status_code == 404


@pytest.mark.parametrize("token", ["", "x", "a" * 32, "%00", "..%2f", "a" * 4000, "' OR 1=1"])
def test_guessed_private_links_lead_nowhere(client: FlaskClient, venue: Venue, token: str) -> None:
    assert client.get(f"/feeds/{token}.ics").status_code in {400, 404}


@pytest.mark.parametrize(
    "name", ["Wren\r\nATTENDEE:mailto:x@y.z A", "a\nEND:VEVENT\nBEGIN:VEVENT", "a;b,c\\n", "\u2028x"]
)
def test_guest_names_cannot_inject_calendar_lines(
    client: FlaskClient, venue: Venue, massage: Service, name: str
) -> None:
    booked(massage, name=name)
    venue.feed_names = GuestNames.FULL
    url = address(venue)
    (event,) = events(client, url)
    assert set(event) == {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "STATUS", "SUMMARY", "URL", "DESCRIPTION",
    }  # fmt: skip
    assert "\r\nATTENDEE" not in client.get(url).text


def test_reading_a_feed_again_within_ten_minutes_updates_nothing(client: FlaskClient, venue: Venue) -> None:
    url = address(venue)
    client.get(url)
    with clock.pinned(NOW + timedelta(minutes=5)), statements() as sent:
        client.get(url)
    assert not [each for each in sent if each.startswith("UPDATE")]


def test_a_feed_runs_three_statements_for_any_number_of_bookings(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    url = address(venue)
    client.get(url)
    for number in range(3):
        booked(massage, AT + timedelta(days=number))
        with statements() as sent:
            client.get(url)
        assert len(sent) == 3
