"""Signed Stripe webhooks: payments that match their order, payments that do not, and malformed events."""

import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, OrderState, RefundState
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.core import clock
from app.core.db import session
from app.payments import gateway_flows
from app.payments.enums import PaymentState
from app.payments.gateway import GatewayDown
from app.payments.models import Payment
from tests.factories import make_user
from tests.pages import read
from tests.payments.test_settle import massage, order, page_of, state_of
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, sign_in

__all__ = ["massage", "order"]


def tell(client: FlaskClient, stripe: StripeSandbox, event: object) -> int:
    """Send an event with Stripe's signature and return the status of the response."""
    body, at = event if isinstance(event, str) else json.dumps(event), int(time.time())
    signature = hmac.new(stripe.webhook_secret.encode(), f"{at}.{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"Stripe-Signature": f"t={at},v1={signature}", "Content-Type": "application/json"}
    return client.post("/webhooks/stripe", data=body, headers=headers).status_code


def completed(stripe: StripeSandbox, order: Order, **changed: object) -> dict[str, Any]:
    """Pay for an order and return the event, with its session changed."""
    stripe.pay(page_of(order))
    events = [json.loads(body.body) for body in stripe.take()]
    event = next(each for each in events if each["type"] == "checkout.session.completed")
    event["data"]["object"].update(changed)
    return event


def with_kind(event: dict[str, Any], id_: str, **changed: object) -> dict[str, Any]:
    return {**event, "id": id_, "data": {"object": {**event["data"]["object"], **changed}}}


def test_payment_overrides_a_later_expiration(client: FlaskClient, order: Order, stripe: StripeSandbox) -> None:
    event = completed(stripe, order)
    assert tell(client, stripe, event) == 200
    assert tell(client, stripe, with_kind(event, "evt_late", status="expired", payment_status="unpaid")) == 200
    assert state_of(order) is OrderState.CONFIRMED
    assert [payment.state for payment in session.query(Payment)] == [PaymentState.PAID]


def test_payment_overrides_an_earlier_expiration(client: FlaskClient, order: Order, stripe: StripeSandbox) -> None:
    event = completed(stripe, order)
    assert tell(client, stripe, with_kind(event, "evt_early", status="expired", payment_status="unpaid")) == 200
    assert state_of(order) is OrderState.EXPIRED
    assert tell(client, stripe, event) == 200
    assert state_of(order) is OrderState.CONFIRMED


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"amount_total": 10999}, "$109.99 was paid, but $110.00 was due."),
        ({"amount_total": None}, "$0.00 was paid, but $110.00 was due."),
        ({"currency": "jpy"}, "The payment was in JPY, not in USD."),
        ({"livemode": True}, "The payment was made in live mode."),
    ],
)
def test_mismatched_payment_books_nothing_and_is_shown_to_admins(
    client: FlaskClient, order: Order, stripe: StripeSandbox, changed: dict[str, object], expected: str
) -> None:
    assert tell(client, stripe, completed(stripe, order, **changed)) == 200
    assert state_of(order) is OrderState.PENDING
    sign_in(client, make_user(role=Role.ADMIN))
    assert expected in read(client, f"/admin/orders/{order.public_id}")
    assert "1 payment doesn’t match its order." in read(client, "/admin/")
    assert order.public_id in read(client, "/admin/orders?state=mismatched")


def test_session_of_another_order_confirms_nothing(client: FlaskClient, order: Order, stripe: StripeSandbox) -> None:
    event = completed(stripe, order)
    assert tell(client, stripe, with_kind(event, "evt_1", id="cs_test_other")) == 200
    assert tell(client, stripe, with_kind(event, "evt_2", client_reference_id="CW-0000-0000")) == 200
    assert state_of(order) is OrderState.PENDING


DEEP = '{"id":"evt_1","object":"event","type":"x","data":' + '{"a":' * 20_000 + "1" + "}" * 20_001
SENSELESS = [
    "1",
    "null",
    "[]",
    '"evt_1"',
    "{",
    "{}",
    DEEP,
    {"id": "evt_1", "object": "event", "type": "x", "data": None},
    {"id": "evt_1", "object": "event", "type": "x", "data": []},
    {"id": "evt_1", "object": "event", "type": "x", "data": {"object": None}, "livemode": False},
]


@pytest.mark.parametrize("event", SENSELESS, ids=range(len(SENSELESS)))
def test_malformed_signed_event_is_rejected(client: FlaskClient, stripe: StripeSandbox, event: object) -> None:
    expected = 200 if isinstance(event, dict) and event["data"] == {"object": None} else 400
    assert tell(client, stripe, event) == expected


@pytest.mark.parametrize("value", [None, 7, True, {}, [], {"id": None}, "a\0b", "x" * 5000, "\ud800", -(10**30)])
@pytest.mark.parametrize(
    "name",
    ["EVENT id", "EVENT type", "id", "client_reference_id", "status", "amount_total", "currency", "livemode", "url"],
)
def test_signed_event_with_odd_values_is_not_a_server_error(
    client: FlaskClient, order: Order, stripe: StripeSandbox, name: str, value: object
) -> None:
    event = odd(name, value)
    assert tell(client, stripe, event) in {200, 400}
    assert state_of(order) is OrderState.PENDING


def odd(name: str, value: object) -> dict[str, Any]:
    subject: dict[str, Any] = {
        "id": "cs_test_1",
        "object": "checkout.session",
        "client_reference_id": "CW-0000-0000",
        "status": "complete",
        "payment_status": "paid",
        "payment_intent": "pi_1",
        "amount_total": 11000,
        "currency": "usd",
        "livemode": False,
        "url": None,
    }
    event: dict[str, Any] = {"id": "evt_1", "object": "event", "type": "checkout.session.completed"}
    of, _, key = name.rpartition(" ")
    (event if of else subject)[key] = value
    return {**event, "data": {"object": subject}}


def test_refund_is_looked_up_before_it_is_sent_again(client: FlaskClient, order: Order, stripe: StripeSandbox) -> None:
    stripe.pay(page_of(order))
    gateway_flows.catch_up(order.id)
    (booking,) = bookings_of_order(order.id)
    cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=order.user_id)
    session.commit()
    (refund,) = session.query(Refund)
    stripe.fail_next(1, kind="lost", path="/v1/refunds")
    # A web request tries once; a job would retry at once and get the response.
    with pytest.raises(GatewayDown), client.application.test_request_context():
        gateway_flows.pay_refund(refund.id)
    session.rollback()
    stripe.advance(25 * 60 * 60)  # Stripe has forgotten the idempotency key by then
    with clock.pinned(NOW + timedelta(hours=25)):
        gateway_flows.pay_refund(refund.id)
    session.commit()
    session.refresh(refund)
    made = stripe.client().v1.refunds.list({"payment_intent": session.query(Payment).one().payment_intent_id or ""})
    assert [(each.id, each.amount) for each in made.data] == [(refund.stripe_id, 11000)]
    assert refund.state is RefundState.SUCCEEDED
