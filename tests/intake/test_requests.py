"""When guests are asked to answer a form by email, how often, and what the email says."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from syrupy.assertion import SnapshotAssertion

from app.accounts.models import User
from app.bookings.actions.requests import accept_request
from app.bookings.enums import BookingState, OrderKind, SettledBy
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.intake.actions.forms import create_form, remove_form, set_active
from app.intake.actions.requests import ask_for_forms
from app.intake.models import IntakeRequest
from app.orders.actions.fulfillment import confirm_order
from app.venues.enums import VenueStatus
from tests.email.kept import as_kept
from tests.email.outbox import Outbox
from tests.factories import make_service, make_venue
from tests.intake.setting import AT, PRESSURE, WEEK, Setting, book, make_setting
from tests.project.killed_jobs import held
from tests.races.test_waitlist import at_once
from tests.support import NOW, Jobs, sign_in

__all__ = ["as_kept"]

pytestmark = pytest.mark.usefixtures("db", "now")


def asked() -> list[tuple[int, int]]:
    """Return the booking and the number of emails of each request."""
    rows = session.execute(select(IntakeRequest.booking_id, IntakeRequest.times).order_by(IntakeRequest.id))
    return [(row[0], row[1]) for row in rows]


def ask(setting: Setting) -> None:
    ask_for_forms(venue_order_id=setting.booking.venue_order_id)
    session.commit()


def test_paying_an_order_defers_the_question_whether_it_needs_forms(jobs: Jobs) -> None:
    confirm_order(order_id=held().id)
    assert jobs.waiting().count("intake.ask") == 1


def test_accepting_a_request_asks_for_its_forms(jobs: Jobs) -> None:
    setting = make_setting(state=BookingState.REQUESTED)
    ask(setting)
    assert asked() == []
    accept_request(booking_id=setting.booking.id, user_id=setting.owner.id)
    jobs.run()
    assert asked() == [(setting.booking.id, 1)]


def test_a_guest_is_asked_once_before_their_first_booking(outbox: Outbox, jobs: Jobs) -> None:
    setting = make_setting()
    second = book(setting.service, setting.guest, AT + WEEK)
    for _ in range(2):
        ask(setting)
        ask_for_forms(venue_order_id=second.venue_order_id)
    jobs.run()
    assert asked() == [(setting.booking.id, 1)]
    assert len(outbox.mails()) == 1


def test_the_next_booking_asks_if_the_first_was_canceled(jobs: Jobs) -> None:
    setting = make_setting()
    ask(setting)
    setting.booking.state = BookingState.CANCELED
    second = book(setting.service, setting.guest, AT + WEEK)
    session.commit()
    ask_for_forms(venue_order_id=second.venue_order_id)
    assert asked() == [(setting.booking.id, 1), (second.id, 1)]


def hide(setting: Setting) -> None:
    set_active(venue=setting.venue, key=setting.form_key, active=False)


def remove(setting: Setting) -> None:
    remove_form(venue=setting.venue, key=setting.form_key)


def cancel(setting: Setting) -> None:
    setting.booking.state = BookingState.CANCELED


def no_address(setting: Setting) -> None:
    at_the_desk(setting, email="")


def at_the_desk(setting: Setting, *, email: str) -> None:
    order = session.get_one(Order, session.get_one(VenueOrder, setting.booking.venue_order_id).order_id)
    order.kind, order.user_id, order.email, order.settled_by = OrderKind.FRONT_DESK, None, email, SettledBy.CASH


@pytest.mark.parametrize("change", [hide, remove, cancel, no_address])
def test_no_email_asks_for_what_is_not_needed(change: Callable[[Setting], None]) -> None:
    setting = make_setting()
    change(setting)
    session.flush()
    ask(setting)
    assert asked() == []


@pytest.mark.parametrize("change", [hide, remove, cancel])
def test_an_email_that_waits_is_not_sent_after_a_change(
    outbox: Outbox, jobs: Jobs, change: Callable[[Setting], None]
) -> None:
    setting = make_setting()
    ask(setting)
    change(setting)
    jobs.run()
    assert outbox.mails() == []


def test_a_service_without_a_form_asks_nothing(jobs: Jobs) -> None:
    setting = make_setting()
    other = book(make_service(setting.venue, capacity=2), setting.guest, AT + WEEK)
    ask_for_forms(venue_order_id=other.venue_order_id)
    create_form(venue=setting.venue, title="Empty", intro="", services=[setting.service])
    ask(setting)
    assert len(asked()) == 1, "a form without questions asks nothing"


@pytest.mark.slow
def test_two_orders_at_once_ask_once(app: Flask) -> None:
    setting = make_setting()
    second = book(setting.service, setting.guest, AT + WEEK)
    ids = [setting.booking.venue_order_id, second.venue_order_id] * 2
    session.commit()
    url = app.extensions["settings"].database_url
    at_once(url, [lambda venue_order_id=one: ask_for_forms(venue_order_id=venue_order_id) for one in ids])
    assert [times for _, times in asked()] == [1]
    jobs = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'intake.email'"
    assert session.scalar(text(jobs)) == 1


def test_what_the_email_says(outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    setting = make_setting()
    setting.booking.public_id = "CW-9BBB-AAAA"
    setting.version.form.key = "of-this-test"
    session.flush()
    ask(setting)
    jobs.run()
    read = outbox.as_read(outbox.mail())
    assert PRESSURE.text not in read
    assert re.sub(r"/forms/[\w.-]+", "/forms/SIGNED", read) == as_kept


# Sending it again


def send(client: FlaskClient, setting: Setting) -> str:
    """Press the button for it, and return the page that follows."""
    sign_in(client, setting.owner)
    path = f"/venue/forms/answers/{setting.booking.public_id}"
    return client.post(f"{path}/send", data={"form": setting.form_key}, follow_redirects=True).text


def test_the_owner_sends_a_form_again_up_to_five_times(client: FlaskClient, jobs: Jobs, outbox: Outbox) -> None:
    setting = make_setting()
    ask(setting)
    assert "We sent this form less than 10 minutes ago." in send(client, setting)
    for number in range(2, 6):
        with clock.pinned(NOW + number * timedelta(minutes=11)):
            assert "Form sent to wren@example.com." in send(client, setting)
    with clock.pinned(NOW + timedelta(hours=3)):
        assert "You can send a form up to 5 times." in send(client, setting)
    assert asked() == [(setting.booking.id, 5)]
    jobs.run()
    assert len({dict(mail["headers"])["Message-ID"] for mail in outbox.mails()}) == 5


def test_the_owner_sends_a_form_that_was_never_sent(client: FlaskClient) -> None:
    setting = make_setting()
    assert "Form sent to" in send(client, setting)
    assert asked() == [(setting.booking.id, 1)]


def test_a_venue_that_was_not_approved_sends_no_form(client: FlaskClient) -> None:
    setting = make_setting()
    setting.venue.status = VenueStatus.DRAFT
    session.commit()
    assert "Your venue can email guests after we approve it." in send(client, setting)
    assert asked() == []


def test_a_guest_without_an_address_is_asked_in_person(client: FlaskClient) -> None:
    setting = make_setting()
    no_address(setting)
    session.commit()
    assert "We have no email address for this booking." in send(client, setting)


def test_another_venue_cannot_send_it(client: FlaskClient) -> None:
    setting = make_setting()
    setting.owner = session.get_one(User, make_venue().owner_id)
    assert "We can’t find that booking" in send(client, setting)
