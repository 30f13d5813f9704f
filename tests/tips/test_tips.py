"""Tips: who may give one, how much, what the venue gets, and what happens to a second one."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bookings.actions.cancel import complete_finished
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import load_booking
from app.bookings.queries.refunds import refundable_cents
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.payments.queries import open_payment
from app.payouts import gateway_flows as payouts
from app.tips.actions import start_tip
from app.tips.queries import most_cents, pending_tip, suggestions, tipped_cents
from app.venues.enums import VenueStatus
from tests.payments.reschedules import ONE, massage, paid, pay, wren
from tests.payouts.test_transfers import set_up
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, sign_in

__all__ = ["massage", "wren"]
PAGE = "/bookings/{}/tip"


@pytest.fixture
def booking(client: FlaskClient, massage: Service, wren: User, stripe: StripeSandbox) -> Booking:
    """Return a completed booking for $110, two hours after its end, and log in its guest."""
    found = paid(massage, ONE, wren, stripe)
    found.commission_bps = 1000
    move_to(found, NOW - timedelta(hours=3))
    complete_finished()
    session.commit()
    sign_in(client, wren)
    return load_booking(found.id)


def move_to(booking: Booking, at: datetime) -> None:
    booking.starts_at, booking.ends_at = at, at + timedelta(hours=1)
    session.flush()


def tip(booking: Booking, cents: int, stripe: StripeSandbox) -> Order:
    order = start_tip(booking_id=booking.id, cents=cents)
    session.commit()
    pay(order, stripe)
    return order


def test_venue_gets_the_whole_tip_and_gives_back_what_is_refunded(booking: Booking, stripe: StripeSandbox) -> None:
    set_up(booking.venue.id, stripe)
    tip(booking, 2000, stripe)
    assert balances()[Account.TIPS_PAYABLE] == -2000
    assert balances()[Account.COMMISSION] == -1100
    with clock.pinned(clock.now() + timedelta(days=3)):
        payouts.pay_booking(booking.id)
        session.commit()
    sent = [each.amount for each in stripe.client().v1.transfers.list({"limit": 10}).data]
    assert sorted(sent) == [2000, 9900]
    assert balances().get(Account.TIPS_PAYABLE, 0) == balances().get(Account.VENUE_PAYABLE, 0) == 0
    left = refundable_cents(booking)
    issue_refund(booking_id=booking.id, cents=500, left=left, reason="A mistake.", only_tips=True)
    payouts.pay_booking(booking.id)
    session.commit()
    assert balances().get(Account.TIPS_PAYABLE, 0) == 0
    assert tipped_cents([booking.id]) == {booking.id: 1500}


def test_refund_of_a_booking_takes_the_tip_last(booking: Booking, stripe: StripeSandbox) -> None:
    extra = tip(booking, 2000, stripe)
    left = refundable_cents(booking)
    assert left == 13000
    made = issue_refund(booking_id=booking.id, cents=12000, left=left, reason="The sauna was cold.")
    assert [(one.order_id == extra.id, one.amount_cents) for one in made] == [(False, 11000), (True, 1000)]
    with pytest.raises(DomainError, match=r"\$10"):
        issue_refund(booking_id=booking.id, cents=1001, left=1000, reason="Again.", only_tips=True)


@pytest.mark.parametrize("cents", [-100, 0, 99, 11001, 2_000_000_000])
def test_tips_below_and_above_the_limits_are_refused(booking: Booking, cents: int) -> None:
    with pytest.raises(DomainError, match=r"Enter a tip of \$1 to \$110\."):
        start_tip(booking_id=booking.id, cents=cents)


def test_limit_and_suggestions_follow_the_price() -> None:
    assert [most_cents(price) for price in (500, 11000, 90000)] == [2000, 11000, 50000]
    assert suggestions(11000) == [(15, 1600, False), (20, 2200, True), (25, 2800, False)]
    assert suggestions(240_000)[2] == (21, 50_000, False), "the highest tip, which is less than 25%"
    assert suggestions(100) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"state": BookingState.NO_SHOW}, "You can tip after your booking is completed."),
        ({"price_cents": 0, "list_cents": 0}, "so you can tip only there"),
        ({"days": 31}, "You can tip up to 30 days after your booking."),
        ({"takes_tips": False}, "Hazel Bodywork doesn’t take tips online."),
        ({"status": VenueStatus.SUSPENDED}, "Hazel Bodywork doesn’t take tips online."),
    ],
)
def test_page_says_why_a_guest_cannot_tip(
    client: FlaskClient, booking: Booking, change: dict[str, object], says: str
) -> None:
    booking.venue.name = "Hazel Bodywork"
    for name, value in change.items():
        target: object = booking if hasattr(booking, name) else booking.venue
        if name == "days":
            move_to(booking, NOW - timedelta(days=31))
        else:
            setattr(target, name, value)
    session.commit()
    response = client.get(PAGE.format(booking.public_id), follow_redirects=True)
    assert says in response.text
    assert "Add a tip" not in response.text


@pytest.mark.parametrize("typed", ["", "ten", "-5", "0", "0.5", "1e3", "12.345", "111", "99999999999"])
def test_bad_amounts_get_an_error_and_charge_nothing(client: FlaskClient, booking: Booking, typed: str) -> None:
    response = client.post(PAGE.format(booking.public_id), data={"amount": typed})
    assert response.status_code == 422
    assert "Enter a tip" in response.text
    assert pending_tip(booking.id) is None


def test_guest_pays_a_tip_and_is_thanked(client: FlaskClient, booking: Booking, stripe: StripeSandbox) -> None:
    first = client.post(PAGE.format(booking.public_id), data={"amount": "15"})
    again = client.post(PAGE.format(booking.public_id), data={"amount": "22"})
    assert first.status_code == again.status_code == 303
    assert first.location != again.location
    order = pending_tip(booking.id)
    assert order is not None
    payment = open_payment(order.id)
    assert payment is not None
    stripe.pay(payment.session_id or "")
    page = client.get(f"/orders/{order.public_id}", follow_redirects=True).text
    assert "Thank you. Your tip of $22.00 goes to" in page
    assert "Your tip" in page
    assert client.get(PAGE.format(booking.public_id), follow_redirects=True).text.count("You already tipped") == 1


def test_second_tip_that_is_paid_too_late_is_refunded(booking: Booking, stripe: StripeSandbox) -> None:
    late = start_tip(booking_id=booking.id, cents=1000)
    late.state = OrderState.EXPIRED
    session.commit()
    tip(booking, 2000, stripe)
    late.state = OrderState.PENDING
    session.commit()
    pay(late, stripe)
    assert late.state is OrderState.REFUNDED
    assert [(one.order_id, one.amount_cents) for one in session.scalars(select(Refund))] == [(late.id, 1000)]
    assert balances()[Account.TIPS_PAYABLE] == -2000
