"""Bookings that several people change at once: one change wins, the others fail, and no booking has two times."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.availability.actions import Claim, book, hold
from app.availability.models import Reservation
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, BookingState, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.history import reschedules_of
from app.bookings.queries.orders import pending_reschedule_order
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.rescheduling.actions import by_venue
from app.rescheduling.actions.by_guest import reschedule_by_guest
from app.rescheduling.actions.by_venue import reschedule_by_venue
from app.rescheduling.actions.slot_choice import Destination
from app.rescheduling.error_texts import TEXTS
from app.rescheduling.errors import ReschedulingErrorCode
from tests.factories import make_booking, make_deal, make_member, make_order, make_service, make_user, make_venue
from tests.support import NOW, utc
from tests.tabs import DONE, in_tabs, read_together

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db", "now")]

TEN = utc("2026-05-19 17:00")  # Tuesday, 10 AM in Portland
HOUR = timedelta(hours=1)


@pytest.fixture
def massage() -> Service:
    """Return a service at $110, with 30% off on Tuesday mornings."""
    venue = make_venue()
    make_deal(venue=venue, percent=30, windows=[(1, 10 * 60, 12 * 60)])
    return make_service(venue, members=[make_member(venue)], price_cents=11000)


@pytest.fixture
def booking(massage: Service) -> Booking:
    order = make_order(user=make_user(), total_cents=7700)
    values = {"state": BookingState.CONFIRMED, "discount_cents": 3300, "price_cents": 7700}
    booking = make_booking(massage, TEN, order=order, **values)
    book(claims=[Claim(booking.id, booking.option_id, TEN)])
    session.commit()
    return booking


def owner_moves(booking_id: int) -> Callable[[int], object]:
    def tab(number: int) -> None:
        begins = TEN + (number + 2) * HOUR
        with clock.pinned(NOW):
            reschedule_by_venue(booking_id=booking_id, to=Destination(begins, begins + HOUR), sequence=0)

    return tab


def reserved(booking_id: int) -> list[datetime]:
    session.rollback()
    rows = session.scalars(select(Reservation).where(Reservation.booking_id == booking_id))
    return [row.begins for row in rows]


def test_only_one_of_many_reschedules_at_once_succeeds(app: Flask, booking: Booking) -> None:
    booking_id = booking.id
    outcomes = in_tabs(app, owner_moves(booking_id), tabs=6)
    assert outcomes.count(DONE) == 1
    assert sum("This booking changed while you were editing" in one for one in outcomes) == 5
    session.expire_all()
    assert reserved(booking_id) == [session.get_one(Booking, booking_id).starts_at]
    assert len(reschedules_of(booking_id)) == 1


def test_unique_sequence_allows_one_reschedule_without_the_lock(
    app: Flask, booking: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reschedule without the lock: all tabs have read the same booking before any of them writes. The unique
    sequence of the reschedule remains as a guard."""
    booking_id = booking.id
    unlocked = read_together(lambda wanted: session.get_one(Booking, wanted), tabs=3)
    monkeypatch.setattr(by_venue, "lock_booking", unlocked)
    outcomes = in_tabs(app, owner_moves(booking_id), tabs=3)
    assert not any("changed while you were editing" in one for one in outcomes)
    assert len(reschedules_of(booking_id)) == 1


def test_only_one_of_a_reschedule_and_a_checkout_at_once_gets_the_time(
    app: Flask, massage: Service, booking: Booking
) -> None:
    other = make_booking(massage, TEN + 3 * HOUR)
    session.commit()
    ids, at = (booking.id, other.id, massage.id), TEN + 3 * HOUR

    def tab(number: int) -> None:
        with clock.pinned(NOW):
            if number:
                hold(claims=[Claim(ids[1], ids[2], at)], until=NOW + HOUR)
            else:
                reschedule_by_venue(booking_id=ids[0], to=Destination(at, at + HOUR), sequence=0)

    outcomes = in_tabs(app, tab, tabs=2)
    assert outcomes.count(DONE) == 1
    session.rollback()
    taken = session.scalars(select(Reservation).order_by(Reservation.id)).all()
    assert len([row for row in taken if row.begins == at]) == 1
    assert len(reserved(ids[0])) == 1


def test_guest_reschedule_during_a_venue_cancellation_ends_canceled(app: Flask, booking: Booking) -> None:
    booking_id, user_id = booking.id, session.scalars(select(User.id).order_by(User.id.desc())).first()

    def tab(number: int) -> None:
        with clock.pinned(NOW):
            if number:
                cancel_booking(booking_id=booking_id, actor=Actor.PROVIDER, user_id=None, reason="June is ill.")
            else:
                reschedule_by_guest(
                    booking_id=booking_id,
                    starts_at=TEN + HOUR,
                    member_id=None,
                    sequence=0,
                    difference=0,
                    user_id=user_id or 0,
                )

    outcomes = in_tabs(app, tab, tabs=2)
    assert DONE in outcomes
    session.expire_all()
    session.rollback()
    assert session.get_one(Booking, booking_id).state is BookingState.CANCELED
    assert reserved(booking_id) == []
    assert session.scalar(select(func.sum(Refund.amount_cents)).where(Refund.booking_id == booking_id)) == 7700


def test_booking_has_at_most_one_pending_payment_for_a_reschedule(app: Flask, booking: Booking) -> None:
    booking_id, user_id = booking.id, session.scalars(select(User.id).order_by(User.id.desc())).first()

    def tab(number: int) -> None:
        with clock.pinned(NOW):
            reschedule_by_guest(
                booking_id=booking_id,
                starts_at=TEN + (3 + number) * HOUR,
                member_id=None,
                sequence=0,
                difference=3300,
                user_id=user_id or 0,
            )

    outcomes = in_tabs(app, tab, tabs=4)
    # Those that waited for the booking see the first one's order.
    assert outcomes == sorted([DONE, *[str(TEXTS[ReschedulingErrorCode.WAITS_FOR_PAYMENT])] * 3])
    session.rollback()
    assert pending_reschedule_order(booking_id) is not None
    assert len(reserved(booking_id)) == 2  # the current time and the new one
    assert session.scalar(select(func.count()).where(Order.state == OrderState.PENDING)) == 1
