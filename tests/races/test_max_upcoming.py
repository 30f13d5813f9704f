"""A guest with several tabs has no more visits to come than the venue takes from each."""

import pytest
from flask import Flask

from app import clock
from app.bookings.actions import CheckOut, Contact, check_out, checking_out, confirm_order
from app.bookings.queries import number_to_come
from app.cart.actions import Wish, add_line, open_cart
from app.cart.models import Cart
from app.cart.queries import view_of
from app.catalog.models import Service
from app.db import session
from tests.factories import make_service, make_user, make_venue
from tests.support import NOW, utc
from tests.tabs import DONE, in_tabs, read_together

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db", "now")]

AT = utc("2026-05-19 20:00")
TABS = 3
TOLD = "Hazel Bodywork takes 1 visit to come from each guest, and you have that many. Come back after the next."


@pytest.fixture
def sauna() -> Service:
    """Of a venue that takes one visit to come from each guest."""
    return make_service(make_venue(max_upcoming=1), capacity=8)


def booked_in_tabs(app: Flask, service: Service) -> tuple[list[str], int]:
    """What each tab came to that checks out the same cart, as it was shown there, and pays at once; and how many visits
    that makes."""
    user = make_user()
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, wish=Wish(service.id, AT))
    view = view_of(cart)
    cart_id, user_id, venue_id = cart.id, user.id, service.venue_id
    session.commit()

    def tab(number: int) -> None:
        with clock.pinned(NOW):
            shown = session.get_one(Cart, cart_id)
            order = check_out(CheckOut(shown, view, user_id, Contact("Wren", "wren@example.com")))
            confirm_order(order_id=order.id)

    told = in_tabs(app, tab, tabs=TABS)
    session.rollback()
    return told, number_to_come(venue_id=venue_id, user_id=user_id)


def test_of_several_tabs_one_books(app: Flask, sauna: Service) -> None:
    assert booked_in_tabs(app, sauna) == (sorted([DONE, *[TOLD] * (TABS - 1)]), 1)


def test_without_the_lock_each_would_have(app: Flask, sauna: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard off: all have counted before anybody books."""
    monkeypatch.setattr(checking_out, "lock", lambda *, cart: cart)
    monkeypatch.setattr(checking_out, "lock_user", lambda user_id: user_id)
    monkeypatch.setattr(checking_out, "number_to_come", read_together(number_to_come, tabs=TABS))
    assert booked_in_tabs(app, sauna) == ([DONE] * TABS, TABS)
