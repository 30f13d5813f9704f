"""A repeating booking of which each date is charged to the card after it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.bookings.actions.cancel import cancel_booking, complete_finished
from app.bookings.enums import Actor, OrderKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.orders import load_order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.series import add_series, set_payment
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.later_charges import gateway_flows
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.orders.actions.checkout import CheckOut, agree_to_charges, check_out, is_unchanged
from app.orders.actions.create import Contact
from app.orders.actions.fulfillment import expire_order
from app.payment_policies.actions import set_venue_policy
from app.payments.copy import promises
from app.payments.gateway_flows import catch_up, open_page
from app.payments.queries import open_payment
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from app.venues.payment_policy import PaymentPolicy
from tests.factories import make_service, make_user, make_venue
from tests.later_charges.test_charges import AT
from tests.sandbox.servers import StripeSandbox
from tests.support import sign_in

pytestmark = pytest.mark.usefixtures("db", "now")
WEEK = timedelta(weeks=1)


@pytest.fixture
def venue() -> Venue:
    return make_venue(name="Alder & Salt", cancel_free_hours=24, cancel_keep_percent=50, allows_each_date=True)


@pytest.fixture
def sauna(venue: Venue) -> Service:
    return make_service(venue, capacity=3, title="Sauna circuit", price_cents=3600)


def booked(stripe: StripeSandbox, sauna: Service) -> Sequence[Booking]:
    """Book three weeks, to be paid after each date, with a card that is entered on Stripe's page."""
    guest = make_user(name="Wren Abernathy", email="wren@example.com")
    cart = open_cart(user_id=guest.id)
    slot = SlotRequest(sauna.first_option.id, AT)
    key = add_series(cart=cart, slot=slot, starts=[AT, AT + WEEK, AT + 2 * WEEK], weeks=1)
    order = check_out(CheckOut(cart, view_of(cart), guest.id, Contact(guest.name, guest.email)))
    set_payment(cart=cart, key=key, each=True)
    view = view_of(cart, except_bookings=[booking.id for booking in bookings_of_order(order.id)])
    assert not is_unchanged(load_order(order.id), view), "the held order charges all now"
    expire_order(order_id=order.id)
    order = check_out(CheckOut(cart, view, guest.id, Contact(guest.name, guest.email)))
    session.commit()
    assert (order.due_now_cents, order.later_cents) == (0, 3 * 3600)
    assert promises(load_order(order.id)) == [
        "Alder & Salt may charge each date to my card after it, $108.00 in all, or up to its price if I cancel it late"
        " or don’t come."
    ]
    agree_to_charges(order=order, card_id=None)
    open_page(order.id)
    session.commit()
    payment = open_payment(order.id)
    assert payment
    stripe.pay(payment.session_id or "")
    catch_up(order.id)
    session.commit()
    return bookings_of_order(order.id)


def test_each_date_is_charged_after_it_and_canceling_early_costs_nothing(
    stripe: StripeSandbox, venue: Venue, sauna: Service
) -> None:
    first, second, third = booked(stripe, sauna)
    assert cancel_booking(booking_id=third.id, actor=Actor.GUEST, user_id=None, reason="").fee_cents == 0
    with clock.pinned(first.ends_at + timedelta(hours=2)):
        assert complete_finished() == 1
        session.commit()
        order = session.scalars(select(Order).where(Order.kind == OrderKind.BALANCE)).one()
        gateway_flows.charge(order.id)
        session.commit()
    session.expire_all()
    assert [(each.paid_cents, each.later_cents) for each in (first, second)] == [(3600, 0), (0, 3600)]
    assert (balances()[Account.VENUE_PAYABLE], order.total_cents) == (-3600, 3600)
    with clock.pinned(second.starts_at - timedelta(hours=2)):
        assert cancel_booking(booking_id=second.id, actor=Actor.GUEST, user_id=None, reason="").fee_cents == 1800


def test_guest_chooses_it_in_the_cart_if_the_venue_takes_its_price_in_full_and_allows_it(
    client: FlaskClient, venue: Venue, sauna: Service
) -> None:
    guest = make_user()
    cart = open_cart(user_id=guest.id)
    key = add_series(cart=cart, slot=SlotRequest(sauna.first_option.id, AT), starts=[AT, AT + WEEK], weeks=1)
    sign_in(client, guest)
    assert "Pay for each date after it" in client.get("/cart/").text
    assert client.post(f"/cart/series/{key}/payment", data={"pay": "each"}).status_code == 303
    page = client.get("/cart/").text
    assert "$0.00 now, $36.00 charged after each date" in page
    assert "Pay for all dates now" in page
    assert client.post(f"/cart/series/{key}/payment", data={"pay": "all"}).status_code == 303
    for changed in (PaymentPolicy(PaymentTerms.DEPOSIT, 25), True), (PaymentPolicy(), False):
        set_payment(cart=cart, key=key, each=True)
        set_venue_policy(venue=venue, policy=changed[0], allows_each_date=changed[1])
        session.commit()
        with pytest.raises(Conflict):
            set_payment(cart=cart, key=key, each=True)
        page = client.get("/cart/").text
        assert "Pay for each date after it" not in page
        assert "charged after each date" not in page
        set_venue_policy(venue=venue, policy=PaymentPolicy(), allows_each_date=True)
