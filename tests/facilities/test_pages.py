"""The pages of rooms and equipment, and the calendar by room."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.availability.actions import book
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.catalog.models import Service
from app.core.db import session
from app.facilities.enums import FacilityKind
from app.facilities.models import Facility
from app.orders.actions.create import assign_members, claim
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_service, make_venue
from tests.support import sign_in, statements, utc
from tests.venue_factories import make_facility

AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland
HOME = "/venue/rooms/"

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue()
    session.commit()
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


@pytest.fixture
def massage(venue: Venue) -> Service:
    members = [make_member(venue, name=name) for name in ("June Castellano", "Priya Raman")]
    service = make_service(venue, title="Massage", slug="massage", members=members)
    make_service(venue, title="Sauna", capacity=4)
    session.commit()
    return service


def booked(service: Service) -> Booking:
    booking = make_booking(service, AT, state=BookingState.CONFIRMED)
    assign_members([booking], book(claims=[claim(booking)]))
    session.commit()
    return booking


def test_an_owner_adds_a_room_for_services_with_team_members_only(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    page = client.get(HOME + "new").text
    assert "Massage" in page
    assert "Sauna" not in page
    given = {"name": "Room 1", "guests": "2", "services": "massage"}
    page = client.post(HOME + "new", data=given, follow_redirects=True).text
    assert "Room 1 added." in page
    assert "Room for 2 guests" in page
    assert "Used by Massage" in page


def test_equipment_asks_how_many_there_are(client: FlaskClient, venue: Venue, massage: Service) -> None:
    given = {"name": "Laser", "units": "3", "services": "massage"}
    page = client.post(HOME + "new?kind=equipment", data=given, follow_redirects=True).text
    assert "Equipment, 3 units" in page
    facility = session.scalars(select(Facility)).one()
    assert (facility.kind, facility.guests) == (FacilityKind.EQUIPMENT, 1)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": "", "guests": "1"}, "Enter a name that your team knows"),
        ({"name": "x" * 61, "guests": "1"}, "Shorten the name to 60 characters"),
        ({"name": "Room 9", "guests": "9"}, "Enter a number from 1 to 8"),
        ({"name": "Room 9", "guests": "two"}, "Enter a whole number"),
        ({"name": "ROOM 1", "guests": "1"}, "You already have “ROOM 1.”"),
    ],
)
def test_bad_input_says_what_to_do(
    client: FlaskClient, venue: Venue, massage: Service, given: dict[str, str], message: str
) -> None:
    make_facility(venue)
    session.commit()
    response = client.post(HOME + "new", data={**given, "services": "massage"})
    assert response.status_code == 422
    assert message in response.text


def test_adding_a_room_names_bookings_for_which_it_is_not_free(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    booked(massage), booked(massage)
    given = {"name": "Room 1", "guests": "1", "services": "massage"}
    page = client.post(HOME + "new", data=given, follow_redirects=True).text
    assert "1 upcoming booking still has no place:" in page


def test_removing_a_room_can_be_undone_and_says_why_not(client: FlaskClient, venue: Venue, massage: Service) -> None:
    room = make_facility(venue, [massage])
    session.commit()
    assert "Room 1 removed." in client.post(f"{HOME}{room.key}/remove", follow_redirects=True).text
    assert "Room 1 restored." in client.post(f"{HOME}{room.key}/restore", follow_redirects=True).text
    booked(massage)
    assert "fits nowhere else" in client.post(f"{HOME}{room.key}/remove", follow_redirects=True).text


def test_the_list_takes_the_same_statements_for_any_number_of_rooms(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    counts = []
    for number in range(3):
        make_facility(venue, [massage], name=f"Room {number}")
        session.commit()
        with statements() as sent:
            client.get(HOME)
        counts.append(len(sent))
    assert counts == [counts[0]] * 3


def test_the_calendar_shows_rooms_as_columns_with_who_is_in_them(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    assert "/calendar/rooms" not in client.get("/calendar/?day=2026-05-15").text, "no rooms yet"
    make_facility(venue, [massage])
    booking = booked(massage)
    by_team, by_room = (client.get(f"/calendar/{path}?day=2026-05-15").text for path in ("", "rooms"))
    assert "Massage, Room 1" in by_team
    assert f"Massage, {booking.served_by}" in by_room
    assert 'data-name="Room 1"' in by_room


def test_an_owner_changes_the_room_of_a_booking_and_sees_which_are_in_use(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    make_facility(venue, [massage])
    make_facility(venue, [massage], name="Room 2")
    spare = make_facility(venue, name="Garden room")
    booking, other = booked(massage), booked(massage)
    path = f"{HOME}bookings/{booking.public_id}"
    assert f'href="{path}"' in client.get(f"/calendar/?booking={booking.public_id}").text
    page = client.get(path).text
    assert re.findall(r'value="([^"]+)"( checked)?( disabled)?><span><bdi>([^<]+)', page)[0][2:] == (
        " disabled",
        "Room 2",
    )
    assert re.search(f'value="{spare.key}" checked', page), "the only free room"
    assert "In use until 12:00 PM" in page
    assert "Choose where to move the booking." in client.post(path).text
    assert "Booking moved to Garden room." in client.post(path, data={"to": spare.key}, follow_redirects=True).text
    # The other booking's page was open the whole time.
    answer = client.post(f"{HOME}bookings/{other.public_id}", data={"to": spare.key})
    assert answer.status_code == 422
    assert "Garden room is booked with" in answer.text
    assert "Room 1" in answer.text


def test_guests_read_which_of_the_two_is_missing(client: FlaskClient, venue: Venue, massage: Service) -> None:
    make_facility(venue, [massage])
    booked(massage)
    page = client.get(f"/venues/{venue.slug}/massage?day=2026-05-15&why=11:00").text
    assert "No room for this is available until 12:00 PM." in page


def test_a_blocked_room_is_not_available_to_guests(client: FlaskClient, venue: Venue, massage: Service) -> None:
    room = make_facility(venue, [massage])
    session.commit()
    typed = {"day": "2026-05-15", "begins": "10:00", "ends": "12:00", "who": f"facility:{room.key}"}
    assert client.post("/calendar/blocks/new", data=typed).status_code == 303
    page = client.get(f"/venues/{venue.slug}/massage?day=2026-05-15&why=10:30").text
    assert "No room for this is available until 12:00 PM." in page


def test_removing_a_room_says_how_many_bookings_moved(client: FlaskClient, venue: Venue, massage: Service) -> None:
    rooms = [make_facility(venue, [massage], name=name) for name in ("Room 1", "Room 2")]
    [taken] = booked(massage).facilities
    key = next(room.key for room in rooms if room.name == taken)
    page = client.post(f"{HOME}{key}/remove", follow_redirects=True).text
    assert f"{taken} removed. 1 booking moved to another place." in page
