"""The owner's day: columns, blocks, the panel beside them, and canceling with a reason."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.accounts.models import User
from app.availability.actions import Claim, book, hold
from app.availability.models import Block as Kept
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.refunds import Refund
from app.calendar.drawing.agenda import off, tabs
from app.calendar.drawing.days import drawing
from app.calendar.drawing.shapes import Drawing, DrawnBlock, Links
from app.calendar.queries.period import period
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.team.models import TimeOff
from app.venues.models import Venue
from tests import support
from tests.factories import make_booking, make_deal, make_member, make_service, make_user, make_venue
from tests.support import NOW, statements, utc
from tests.venue_factories import open_on

AT = utc("2026-05-14 21:00")  # today, 2 PM in Portland

WAYS = Links(
    visit=lambda name: name,
    block=lambda name: name,
    add=lambda day, minute, who: f"{day} {minute} {who}",
    keep=lambda day, minute, who: f"{day} {minute} {who}",
)


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    return make_venue()


@pytest.fixture
def massage(venue: Venue) -> Service:
    return make_service(venue, members=[make_member(venue)], buffer_after_minutes=15)


def booked(service: Service, at: object = AT, **values: object) -> Booking:
    booking = make_booking(service, at, state=BookingState.CONFIRMED, **values)  # type: ignore[arg-type]
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at, booking.quantity)])
    session.commit()
    return booking


def drawn(venue: Venue, *, current: str | None = None, now: datetime = NOW) -> Drawing:
    return drawing(period(venue, AT.date()), now=now, current=current, ways=WAYS)


def kinds(drawn: Drawing, column: int = 0) -> list[tuple[str, int, int]]:
    return [(block.kind, block.start, block.end) for block in drawn.columns[column].blocks]


def test_a_column_shows_a_booking_its_buffer_time_and_the_gaps_around_it(venue: Venue, massage: Service) -> None:
    booked(massage)
    shown = drawn(venue)
    assert (shown.opens, shown.closes, shown.now) == (600, 1200, 600)
    assert kinds(shown) == [("free", 600, 840), ("booked", 840, 900), ("cleanup", 900, 915), ("free", 915, 1200)]


def test_a_column_shows_off_peak_hours_and_held_times(venue: Venue, massage: Service) -> None:
    make_deal(service=massage, percent=30, windows=[(3, 840, 960)])
    booking = make_booking(massage, AT)
    hold(claims=[Claim(booking.id, booking.option_id, AT)], until=NOW + timedelta(minutes=26))
    session.commit()
    shown = drawn(venue)
    held = next(block for block in shown.columns[0].blocks if block.kind == "held")
    assert held == DrawnBlock("held", 840, 900, "In checkout", ("2:00 – 3:00 PM", "26 min left"))
    assert ("off-peak", 840, 960) in kinds(shown)


def test_a_team_member_is_unavailable_outside_their_own_hours(venue: Venue) -> None:
    june = make_member(venue)
    make_service(venue, members=[june])
    open_on(venue, 12 * 60, 18 * 60, weekday=AT.weekday(), member=june)
    titles = [block.title for block in drawn(venue).columns[0].blocks if block.kind == "shut"]
    assert titles == ["Starts at 12 PM", "Ends at 6 PM"]


def test_time_off_within_the_day_shows_its_note(venue: Venue) -> None:
    june = make_member(venue)
    make_service(venue, members=[june])
    for begins, note in ((AT, "Lunch"), (AT + timedelta(hours=2), "")):
        session.add(TimeOff(member_id=june.id, during=Range(begins, begins + timedelta(minutes=30)), note=note))
    session.commit()
    pauses = [
        (block.start, block.end, block.title) for block in drawn(venue).columns[0].blocks if block.kind == "pause"
    ]
    assert pauses == [(840, 870, "Lunch"), (960, 990, "Break")]


def test_a_short_booking_shows_time_and_service_in_one_line(venue: Venue) -> None:
    soak = make_service(venue, members=[make_member(venue)], title="Foot soak", minutes=40)
    booked(soak)
    (block,) = [block for block in drawn(venue).columns[0].blocks if block.kind == "booked"]
    assert block.lines == ("2:00 PM, Foot soak",)


def test_a_room_shows_one_block_for_all_spots_of_a_booking(venue: Venue) -> None:
    sauna = make_service(venue, capacity=6, title="Cedar sauna")
    booked(sauna, quantity=3)
    (block,) = [block for block in drawn(venue).columns[0].blocks if block.kind == "booked"]
    assert block.lines == ("2:00 – 3:00 PM", "Cedar sauna, 3 guests")


def test_team_members_who_are_off_come_last_and_have_no_tab(venue: Venue) -> None:
    june, maren = make_member(venue), make_member(venue, name="Maren Oyelaran")
    make_service(venue, members=[june, maren])
    session.add(TimeOff(member_id=june.id, during=Range(AT - timedelta(days=1), AT + timedelta(days=1))))
    session.commit()
    shown = drawn(venue)
    assert [column.name for column in shown.columns] == ["Maren", "June"]
    assert shown.days[0].folded == 1
    assert [(tab.column.name, tab.next) for tab in tabs(shown)] == [("Maren", "no bookings")]
    assert off(shown) == ["June"]


def test_tabs_say_what_is_next_for_each_team_member(venue: Venue, massage: Service) -> None:
    booked(massage, AT + timedelta(hours=1))
    assert [tab.next for tab in tabs(drawn(venue))] == ["Next 3:00 PM"]
    at = AT + timedelta(hours=1, minutes=30)
    assert [tab.next for tab in tabs(drawn(venue, now=at))] == ["Until 4:00 PM"]
    assert [tab.next for tab in tabs(drawn(venue, now=at + timedelta(hours=1)))] == ["No more"]


def test_the_day_runs_the_same_statements_for_one_or_three_bookings(venue: Venue, massage: Service) -> None:
    counts = []
    for hours in range(3):
        booked(massage, AT + timedelta(hours=2 * hours))
        session.expire_all()
        session.refresh(venue)
        with statements() as sent:
            drawn(venue)
        counts.append(len(sent))
    assert counts[0] == counts[2] == 7


@pytest.mark.parametrize(
    ("address", "number"),
    [("/calendar/", 14), ("/calendar/three-days?who=everyone", 13), ("/calendar/week?who=everyone", 13)],
)
def test_calendar_pages_run_the_same_statements_for_any_number_of_bookings(
    client: FlaskClient, venue: Venue, massage: Service, address: str, number: int
) -> None:
    members = [make_member(venue, name=name) for name in ("Ada Reed", "Bo Lind")]
    others = make_service(venue, members=members, title="Scalp and neck")
    sauna = make_service(venue, capacity=6, title="Cedar sauna")
    sign_in(client, venue.owner_id)
    counts = []
    for days in range(3):
        for service in (massage, others, sauna):
            booked(service, AT + timedelta(days=days))
        session.expunge_all()
        with statements() as sent:
            assert client.get(address).status_code == 200
        counts.append(len(sent))
    assert counts == [number] * 3


def sign_in(client: FlaskClient, user_id: int) -> None:
    session.commit()  # a refused request rolls back whatever is open
    support.sign_in(client, session.get_one(User, user_id))


def test_the_owner_sees_a_day_and_a_booking_beside_it(client: FlaskClient, venue: Venue, massage: Service) -> None:
    booking = booked(massage)
    sign_in(client, venue.owner_id)
    page = client.get(f"/calendar/?booking={booking.public_id}")
    assert page.status_code == 200
    assert "Wren Abernathy" in page.text
    assert booking.public_id in page.text


def test_bookings_of_other_venues_respond_with_404(client: FlaskClient, venue: Venue, massage: Service) -> None:
    booking = booked(massage)
    sign_in(client, make_venue().owner_id)
    assert client.get(f"/calendar/?booking={booking.public_id}").status_code == 404
    assert client.post(f"/calendar/bookings/{booking.public_id}/cancel", data={"reason": "x"}).status_code == 404


def test_only_owners_can_open_the_calendar(client: FlaskClient, venue: Venue) -> None:
    assert client.get("/calendar/").status_code == 303
    sign_in(client, make_user().id)
    assert client.get("/calendar/").status_code == 403


def test_canceling_needs_a_reason_and_refunds_everything_once(
    client: FlaskClient, venue: Venue, massage: Service
) -> None:
    booking = booked(massage)
    sign_in(client, venue.owner_id)
    address = f"/calendar/bookings/{booking.public_id}/cancel"
    refused = client.post(address, data={"reason": " "})
    assert refused.status_code == 422
    assert "Enter a reason for canceling." in refused.text
    assert client.post(address, data={"reason": "June is ill."}).status_code == 303
    again = client.post(address, data={"reason": "June is ill."})
    assert "status has changed" in again.text
    session.expire_all()
    assert [refund.amount_cents for refund in session.scalars(select(Refund))] == [11000]
    (move,) = session.scalars(select(BookingTransition)).all()
    assert (move.actor, move.reason, move.user_id) == ("provider", "June is ill.", venue.owner_id)


def test_an_invalid_day_shows_today(client: FlaskClient, venue: Venue, massage: Service) -> None:
    sign_in(client, venue.owner_id)
    assert "Thursday, May 14" in client.get("/calendar/?day=2026-02-31").text


def test_canceling_can_block_the_time_of_the_team_member(client: FlaskClient, venue: Venue, massage: Service) -> None:
    booking = booked(massage, served_by="June Castellano")
    sign_in(client, venue.owner_id)
    address = f"/calendar/bookings/{booking.public_id}/cancel"
    assert 'name="keep"' in client.get(address).text
    client.post(address, data={"who": "we", "reason": "June is ill.", "keep": "y"})
    (block,) = session.scalars(select(Kept)).all()
    assert (block.begins, block.ends, block.note) == (booking.starts_at, booking.ends_at, "Canceled booking")
    assert ("kept", 840, 900) in kinds(drawn(venue))


@pytest.mark.parametrize("sent", [{"who": "guest", "keep": "y"}, {"who": "we", "reason": "The power is out."}])
def test_a_canceled_time_is_available_again_unless_it_is_blocked(
    client: FlaskClient, venue: Venue, massage: Service, sent: dict[str, str]
) -> None:
    booking = booked(massage)
    sign_in(client, venue.owner_id)
    assert client.post(f"/calendar/bookings/{booking.public_id}/cancel", data=sent).status_code == 303
    assert kinds(drawn(venue)) == [("free", 600, 1200)]


def test_canceling_a_room_booking_never_blocks_the_room(client: FlaskClient, venue: Venue) -> None:
    booking = booked(make_service(venue, capacity=6))
    sign_in(client, venue.owner_id)
    address = f"/calendar/bookings/{booking.public_id}/cancel"
    assert 'name="keep"' not in client.get(address).text
    client.post(address, data={"who": "we", "reason": "The heater broke.", "keep": "y"})
    assert session.scalars(select(Kept)).all() == []


def test_today_shows_the_next_booking(client: FlaskClient, venue: Venue, massage: Service) -> None:
    sign_in(client, venue.owner_id)
    assert "No bookings today" in client.get("/calendar/").text
    booked(massage, AT)
    page = client.get("/calendar/").text
    assert re.search(r"Next: 2:00 PM, <a [^>]*><bdi>Wren Abernathy</bdi></a> with June", page)
    assert "Next: " not in client.get("/calendar/?day=2026-05-15").text
    with clock.pinned(AT + timedelta(hours=2)):
        assert "No more bookings today" in client.get("/calendar/").text


def test_a_closed_day_without_bookings_says_so(client: FlaskClient, venue: Venue, massage: Service) -> None:
    open_on(venue, 0, 0, on=AT.date())
    session.commit()
    sign_in(client, venue.owner_id)
    assert "Closed today, no bookings" in client.get("/calendar/").text


def test_a_calendar_without_bookings_shows_the_first_steps(client: FlaskClient, venue: Venue, massage: Service) -> None:
    sign_in(client, venue.owner_id)
    assert 'id="first-steps"' in client.get("/calendar/").text
    booked(massage, AT)
    for day in ("2026-05-14", "2026-05-15"):
        assert 'id="first-steps"' not in client.get(f"/calendar/?day={day}").text
