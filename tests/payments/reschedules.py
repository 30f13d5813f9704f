"""A paid booking that a guest reschedules, and what became of it."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.bookings.enums import OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.reschedules import Reschedule
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.orders import lock_order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core.db import session
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payments import gateway_flows
from app.payments.models import Payment
from app.rescheduling.actions.by_guest import reschedule_by_guest
from tests.factories import make_deal, make_member, make_service, make_user, make_venue
from tests.sandbox.servers import StripeSandbox
from tests.support import utc

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
    add_line(cart=cart, slot=SlotRequest(service.first_option.id, at, **values))  # type: ignore[arg-type]
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


def unpaid_reschedule(booking: Booking, at: datetime, difference: int) -> Order:
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
