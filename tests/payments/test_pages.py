"""Checkout pages as a guest uses them: from the cart to the payment page and back."""

import random
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update

from app.accounts.models import User
from app.availability.actions import Claim, book
from app.availability.models import Reservation
from app.bookings.enums import OrderState
from app.bookings.models.orders import Order, OrderLine
from app.cart.models import Cart
from app.catalog.models import Service
from app.consents.enums import ConsentKind
from app.consents.models import Consent
from app.content.actions import ask_again
from app.core import clock
from app.core.db import session
from app.payments import gateway_flows
from app.payments.models import Payment
from tests.factories import make_booking, make_deal, make_member, make_service, make_user, make_venue
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, sign_in, utc

AT = utc("2026-05-15 18:00")  # Friday, 11 AM in Portland
CONTACT = {"name": "Wren Abernathy", "phone": "(503) 555-0187", "email": "wren@example.com", "agree": "y"}


@pytest.fixture
def massage(client: FlaskClient) -> Service:
    venue = make_venue(slug="hazel", name="Hazel Bodywork")
    return make_service(venue, members=[make_member(venue)], slug="massage", title="Unwinding massage")


@pytest.fixture
def guest(client: FlaskClient, massage: Service) -> FlaskClient:
    """Return a client that is logged in and has a massage in the cart."""
    sign_in(client, make_user(email="wren@example.com"))
    put(client, massage)
    return client


def put(client: FlaskClient, service: Service, start: str = "2026-05-15T18:00Z", **more: str) -> None:
    session.commit()
    data = {"venue": "hazel", "service": service.slug, "start": start, **more}
    answer = client.post("/cart/lines", data=data)
    assert (answer.status_code, answer.location) == (303, "/cart/")


def check_out(client: FlaskClient) -> str:
    answer = client.post("/checkout")
    assert answer.status_code == 303
    return str(answer.location)


def orders() -> list[Order]:
    session.rollback()
    return list(session.scalars(select(Order).order_by(Order.id)))


def test_checkout_holds_the_times_and_shows_until_when(guest: FlaskClient, stripe: StripeSandbox) -> None:
    page = guest.get(check_out(guest)).text
    assert "We’re holding your time." in page
    assert "Until 10:30 AM PDT" in page
    assert "Continue to payment, $110.00" in page


@pytest.mark.parametrize(
    ("hours", "cart", "checkout"),
    [
        (None, "", ""),
        (4, "after you pay, Hazel Bodywork has up to 4 hours", "after you pay, Hazel Bodywork has 4 hours to accept"),
        (168, "has up to 168 hours", "until the start, Fri, May 15, 11:00 AM PDT, to accept Unwinding massage."),
    ],
)
def test_cart_and_checkout_say_before_payment_what_the_venue_must_accept(
    guest: FlaskClient, massage: Service, stripe: StripeSandbox, hours: int | None, cart: str, checkout: str
) -> None:
    massage.venue.accept_within_hours = hours
    session.commit()
    in_cart = guest.get("/cart/").text
    page = guest.get(check_out(guest)).text
    assert cart in in_cart
    assert checkout in page
    for text in ("If a venue declines", "Request"):
        assert (text in in_cart) is (hours is not None)
        assert (text in page) is (hours is not None)
    assert ("Request sent" in page) is (hours is not None)


def test_double_click_on_checkout_creates_one_order(guest: FlaskClient, stripe: StripeSandbox) -> None:
    assert check_out(guest) == check_out(guest)
    assert len(orders()) == 1


def test_checkout_of_a_changed_cart_expires_the_old_order_first(
    guest: FlaskClient, massage: Service, stripe: StripeSandbox
) -> None:
    first = check_out(guest)
    guest.post(first, data=CONTACT)
    put(guest, massage, "2026-05-15T20:00Z")
    assert check_out(guest) != first
    assert [order.state for order in orders()] == [OrderState.EXPIRED, OrderState.PENDING]
    paths = [request["path"] for request in stripe.requests()]
    assert any(path.endswith("/expire") for path in paths)


def test_payment_before_a_second_checkout_confirms_the_first_order(
    guest: FlaskClient, massage: Service, stripe: StripeSandbox
) -> None:
    guest.post(check_out(guest), data=CONTACT)
    stripe.pay(session.scalars(select(Payment.session_id)).one() or "")
    put(guest, massage, "2026-05-15T20:00Z")
    assert "/orders/" in check_out(guest)
    assert [order.state for order in orders()] == [OrderState.CONFIRMED]


@pytest.mark.parametrize("missing", ["name", "phone", "email", "agree"])
def test_checkout_names_missing_fields_and_keeps_typed_values(
    guest: FlaskClient, stripe: StripeSandbox, missing: str
) -> None:
    address = check_out(guest)
    answer = guest.post(address, data={**CONTACT, "name": "Wren the First", missing: ""})
    assert answer.status_code == 422
    assert "Fix 1 thing to continue" in answer.text
    assert missing == "name" or "Wren the First" in answer.text
    assert stripe.requests() == []


