"""Reschedules by the guest: at the same price, with a refund, or after a payment. Whatever happens between the question
and the payment, the guest has one time and has paid exactly what is due."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.availability.actions import Claim, SlotUnavailable, book
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, OrderState, RefundState
from app.bookings.models import Booking, Order, OrderLine, Refund, Reschedule
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.history import reschedules_of
from app.bookings.queries.orders import lock_order, pending_reschedule_order
from app.bookings.queries.refunds import refundable_cents
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payments import gateway_flows
from app.payments.models import Payment
from app.payments.queries import payment_of_refund
from app.rescheduling.actions.by_guest import TermsChanged, reschedule_by_guest
from app.rescheduling.actions.by_venue import reschedule_by_venue
from app.rescheduling.actions.records import VersionConflict
from app.rescheduling.actions.slot_choice import Destination
from app.venues.models import Venue
from tests.factories import make_add_on, make_booking, make_deal, make_member, make_service, make_user, make_venue
from tests.payments.test_settle import deliver
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs, utc

TEN = utc("2026-05-19 17:00")  # Tuesday, 10 AM in Portland: off-peak until noon
ONE = utc("2026-05-19 20:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def massage(client: FlaskClient) -> Service:
    """Return a service at $110, with 30% off on Tuesday mornings."""
    venue = make_venue()
    june = make_member(venue, name="June Castellano", slug="june")
    make_deal(venue=venue, percent=30, windows=[(1, 10 * 60, 12 * 60)])
    return make_service(venue, members=[june], price_cents=11000)


@pytest.fixture
def wren(client: FlaskClient) -> User:
    return make_user(email="wren@example.com")


def paid(service: Service, at: datetime, user: User, stripe: StripeSandbox, **values: object) -> Booking:
    """Return a booking that was booked and paid in the usual way."""
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, wish=SlotRequest(service.id, at, **values))  # type: ignore[arg-type]
    order = check_out(CheckOut(cart, view_of(cart), user.id, Contact(user.name, user.email)))
    session.commit()
    pay(order, stripe)
    return bookings_of_order(order.id)[0]


def pay(order: Order, stripe: StripeSandbox) -> None:
    page(order)
    pay_page(order, stripe)
    gateway_flows.catch_up(order.id)
    session.commit()


def page(order: Order) -> str:
    gateway_flows.open_page(order.id)
    session.commit()
    return session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one() or ""


def pay_page(order: Order, stripe: StripeSandbox) -> None:
    found = session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one()
    stripe.pay(found or "")


def moved(booking: Booking, at: datetime, difference: int, **values: object) -> Reschedule | Order:
    given = {"member_id": None, "sequence": booking.sequence, "user_id": booking_user(booking), **values}
    done = reschedule_by_guest(booking_id=booking.id, starts_at=at, difference=difference, **given)  # type: ignore[arg-type]
    session.commit()
    return done


def booking_user(booking: Booking) -> int:
    return session.scalars(select(User.id).where(User.email == "wren@example.com")).one()


def asked_for_money(booking: Booking, at: datetime, difference: int) -> Order:
    order = moved(booking, at, difference)
    assert isinstance(order, Order)
    return order


def reserved(booking: Booking, state: ReservationState = ReservationState.CONFIRMED) -> list[tuple[datetime, datetime]]:
    rows = session.scalars(
        select(Reservation)
        .where(Reservation.booking_id == booking.id, Reservation.state == state)
        .order_by(Reservation.id)
    )
    return [(row.begins, row.ends) for row in rows]


def back(booking: Booking) -> list[tuple[int, int]]:
    """Return the refunds of a booking as (order id, cents)."""
    rows = session.scalars(select(Refund).where(Refund.booking_id == booking.id).order_by(Refund.id))
    return [(row.order_id, row.amount_cents) for row in rows]


def state_of(order: Order) -> OrderState:
    session.rollback()
    return lock_order(order.id).state


def test_rescheduling_at_the_same_price_needs_no_payment(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking = paid(massage, ONE, wren, stripe)
    moved(booking, ONE + 2 * HOUR, 0)
    assert reserved(booking) == [(ONE + 2 * HOUR, ONE + 3 * HOUR)]
    assert (booking.starts_at, booking.sequence, back(booking)) == (ONE + 2 * HOUR, 1, [])
    assert (booking.cancel_keep_percent, reschedules_of(booking.id)[0].actor) == (100, Actor.GUEST)


def test_rescheduling_to_a_lower_price_refunds_the_difference(
    massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, ONE, wren, stripe)
    moved(booking, TEN, -3300)
    assert (booking.price_cents, booking.price_reason) == (7700, "Off-peak, 30% off")
    assert [cents for _, cents in back(booking)] == [3300]
    assert refundable_cents(booking) == 7700


def test_rescheduling_to_a_higher_price_waits_for_the_difference(
    massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, TEN, wren, stripe)
    order = asked_for_money(booking, ONE, 3300)
    assert (booking.starts_at, order.state, order.total_cents) == (TEN, OrderState.PENDING, 3300)
    assert (reserved(booking), reserved(booking, ReservationState.HELD)) == ([(TEN, TEN + HOUR)], [(ONE, ONE + HOUR)])
    pay(order, stripe)
    session.refresh(booking)
    assert (booking.starts_at, booking.price_cents, booking.sequence) == (ONE, 11000, 1)
    assert (reserved(booking), reserved(booking, ReservationState.HELD)) == ([(ONE, ONE + HOUR)], [])
    assert (state_of(order), refundable_cents(booking)) == (OrderState.CONFIRMED, 11000)


def test_rescheduling_to_an_overlapping_time_holds_only_the_rest(
    massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, TEN + 1.5 * HOUR, wren, stripe)  # 11:30, off-peak
    order = asked_for_money(booking, TEN + 2 * HOUR, 3300)
    assert reserved(booking, ReservationState.HELD) == [(TEN + 2.5 * HOUR, TEN + 3 * HOUR)]
    pay(order, stripe)
    assert reserved(booking) == [(TEN + 2 * HOUR, TEN + 3 * HOUR)]


def test_payment_page_describes_the_price_difference(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking = paid(massage, TEN, wren, stripe)
    page(asked_for_money(booking, ONE, 3300))
    sent = stripe.requests()[-1]
    assert "Price difference to reschedule Unwinding massage to Tue, May 19, 1:00 PM" in str(sent)


def test_repeated_payment_webhooks_reschedule_once(
    client: FlaskClient, massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, TEN, wren, stripe)
    stripe.take()
    order = asked_for_money(booking, ONE, 3300)
    page(order)
    pay_page(order, stripe)
    for event in stripe.take():
        assert [deliver(client, event) for _ in range(2)] == [200, 200]
    gateway_flows.catch_up(order.id)
    session.commit()
    session.refresh(booking)
    assert (booking.sequence, len(reschedules_of(booking.id)), refundable_cents(booking)) == (1, 1, 11000)


def test_canceling_expires_an_unpaid_reschedule(
    massage: Service, wren: User, stripe: StripeSandbox, jobs: Jobs
) -> None:
    booking = paid(massage, TEN, wren, stripe)
    order = asked_for_money(booking, ONE, 3300)
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=wren.id)
    session.flush()
    assert reserved(booking, ReservationState.HELD) == []
    jobs.run()
    assert state_of(order) is OrderState.EXPIRED
    assert [cents for _, cents in back(booking)] == [7700]


def test_difference_paid_for_a_canceled_booking_is_refunded(
    massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, TEN, wren, stripe)
    order = asked_for_money(booking, ONE, 3300)
    page(order)
    pay_page(order, stripe)
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=wren.id)
    session.commit()
    gateway_flows.catch_up(order.id)
    session.commit()
    assert state_of(order) is OrderState.REFUNDED
    assert sorted(back(booking)) == sorted([(order.id - 1, 7700), (order.id, 3300)])


def test_difference_paid_after_the_venue_rescheduled_is_refunded(
    massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, TEN, wren, stripe)
    order = asked_for_money(booking, ONE, 3300)
    page(order)
    pay_page(order, stripe)
    there = Destination(TEN + HOUR, TEN + 2 * HOUR)
    reschedule_by_venue(booking_id=booking.id, to=there, sequence=0)
    session.commit()
    gateway_flows.catch_up(order.id)
    session.commit()
    session.refresh(booking)
    assert (state_of(order), booking.starts_at, back(booking)) == (OrderState.REFUNDED, TEN + HOUR, [(order.id, 3300)])


def test_late_difference_is_refunded_when_the_new_time_is_unavailable(
    massage: Service, wren: User, stripe: StripeSandbox, jobs: Jobs
) -> None:
    booking = paid(massage, TEN, wren, stripe)
    order = asked_for_money(booking, ONE, 3300)
    page(order)
    pay_page(order, stripe)
    with clock.pinned(NOW + timedelta(minutes=40)):
        other = make_booking(massage, ONE)
        book(claims=[Claim(other.id, massage.id, ONE)])
        session.commit()
        gateway_flows.catch_up(order.id)
        session.commit()
    session.refresh(booking)
    assert (state_of(order), booking.starts_at) == (OrderState.REFUNDED, TEN)
    assert (back(booking), reserved(booking)) == ([(order.id, 3300)], [(TEN, TEN + HOUR)])


def test_late_difference_reschedules_while_the_new_time_is_available(
    massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, TEN, wren, stripe)
    order = asked_for_money(booking, ONE, 3300)
    page(order)
    pay_page(order, stripe)
    with clock.pinned(NOW + timedelta(minutes=40)):
        gateway_flows.catch_up(order.id)
        session.commit()
    session.refresh(booking)
    assert (state_of(order), booking.starts_at) == (OrderState.CONFIRMED, ONE)


def test_expired_hold_releases_the_new_time(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking = paid(massage, TEN, wren, stripe)
    order = asked_for_money(booking, ONE, 3300)
    with clock.pinned(NOW + timedelta(minutes=31)):
        assert gateway_flows.close_lapsed() == 1
    assert (state_of(order), reserved(booking)) == (OrderState.EXPIRED, [(TEN, TEN + HOUR)])
    assert reserved(booking, ReservationState.HELD) == []
    assert pending_reschedule_order(booking.id) is None


def test_refund_is_drawn_from_the_newest_payment_first(
    massage: Service, wren: User, stripe: StripeSandbox, jobs: Jobs
) -> None:
    booking = paid(massage, TEN, wren, stripe)
    first = session.scalars(select(Order.id)).one()
    order = asked_for_money(booking, ONE, 3300)
    pay(order, stripe)
    cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None, reason="June is ill.")
    assert back(booking) == [(order.id, 3300), (first, 7700)]
    jobs.run()
    refunds = session.scalars(select(Refund).order_by(Refund.id)).all()
    assert {refund.state for refund in refunds} == {RefundState.SUCCEEDED}
    payments = [payment_of_refund(refund.id) for refund in refunds]
    assert [payment and payment.order_id for payment in payments] == [order.id, first]


def test_lines_of_all_orders_add_up_to_the_amount_charged(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking = paid(massage, TEN, wren, stripe)
    pay(asked_for_money(booking, ONE, 3300), stripe)
    session.refresh(booking)
    moved(booking, TEN, -3300)
    pay(asked_for_money(booking, ONE, 3300), stripe)
    lines = session.scalars(select(OrderLine.amount_cents).where(OrderLine.booking_id == booking.id)).all()
    charged = session.scalars(select(Payment.amount_cents)).all()
    assert sum(lines) == sum(charged) == 7700 + 3300 + 3300
    assert refundable_cents(booking) == 11000


@pytest.mark.parametrize("difference", [0, -3299, 3300])
def test_rescheduling_is_rejected_when_the_difference_is_not_as_shown(
    massage: Service, wren: User, stripe: StripeSandbox, difference: int
) -> None:
    booking = paid(massage, ONE, wren, stripe)
    with pytest.raises(TermsChanged, match="The price changed while you were deciding"):
        moved(booking, TEN, difference)


def test_increase_of_a_few_cents_is_not_charged(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking = paid(massage, ONE, wren, stripe)
    massage.price_cents += 49
    session.commit()
    moved(booking, ONE + HOUR, 0)
    assert (booking.list_cents, booking.price_cents, booking.price_reason) == (
        11049,
        11000,
        "Your price stays the same",
    )


def test_rescheduled_add_ons_stay_at_their_original_price(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    stones = make_add_on(massage, cents=2000, minutes=15)
    booking = paid(massage, ONE, wren, stripe, add_on_ids=(stones.id,))
    stones.price_cents, stones.active = 5000, False
    session.commit()
    moved(booking, TEN, -3300)
    assert (booking.price_cents, reserved(booking)) == (9700, [(TEN, TEN + 1.25 * HOUR)])


def test_rescheduling_to_an_unavailable_time_is_rejected(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking, other = paid(massage, ONE, wren, stripe), make_booking(massage, ONE + 2 * HOUR)
    book(claims=[Claim(other.id, massage.id, ONE + 2 * HOUR)])
    with pytest.raises(SlotUnavailable):
        moved(booking, ONE + 2 * HOUR, 0)
    assert reserved(booking) == [(ONE, ONE + HOUR)]


def test_rescheduling_from_an_outdated_page_is_rejected(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking = paid(massage, ONE, wren, stripe)
    moved(booking, ONE + HOUR, 0)
    with pytest.raises(VersionConflict):
        moved(booking, ONE + 2 * HOUR, 0, sequence=0)


@pytest.mark.parametrize(
    ("hours", "keep", "move", "before", "can"),
    [
        (24, 100, 24, 24, True),
        (24, 100, 24, 23, False),
        (24, 100, 2, 23, False),  # otherwise rescheduling would avoid the late cancellation fee
        (24, 100, 48, 47, False),
        (24, 0, 2, 3, True),
        (24, 100, None, 47, False),
    ],
)
def test_guest_can_reschedule_only_until_the_deadline(
    massage: Service,
    wren: User,
    stripe: StripeSandbox,
    hours: int,
    keep: int,
    move: int | None,
    before: int,
    can: bool,
) -> None:
    booking = paid(massage, ONE, wren, stripe)
    booking.cancel_free_hours, booking.cancel_keep_percent, booking.move_hours = hours, keep, move
    session.commit()
    with clock.pinned(ONE - before * HOUR):
        if can:
            moved(booking, ONE + 24 * HOUR, 0)
            assert booking.starts_at == ONE + 24 * HOUR
        else:
            with pytest.raises(Conflict, match=r"call Hazel Bodywork at \(503\) 555-0142"):
                moved(booking, ONE + 24 * HOUR, 0)


def test_reschedule_deadline_is_frozen_with_the_booking(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    session.get_one(Venue, massage.venue_id).move_hours = None
    assert paid(massage, ONE, wren, stripe).move_hours is None


def test_booking_of_a_service_no_longer_offered_cannot_be_rescheduled(
    massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, ONE, wren, stripe)
    massage.active = False
    session.commit()
    with pytest.raises(Conflict, match="no longer offered"):
        moved(booking, ONE + HOUR, 0)


def test_rescheduling_emails_the_guest_and_the_venue(
    massage: Service, wren: User, stripe: StripeSandbox, app: Flask, jobs: Jobs
) -> None:
    booking = paid(massage, ONE, wren, stripe)
    moved(booking, TEN, -3300)
    assert {"bookings.email_rescheduled", "bookings.email_venue_rescheduled", "payments.pay_refund"} <= set(
        jobs.waiting()
    )
