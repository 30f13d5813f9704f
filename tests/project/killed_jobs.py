"""One case for each background task, with real work to do, so that a test can kill the task in the middle."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.availability.actions import Claim, book
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.orders import held_bookings
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core.db import session
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payments import gateway_flows
from app.payments.models import Payment
from tests.factories import first_option, make_member, make_service, make_user, make_venue
from tests.paid_day import MASSAGE, SAUNA, TUESDAY, booking_called, make_day
from tests.sandbox.servers import StripeSandbox

HOUR = timedelta(hours=1)
Arguments = dict[str, int | str]


@dataclass(frozen=True, slots=True)
class World:
    stripe: StripeSandbox


@dataclass(frozen=True, slots=True)
class Case:
    """A task's setup: `arrange` creates the rows that the task works on and returns its arguments."""

    arrange: Callable[[World], Arguments]
    changes_something: bool = True


CASES: dict[str, Case] = {}


def case(*tasks: str, changes_something: bool = True) -> Callable[[Callable[[World], Arguments]], None]:
    def register(arrange: Callable[[World], Arguments]) -> None:
        CASES.update(dict.fromkeys(tasks, Case(arrange, changes_something)))

    return register


def booking_of_day() -> Booking:
    """Return a paid massage with June on Tuesday at 1 PM."""
    make_day()
    booking = booking_called(MASSAGE)
    book(claims=[Claim(booking.id, booking.option_id, booking.starts_at)])
    session.flush()
    return booking


def canceled(public_id: str) -> int:
    make_day()
    booking = booking_called(public_id)
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None)
    return booking.id


def refund_of_day(**values: object) -> int:
    refund = session.scalars(select(Refund).where(Refund.booking_id == canceled(SAUNA))).one()
    for name, value in values.items():
        setattr(refund, name, value)
    return refund.id


def staffed() -> Service:
    """Return a one-hour service provided by June, who works from 10 AM to 8 PM."""
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    session.refresh(service, ["performers"])
    session.flush()
    return service


def checked_out() -> Order:
    """Return an order for Tuesday with an open payment page. Commits."""
    order = held()
    gateway_flows.open_page(order.id)
    session.commit()
    return order


def held() -> Order:
    """Return an order for Tuesday without a payment page. Commits."""
    user = make_user()
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, slot=SlotRequest(first_option(staffed()).id, TUESDAY))
    view = view_of(cart, except_bookings=held_bookings(cart))
    order = check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email)))
    session.commit()
    return order


def paid(world: World) -> Order:
    order = checked_out()
    world.stripe.pay(session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one() or "")
    gateway_flows.catch_up(order.id)
    session.commit()
    return order
