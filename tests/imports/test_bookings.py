"""Imports of upcoming bookings: real bookings on the same calendar, conflicts by name, and no email before consent."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.availability.models import Reservation
from app.bookings.enums import BookingState, OrderKind, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order
from app.core import jobs as core_jobs
from app.core.db import session
from app.guests.models import Guest
from app.imports.actions import chunks
from app.imports.actions.chunks import import_chunk
from app.imports.enums import ImportState, Outcome, Reason, Undone
from app.reminders.enums import ReminderKind
from app.reminders.queries import due
from app.venues.enums import VenueStatus
from tests.factories import add
from tests.imports.setting import BOOKINGS, Setting, make_setting, outcomes, rows, the_import
from tests.support import Jobs, utc
from tests.venue_factories import make_facility

ADA = "5/19/2026,2:30 PM,Swedish massage,90,June Castellano,Ada Quist,ada@example.com,(503) 555-0111,140,Deposit paid\n"


@pytest.fixture
def setting(client: FlaskClient, jobs: Jobs) -> Setting:
    return make_setting(client, jobs)


def booked() -> list[Booking]:
    session.expire_all()
    return list(session.scalars(select(Booking).order_by(Booking.starts_at, Booking.id)))


def test_booking_is_like_one_of_the_front_desk(setting: Setting) -> None:
    setting.load("bookings", BOOKINGS + ADA)
    (booking,) = booked()
    order = session.scalars(select(Order)).one()
    assert (booking.starts_at, booking.ends_at) == (utc("2026-05-19 21:30"), utc("2026-05-19 23:00"))
    assert (booking.state, booking.served_by, booking.member_id) == (
        BookingState.CONFIRMED,
        "June Castellano",
        setting.june.id,
    )
    assert (booking.list_cents, booking.price_cents, booking.price_reason) == (15000, 14000, "Price agreed in person")
    assert (order.kind, order.settled_by, order.email, order.user_id) == (OrderKind.IMPORT, SettledBy.UNPAID, "", None)
    reservation = session.scalars(select(Reservation)).one()
    assert (reservation.resource_id, reservation.begins) == (setting.june.resource_id, utc("2026-05-19 21:30"))
    panel = setting.client.get(f"/calendar/?day=2026-05-19&booking={booking.public_id}").text
    assert "Ada Quist" in panel
    assert "Deposit paid" in panel


def test_anyone_gets_a_team_member_who_is_free(setting: Setting) -> None:
    row = "2026-05-19,14:30,swedish massage - 60 min,60,,{0},{0}@example.com,,,\n"
    setting.load("bookings", BOOKINGS + "".join(row.format(name) for name in ("ada", "bo", "cy")))
    assert outcomes() == [Outcome.NEW, Outcome.NEW, Outcome.CONFLICT]
    assert {booking.served_by for booking in booked()} == {"June Castellano", "Noor Haddad"}
    assert {booking.price_cents for booking in booked()} == {11000}


def test_booking_reserves_a_room_and_conflicts_without_one(setting: Setting) -> None:
    make_facility(setting.venue, [setting.massage])
    session.commit()
    row = "2026-05-19,14:30,Swedish massage,60,,{0},{0}@example.com,,,\n"
    where = setting.load("bookings", BOOKINGS + row.format("ada"))
    assert [booking.facilities for booking in booked()] == [["Room 1"]]
    where = setting.load("bookings", BOOKINGS + row.format("bo"))
    assert outcomes()[1:] == [Outcome.CONFLICT]
    assert "Room 1 is booked with ada on" in setting.client.get(where).text


def test_conflict_names_who_and_when_and_opens_the_front_desk_form_filled_in(setting: Setting) -> None:
    setting.load("bookings", BOOKINGS + ADA)
    where = setting.load("bookings", f"{BOOKINGS}2026-05-19,3 PM,Swedish massage,60,June,Bo Vale,bo@example.com,,,\n")
    assert outcomes()[1:] == [Outcome.CONFLICT]
    page = setting.client.get(where).text
    assert "June is booked with Ada Quist on Tue, May 19, 2:30 – 4:00 PM." in page
    link = page.split('href="/calendar/new-booking?', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    form = setting.client.get(f"/calendar/new-booking?{link}").text
    for shown in ('value="15:00"', 'value="2026-05-19"', 'value="Bo Vale, bo@example.com"'):
        assert shown in form
    assert len(booked()) == 1


def test_conflict_inside_the_file_names_its_row_and_undo_removes_its_guest(setting: Setting) -> None:
    row = "5/19/2026,3 PM,Swedish massage,60,June,Bo Vale,,,,\n"
    where = setting.check("bookings", f"{BOOKINGS}{ADA}{row}5/19/2026,3 PM,Hot stones,60,,Cy Ito,,,,\n")
    page = setting.client.get(where).text
    assert "Ada Quist in row 2 has this time." in page
    assert "If you import now: 1 new, 1 to place by hand, and 1 not readable." in page
    setting.run(where)
    guests = select(Guest.name).order_by(Guest.id)
    assert session.scalars(guests).all() == ["Ada Quist", "Bo Vale"], "placing Bo by hand needs their details"
    setting.client.post(f"{where}/undo")
    setting.jobs.run()
    assert session.scalars(guests).all() == []


@pytest.mark.parametrize(
    ("row", "outcome", "reason"),
    [
        ("5/1/2026,10 AM,Swedish massage,60,,Ada,,,,", Outcome.SKIPPED, Reason.PAST),
        ("5/19/2026,8 AM,Swedish massage,60,,Ada,,,,", Outcome.NEW, Reason.OUTSIDE_HOURS),
        ("3/14/2027,2:30 AM,Swedish massage,60,,Ada,,,,", Outcome.INVALID, Reason.SKIPPED_TIME),
        ("11/1/2026,1:30 AM,Swedish massage,60,,Ada,,,,", Outcome.NEW, Reason.AMBIGUOUS_TIME),
        ("5/19/2029,10 AM,Swedish massage,60,,Ada,,,,", Outcome.INVALID, Reason.TOO_FAR),
        ("5/19/2026,10 AM,Hot stones,60,,Ada,,,,", Outcome.INVALID, Reason.NO_SERVICE),
        ("5/19/2026,10 AM,Swedish massage,75,,Ada,,,,", Outcome.INVALID, Reason.OPTION),
        ("5/19/2026,10 AM,Swedish massage,,,Ada,,,,", Outcome.INVALID, Reason.OPTION),
        ("5/19/2026,10 AM,Swedish massage,60,Kim,Ada,,,,", Outcome.INVALID, Reason.MEMBER),
        ("5/19/2026,10 AM,Swedish massage,60,,,,,,", Outcome.INVALID, Reason.NAME),
        ("5/19/2026,10 AM,Swedish massage,60,,Wren,,,,", Outcome.INVALID, Reason.NAMESAKES),
    ],
)
def test_row_says_why(setting: Setting, row: str, outcome: Outcome, reason: Reason) -> None:
    for phone in ("503 555 0101", "503 555 0102"):
        add(Guest(venue_id=setting.venue.id, name="Wren", phone=phone))
    setting.load("bookings", f"{BOOKINGS}{row}\n")
    assert [(one.outcome, one.reason) for one in rows()] == [(outcome, reason)]
    assert len(booked()) == (outcome is Outcome.NEW)


def test_repeated_time_when_clocks_go_back_is_the_first(setting: Setting) -> None:
    setting.load("bookings", f"{BOOKINGS}11/1/2026,1:30 AM,Swedish massage,60,,Ada,,,,\n")
    assert booked()[0].starts_at == utc("2026-11-01 08:30")


def test_file_imported_twice_books_once(setting: Setting) -> None:
    for _ in range(2):
        setting.load("bookings", BOOKINGS + ADA)
    assert (outcomes(), rows()[1].reason) == ([Outcome.NEW, Outcome.SKIPPED], Reason.BOOKED)
    assert len(booked()) == 1
    assert session.scalar(select(func.count(Guest.id))) == 1


def test_job_that_runs_twice_and_in_chunks_imports_each_row_once(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 2)
    lines = [f"5/{20 + n}/2026,10 AM,Swedish massage,60,June,Ada Quist,ada@example.com,,,\n" for n in range(5)]
    preview = setting.check("bookings", BOOKINGS + "".join(lines))
    setting.client.post(f"{preview}/start")
    id_ = the_import().id
    core_jobs.bind(setting.jobs.app)
    for _ in range(2):
        core_jobs.in_transaction(import_chunk, import_id=id_)
    assert len(booked()) == 4
    setting.jobs.run()
    assert (the_import().state, len(booked())) == (ImportState.DONE, 5)
    core_jobs.in_transaction(import_chunk, import_id=id_)
    assert len(booked()) == 5
    assert session.scalar(select(func.count(Guest.id))) == 1


def test_imported_guests_get_no_email_until_the_owner_starts_it(setting: Setting) -> None:
    where = setting.load("bookings", f"{BOOKINGS}5/15/2026,9:45 AM,Swedish massage,60,,Ada Quist,ada@example.com,,,\n")
    assert setting.jobs.waiting() == []
    booking = booked()[0]
    order = session.scalars(select(Order)).one()
    order.created_at = utc("2026-05-10 12:00")
    session.execute(update(BookingTransition).values(at=order.created_at))
    session.commit()
    assert due(ReminderKind.DAY) == []
    assert "1 guest with an upcoming booking has an email address." in setting.client.get(where).text
    assert setting.client.post(f"{where}/emails").status_code == 303
    setting.jobs.run()
    assert [each.booking_id for each in due(ReminderKind.DAY)] == [booking.id]
    assert setting.client.post(f"{where}/emails").status_code == 409


def test_venue_that_was_never_approved_cannot_email_imported_guests(client: FlaskClient, jobs: Jobs) -> None:
    setting = make_setting(client, jobs)
    setting.venue.status = VenueStatus.DRAFT
    where = setting.load("bookings", BOOKINGS + ADA)
    response = setting.client.post(f"{where}/emails")
    assert (response.status_code, the_import().emailing_at) == (422, None)


def test_undo_removes_untouched_bookings_with_their_guests_and_times(setting: Setting) -> None:
    noor = "5/19/2026,2:30 PM,Swedish massage,60,Noor Haddad,Bo Vale,bo@example.com,,,\n"
    where = setting.load("bookings", BOOKINGS + ADA + noor)
    bo = next(booking for booking in booked() if booking.served_by == "Noor Haddad")
    paid = setting.client.post(f"/calendar/bookings/{bo.public_id}/paid", data={"settled_by": "cash"})
    assert paid.status_code == 303
    setting.client.post(f"{where}/undo")
    setting.jobs.run()
    assert [booking.id for booking in booked()] == [bo.id]
    assert [(row.undone, row.guest_undone) for row in rows()] == [
        (Undone.REMOVED, Undone.REMOVED),
        (Undone.CHANGED, Undone.IN_USE),
    ]
    assert session.scalars(select(Reservation.booking_id)).all() == [bo.id]
    assert session.scalars(select(Guest.name)).all() == ["Bo Vale"]
    assert the_import().state is ImportState.UNDONE


def test_import_of_another_venue_is_not_found(setting: Setting) -> None:
    where = setting.check("bookings", BOOKINGS + ADA)
    other = make_setting(setting.client.application.test_client(), setting.jobs)
    assert other.client.get(where).status_code == 404
    assert other.client.post(f"{where}/start").status_code == 404
