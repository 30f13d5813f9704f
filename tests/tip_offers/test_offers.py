"""The email that offers to tip: who gets it, when, and how it's turned off."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from syrupy.assertion import SnapshotAssertion

from app.accounts.models import User
from app.bookings.enums import BookingState, LineKind, OrderKind, OrderState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import OrderLine
from app.bookings.queries.bookings import load_booking
from app.core import clock
from app.core.db import session
from app.reminders.signed import token_for
from app.tip_offers import tasks
from app.tip_offers.actions import offer_tips
from app.venues.enums import VenueStatus
from tests.email.kept import as_kept
from tests.email.outbox import Outbox
from tests.factories import add, make_order
from tests.paid_day import MASSAGE, SAUNA, SCALP, booking_called, make_day
from tests.support import Jobs, sign_in

__all__ = ["as_kept"]


@pytest.fixture
def massage(client: FlaskClient) -> Booking:
    """Return a massage of a day that is over: also a scalp treatment at the same venue, and a sauna at another."""
    order = make_day()
    for called in (MASSAGE, SCALP, SAUNA):
        booking_called(called).state = BookingState.COMPLETED
    session.commit()
    sign_in(client, session.get_one(User, order.user_id))
    return load_booking(booking_called(MASSAGE).id)


def offered(hours: float = 2.0, *, after: str = SAUNA) -> int:
    """Return how many emails are scheduled so many hours after the end of a booking."""
    with clock.pinned(booking_called(after).ends_at + timedelta(hours=hours)):
        return offer_tips()


def test_bookings_at_one_venue_share_an_email_that_is_sent_once(
    massage: Booking, outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion
) -> None:
    with clock.pinned(booking_called(SAUNA).ends_at + timedelta(hours=2)):
        tasks.send_due()
        session.commit()
        jobs.run()
    mails = sorted(outbox.mails("wren@example.com"), key=lambda mail: str(mail["subject"]))
    assert [mail["subject"] for mail in mails] == [
        "Would you like to tip Alder & Salt?",
        "Would you like to tip Hazel Bodywork?",
    ]
    assert re.sub(r"/reminders/[\w.-]+", "/reminders/SIGNED", outbox.as_read(mails[1])) == as_kept
    assert offered(3) == 0


def test_email_is_sent_between_two_hours_and_three_days_after_the_last_booking(massage: Booking) -> None:
    scalp = booking_called(SCALP)
    scalp.state = BookingState.CONFIRMED
    session.flush()
    assert offered(after=MASSAGE) == 0  # the next booking there comes first
    scalp.state = BookingState.COMPLETED
    session.flush()
    assert offered(1.9, after=SCALP) == 0
    assert offered(after=SCALP) == 1
    assert offered(73) == 0


@pytest.mark.parametrize("reason", ["no tips", "suspended", "turned off", "missed", "free", "tipped", "front desk"])
def test_email_is_sent_only_if_the_guest_can_tip_and_wants_it(massage: Booking, reason: str) -> None:
    venue, order = massage.venue_order.venue, massage.venue_order.order
    booking_called(SCALP).state = booking_called(SAUNA).state = BookingState.NO_SHOW
    if reason == "no tips":
        venue.takes_tips = False
    elif reason == "suspended":
        venue.status = VenueStatus.SUSPENDED
    elif reason == "turned off":
        session.get_one(User, order.user_id).tip_emails = False
    elif reason == "missed":
        massage.state = BookingState.NO_SHOW
    elif reason == "free":
        massage.price_cents, massage.discount_cents = 0, massage.list_cents
    elif reason == "tipped":
        tip = make_order(user=session.get_one(User, order.user_id), kind=OrderKind.TIP, state=OrderState.CONFIRMED)
        values = {"kind": LineKind.BOOKING, "text": "Tip", "amount_cents": 500}
        add(OrderLine(order_id=tip.id, booking_id=massage.id, position=1, **values))
    else:
        order.kind, order.settled_by = OrderKind.FRONT_DESK, SettledBy.UNPAID
    session.flush()
    assert offered() == 0


def test_guest_who_turns_it_off_or_tips_first_gets_no_email(massage: Booking, outbox: Outbox, jobs: Jobs) -> None:
    assert offered() == 2
    session.get_one(User, massage.venue_order.order.user_id).tip_emails = False
    session.commit()
    with clock.pinned(massage.ends_at + timedelta(hours=6)):
        jobs.run()
    assert outbox.mails() == []


def test_emails_about_tips_are_turned_off_in_the_account_and_with_one_click(
    client: FlaskClient, massage: Booking
) -> None:
    wren = session.get_one(User, massage.venue_order.order.user_id)
    assert "checked" in client.get("/account/reminders").text.split('name="tips"')[1].split(">")[0]
    client.post("/account/reminders", data={"reminders": "both"})
    assert not wren.tip_emails
    client.post("/account/reminders", data={"reminders": "day", "tips": "y"})
    assert wren.tip_emails
    one_click = {"List-Unsubscribe": "One-Click"}
    assert client.post(f"/reminders/{token_for(wren)}?emails=tips", data=one_click).status_code == 200
    assert (wren.tip_emails, wren.reminders.value) == (False, "day")
