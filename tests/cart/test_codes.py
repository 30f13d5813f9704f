"""Why a code lowers nothing in a cart."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app import clock
from app.accounts.models import User
from app.cart.actions import SlotRequest, add_line, open_cart
from app.cart.models import Cart
from app.cart.promo_code import set_code
from app.cart.queries import view_of
from app.catalog.models import Service
from app.db import session
from app.deals.models import Deal
from app.errors import DomainError
from tests.factories import make_booking, make_deal, make_service, make_user, make_venue
from tests.support import NOW, sign_in, utc

AT = utc("2026-05-19 20:00")  # Tuesday, 1 PM in Portland

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def massage(client: FlaskClient) -> Service:
    return make_service(make_venue(name="Hazel Bodywork"), capacity=4, price_cents=11000)


@pytest.fixture
def cart(client: FlaskClient, massage: Service) -> Cart:
    user: User = make_user()
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, wish=SlotRequest(massage.id, AT))
    sign_in(client, user)
    return cart


def with_code(cart: Cart, **values: object) -> Deal:
    deal = make_deal(**{"percent": 20, "code": "SPRING", **values})  # type: ignore[arg-type]
    set_code(cart=cart, code="SPRING")
    session.commit()
    return deal


def said(client: FlaskClient) -> str:
    page = client.get("/cart/").text
    return page.split('id="code-why">')[1].split("</p>")[0] if 'id="code-why">' in page else ""


def test_a_code_that_counts_needs_no_words(client: FlaskClient, cart: Cart) -> None:
    with_code(cart)
    assert said(client) == ""


def test_one_that_begins_later_says_when(client: FlaskClient, cart: Cart) -> None:
    with_code(cart, valid_from=NOW + timedelta(days=3))
    assert said(client) == "Promo code SPRING is valid starting Sun, May 17."


def test_one_that_is_over_is_refused_and_later_said(client: FlaskClient, cart: Cart) -> None:
    with_code(cart, valid_to=NOW + timedelta(hours=1))
    with clock.pinned(NOW + timedelta(hours=2)):
        assert "is no longer valid" in said(client)
        with pytest.raises(DomainError, match="no longer valid"):
            set_code(cart=cart, code="SPRING")


def test_another_venue_is_named(client: FlaskClient, cart: Cart) -> None:
    with_code(cart, venue=make_venue(name="Alder & Salt"))
    assert said(client) == "Promo code SPRING is only for Alder &amp; Salt, which isn’t in your cart."


def test_another_service_is_named(client: FlaskClient, cart: Cart, massage: Service) -> None:
    venue = massage.venue
    with_code(cart, service=make_service(venue, capacity=2, title="Foot soak"))
    assert said(client) == "Promo code SPRING is only for Foot soak, which isn’t in your cart."


def test_other_hours_are_said(client: FlaskClient, cart: Cart) -> None:
    with_code(cart, windows=[(2, 600, 720)])
    assert said(client) == "Promo code SPRING doesn’t apply to your times. When it applies: Wed, 10:00 AM – 12:00 PM."


def test_too_early_for_a_last_minute_code_is_said(client: FlaskClient, cart: Cart) -> None:
    with_code(cart, last_minute_hours=6)
    assert said(client).startswith("Promo code SPRING doesn’t apply to your times.")


def test_one_that_is_used_up_is_said(client: FlaskClient, cart: Cart, massage: Service) -> None:
    deal = with_code(cart, max_uses=1)
    make_booking(massage, AT, deal_id=deal.id)
    session.commit()
    assert "Promo code SPRING has been used up." in said(client)


def test_one_that_makes_no_lower_price_is_said(client: FlaskClient, cart: Cart) -> None:
    make_deal(percent=30)
    with_code(cart)
    assert "Your prices are already as low or lower." in said(client)


def test_a_code_that_is_used_up_afterwards_asks_about_the_higher_price(cart: Cart, massage: Service) -> None:
    deal = with_code(cart, max_uses=1)
    assert not view_of(cart).more_expensive
    other = make_booking(massage, starts_at=AT + timedelta(days=1))
    other.deal_id = deal.id
    session.flush()
    (line,) = view_of(cart).more_expensive
    assert (line.line.agreed_cents, line.quote.price_cents) == (8800, 11000)


def test_who_clears_her_code_is_not_asked_about_the_price_without_it(cart: Cart) -> None:
    with_code(cart)
    set_code(cart=cart, code="")
    assert not view_of(cart).more_expensive


def test_a_price_that_waits_for_consent_is_not_agreed_to_by_a_code(cart: Cart, massage: Service) -> None:
    massage.price_cents = 20000
    session.flush()
    with_code(cart)
    (line,) = view_of(cart).more_expensive
    assert (line.line.agreed_cents, line.quote.price_cents) == (11000, 16000)
