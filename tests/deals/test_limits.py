"""Deals with a limited number of bookings: counted under a lock when times are held, then removed from every price."""

from typing import Any

import pytest
from flask import Flask

from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, BookingState
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.orders import held_bookings
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.models import Cart
from app.cart.promo_code import set_code
from app.cart.queries import view_of
from app.cart.shown import CartView
from app.catalog.models import Service
from app.catalog.queries import active_options
from app.core import clock
from app.core.db import session
from app.deals.actions.redemptions import DealExhausted, redeem
from app.deals.models import Deal
from app.deals.queries.prices import price_lists
from app.orders.actions import create
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.orders.actions.fulfillment import expire_order
from tests.factories import make_booking, make_deal, make_service, make_user, make_venue
from tests.support import NOW, statements, utc
from tests.tabs import DONE, in_tabs

AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland
LATER = utc("2026-05-19 22:00")


@pytest.fixture
def sauna(db: None, now: None) -> Service:
    return make_service(make_venue(), capacity=20, price_cents=10000, title="Sauna circuit")


def cart_with(service: Service, *starts: Any, code: str = "") -> Cart:
    cart = open_cart(user_id=make_user().id)
    if code:
        set_code(cart=cart, code=code)
    for at in starts:
        add_line(cart=cart, slot=SlotRequest(service.first_option.id, at))
    return cart


def checked_out(cart: Cart) -> Order:
    return check_out(CheckOut(cart, view_of(cart), cart.user_id or 0, Contact("Wren", "wren@example.com")))


def prices_of(view: CartView) -> list[int]:
    return [line.quote.price_cents for line in view.lines]


def rules_of(service: Service) -> list[int]:
    return [rule.id for rule in price_lists(active_options([service.first_option.id]))[service.first_option.id].rules]


def test_a_used_up_deal_lowers_no_price(sauna: Service) -> None:
    deal = make_deal(service=sauna, percent=30, max_uses=2)
    make_booking(sauna, AT, deal_id=deal.id)
    assert rules_of(sauna) == [deal.id]
    make_booking(sauna, AT, deal_id=deal.id, state=BookingState.COMPLETED)
    assert rules_of(sauna) == []


@pytest.mark.parametrize("state", [BookingState.CANCELED, BookingState.EXPIRED])
def test_canceled_and_expired_bookings_do_not_count_as_uses(sauna: Service, state: BookingState) -> None:
    deal = make_deal(service=sauna, percent=30, max_uses=1)
    make_booking(sauna, AT, deal_id=deal.id, state=state)
    assert rules_of(sauna) == [deal.id]


def test_a_combined_promo_code_counts_as_a_use(sauna: Service) -> None:
    make_deal(service=sauna, percent=30)
    code = make_deal(service=sauna, percent=10, code="TOP", stacks=True, max_uses=1)
    order = checked_out(cart_with(sauna, AT, code="TOP"))
    assert [(booking.price_cents, booking.code_deal_id) for booking in bookings_of_order(order.id)] == [(6300, code.id)]
    assert code.id not in rules_of(sauna)


def test_counting_uses_takes_no_additional_statement(sauna: Service) -> None:
    for _ in range(3):
        make_deal(service=sauna, percent=30, max_uses=5)
    options = active_options([sauna.first_option.id])
    with statements() as seen:
        price_lists(options)
    assert len(seen) == 1


def test_the_line_added_first_gets_the_last_use_of_a_deal(sauna: Service) -> None:
    make_deal(service=sauna, percent=30, max_uses=1)
    cart = cart_with(sauna, LATER, AT)
    view = view_of(cart)
    assert [(line.starts_at, line.quote.price_cents) for line in view.lines] == [(AT, 10000), (LATER, 7000)]
    assert (view.is_ready, view.total_cents) == (True, 17000)
    assert checked_out(cart).total_cents == 17000


