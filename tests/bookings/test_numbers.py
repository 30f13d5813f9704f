"""The booking number: the same one in every email, on every page and in every search."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.accounts.models import User
from app.availability.actions import Claim, book
from app.booking_emails.emails import cancellation as cancellation_emails
from app.booking_emails.emails import confirmation as confirmation_emails
from app.booking_emails.emails import refund as refund_emails
from app.booking_emails.emails import reschedule as reschedule_emails
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.refunds import Refund
from app.bookings.models.reschedules import Reschedule
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import load_booking
from app.bookings.queries.history import history_of
from app.bookings.queries.orders import load_order
from app.catalog.models import Service
from app.core.db import session
from app.email.message import Email
from app.reminders.emails import reminder
from app.reminders.enums import ReminderKind
from app.rescheduling.actions.by_venue import reschedule_by_venue
from app.rescheduling.actions.slot_choice import Destination
from tests.factories import make_user
from tests.paid_day import TUESDAY, booked
from tests.support import sign_in

HOUR = timedelta(hours=1)
CODE = re.compile(r"CW-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def booking(wren: User, facial: Service) -> Booking:
    return booked(facial, TUESDAY, user=wren)


def reschedule(booking: Booking) -> Reschedule:
    """Reschedule a booking to two hours later."""
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at)])
    later = Destination(booking.starts_at + 2 * HOUR, booking.ends_at + 2 * HOUR)
    move = reschedule_by_venue(booking_id=booking.id, to=later, sequence=booking.sequence)
    session.commit()
    session.expire_all()
    return move


def emails_of(booking: Booking, owner: User) -> list[Email]:
    """Return the emails of a booking that is paid, rescheduled, canceled and refunded, with its reminders."""
    order_id = booking.venue_order.order_id
    order = load_order(order_id)
    sent = [
        confirmation_emails.confirmed(order, card="Visa 4242"),
        confirmation_emails.venue_confirmed(order, venue_id=booking.venue_order.venue_id, owner=owner),
    ]
    move = reschedule(booking)
    booking = load_booking(booking.id)
    sent += [
        reschedule_emails.rescheduled(booking, move, move),
        reschedule_emails.venue_rescheduled(booking, move, owner=owner),
        reschedule_emails.too_late([booking], order, card="Visa 4242"),
        *(reminder(booking, kind, token="signed") for kind in ReminderKind),
    ]
    cancel_booking(booking_id=booking.id, actor=Actor.ADMIN, user_id=None, reason="A pipe has burst.")
    session.commit()
    session.expire_all()
    booking, change = load_booking(booking.id), history_of(booking.id)[-1]
    sent += [
        cancellation_emails.canceled(booking, change, others=[], card="Visa 4242"),
        cancellation_emails.venue_canceled(booking, change, owner=owner),
        refund_emails.refunded(booking, session.query(Refund).one(), booking.order, card="Visa 4242"),
    ]
    return [mail for mail in sent if mail]


def test_emails_show_only_the_booking_number_and_its_order_number(client: FlaskClient, booking: Booking) -> None:
    number, booking = booking.public_id, load_booking(booking.id)
    owner = session.get_one(User, booking.venue_order.venue.owner_id)
    for mail in emails_of(booking, owner):
        text = repr(mail.letter.blocks)
        assert number in text, mail.key
        assert set(CODE.findall(text)) <= {number, booking.venue_order.order.public_id}, mail.key


@pytest.mark.parametrize("rescheduled", [False, True])
def test_every_page_of_a_booking_shows_its_number(
    client: FlaskClient, booking: Booking, facial: Service, rescheduled: bool
) -> None:
    number = booking.public_id
    if rescheduled:
        reschedule(booking)
    booking = load_booking(booking.id)
    assert booking.public_id == number
    order, owner = booking.venue_order.order.public_id, booking.venue_order.venue.owner_id
    pages = [f"/bookings/{booking.public_id}", f"/orders/{order}", f"/orders/{order}/receipt"]
    texts = [client.get(page).text for page in pages]
    sign_in(client, session.get_one(User, owner))
    texts.append(client.get(f"/calendar/?day=2026-05-19&booking={booking.public_id}").text)
    for text in texts:
        assert re.search(rf"(B|b)ooking number.{{0,60}}{booking.public_id}", text, re.DOTALL)


@pytest.mark.parametrize("typed", ["booking", "order", "spaced"])
@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ADMIN])
def test_searches_find_a_booking_by_each_number_that_was_emailed(
    client: FlaskClient, booking: Booking, role: Role, typed: str
) -> None:
    booking = load_booking(booking.id)
    venue_order = session.get_one(VenueOrder, booking.venue_order_id)
    codes = {"booking": booking.public_id, "order": venue_order.order.public_id}
    codes["spaced"] = f" {booking.public_id.lower()} "
    owner = session.get_one(User, venue_order.venue.owner_id)
    sign_in(client, owner if role is Role.PROVIDER else make_user(role=Role.ADMIN))
    path = "/calendar/bookings" if role is Role.PROVIDER else "/admin/orders"
    shown = client.get(path, query_string={"q": codes[typed], "show": "all", "from": "", "to": ""}).text
    found = f"booking={booking.public_id}" if role is Role.PROVIDER else f"/admin/orders/{venue_order.order.public_id}"
    assert found in shown
