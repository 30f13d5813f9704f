"""A paid day for tests: three bookings at two venues, with fixed booking and order numbers."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from app.accounts.models import User
from app.bookings.enums import Actor, BookingState, LineKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order, OrderLine
from app.bookings.queries.bookings import bookings_of_order
from app.catalog.models import Service
from app.core.db import session
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.venues.models import Venue
from tests.factories import (
    add,
    make_booking,
    make_member,
    make_order,
    make_service,
    make_user,
    make_venue,
    make_venue_order,
)
from tests.support import NOW, sign_in, utc

TUESDAY = utc("2026-05-19 20:00")  # 1 PM in Portland
ORDER, MASSAGE, SCALP, SAUNA = "CW-7Q4M-2ZXD", "CW-3H8K-MASS", "CW-5P2R-SCAP", "CW-9T6W-SAVN"


def make_hazel() -> Venue:
    venue = make_venue(
        name="Hazel Bodywork",
        directions="The blue door beside the bakery.",
        arrival_note="Arrive 10 minutes early for a short form.",
    )
    venue.slug = "hazel-bodywork"
    session.get_one(User, venue.owner_id).email = "maren@hazelbodywork.example"
    return venue


def make_alder() -> Venue:
    venue = make_venue(
        name="Alder & Salt",
        street="2210 SE Clinton St",
        latitude=45.5033,
        longitude=-122.6428,
        phone="",
        cancel_keep_percent=50,
    )
    venue.slug = "alder-salt"
    owner = session.get_one(User, venue.owner_id)
    owner.name, owner.email = "Ines Halvorsen", "ines@alderandsalt.example"
    return venue


def confirm(booking: Booking, *, at: datetime = NOW) -> Booking:
    """Confirm a booking as a payment does, and record it in the history."""
    booking.state = BookingState.CONFIRMED
    return moved(booking, BookingState.HELD, actor=Actor.SYSTEM, reason="paid", at=at)


def moved(booking: Booking, before: BookingState, *, actor: Actor, reason: str = "", at: datetime = NOW) -> Booking:
    add(
        BookingTransition(
            booking_id=booking.id, from_state=before, to_state=booking.state, actor=actor, reason=reason, at=at
        )
    )
    return booking


def pay(order: Order) -> Order:
    """Mark an order confirmed and paid with Visa 4242, with a line for each booking and one for each discount."""
    order.state, order.settled_at = OrderState.CONFIRMED, NOW
    session.execute(delete(OrderLine).where(OrderLine.order_id == order.id))
    bookings = bookings_of_order(order.id)
    lines = [line for booking in bookings for line in lines_of(booking)]
    for position, (booking, kind, text, cents) in enumerate(lines, start=1):
        values = {"position": position, "kind": kind, "text": text, "amount_cents": cents}
        add(OrderLine(order_id=order.id, booking_id=booking.id, **values))
    order.total_cents = sum(booking.price_cents for booking in bookings)
    if order.total_cents:
        add(
            Payment(
                order_id=order.id,
                state=PaymentState.PAID,
                amount_cents=order.total_cents,
                email=order.email,
                session_expires_at=NOW,
                payment_intent_id=f"pi_{order.id}",
                card_brand="visa",
                card_last4="4242",
                paid_at=NOW,
            )
        )
    session.flush()
    return order


def lines_of(booking: Booking) -> list[tuple[Booking, LineKind, str, int]]:
    lines = [(booking, LineKind.BOOKING, booking.title, booking.list_cents)]
    less = (booking, LineKind.DISCOUNT, booking.price_reason, -booking.discount_cents)
    return [*lines, less] if booking.discount_cents else lines


def booked(service: Service, at: datetime, *, user: User | None = None, **values: object) -> Booking:
    """Return a paid booking in an order of its own."""
    order = make_order(user=user)
    booking = confirm(make_booking(service, at, order=order, **values))
    pay(order)
    session.commit()
    return booking


def make_day() -> Order:
    """Create an order for Tuesday, May 19: a massage with June at an off-peak price, then scalp and neck with Priya,
    then the sauna for two."""
    hazel, alder = make_hazel(), make_alder()
    june, priya = make_member(hazel), make_member(hazel, name="Priya Raman")
    massage = make_service(hazel, members=[june])
    scalp = make_service(hazel, members=[priya], title="Scalp and neck", minutes=30, price_cents=6200)
    sauna = make_service(alder, capacity=6, title="Sauna circuit", minutes=90, price_cents=2400)
    massage.slug, scalp.slug, sauna.slug = "unwinding-massage", "scalp-and-neck", "sauna-circuit"
    user = make_user(email="wren@example.com")
    order = make_order(user=user, public_id=ORDER, phone=user.phone)
    make_venue_order(order, hazel.id, note="A sore left shoulder.\nNo strong scents, please.")
    make_venue_order(order, alder.id)
    less = {"discount_cents": 3300, "price_cents": 7700, "price_reason": "Off-peak, 30% off"}
    confirm(make_booking(massage, TUESDAY, order=order, public_id=MASSAGE, served_by="June Castellano", **less))
    later = TUESDAY + timedelta(minutes=75)
    confirm(make_booking(scalp, later, order=order, public_id=SCALP, served_by="Priya Raman"))
    evening = TUESDAY + timedelta(minutes=150)
    confirm(make_booking(sauna, evening, order=order, public_id=SAUNA, quantity=2, cancel_keep_percent=50))
    pay(order)
    session.commit()
    return order


def booking_called(public_id: str) -> Booking:
    return session.query(Booking).filter_by(public_id=public_id).one()


@pytest.fixture
def wren(client: FlaskClient) -> User:
    """Return a guest who is logged in."""
    user = make_user(email="wren@example.com")
    sign_in(client, user)
    return user


@pytest.fixture
def facial(client: FlaskClient) -> Service:
    venue = make_venue(name="Fernway Skin Studio")
    return make_service(venue, capacity=4, title="Clear-water facial", price_cents=9500)


@pytest.fixture
def day(client: FlaskClient) -> None:
    """Create three bookings on Tuesday and log in their guest."""
    sign_in(client, session.get_one(User, make_day().user_id))