def test_a_guests_own_hold_does_not_use_up_their_deal_price(sauna: Service) -> None:
    make_deal(service=sauna, percent=30, max_uses=1)
    cart = cart_with(sauna, AT)
    checked_out(cart)
    assert prices_of(view_of(cart)) == [10000]
    assert prices_of(view_of(cart, except_bookings=held_bookings(cart))) == [7000]


def test_a_higher_price_after_a_deal_is_used_up_must_be_accepted(sauna: Service) -> None:
    make_deal(service=sauna, percent=30, max_uses=1)
    mine, others = cart_with(sauna, AT), cart_with(sauna, AT)
    order = checked_out(others)
    view = view_of(mine)
    assert ([line.quote.price_cents for line in view.more_expensive], view.is_ready) == ([10000], False)
    expire_order(order_id=order.id)
    assert (prices_of(view_of(mine)), view_of(mine).is_ready) == ([7000], True)


def test_canceling_a_booking_releases_its_use_of_a_deal(sauna: Service) -> None:
    make_deal(service=sauna, percent=30, max_uses=1)
    order = checked_out(cart_with(sauna, AT))
    booking = bookings_of_order(order.id)[0]
    booking.state = BookingState.CONFIRMED
    session.flush()
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None, reason="")
    assert prices_of(view_of(cart_with(sauna, AT))) == [7000]


def carts_at_deal_price(sauna: Service, number: int, *, uses: int) -> tuple[int, list[int]]:
    deal = make_deal(service=sauna, percent=30, max_uses=uses)
    carts = [cart_with(sauna, AT).id for _ in range(number)]
    session.commit()
    return deal.id, carts


def pay_together(app: Flask, carts: list[int]) -> list[str]:
    """Price every cart with the deal, then check them all out at once."""
    with clock.pinned(NOW):
        views = [view_of(session.get_one(Cart, cart)) for cart in carts]
        assert {line.quote.price_cents for view in views for line in view.lines} == {7000}
        session.commit()

        def pay(number: int) -> None:
            with clock.pinned(NOW):
                cart = session.get_one(Cart, carts[number])
                check_out(CheckOut(cart, views[number], cart.user_id or 0, Contact("Wren", "wren@example.com")))

        return in_tabs(app, pay, tabs=len(carts))


def used(deal_id: int) -> int:
    session.rollback()
    return sum(
        deal_id in (booking.deal_id, booking.code_deal_id)
        for order in session.query(Order)
        for booking in bookings_of_order(order.id)
    )


def test_without_the_check_a_deal_exceeds_its_limit(
    app: Flask, sauna: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal, carts = carts_at_deal_price(sauna, 4, uses=1)
    monkeypatch.setattr(create, "redeem", lambda *, wanted: wanted)
    assert pay_together(app, carts) == [DONE] * 4
    assert used(deal) == 4


def test_only_one_of_two_concurrent_checkouts_gets_the_last_use(app: Flask, sauna: Service) -> None:
    deal, carts = carts_at_deal_price(sauna, 2, uses=1)
    outcomes = pay_together(app, carts)
    message = "“Off-peak” just reached its limit of 1 booking. Check the price without it."
    assert sorted(outcomes) == sorted([DONE, message])
    assert used(deal) == 1


def test_concurrent_checkouts_never_exceed_a_deals_limit(app: Flask, sauna: Service) -> None:
    deal, carts = carts_at_deal_price(sauna, 6, uses=3)
    assert pay_together(app, carts).count(DONE) == 3
    assert used(deal) == 3


def test_redeeming_more_uses_than_are_left_is_refused(sauna: Service) -> None:
    deal = make_deal(service=sauna, percent=30, max_uses=2)
    make_booking(sauna, AT, deal_id=deal.id)
    redeem(wanted={deal.id: 1})
    with pytest.raises(DealExhausted):
        redeem(wanted={deal.id: 2})


def test_deals_without_a_limit_are_not_locked(sauna: Service) -> None:
    deal: Deal = make_deal(service=sauna, percent=30)
    with statements() as seen:
        redeem(wanted={deal.id: 9})
    assert len(seen) == 1
