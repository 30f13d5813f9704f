"""Any sequence of reschedules, refunds and cancellations: an order never refunds more than it charged, and its lines
add up to the charge."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select

from app.availability.actions import Claim, book
from app.bookings.actions.cancel import cancel_booking
from app.bookings.actions.refunds import issue_refund, retry_refund
from app.bookings.enums import Actor, BookingState, OrderState, RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.bookings.queries.orders import pending_reschedule_order
from app.bookings.queries.refunds import refundable_cents
from app.catalog.models import Service
from app.core.db import session
from app.core.errors import DomainError
from app.orders.actions.fulfillment import confirm_order, expire_order
from app.rescheduling.actions.by_guest import reschedule_by_guest
from app.rescheduling.actions.by_venue import reschedule_by_venue
from app.rescheduling.actions.slot_choice import Destination
from tests import database
from tests.factories import make_booking, make_member, make_order, make_service, make_user, make_venue
from tests.sizes import sized
from tests.support import utc

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db", "now")]

TEN = utc("2026-05-19 17:00")  # Tuesday, 10 AM in Portland
HOUR = timedelta(hours=1)

PRICES = some.sampled_from([0, 100, 149, 5000, 7700, 11000])
STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("herself"), PRICES, some.integers(0, 8)),
        some.tuples(some.just("venue"), PRICES, some.integers(0, 8)),
        some.tuples(some.sampled_from(["pay", "expire", "back", "fail", "again", "cancel"]), PRICES, some.just(0)),
    ),
    min_size=1,
    max_size=12,
)


def step(booking: Booking, service: Service, kind: str, price: int, hours: int) -> None:
    waiting = pending_reschedule_order(booking.id)
    at = TEN + hours * HOUR
    if kind == "herself" and waiting is None:
        service.first_option.price_cents = price
        session.flush()
        reschedule_by_guest(
            booking_id=booking.id,
            starts_at=at,
            member_id=None,
            sequence=booking.sequence,
            difference=0 if 0 < price - booking.price_cents < 50 else price - booking.price_cents,
            user_id=session.get_one(Order, order_of(booking)).user_id or 0,
        )
    elif kind == "venue":
        to = Destination(at, at + HOUR)
        reschedule_by_venue(booking_id=booking.id, to=to, sequence=booking.sequence, requested_by_guest=True)
    elif kind == "pay" and waiting is not None:
        confirm_order(order_id=waiting.id)
    elif kind == "expire" and waiting is not None:
        expire_order(order_id=waiting.id)
    elif kind == "back":
        issue_refund(booking_id=booking.id, cents=max(1, price // 3), left=refundable_cents(booking), reason="Cold.")
    elif kind == "fail":
        refund = session.scalars(select(Refund).where(Refund.state == RefundState.DUE).limit(1)).first()
        if refund is not None:
            refund.state = RefundState.FAILED
    elif kind == "again":
        failed = session.scalars(select(Refund).where(Refund.state == RefundState.FAILED).limit(1)).first()
        if failed is not None:
            retry_refund(refund_id=failed.id)
    elif kind == "cancel":
        cancel_booking(booking_id=booking.id, actor=Actor.PROVIDER, user_id=None, reason="Ill.")
    session.flush()


def order_of(booking: Booking) -> int:
    return session.scalars(
        select(OrderLine.order_id).where(OrderLine.booking_id == booking.id).order_by(OrderLine.order_id).limit(1)
    ).one()


def never_more_than_was_paid(booking: Booking) -> None:
    for order in session.scalars(select(Order)):
        lines = session.scalar(select(func.sum(OrderLine.amount_cents)).where(OrderLine.order_id == order.id)) or 0
        assert lines == order.total_cents
        back = session.scalar(
            select(func.coalesce(func.sum(Refund.amount_cents), 0)).where(
                Refund.order_id == order.id, Refund.state != RefundState.FAILED
            )
        )
        assert (back or 0) <= (lines if order.state in {OrderState.CONFIRMED, OrderState.REFUNDED} else 0)
    assert refundable_cents(booking) >= 0
    session.refresh(booking)
    assert booking.price_cents == booking.list_cents - booking.discount_cents


@settings(max_examples=sized(40, 12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=PRICES, steps=STEPS)
def test_refunds_never_exceed_payments_after_any_sequence_of_changes(
    first: int, steps: list[tuple[str, int, int]]
) -> None:
    session.rollback()
    database.empty()
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)], price_cents=first)
    order = make_order(user=make_user(), total_cents=first)
    booking = make_booking(service, TEN, order=order, state=BookingState.CONFIRMED)
    book(claims=[Claim(booking.id, booking.option_id, TEN)])
    session.commit()
    for kind, price, hours in steps:
        try:
            with session.begin_nested():
                step(booking, service, kind, price, hours)
        except DomainError:
            session.refresh(booking)
        never_more_than_was_paid(booking)
