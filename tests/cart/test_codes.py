"""The reasons why a promo code lowers no price in a cart."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.models import Cart
from app.cart.promo_code import set_code
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.deals.models import Deal
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
    add_line(cart=cart, slot=SlotRequest(massage.first_option.id, AT))
    sign_in(client, user)
    return cart


def with_code(cart: Cart, **values: object) -> Deal:
    deal = make_deal(**{"percent": 20, "code": "SPRING", **values})  # type: ignore[arg-type]
    set_code(cart=cart, code="SPRING")
    session.commit()
    return deal


def shown_message(client: FlaskClient) -> str:
    page = client.get("/cart/").text
    return page.split('id="code-why">')[1].split("</p>")[0] if 'id="code-why">' in page else ""


def test_a_promo_code_that_applies_needs_no_explanation(client: FlaskClient, cart: Cart) -> None:
    with_code(cart)
    assert shown_message(client) == ""


def test_a_promo_code_that_is_not_valid_yet_says_when_it_starts(client: FlaskClient, cart: Cart) -> None:
    with_code(cart, valid_from=NOW + timedelta(days=3))
    assert shown_message(client) == "Promo code SPRING is valid starting Sun, May 17."


def test_an_expired_promo_code_is_explained_and_refused(client: FlaskClient, cart: Cart) -> None:
    with_code(cart, valid_to=NOW + timedelta(hours=1))
    with clock.pinned(NOW + timedelta(hours=2)):
        assert "is no longer valid" in shown_message(client)
        with pytest.raises(DomainError, match="no longer valid"):
            set_code(cart=cart, code="SPRING")


def test_a_promo_code_for_another_venue_names_that_venue(client: FlaskClient, cart: Cart) -> None:
    with_code(cart, venue=make_venue(name="Alder & Salt"))
    assert shown_message(client) == "Promo code SPRING is only for Alder &amp; Salt, which isn’t in your cart."


def test_a_promo_code_for_another_service_names_that_service(client: FlaskClient, cart: Cart, massage: Service) -> None:
    venue = massage.venue
    with_code(cart, service=make_service(venue, capacity=2, title="Foot soak"))
    assert shown_message(client) == "Promo code SPRING is only for Foot soak, which isn’t in your cart."


def test_a_promo_code_for_other_hours_says_when_it_applies(client: FlaskClient, cart: Cart) -> None:
    with_code(cart, windows=[(2, 600, 720)])
    assert (
        shown_message(client)
        == "Promo code SPRING doesn’t apply to your times. When it applies: Wed, 10:00 AM – 12:00 PM."
    )


def test_a_last_minute_promo_code_is_explained_when_it_is_too_early(client: FlaskClient, cart: Cart) -> None:
    with_code(cart, last_minute_hours=6)
    assert shown_message(client).startswith("Promo code SPRING doesn’t apply to your times.")


def test_a_used_up_promo_code_is_explained(client: FlaskClient, cart: Cart, massage: Service) -> None:
    deal = with_code(cart, max_uses=1)
    make_booking(massage, AT, deal_id=deal.id)
    session.commit()
    assert "Promo code SPRING has been used up." in shown_message(client)


def test_a_promo_code_that_lowers_no_price_is_explained(client: FlaskClient, cart: Cart) -> None:
    make_deal(percent=30)
    with_code(cart)
    assert "Your prices are already as low or lower." in shown_message(client)


def test_a_promo_code_used_up_later_asks_to_accept_the_higher_price(cart: Cart, massage: Service) -> None:
    deal = with_code(cart, max_uses=1)
    assert not view_of(cart).more_expensive
    other = make_booking(massage, starts_at=AT + timedelta(days=1))
    other.deal_id = deal.id
    session.flush()
    (line,) = view_of(cart).more_expensive
    assert (line.line.quoted_cents, line.quote.price_cents) == (8800, 11000)


def test_removing_a_promo_code_accepts_the_price_without_it(cart: Cart) -> None:
    with_code(cart)
    set_code(cart=cart, code="")
    assert not view_of(cart).more_expensive


def test_a_promo_code_does_not_accept_a_pending_price_increase(cart: Cart, massage: Service) -> None:
    massage.first_option.price_cents = 20000
    session.flush()
    with_code(cart)
    (line,) = view_of(cart).more_expensive
    assert (line.line.quoted_cents, line.quote.price_cents) == (11000, 16000)


def test_the_cart_applies_a_promo_code_and_keeps_a_wrong_one_to_correct(client: FlaskClient, cart: Cart) -> None:
    make_deal(percent=20, code="SPRING")
    session.commit()
    assert client.post("/cart/code", data={"code": "spring"}).status_code == 303
    assert "Promo code SPRING, 20% off" in client.get("/cart/").text
    refused = client.post("/cart/code", data={"code": "LOUD"})
    assert refused.status_code == 422
    assert 'value="LOUD"' in refused.text
