"""A repeating booking that is added at the front desk."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.availability.actions import Claim, book
from app.booking_emails.emails import series as series_emails
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import bookings_by_id
from app.catalog.models import Service
from app.core.db import session
from app.guests.actions import GuestContact, know_account
from app.team.models import TeamMember
from tests.calendar.desk import AT, june, massage, typed, venue
from tests.email.outbox import Outbox
from tests.factories import make_booking, make_user
from tests.pages import flashed
from tests.sale_factories import make_offer, make_pass
from tests.support import Jobs, statements

__all__ = ["june", "massage", "venue"]

pytestmark = pytest.mark.usefixtures("db", "now")
WEEK = timedelta(weeks=1)
REPEAT = {"weeks": "1", "times": "3"}
ALL = {"date-1": "2026-05-14T20:00Z", "date-2": "2026-05-21T20:00Z", "date-3": "2026-05-28T20:00Z"}


def take(service: Service, june: TeamMember) -> None:
    """Book the second date for another guest."""
    booking = make_booking(service, AT + WEEK)
    book(claims=[Claim(booking.id, booking.option_id, AT + WEEK, member_id=june.id)])
    session.commit()


def test_all_dates_are_shown_with_conflicts_and_alternatives_before_anything_is_booked(
    client: FlaskClient, massage: Service, june: TeamMember
) -> None:
    take(massage, june)
    page = client.post("/calendar/new-booking", data=typed(massage, REPEAT, look="1")).text
    picked = re.findall(r'name="date-\d+" value="([^"]*)" checked', page)
    assert picked == ["2026-05-14T20:00Z", "", "2026-05-28T20:00Z"]
    assert "June is booked until 2:00 PM, including cleanup." in page
    assert 'value="2026-05-21T21:00Z"' in page
    assert "Add 2 bookings, $220.00" in page


def test_all_picked_dates_are_booked_in_one_order_with_one_email(
    client: FlaskClient, jobs: Jobs, massage: Service, june: TeamMember
) -> None:
    take(massage, june)
    more = {**REPEAT, **dict(ALL, **{"date-2": "2026-05-21T21:00Z"}), "email": "hale@example.com", "send_email": "y"}
    assert client.post("/calendar/new-booking", data=typed(massage, more)).status_code == 303
    assert "3 bookings added for Mr. Hale." in flashed(client, "/calendar/")
    order = session.scalars(select(Order).where(Order.name == "Mr. Hale")).one()
    bookings = session.scalars(select(Booking).where(Booking.series_id.is_not(None)).order_by(Booking.starts_at)).all()
    assert [booking.starts_at for booking in bookings] == [AT, AT + WEEK + WEEK / 168, AT + 2 * WEEK]
    assert [booking.series_number for booking in bookings] == [1, 2, 3]
    assert order.total_cents == 33000
    assert jobs.waiting().count("bookings.email_series_added") == 1
    letter = series_emails.booked_for(bookings_by_id([booking.id for booking in bookings]), make_user()).letter
    assert letter.subject == "Hazel Bodywork booked this for you: 3 bookings, from Thu, May 14, 1:00 PM PDT"


def test_a_date_that_was_booked_in_between_books_nothing(
    client: FlaskClient, massage: Service, june: TeamMember
) -> None:
    take(massage, june)
    answer = client.post("/calendar/new-booking", data=typed(massage, {**REPEAT, **ALL}))
    assert answer.status_code == 422
    assert "1 date isn’t available." in answer.text
    assert session.scalars(select(Order).where(Order.name == "Mr. Hale")).all() == []


def test_nothing_is_booked_before_the_dates_were_shown(client: FlaskClient, massage: Service) -> None:
    answer = client.post("/calendar/new-booking", data=typed(massage, REPEAT))
    assert answer.status_code == 422
    assert "Nothing is booked yet. Check all dates" in answer.text
    assert "Add 3 bookings, $330.00" in answer.text
    assert session.scalars(select(Order)).all() == []


def test_another_time_replaces_the_dates_that_were_shown(client: FlaskClient, massage: Service) -> None:
    page = client.post("/calendar/new-booking", data=typed(massage, {**REPEAT, **ALL}, look="1", time="15:00")).text
    assert "Add 3 bookings, $330.00" in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"weeks": "9"}, "Choose an option from the list."),
        ({"times": "13"}, "Choose an option from the list."),
        ({"times": "until", "until": ""}, "Enter the date of the last booking."),
        ({"times": "until", "until": "next year"}, "Choose a date, or enter a date like 05/19/2026."),
        ({"times": "until", "until": "2026-05-13"}, "Choose a last date after the first booking, Thu, May 14."),
        ({"times": "until", "until": "2026-05-16"}, "Only the first booking fits before that date."),
    ],
)
def test_input_that_makes_no_sense_is_refused_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, massage: Service, wrong: dict[str, str], says: str
) -> None:
    sent = typed(massage, {**REPEAT, **wrong}, phone="503 555 0142")
    answer = client.post("/calendar/new-booking", data=sent)
    assert answer.status_code == 422
    assert f"<span>{says}" in answer.text
    assert 'value="503 555 0142"' in answer.text
    assert all(f'value="{typed_date}"' in answer.text for typed_date in [wrong.get("until")] if typed_date)
    assert session.scalars(select(Order)).all() == []


def test_the_form_asks_how_long_only_once_a_booking_repeats(client: FlaskClient, massage: Service) -> None:
    """Each choice is enough by itself, also without scripts: what is missing gets a first value."""

    def fields(**chosen: str) -> list[str]:
        page = client.post("/calendar/new-booking", data=typed(massage, chosen, look="1")).text
        return [name for name in ("weeks", "times", "until") if f'name="{name}"' in page]

    assert fields() == fields(weeks="") == ["weeks"]
    assert fields(weeks="2") == ["weeks", "times"]
    assert fields(weeks="2", times="until") == ["weeks", "times", "until"]
    page = client.post("/calendar/new-booking", data=typed(massage, {"weeks": "2"}, look="1")).text
    assert "Add 6 bookings, $660.00" in page


def test_a_number_left_over_from_a_booking_that_no_longer_repeats_is_ignored(
    client: FlaskClient, massage: Service
) -> None:
    sent = typed(massage, {"weeks": "", "times": "until", "until": "gone"})
    assert client.post("/calendar/new-booking", data=sent).status_code == 303
    assert session.scalars(select(Booking.series_id)).all() == [None]


def test_twelve_dates_take_as_many_statements_as_two(client: FlaskClient, massage: Service) -> None:
    counts = []
    for times in ("2", "2", "12"):
        with statements() as sent:
            client.post("/calendar/new-booking", data=typed(massage, {**REPEAT, "times": times}, look="1"))
        counts.append(len(sent))
    assert counts[1] == counts[2]


def test_a_package_pays_for_the_dates_while_its_uses_last(
    client: FlaskClient, massage: Service, june: TeamMember, jobs: Jobs, outbox: Outbox
) -> None:
    wren = make_user(name="Wren Abernathy", email="wren@example.com")
    held = make_pass(wren, make_offer(massage.first_option), uses_left=2)
    know_account(venue_id=massage.venue_id, user_id=wren.id, contact=GuestContact(wren.name, wren.email))
    session.commit()
    form = typed(massage, {**REPEAT, **ALL}, guest="Wren Abernathy, wren@example.com")
    asked = client.post("/calendar/new-booking", data=form)
    assert (asked.status_code, "It pays for 2 of 3 bookings." in asked.text) == (422, True)
    form |= {"pass_shown": "1", "use_pass": "y"}
    assert "Add 3 bookings, $110.00" in client.post("/calendar/new-booking", data={**form, "look": "1"}).text
    assert client.post("/calendar/new-booking", data=form).status_code == 303
    session.refresh(held)
    bookings = session.scalars(select(Booking).order_by(Booking.starts_at)).all()
    assert (held.uses_left, [each.price_cents for each in bookings]) == (0, [0, 0, 11000])
    jobs.run()
    assert outbox.mail(wren.email)["subject"] == "Hazel Bodywork used 2 bookings of “Five massages”"
