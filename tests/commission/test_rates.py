"""Which rate a new booking keeps."""

from collections.abc import Sequence

import pytest

from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.orders import held_bookings
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.commission.actions import clear_rates, set_rates
from app.commission.amounts import Rates
from app.commission.queries import rates_of
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.orders.actions.fulfillment import confirm_order
from tests.factories import make_service, make_user, make_venue
from tests.support import utc

pytestmark = pytest.mark.usefixtures("db", "now")


def book(service: Service, *starts: str, user_id: int) -> Sequence[Booking]:
    """Check out these starts in one order, confirm it, and return its bookings by start."""
    cart = open_cart(user_id=user_id)
    for start in starts:
        add_line(cart=cart, slot=SlotRequest(service.first_option.id, utc(start)))
    view = view_of(cart, except_bookings=held_bookings(cart))
    order = check_out(CheckOut(cart, view, user_id, Contact("Wren", "wren@example.com")))
    confirm_order(order_id=order.id)
    return bookings_of_order(order.id)


def rates(service: Service, *starts: str, user_id: int) -> list[int]:
    """Book these starts, and return the rate of each booking."""
    return [booking.commission_bps for booking in book(service, *starts, user_id=user_id)]


@pytest.fixture
def service() -> Service:
    return make_service(make_venue(), capacity=4)


def test_there_is_no_commission_until_an_admin_sets_one(service: Service) -> None:
    assert rates(service, "2026-05-19 18:00", user_id=make_user().id) == [0]


def test_new_bookings_keep_the_rate_at_the_time_they_were_made(service: Service) -> None:
    set_rates(venue_id=None, rates=Rates(800))
    guest = make_user()
    assert rates(service, "2026-05-19 18:00", user_id=guest.id) == [800]
    set_rates(venue_id=None, rates=Rates(900))
    assert rates(service, "2026-05-20 18:00", user_id=guest.id) == [900]


def test_a_venue_can_have_its_own_rates_for_a_while(service: Service) -> None:
    set_rates(venue_id=None, rates=Rates(800, 2000))
    set_rates(venue_id=service.venue_id, rates=Rates(500))
    other = make_venue()
    assert rates_of([service.venue_id, other.id]) == {service.venue_id: Rates(500), other.id: Rates(800, 2000)}
    clear_rates(venue_id=service.venue_id)
    assert rates_of([service.venue_id]) == {service.venue_id: Rates(800, 2000)}


def test_only_the_earliest_booking_of_a_new_guest_has_the_first_rate(service: Service) -> None:
    set_rates(venue_id=None, rates=Rates(800, 2000))
    guest = make_user()
    assert rates(service, "2026-05-20 18:00", "2026-05-19 18:00", user_id=guest.id) == [2000, 800]
    assert rates(service, "2026-05-21 18:00", user_id=guest.id) == [800]


def test_a_guest_who_only_canceled_is_still_new(service: Service) -> None:
    set_rates(venue_id=None, rates=Rates(800, 2000))
    guest = make_user()
    [booking] = book(service, "2026-05-19 18:00", user_id=guest.id)
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=guest.id)
    assert rates(service, "2026-05-20 18:00", user_id=guest.id) == [2000]
