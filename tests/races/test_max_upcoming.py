"""A venue's limit on upcoming bookings per guest, with several tabs at once or a waitlist offer during checkout."""

import pytest
from flask import Flask
from sqlalchemy import delete

from app.availability.models import Reservation
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.models import Cart
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.orders.actions import checkout
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.orders.actions.fulfillment import confirm_order
from app.orders.limits import upcoming_count
from app.venues.models import Venue
from app.waitlist.actions import offers
from app.waitlist.actions.offers import offer_next
from tests.factories import first_option, make_member, make_service, make_user, make_venue
from tests.support import NOW, utc
from tests.tabs import DONE, in_tabs, read_together
from tests.waitlist.lines import fill_afternoon, in_line

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db", "now")]

AT = utc("2026-05-19 20:00")
TABS = 3
REFUSAL = (
    "Hazel Bodywork allows 1 upcoming booking per guest. You already have that many. Book again after your next one."
)


@pytest.fixture
def sauna() -> Service:
    """Return a service of a venue that allows one upcoming booking per guest."""
    return make_service(make_venue(max_upcoming=1), capacity=8)


def booked_in_tabs(app: Flask, service: Service) -> tuple[list[str], int]:
    """Check out and pay for the same cart, as it was shown, in several tabs at once. Return the outcome of each tab and
    the number of upcoming bookings."""
    user = make_user()
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, slot=SlotRequest(first_option(service).id, AT))
    view = view_of(cart)
    cart_id, user_id, venue_id = cart.id, user.id, service.venue_id
    session.commit()

    def tab(number: int) -> None:
        with clock.pinned(NOW):
            shown = session.get_one(Cart, cart_id)
            order = check_out(CheckOut(shown, view, user_id, Contact("Wren", "wren@example.com")))
            confirm_order(order_id=order.id)

    outcomes = in_tabs(app, tab, tabs=TABS)
    session.rollback()
    return outcomes, upcoming_count(venue_id=venue_id, user_id=user_id)


def test_only_one_of_several_tabs_at_once_books(app: Flask, sauna: Service) -> None:
    assert booked_in_tabs(app, sauna) == (sorted([DONE, *[REFUSAL] * (TABS - 1)]), 1)


def test_every_tab_books_without_the_lock(app: Flask, sauna: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check out without the locks: all tabs have counted before any of them books."""
    monkeypatch.setattr(checkout, "lock", lambda *, cart: cart)
    monkeypatch.setattr(checkout, "lock_user", lambda user_id: user_id)
    monkeypatch.setattr(checkout, "upcoming_count", read_together(upcoming_count, tabs=TABS))
    assert booked_in_tabs(app, sauna) == ([DONE] * TABS, TABS)


def offered_beside_checkout(app: Flask, sauna: Service) -> int:
    """Offer a guest an opening from the waitlist while they check out. Return how many upcoming bookings that makes."""
    venue = session.get_one(Venue, sauna.venue_id)
    massage = make_service(venue, members=[make_member(venue)])
    booked = fill_afternoon(massage)
    user = make_user()
    in_line(massage, user=user)
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, slot=SlotRequest(first_option(sauna).id, AT))
    view = view_of(cart)
    session.execute(delete(Reservation).where(Reservation.booking_id == booked[2].id))
    cart_id, user_id, venue_id = cart.id, user.id, venue.id
    session.commit()

    def tab(number: int) -> None:
        with clock.pinned(NOW):
            if number == 0:
                offer_next(venue_id=venue_id)
                return
            shown = session.get_one(Cart, cart_id)
            check_out(CheckOut(shown, view, user_id, Contact("Wren", "wren@example.com")))

    in_tabs(app, tab, tabs=2)
    session.rollback()
    return upcoming_count(venue_id=venue_id, user_id=user_id)


def test_waitlist_offer_and_checkout_at_once_stay_within_the_limit(app: Flask, sauna: Service) -> None:
    assert offered_beside_checkout(app, sauna) == 1


def test_waitlist_offer_and_checkout_exceed_the_limit_without_the_lock(
    app: Flask, sauna: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run both without the lock: both have counted before either holds a time."""
    count_together = read_together(upcoming_count, tabs=2)
    for module in (checkout, offers):
        monkeypatch.setattr(module, "lock_user", lambda user_id: user_id)
        monkeypatch.setattr(module, "upcoming_count", count_together)
    assert offered_beside_checkout(app, sauna) == 2