@pytest.mark.parametrize(("typed", "status"), [("12", 422), ("5035550187", 303)])
def test_phone_number_must_be_complete(guest: FlaskClient, stripe: StripeSandbox, typed: str, status: int) -> None:
    answer = guest.post(check_out(guest), data={**CONTACT, "phone": typed})
    assert answer.status_code == status
    assert ("Enter a full phone number, like (503) 555-0142." in answer.text) == (status == 422)


def test_checkout_fills_in_the_phone_number_of_the_last_order(
    guest: FlaskClient, massage: Service, stripe: StripeSandbox
) -> None:
    session.execute(update(User).values(phone=""))
    session.commit()
    address = check_out(guest)
    assert CONTACT["phone"] not in guest.get(address).text
    guest.post(address, data=CONTACT)
    put(guest, massage, "2026-05-15T20:00Z")
    assert CONTACT["phone"] in guest.get(check_out(guest)).text


def test_checkout_saves_the_note_for_a_venue(guest: FlaskClient, stripe: StripeSandbox) -> None:
    address = check_out(guest)
    field = re.findall(r'name="(note-[^"]+)"', guest.get(address).text)[0]
    guest.post(address, data={**CONTACT, field: "Left shoulder, please."})
    assert "Left shoulder, please." in guest.get(address).text


def test_checkout_note_over_500_characters_is_rejected_and_not_lost(guest: FlaskClient, stripe: StripeSandbox) -> None:
    address = check_out(guest)
    field = re.findall(r'name="(note-[^"]+)"', guest.get(address).text)[0]
    answer = guest.post(address, data={**CONTACT, field: "x" * 501})
    assert answer.status_code == 422
    assert "to 500 characters." in answer.text
    assert "x" * 501 in answer.text
    assert stripe.requests() == []
    assert guest.post(address, data={**CONTACT, field: "x" * 500}).status_code == 303


def test_order_of_another_guest_is_not_found(guest: FlaskClient, stripe: StripeSandbox) -> None:
    address = check_out(guest)
    stranger = guest.application.test_client()
    sign_in(stranger, make_user())
    order_id = address.rsplit("/", 1)[1]
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, data=CONTACT).status_code == 404
    assert stranger.get(f"/orders/{order_id}").status_code == 404


def test_paying_confirms_the_order_and_empties_the_cart(guest: FlaskClient, stripe: StripeSandbox) -> None:
    address = check_out(guest)
    payment_page = guest.post(address, data=CONTACT).location
    assert str(payment_page).startswith(stripe.url)
    session_id = session.scalars(select(Payment.session_id)).one() or ""
    stripe.pay(session_id)
    page = guest.get(f"/orders/{address.rsplit('/', 1)[1]}?session={session_id}").text
    for phrase in ("Paid and booked", "You’re booked, Wren.", "Visa 4242", "Unwinding massage with June Castellano"):
        assert phrase in page
    assert "Your cart is empty." in guest.get("/cart/").text


def test_order_page_looks_up_the_card_when_the_webhook_came_first(guest: FlaskClient, stripe: StripeSandbox) -> None:
    address = check_out(guest)
    guest.post(address, data=CONTACT)
    payment = session.scalars(select(Payment)).one()
    stripe.pay(payment.session_id or "")
    gateway_flows.catch_up(payment.order_id)
    # A webhook leaves the payment like this, because it does not name the card.
    payment.card_brand = payment.card_last4 = ""
    payment.charge_id = None
    session.commit()
    assert "Visa 4242" in guest.get(f"/orders/{address.rsplit('/', 1)[1]}").text


def test_guest_who_returns_unpaid_can_continue_to_payment(guest: FlaskClient, stripe: StripeSandbox) -> None:
    address = check_out(guest)
    guest.post(address, data=CONTACT)
    assert "We’re confirming your payment." in guest.get(f"/orders/{address.rsplit('/', 1)[1]}").text
    assert "Continue to payment" in guest.get(address).text


def test_expired_hold_leads_back_to_the_cart_with_an_explanation(guest: FlaskClient, stripe: StripeSandbox) -> None:
    address = check_out(guest)
    with clock.pinned(NOW + timedelta(minutes=30)):
        gateway_flows.close_lapsed()
        session.commit()
        for answer in (guest.get(address), guest.post(address, data=CONTACT)):
            assert answer.location == "/cart/"
        page = guest.get("/cart/").text
    assert "Your times are no longer held, and you weren’t charged." in page
    assert "Unwinding massage" in page


