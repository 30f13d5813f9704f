"""Checkout limits: an account cannot block times for other guests by holding them repeatedly without paying."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from app.accounts.models import User
from app.bookings.models.orders import Order
from app.cart.actions.carts import MAX_LINES, SlotRequest, merge, open_cart
from app.cart.actions.lines import add_line
from app.cart.models import Cart
from app.cart.queries import count_lines
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.orders.actions.checkout import MOST_HELD, MOST_UNPAID
from app.orders.actions.fulfillment import expire_order
from app.orders.limits import unpaid_checkouts, upcoming_count
from tests.factories import make_booking, make_order, make_service, make_user, make_venue
from tests.orders.test_max_upcoming import AT, HOUR, checked_out
from tests.support import NOW

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def wren() -> User:
    return make_user()


@pytest.fixture
def sauna() -> Service:
    return make_service(make_venue(name="Alder & Salt"), capacity=30, max_quantity=20, title="Sauna circuit")


def let_expire(order: Order) -> None:
    expire_order(order_id=order.id)


def test_account_must_wait_an_hour_after_several_unpaid_checkouts(wren: User, sauna: Service) -> None:
    for _ in range(MOST_UNPAID):
        let_expire(checked_out(wren, sauna))
    with pytest.raises(Conflict, match="You started 6 checkouts in the last hour without paying"):
        checked_out(wren, sauna)
    assert checked_out(make_user(), sauna)
    with clock.pinned(NOW + HOUR):
        assert checked_out(wren, sauna)


def test_unpaid_checkouts_count_after_their_cart_is_deleted(wren: User, sauna: Service) -> None:
    let_expire(checked_out(wren, sauna))
    session.execute(delete(Cart))
    assert unpaid_checkouts(wren.id, since=NOW) == 0
    assert unpaid_checkouts(wren.id, since=NOW - HOUR) == 1


@pytest.mark.parametrize(("held", "may"), [(MOST_HELD - 1, True), (MOST_HELD, False)])
def test_account_can_hold_a_limited_number_of_spots_at_a_venue(
    wren: User, sauna: Service, held: int, may: bool
) -> None:
    make_booking(sauna, AT + timedelta(days=1), order=make_order(user=wren), quantity=held)
    if may:
        assert checked_out(wren, sauna)
        return
    with pytest.raises(Conflict, match="You can hold up to 20 spots at Alder & Salt at a time"):
        checked_out(wren, sauna)


def test_held_bookings_count_as_upcoming_until_the_hold_ends(wren: User, sauna: Service) -> None:
    make_booking(sauna, AT, order=make_order(user=wren))
    assert upcoming_count(venue_id=sauna.venue_id, user_id=wren.id) == 1
    with clock.pinned(NOW + timedelta(minutes=30)):
        assert upcoming_count(venue_id=sauna.venue_id, user_id=wren.id) == 0


def test_merging_carts_does_not_exceed_the_limit_of_a_cart(wren: User, sauna: Service) -> None:
    own, guest = open_cart(user_id=wren.id), open_cart()
    quarter = timedelta(minutes=15)
    for number in range(MAX_LINES - 2):
        add_line(cart=own, slot=SlotRequest(sauna.first_option.id, AT + number * quarter))
    for number in range(5):
        add_line(cart=guest, slot=SlotRequest(sauna.first_option.id, AT + timedelta(days=1) + number * quarter))
    assert count_lines(merge(guest=guest, user_id=wren.id)) == MAX_LINES
