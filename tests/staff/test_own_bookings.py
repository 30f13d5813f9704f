"""What a team member sees: their own column, bookings and guests, and nothing of anyone else."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.venue_orders import VenueOrder
from app.calendar.queries.changes import fingerprint_for
from app.core.db import session
from app.guests.models import Guest
from app.venues.enums import StaffRole
from app.venues.models import Venue
from tests.factories import add, make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.project.world import reserve
from tests.support import NOW, sign_in, utc
from tests.venue_factories import make_staff

AT = utc("2026-05-14 19:00")
DAY = "day=2026-05-14"


class Place:
    """A venue with two team members, each with a booking today at noon; June has a login."""

    def __init__(self) -> None:
        self.venue: Venue = make_venue()
        june, ada = make_member(self.venue), make_member(self.venue, name="Ada Quist")
        self.mine, self.others = self.booked(june, "Robin Vale"), self.booked(ada, "Lark Quill")
        self.june: User = make_staff(self.venue, StaffRole.TEAM_MEMBER, member=june, user=make_user(name="June")).user

    def booked(self, member: object, guest: str) -> Booking:
        service = make_service(self.venue, members=[member], title="Massage")
        order = make_order(user=make_user(name=guest))
        booking = make_booking(service, AT, order=order, state=BookingState.CONFIRMED, served_by=member.name)
        reserve(booking, member)
        record = add(Guest(venue_id=self.venue.id, name=guest, notes=f"About {guest}"))
        session.get_one(VenueOrder, booking.venue_order_id).guest_id = record.id
        session.flush()
        return booking

    def guest_of(self, booking: Booking) -> Guest:
        return session.scalars(select(Guest).join(VenueOrder).where(VenueOrder.id == booking.venue_order_id)).one()


@pytest.fixture
def place(client: FlaskClient) -> Place:
    found = Place()
    session.commit()
    sign_in(client, found.june)
    return found


@pytest.mark.parametrize(
    "path",
    [
        f"/calendar/?{DAY}",
        f"/calendar/three-days?{DAY}",
        f"/calendar/three-days?{DAY}&who=everyone",
        f"/calendar/week?{DAY}",
        f"/calendar/week?{DAY}&who=ada-2",
        "/calendar/bookings",
        "/calendar/bookings?state=all&member=ada-2",
        f"/calendar/daily-schedule?{DAY}",
    ],
)
def test_calendar_and_lists_show_only_their_own(client: FlaskClient, place: Place, path: str) -> None:
    page = client.get(path).text
    assert ("Lark Quill" in page, "Ada Quist" in page) == (False, False)
    if "ada-2" not in path or "week" in path:
        assert "Robin Vale" in page
    sign_in(client, session.get_one(User, place.venue.owner_id))
    assert "Lark Quill" in client.get(path if "who=" in path or "?" not in path else f"{path}&who=everyone").text


def test_bookings_of_others_are_not_found(client: FlaskClient, place: Place) -> None:
    theirs, mine = place.others.public_id, place.mine.public_id
    for path in ("/calendar/?booking={}", "/venue/forms/answers/{}"):
        assert client.get(path.format(theirs)).status_code == 404
        assert client.get(path.format(mine)).status_code == 200
    for action in ("check-in", "check-in/undo", "no-show", "no-show/undo"):
        assert client.post(f"/calendar/bookings/{theirs}/{action}").status_code == 404
    assert client.post(f"/calendar/bookings/{mine}/check-in").status_code == 303


def test_team_member_checks_in_and_writes_notes_but_changes_no_booking(client: FlaskClient, place: Place) -> None:
    panel = client.get(f"/calendar/?booking={place.mine.public_id}").text
    assert ("Mark as arrived" in panel, "About Robin Vale" in panel) == (True, True)
    assert [word for word in ("Cancel booking", "Reschedule", "Refund guest", "Block time") if word in panel] == []
    notes = f"/venue/guests/{place.guest_of(place.mine).public_id}/notes"
    seen = client.get(notes).text.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    saved = client.post(notes, data={"notes": "Prefers silence.", "seen": seen})
    assert saved.status_code == 303
    assert place.guest_of(place.mine).notes == "Prefers silence."
    assert client.get(f"/venue/guests/{place.guest_of(place.others).public_id}/notes").status_code == 404


def test_open_calendar_notices_only_changes_in_their_own_column(place: Place) -> None:
    window = (AT - timedelta(hours=12), AT + timedelta(hours=12))
    before = fingerprint_for(place.june.id, window, NOW)
    place.others.title = "Something else"
    session.flush()
    assert fingerprint_for(place.june.id, window, NOW) == before
    place.mine.title = "Something else"
    session.flush()
    assert fingerprint_for(place.june.id, window, NOW) != before


def test_history_names_the_colleague_for_the_venue_and_the_venue_for_others(client: FlaskClient, place: Place) -> None:
    idris = make_staff(place.venue, StaffRole.FRONT_DESK).user
    sign_in(client, idris)
    client.post(f"/calendar/bookings/{place.mine.public_id}/check-in")
    assert session.scalars(select(BookingTransition.user_id)).all() == [idris.id]
    path = f"/calendar/?booking={place.mine.public_id}"
    assert "(Idris Vance, Front desk)" not in client.get(path).text
    sign_in(client, session.get_one(User, place.venue.owner_id))
    assert "(Idris Vance, Front desk)" in client.get(path).text
    sign_in(client, place.june)
    assert "Idris Vance" not in client.get(path).text


@pytest.mark.parametrize(
    ("action", "typed"),
    [
        ("check-in", {}),
        ("message", {"text": "Please use the side door."}),
        ("cancel", {"who": "we", "reason": "June is ill."}),
        ("cancel", {"who": "guest", "amount": "110.00"}),
    ],
)
def test_what_the_front_desk_does_has_their_name_only_for_the_venue(
    client: FlaskClient, place: Place, action: str, typed: dict[str, str]
) -> None:
    booking, path = place.mine, f"/calendar/?booking={place.mine.public_id}"
    guest = session.scalars(select(User).where(User.name == "Robin Vale")).one()
    sign_in(client, make_staff(place.venue, StaffRole.FRONT_DESK).user)
    assert client.post(f"/calendar/bookings/{booking.public_id}/{action}", data=typed).status_code == 303
    sign_in(client, session.get_one(User, place.venue.owner_id))
    assert "Idris Vance, Front desk" in client.get(path).text
    sign_in(client, guest)
    assert "Idris" not in client.get(f"/bookings/{booking.public_id}").text
