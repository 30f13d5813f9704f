"""A venue's limit on upcoming bookings per guest."""

from datetime import datetime, timedelta

import pytest

from app.accounts.models import User
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.errors import Conflict
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from tests.factories import make_service, make_user, make_venue
from tests.paid_day import booked
from tests.support import utc

AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland
HOUR = timedelta(hours=1)
TAKES = "Alder & Salt allows 2 upcoming bookings per guest."

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def wren() -> User:
    return make_user()


@pytest.fixture
def sauna() -> Service:
    """Return a service of a venue that allows two upcoming bookings per guest."""
    return make_service(make_venue(name="Alder & Salt", max_upcoming=2), capacity=8, title="Sauna circuit")


def has(user: User, service: Service, number: int, at: datetime = AT) -> list[Booking]:
    """Create `number` bookings, an hour apart."""
    return [booked(service, at + hour * HOUR, user=user) for hour in range(number)]


def checked_out(user: User, *services: Service) -> Order:
    cart = open_cart(user_id=user.id)
    for hour, service in enumerate(services):
        add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT + hour * HOUR))
    return check_out(CheckOut(cart, view_of(cart), user.id, Contact(user.name, user.email)))


def test_bookings_up_to_the_limit_are_allowed(sauna: Service, wren: User) -> None:
    has(wren, sauna, 1)
    assert checked_out(wren, sauna).total_cents == sauna.first_option.price_cents


@pytest.mark.parametrize(
    ("to_come", "wanted", "message"),
    [
        (
            2,
            1,
            f"{TAKES} You already have that many. Book again after your next one.",
        ),
        (
            1,
            2,
            f"{TAKES} You already have 1. Remove 1 booking from your cart.",
        ),
        (0, 3, f"{TAKES} Remove 1 booking from your cart."),
    ],
)
def test_bookings_over_the_limit_are_rejected_with_advice(
    sauna: Service, wren: User, to_come: int, wanted: int, message: str
) -> None:
    has(wren, sauna, to_come)
    with pytest.raises(Conflict) as refused:
        checked_out(wren, *[sauna] * wanted)
    assert refused.value.message == message


def test_bookings_at_other_venues_and_of_other_guests_do_not_count(sauna: Service, wren: User) -> None:
    elsewhere = make_service(make_venue(), capacity=8)
    has(make_user(), sauna, 2)
    has(wren, elsewhere, 2)
    assert checked_out(wren, sauna, elsewhere, sauna).total_cents == 3 * sauna.first_option.price_cents


def test_past_and_canceled_bookings_do_not_count_toward_the_limit(sauna: Service, wren: User) -> None:
    over, canceled = has(wren, sauna, 2, AT - timedelta(days=4))
    cancel_booking(booking_id=canceled.id, actor=Actor.GUEST, user_id=wren.id, reason="")
    with clock.pinned(over.starts_at + HOUR):
        checked_out(wren, sauna, sauna)


def test_pending_requests_count_toward_the_limit(sauna: Service, wren: User) -> None:
    for booking in has(wren, sauna, 2):
        booking.state, booking.accept_by = BookingState.REQUESTED, booking.starts_at
    with pytest.raises(Conflict, match="already have that many"):
        checked_out(wren, sauna)


def test_venue_without_a_limit_allows_any_number_of_bookings(wren: User) -> None:
    sauna = make_service(make_venue(), capacity=8)
    has(wren, sauna, 25)
    checked_out(wren, sauna)