def test_an_order_whose_cart_was_deleted_does_not_become_a_waitlist_offer(
    guest: FlaskClient, stripe: StripeSandbox
) -> None:
    address = check_out(guest)
    session.execute(delete(Cart))
    session.commit()
    assert "Time available" not in guest.get(address).text
    with clock.pinned(NOW + timedelta(minutes=30)):
        gateway_flows.close_lapsed()
        session.commit()
        assert guest.get(address).location == "/cart/"


def test_time_booked_by_another_guest_before_checkout_is_reported(
    guest: FlaskClient, massage: Service, stripe: StripeSandbox
) -> None:
    booking = make_booking(massage, AT)
    book(claims=[Claim(booking.id, booking.option_id, AT)])
    session.commit()
    assert check_out(guest) == "/cart/"
    assert "Closest times" in guest.get("/cart/").text
    assert orders()[-1].cart_id is None  # only the other guest's order


def test_typed_values_are_not_lost_while_stripe_is_down(guest: FlaskClient, stripe: StripeSandbox) -> None:
    address = check_out(guest)
    stripe.fail_next()
    assert guest.post(address, data={**CONTACT, "name": "Wren the First"}).location == f"{address}/opening"
    assert "Wren the First" in guest.get(address).text
    assert str(guest.post(address, data=CONTACT).location).startswith(stripe.url)


def test_free_order_needs_no_payment(client: FlaskClient, massage: Service, stripe: StripeSandbox) -> None:
    massage.first_option.price_cents = 0
    session.commit()
    sign_in(client, make_user())
    put(client, massage)
    address = check_out(client)
    assert "Book for free" in client.get(address).text
    assert str(client.post(address, data=CONTACT).location).startswith("/orders/")
    assert [order.state for order in orders()] == [OrderState.CONFIRMED]
    assert stripe.requests() == []


def test_checkout_at_two_venues_is_all_or_nothing(guest: FlaskClient, massage: Service, stripe: StripeSandbox) -> None:
    other = make_venue(slug="alder")
    sauna = make_service(other, capacity=1, slug="sauna")
    put(guest, sauna, venue="alder")
    booking = make_booking(sauna, AT)
    book(claims=[Claim(booking.id, booking.option_id, AT)])
    session.commit()
    assert check_out(guest) == "/cart/"
    assert session.scalar(select(func.count(Reservation.id))) == 1


@pytest.mark.parametrize("seed", range(8))
def test_every_page_and_the_payment_show_the_same_price(
    client: FlaskClient, massage: Service, stripe: StripeSandbox, seed: int
) -> None:
    draw = random.Random(seed)
    massage.first_option.price_cents = draw.randrange(3000, 20000)
    for _ in range(draw.randrange(4)):
        window = [] if draw.random() < 0.5 else [(4, 600, draw.randrange(660, 900))]
        kind = {"percent": draw.randrange(1, 60)} if draw.random() < 0.5 else {"cents": draw.randrange(1, 2500)}
        make_deal(service=massage, windows=window, **kind)
    sign_in(client, make_user())
    session.commit()

    picker = client.get("/venues/hazel/massage?start=2026-05-15T18:00Z").text
    slot = cents(re.findall(r'value="2026-05-15T18:00Z"[^>]*>11:00 AM\s*<small>(\$[\d.,]+)', picker)[0])
    chosen = cents(re.findall(r"<dt>Price</dt><dd>(\$[\d.,]+)", picker)[0])
    put(client, massage)
    cart = cents(re.findall(r"<dt>Total</dt><dd>(\$[\d.,]+)", client.get("/cart/").text)[0])
    address = check_out(client)
    button = cents(re.findall(r"Continue to payment, (\$[\d.,]+)", client.get(address).text)[0])
    client.post(address, data=CONTACT)
    (order,) = orders()
    lines = session.scalar(select(func.sum(OrderLine.amount_cents)))
    checkout = stripe.client().v1.checkout.sessions.retrieve(session.scalars(select(Payment.session_id)).one() or "")
    assert {slot, chosen, cart, button, order.total_cents, lines, checkout.amount_total} == {order.total_cents}


def cents(written: str) -> int:
    dollars, _, rest = written.strip("$").replace(",", "").partition(".")
    return int(dollars) * 100 + int(rest or 0)


def test_changed_terms_need_an_agreement_before_payment(guest: FlaskClient, stripe: StripeSandbox) -> None:
    path = check_out(guest)
    assert "Our terms changed." not in guest.get(path).text
    ask_again(slug="terms")
    session.commit()
    assert "Our terms changed." in guest.get(path).text
    refused = guest.post(path, data=CONTACT)
    assert (refused.status_code, "Agree to our new terms to continue." in refused.text) == (422, True)
    assert guest.post(path, data={**CONTACT, "terms": "y"}).status_code == 303
    agreed = session.execute(select(Consent.kind, Consent.version)).all()
    assert [tuple(row) for row in agreed] == [(ConsentKind.TERMS, 2)]
