"""The page of an order that left its price for later: what was paid since, what is due, and what no longer is."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bookings.actions.desk_payments import record_desk_payment
from app.bookings.enums import Actor, BookingState, LineKind, OrderKind, OrderState, SettledBy
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.queries.orders import order_of
from app.bookings.states import transition
from app.core.db import session
from app.orders.copy import way_before
from app.saved_cards.models import SavedCard
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from tests.factories import make_booking, make_order, make_service, make_user, make_venue
from tests.pages import read
from tests.support import sign_in, statements, utc

AT = utc("2026-05-19 17:00")
PRICE = 11000

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def order(client: FlaskClient) -> Order:
    """Return an order with three bookings of $110.00 and a card on file, whose guest is logged in."""
    guest = make_user(name="Wren Abernathy", email="wren@example.com")
    card = SavedCard(
        user_id=guest.id, payment_method_id="pm_1", brand="visa", last4="4242", exp_month=12, exp_year=2030
    )
    session.add(card)
    session.flush()
    order = make_order(user=guest, card_id=card.id, total_cents=3 * PRICE, later_cents=3 * PRICE)
    service = make_service(make_venue(name="Hazel Bodywork"), title="Unwinding massage", price_cents=PRICE)
    terms = {"payment_terms": PaymentTerms.CARD, "later_cents": PRICE, "state": BookingState.CONFIRMED}
    for _number in range(3):
        make_booking(service, AT, order=order, **terms)
    for line in lines(order):
        line.later_cents = PRICE
    session.commit()
    sign_in(client, guest)
    return order


def lines(order: Order) -> Sequence[OrderLine]:
    return session.scalars(select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)).all()


def bookings(order: Order) -> list[Booking]:
    return [session.get_one(Booking, line.booking_id) for line in lines(order)]


def charged(order: Order, booking: Booking, *, tax: int = 0, **values: object) -> Order:
    """Charge for a booking later, with an order of its own, a no-show fee by default."""
    given = {"kind": OrderKind.FEE, "state": OrderState.CONFIRMED, "total_cents": PRICE + tax, **values}
    later = make_order(user=session.get_one(User, order.user_id), **given)
    line = {"order_id": later.id, "booking_id": booking.id}
    session.add(OrderLine(**line, position=1, kind=LineKind.BOOKING, text="Fee", amount_cents=PRICE))
    if tax:
        session.add(OrderLine(**line, position=2, kind=LineKind.TAX, text="Tax", amount_cents=tax))
    if later.state is OrderState.CONFIRMED:
        booking.later_cents = 0
    session.commit()
    return later


def page_of(client: FlaskClient, order: Order, end: str = "") -> str:
    session.expire_all()
    return read(client, f"/orders/{order.public_id}{end}")


def test_order_page_adds_up_after_fees_and_a_payment_link(client: FlaskClient, order: Order) -> None:
    first, second, third = bookings(order)
    first.state = second.state = BookingState.NO_SHOW
    fees = [charged(order, booking) for booking in (first, second)]
    fee, other = (f"No-show fee, paid later, {one.public_id} $110.00" for one in fees)
    page = page_of(client, order)
    assert f"Total $330.00 Paid $0.00 {fee} {other} Due at venue, Hazel Bodywork $110.00" in page
    third.state = BookingState.COMPLETED
    link = charged(order, third, kind=OrderKind.BALANCE, pay_key="k" * 22, tax=500)
    page = page_of(client, order)
    by_link = f"Payment at the venue, paid later, plus $5.00 tax, {link.public_id} $110.00"
    assert f"Total $330.00 Paid $0.00 {fee} {other} {by_link}" in page
    assert "Due at venue" not in page
    shown = client.get(f"/orders/{order.public_id}").text
    for one in (*fees, link):
        assert f'href="/orders/{one.public_id}/receipt"' in shown
        assert client.get(f"/orders/{one.public_id}/receipt").status_code == 200


def test_order_page_says_what_is_no_longer_due_for_bookings_that_did_not_happen(
    client: FlaskClient, order: Order
) -> None:
    missed, canceled, kept = bookings(order)
    missed.state, canceled.state = BookingState.NO_SHOW, BookingState.CANCELED
    session.commit()
    page = page_of(client, order)
    assert "Paid $0.00 No longer due, Hazel Bodywork $220.00 Due at venue, Hazel Bodywork $110.00" in page
    charged(order, missed, state=OrderState.PENDING)
    owner = session.scalars(select(Venue.owner_id)).one()
    record_desk_payment(booking_id=kept.id, method=SettledBy.CASH, cents=PRICE, tip_cents=500, user_id=owner)
    session.commit()
    page = page_of(client, order)
    assert (
        "Paid $0.00 Paid in person, cash $110.00 No-show fee, not paid yet, Hazel Bodywork $110.00"
        " No longer due, Hazel Bodywork $110.00"
    ) in page
    assert "Due at venue" not in page


def test_receipt_says_what_was_due_when_the_guest_booked(client: FlaskClient, order: Order) -> None:
    for booking in bookings(order):
        booking.state = BookingState.NO_SHOW
        charged(order, booking)
    page = page_of(client, order, "/receipt")
    assert "Total $330.00 Paid $0.00 Due later when you booked, Hazel Bodywork $330.00" in page
    assert "What is paid later isn’t on this receipt." in page
    assert "Due at venue" not in page


def test_order_page_takes_one_statement_for_any_number_of_later_payments(client: FlaskClient, order: Order) -> None:
    counts = []
    for booking in bookings(order):
        booking.state = BookingState.NO_SHOW
        charged(order, booking)
        session.expire_all()
        with statements() as sent:
            assert client.get(f"/orders/{order.public_id}").status_code == 200
        counts.append(len(sent))
    assert counts == [counts[0]] * 3


def test_order_with_a_card_on_file_is_booked_and_not_paid(client: FlaskClient, order: Order) -> None:
    saved = "Your card is saved. Hazel Bodywork may charge up to {} if you cancel late or don’t come."
    page = page_of(client, order)
    assert "Paid and booked" not in page
    assert page.index("Booked") < page.index("You’re booked, Wren.") < page.index(saved.format("$330.00"))
    booking = bookings(order)[0]
    booking.state = BookingState.HELD
    transition(booking, BookingState.CONFIRMED, actor=Actor.GUEST)
    session.commit()
    history = read(client, f"/bookings/{booking.public_id}")
    assert f"Booked. {saved.format('$110.00')}" in history
    assert "Paid and booked" not in history


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "right after"),
        (59, "59 minutes later"),
        (60, "1 hour later"),
        (120, "2 hours later"),
        (90, "1 hr 30 min later"),
    ],
)
def test_order_page_says_the_gap_at_a_venue_in_hours(order: Order, minutes: int, said: str) -> None:
    pair = order_of(order.user_id or 0, order.public_id).bookings[:2]
    pair[1].starts_at = pair[0].ends_at + timedelta(minutes=minutes)
    assert way_before(pair, pair[1]) == f"Same venue, {said}."
