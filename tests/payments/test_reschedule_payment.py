"""Reschedules by the guest to a higher price. Whatever happens between the question and the payment, the guest has one
time and has paid exactly what is due."""

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.availability.enums import ReservationState
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, OrderState, RefundState
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.history import reschedules_of
from app.bookings.queries.orders import pending_reschedule_order
from app.bookings.queries.refunds import refundable_cents
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.payments import gateway_flows
from app.payments.models import Payment
from app.payments.queries import payment_of_refund
from app.rescheduling.actions.by_venue import reschedule_by_venue
from app.rescheduling.actions.slot_choice import Destination
from tests.factories import make_booking
from tests.payments.reschedules import (
    HOUR,
    ONE,
    TEN,
    back,
    massage,
    moved,
    page,
    paid,
    pay,
    pay_page,
    reserved,
    state_of,
    unpaid_reschedule,
    wren,
)
from tests.payments.test_settle import deliver
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs

__all__ = ["massage", "wren"]


def test_rescheduling_to_a_higher_price_waits_for_the_difference(
    massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, TEN, wren, stripe)
    order = unpaid_reschedule(booking, ONE, 3300)
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
    order = unpaid_reschedule(booking, TEN + 2 * HOUR, 3300)
    assert reserved(booking, ReservationState.HELD) == [(TEN + 2.5 * HOUR, TEN + 3 * HOUR)]
    pay(order, stripe)
    assert reserved(booking) == [(TEN + 2 * HOUR, TEN + 3 * HOUR)]


def test_payment_page_describes_the_price_difference(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking = paid(massage, TEN, wren, stripe)
    page(unpaid_reschedule(booking, ONE, 3300))
    sent = stripe.requests()[-1]
    assert "Price difference to reschedule Unwinding massage to Tue, May 19, 1:00 PM" in str(sent)


def test_repeated_payment_webhooks_reschedule_once(
    client: FlaskClient, massage: Service, wren: User, stripe: StripeSandbox
) -> None:
    booking = paid(massage, TEN, wren, stripe)
    stripe.take()
    order = unpaid_reschedule(booking, ONE, 3300)
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
    order = unpaid_reschedule(booking, ONE, 3300)
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
    order = unpaid_reschedule(booking, ONE, 3300)
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
    order = unpaid_reschedule(booking, ONE, 3300)
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
    order = unpaid_reschedule(booking, ONE, 3300)
    page(order)
    pay_page(order, stripe)
    with clock.pinned(NOW + timedelta(minutes=40)):
        other = make_booking(massage, ONE)
        book(claims=[Claim(other.id, other.option_id, ONE)])
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
    order = unpaid_reschedule(booking, ONE, 3300)
    page(order)
    pay_page(order, stripe)
    with clock.pinned(NOW + timedelta(minutes=40)):
        gateway_flows.catch_up(order.id)
        session.commit()
    session.refresh(booking)
    assert (state_of(order), booking.starts_at) == (OrderState.CONFIRMED, ONE)


def test_expired_hold_releases_the_new_time(massage: Service, wren: User, stripe: StripeSandbox) -> None:
    booking = paid(massage, TEN, wren, stripe)
    order = unpaid_reschedule(booking, ONE, 3300)
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
    order = unpaid_reschedule(booking, ONE, 3300)
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
    pay(unpaid_reschedule(booking, ONE, 3300), stripe)
    session.refresh(booking)
    moved(booking, TEN, -3300)
    pay(unpaid_reschedule(booking, ONE, 3300), stripe)
    lines = session.scalars(select(OrderLine.amount_cents).where(OrderLine.booking_id == booking.id)).all()
    charged = session.scalars(select(Payment.amount_cents)).all()
    assert sum(lines) == sum(charged) == 7700 + 3300 + 3300
    assert refundable_cents(booking) == 11000
