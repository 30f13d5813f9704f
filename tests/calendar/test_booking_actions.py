"""Actions in the calendar by form and by drag: rescheduling, blocking, Undo, and refusals."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.availability.models import Block
from app.bookings.enums import BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.reschedules import Reschedule
from app.calendar.queries.changes import fingerprint
from app.catalog.models import Service
from app.core.db import session
from app.front_desk.actions.blocks import BlockedTime, add_block
from app.front_desk.queries import bookables
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.factories import make_booking, make_member, make_order, make_service, make_venue
from tests.reading import filled, taking_focus
from tests.support import NOW, sign_in, utc

AT = utc("2026-05-14 21:00")  # today, 2 PM in Portland
HOUR = timedelta(hours=1)
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    return make_venue()


@pytest.fixture
def june(venue: Venue) -> TeamMember:
    return make_member(venue)


@pytest.fixture
def maren(venue: Venue, june: TeamMember) -> TeamMember:
    return make_member(venue, name="Maren Oyelaran")


@pytest.fixture
def massage(venue: Venue, june: TeamMember, maren: TeamMember) -> Service:
    return make_service(venue, members=[june, maren], buffer_after_minutes=15)


@pytest.fixture
def booking(massage: Service, june: TeamMember) -> Booking:
    return booked(massage, june)


@pytest.fixture
def owner(client: FlaskClient, venue: Venue, booking: Booking) -> FlaskClient:
    sign_in(client, session.get_one(User, venue.owner_id))
    return client


def booked(service: Service, member: TeamMember, at: object = AT) -> Booking:
    order = make_order(state=OrderState.CONFIRMED)
    booking = make_booking(service, at, order=order, state=BookingState.CONFIRMED, member_id=member.id)  # type: ignore[arg-type]
    booking.served_by = member.name
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at, 1, member.id)])
    session.commit()
    return booking


def dropped(
    booking: Booking, member: TeamMember, *, start: int, minutes: int = 60, **more: object
) -> dict[str, object]:
    given = {"day": "2026-05-14", "start": start, "minutes": minutes, "from": member.slug, "who": member.slug}
    return {**given, "sequence": booking.sequence, **more}


def drop(client: FlaskClient, booking: Booking, data: dict[str, object]) -> TestResponse:
    return client.post(f"/calendar/bookings/{booking.public_id}/drop", data=data, headers=PARTIAL)


def stands(booking: Booking) -> tuple[object, object]:
    session.expire_all()
    return booking.starts_at, booking.served_by


def test_a_drop_reschedules_and_reports_it_beside_the_calendar(
    owner: FlaskClient, booking: Booking, june: TeamMember
) -> None:
    answer = drop(owner, booking, dropped(booking, june, start=16 * 60))
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "calendar:changed"
    assert "Wren Abernathy’s booking is now Thu, May 14, 4:00 PM with June Castellano. We’ll email Wren." in answer.text
    assert stands(booking) == (AT + 2 * HOUR, "June Castellano")


def test_a_drop_in_another_column_reassigns_the_booking(
    owner: FlaskClient, booking: Booking, june: TeamMember, maren: TeamMember
) -> None:
    assert drop(owner, booking, dropped(booking, june, start=14 * 60, who=maren.slug)).status_code == 200
    assert stands(booking) == (AT, "Maren Oyelaran")


def test_undo_restores_the_time_of_a_rescheduled_booking(
    owner: FlaskClient, booking: Booking, june: TeamMember
) -> None:
    drop(owner, booking, dropped(booking, june, start=16 * 60))
    move = session.scalars(select(Reschedule)).one()
    address = f"/calendar/bookings/{booking.public_id}/undo-reschedule?sequence={move.sequence}"
    assert owner.post(address, headers=PARTIAL).status_code == 200
    assert stands(booking) == (AT, "June Castellano")


def test_a_drop_from_an_outdated_page_changes_nothing_and_explains_why(
    owner: FlaskClient, booking: Booking, june: TeamMember
) -> None:
    old = dropped(booking, june, start=17 * 60)
    drop(owner, booking, dropped(booking, june, start=16 * 60))
    answer = drop(owner, booking, old)
    assert answer.status_code == 409
    assert "This booking changed while you were editing" in answer.text
    assert answer.headers["HX-Trigger"] == "calendar:changed"
    assert stands(booking)[0] == AT + 2 * HOUR


def test_a_drop_onto_another_booking_names_the_conflict(
    owner: FlaskClient, booking: Booking, massage: Service, june: TeamMember
) -> None:
    booked(massage, june, AT + 2 * HOUR)
    answer = drop(owner, booking, dropped(booking, june, start=15 * 60 + 30))
    assert answer.status_code == 409
    assert "June is booked with Wren Abernathy" in answer.text
    assert stands(booking)[0] == AT


def test_rescheduling_outside_working_hours_needs_confirmation(
    owner: FlaskClient, booking: Booking, june: TeamMember
) -> None:
    first_answer = drop(owner, booking, dropped(booking, june, start=20 * 60))
    assert first_answer.status_code == 409
    assert 'name="force"' in first_answer.text
    assert taking_focus(first_answer.text) == ["note warn small"]
    assert stands(booking)[0] == AT
    form = {
        "day": "2026-05-14",
        "begins": "20:00",
        "minutes": 60,
        "member": "",
        "sequence": booking.sequence,
        "force": "1",
    }
    assert owner.post(f"/calendar/bookings/{booking.public_id}/reschedule", data=form).status_code == 303
    assert stands(booking)[0] == AT + 6 * HOUR


@pytest.mark.parametrize(
    "wrong",
    [
        {"day": "2026-02-31"},
        {"start": "x"},
        {"start": 1440},
        {"minutes": 0},
        {"minutes": 9999},
        {"sequence": ""},
        {"start": "9_00"},
    ],
)
def test_an_invalid_drop_responds_with_404(
    owner: FlaskClient, booking: Booking, june: TeamMember, wrong: dict[str, object]
) -> None:
    assert drop(owner, booking, {**dropped(booking, june, start=900), **wrong}).status_code == 404


def test_the_form_reschedules_and_preserves_invalid_input(owner: FlaskClient, booking: Booking) -> None:
    address = f"/calendar/bookings/{booking.public_id}/reschedule"
    assert 'value="14:00"' in owner.get(address).text
    typed = {"day": "2026-05-15", "begins": "11:05", "minutes": "3", "member": "", "sequence": "0"}
    refused = owner.post(address, data=typed)
    assert refused.status_code == 422
    assert 'value="11:05"' in refused.text
    assert "Enter a number from 5 to 1,440." in refused.text
    for odd in ("1_00", "٣٠"):
        assert "Enter a whole number" in owner.post(address, data={**typed, "minutes": odd}).text
    done = owner.post(address, data={**typed, "minutes": "75", "requested_by_guest": "y"})
    assert done.status_code == 303
    assert f"day=2026-05-15&booking={booking.public_id}" in done.location
    assert stands(booking)[0] == utc("2026-05-15 18:05")


def test_the_form_suggests_available_times_of_the_chosen_day(
    owner: FlaskClient, booking: Booking, massage: Service, june: TeamMember
) -> None:
    booked(massage, june, AT + 2 * HOUR)
    address = f"/calendar/bookings/{booking.public_id}/reschedule"
    page = owner.get(address).text
    times = re.findall(r'id="move-to-[^"]+" value="2026-05-14T([^"]+)"', page)
    assert len(times) == 8
    assert "14:30" in times, "it is not in its own way"
    assert not {at for at in times if "15:00" < at < "17:00"}
    chosen = {**filled(page, address), "day": "2026-05-15", "look": "2026-05-15T11:30"}
    looked = owner.post(address, data=chosen)
    assert looked.status_code == 200
    assert filled(looked.text, address)["begins"] == ["11:30"]
    assert filled(looked.text, address)["day"] == ["2026-05-15"]
    assert stands(booking)[0] == AT


@pytest.mark.parametrize(
    "wrong", [{"day": ""}, {"day": "2999-01-01"}, {"begins": "x"}, {"minutes": "0"}, {"look": "x"}]
)
def test_invalid_input_never_breaks_the_suggested_times(
    owner: FlaskClient, booking: Booking, wrong: dict[str, str]
) -> None:
    typed = {"day": "2026-05-15", "begins": "11:05", "minutes": "60", "member": "", "sequence": "0", "look": "1"}
    assert owner.post(f"/calendar/bookings/{booking.public_id}/reschedule", data={**typed, **wrong}).status_code == 200


def test_the_form_of_an_outdated_page_shows_the_current_version(
    owner: FlaskClient, booking: Booking, june: TeamMember
) -> None:
    drop(owner, booking, dropped(booking, june, start=16 * 60))
    typed = {"day": "2026-05-15", "begins": "11:00", "minutes": "60", "member": "", "sequence": "0"}
    again = owner.post(f"/calendar/bookings/{booking.public_id}/reschedule", data=typed)
    assert again.status_code == 409
    assert "This booking changed while you were editing" in again.text
    session.expire_all()
    assert f'name="sequence" type="hidden" value="{booking.sequence}"' in again.text


def test_messages_name_the_booking_that_they_are_about(owner: FlaskClient, booking: Booking) -> None:
    """Lets a newer message, with its Undo, replace the older one."""
    june = session.get_one(TeamMember, booking.member_id)
    for start in (16 * 60, 17 * 60):
        answer = drop(owner, booking, dropped(booking, june, start=start))
        assert f'<toast-message class="toast" data-about="{booking.public_id}">' in answer.text
        session.expire_all()


def blocked(venue: Venue, *keys: str) -> Block:
    who = [each for each in bookables(venue) if each.key in keys]
    made = add_block(venue=venue, blocked_time=BlockedTime(who, AT + 2 * HOUR, AT + 3 * HOUR, "Stock"))
    session.commit()
    return made


def test_the_form_blocks_time_for_everyone(owner: FlaskClient, venue: Venue) -> None:
    typed = {"day": "2026-05-14", "begins": "17:00", "ends": "18:00", "who": "everyone", "note": "Meeting"}
    assert owner.post("/calendar/blocks/new", data=typed).status_code == 303
    block = session.scalars(select(Block)).one()
    assert (block.begins, block.ends, block.note) == (AT + 3 * HOUR, AT + 4 * HOUR, "Meeting")
    assert "Meeting" in owner.get("/calendar/").text


def test_blocking_a_booked_time_names_the_booking_and_preserves_the_input(owner: FlaskClient, june: TeamMember) -> None:
    typed = {"day": "2026-05-14", "begins": "14:30", "ends": "15:30", "who": june.slug, "note": "Dentist"}
    refused = owner.post("/calendar/blocks/new", data=typed)
    assert refused.status_code == 422
    assert "June is booked with Wren Abernathy on Thu, May 14, 2:00 – 3:00 PM" in refused.text
    assert 'value="Dentist"' in refused.text


def test_the_form_changes_a_block_only_with_the_version_that_was_seen(
    owner: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    block = blocked(venue, june.slug)
    address = f"/calendar/blocks/{block.public_id}"
    seen = owner.get(address).text.partition('name="seen" type="hidden" value="')[2].partition('"')[0]
    typed = {"day": "2026-05-14", "begins": "16:00", "ends": "17:00", "who": june.slug, "note": "Supplies"}
    assert owner.post(address, data={**typed, "seen": "what nobody saw"}).status_code == 422
    assert owner.post(address, data={**typed, "seen": seen}).status_code == 303
    session.expire_all()
    assert (block.note, block.sequence) == ("Supplies", 1)


def test_dragging_a_block_can_be_undone(owner: FlaskClient, venue: Venue, june: TeamMember, maren: TeamMember) -> None:
    block = blocked(venue, june.slug)
    data = {"day": "2026-05-14", "start": 1080, "minutes": 90, "from": june.slug, "who": maren.slug, "sequence": 0}
    answer = owner.post(f"/calendar/blocks/{block.public_id}/move", data=data, headers=PARTIAL)
    assert "Blocked time changed: Maren, Thu, May 14, 6:00 – 7:30 PM." in answer.text
    undo = answer.text.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    assert owner.post(undo, headers=PARTIAL).status_code == 200
    session.expire_all()
    assert (block.begins, block.ends, block.note) == (AT + 2 * HOUR, AT + 3 * HOUR, "Stock")
    old = owner.post(f"/calendar/blocks/{block.public_id}/move", data=data, headers=PARTIAL)
    assert old.status_code == 409
    assert "changed while you were editing" in old.text


def test_undo_restores_a_removed_block_if_its_time_is_available(
    owner: FlaskClient, venue: Venue, june: TeamMember, massage: Service
) -> None:
    block = blocked(venue, june.slug)
    answer = owner.post(f"/calendar/blocks/{block.public_id}/remove", headers=PARTIAL)
    undo = answer.text.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
    assert urlsplit(undo).path == "/calendar/blocks/restore"
    assert owner.post(undo, headers=PARTIAL).status_code == 200
    assert owner.post(undo, headers=PARTIAL).status_code == 409
    assert len(session.scalars(select(Block)).all()) == 1


def test_the_fingerprint_changes_with_the_calendar_and_the_time(
    owner: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    window = AT - 6 * HOUR, AT + 8 * HOUR

    def word() -> str:
        return fingerprint(venue.id, window, NOW)

    first = word()
    assert word() == first
    block = blocked(venue, june.slug)
    with_block = word()
    assert with_block != first
    owner.post(f"/calendar/blocks/{block.public_id}/remove")
    assert word() == first
    later = fingerprint(venue.id, window, NOW + HOUR / 2)
    assert later != first, "the line of now has moved"


def test_the_version_endpoint_returns_the_fingerprint_of_the_page(owner: FlaskClient) -> None:
    first_answer = {"begins": "2026-05-14T07:00:00+00:00", "ends": "2026-05-15T07:00:00+00:00"}
    answer = owner.get("/calendar/version", query_string=first_answer)
    assert answer.mimetype == "text/plain"
    assert f'stands="{answer.text}"' in owner.get("/calendar/").text
    assert (
        owner.get("/calendar/version", query_string={**first_answer, "ends": "2027-05-15T07:00:00+00:00"}).status_code
        == 404
    )


@pytest.mark.parametrize("address", ["/calendar/week", "/calendar/three-days", "/calendar/week?who=everyone"])
def test_week_and_three_days_show_one_team_member_or_everyone(
    owner: FlaskClient, booking: Booking, address: str
) -> None:
    page = owner.get(address)
    assert page.status_code == 200
    assert "Wren Abernathy" in page.text
    assert "Wren Abernathy" not in owner.get(address.split("?", 1)[0] + "?day=2026-05-24").text


@pytest.mark.parametrize(
    ("looked_at", "leads_to"),
    [
        ("/calendar/?day=2026-05-14", "/calendar/?day="),
        ("/calendar/three-days?who=everyone", "/calendar/three-days?day="),
        ("/calendar/week?who=maren-oyelaran", "/calendar/week?day="),
    ],
)
def test_a_plain_form_returns_to_the_calendar_view_last_used(
    owner: FlaskClient, venue: Venue, booking: Booking, looked_at: str, leads_to: str
) -> None:
    maren = next(each.key for each in bookables(venue) if each.first_name == "Maren")
    looked_at = looked_at.replace("maren-oyelaran", maren)
    who = "&who=" + looked_at.partition("who=")[2] if "who=" in looked_at else ""
    assert owner.get(looked_at).status_code == 200
    here = f"/calendar/bookings/{booking.public_id}"
    beside = f"{leads_to}2026-05-14{who}&booking={booking.public_id}"
    for sheet in ("reschedule", "message", "cancel", "refund"):
        answer = owner.get(f"{here}/{sheet}")
        assert answer.status_code == 200
        assert beside.replace("&", "&amp;") in answer.text
    kept = {"day": "2026-05-15", "begins": "17:00", "ends": "18:00", "who": "everyone", "note": "Meeting"}
    assert owner.post("/calendar/blocks/new", data=kept).location == f"{leads_to}2026-05-15{who}"
    assert owner.post(f"{here}/check-in").location == beside
    typed = {"day": "2026-05-16", "begins": "11:00", "minutes": "60", "member": "", "sequence": "0"}
    moved = owner.post(f"{here}/reschedule", data={**typed, "force": "1"})
    assert moved.location == f"{leads_to}2026-05-16{who}&booking={booking.public_id}"
