"""Payments without the guest: a saved card is charged, declined, or asks for its owner."""

from typing import Any

import pytest
import stripe

from tests.sandbox.connect import balance
from tests.sandbox.orders import order
from tests.sandbox.servers import StripeSandbox

VISA, SET_UP_ONCE, ALWAYS_ASKS, ALREADY_SET_UP = (
    "4242424242424242",
    "4000002500003155",
    "4000002760003184",
    "4000003800000446",
)
NO_FUNDS_LATER, SAVES_ONLY = "4000008260003178", "4000000000000341"


@pytest.fixture
def customer(client: stripe.StripeClient) -> str:
    return client.v1.customers.create({"email": "wren@example.com"}).id


def fee(customer: str, method: str, **changes: Any) -> Any:
    """Return the request that charges a saved card $45.00 without its owner."""
    params = {
        "amount": 4_500,
        "currency": "usd",
        "customer": customer,
        "payment_method": method,
        "off_session": True,
        "confirm": True,
        "allowed_payment_method_types": ["card"],
        "description": "Late cancellation",
        "metadata": {"order": "CW-7K3M-Q2XD"},
        "transfer_group": "CW-7K3M-Q2XD",
    }
    return {**params, **changes}


def declined(client: stripe.StripeClient, params: Any, key: str = "k") -> stripe.CardError:
    with pytest.raises(stripe.CardError) as refused:
        client.v1.payment_intents.create(params, {"idempotency_key": key})
    assert refused.value.http_status == 402
    return refused.value


def types(sandbox: StripeSandbox) -> list[str]:
    return [each.type for each in sandbox.take()]


@pytest.mark.parametrize("number", [VISA, SET_UP_ONCE, ALREADY_SET_UP])
def test_saved_card_is_charged_without_its_owner(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str, number: str
) -> None:
    method = sandbox.save_card(customer, number)
    sandbox.take()
    intent = client.v1.payment_intents.create(fee(customer, method, expand=["latest_charge.balance_transaction"]))
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    assert (intent.status, intent.amount_received, intent.payment_method) == ("succeeded", 4_500, method)
    assert (charge.customer, charge.transfer_group, charge.metadata.to_dict()) == (
        customer,
        "CW-7K3M-Q2XD",
        {"order": "CW-7K3M-Q2XD"},
    )
    assert (charge.balance_transaction.amount, charge.balance_transaction.fee) == (4_500, 161)
    assert balance(sandbox) == (0, 4_339)
    assert types(sandbox) == ["payment_intent.created", "payment_intent.succeeded"]
    assert client.v1.refunds.create({"payment_intent": intent.id, "amount": 500}).charge == charge.id
    assert [each.id for each in client.v1.payment_intents.list({"customer": customer}).data] == [intent.id]


@pytest.mark.parametrize(
    ("number", "code", "decline_code"),
    [
        (ALWAYS_ASKS, "authentication_required", "authentication_required"),
        (NO_FUNDS_LATER, "card_declined", "insufficient_funds"),
        (SAVES_ONLY, "card_declined", "generic_decline"),
    ],
)
def test_declined_charge_answers_402_and_stays_on_record(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str, number: str, code: str, decline_code: str
) -> None:
    params = fee(customer, sandbox.save_card(customer, number))
    sandbox.take()
    error = declined(client, params)
    assert error.error is not None
    assert (error.code, error.error.decline_code, error.error.type) == (code, decline_code, "card_error")
    assert error.error.payment_method.id == params["payment_method"]
    intent = client.v1.payment_intents.retrieve(error.error.payment_intent.id, {"expand": ["latest_charge"]})
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert intent.last_payment_error is not None
    assert (intent.last_payment_error.code, intent.last_payment_error.decline_code) == (code, decline_code)
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert (charge.status, charge.paid, charge.failure_code, charge.balance_transaction) == (
        "failed",
        False,
        code,
        None,
    )
    assert types(sandbox) == ["payment_intent.created", "payment_intent.payment_failed"]
    assert balance(sandbox) == (0, 0)
    again = declined(client, params)
    assert again.error is not None
    assert again.error.payment_intent.id == intent.id  # the answer of the same attempt
    assert len(client.v1.payment_intents.list({"customer": customer}).data) == 1
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"charge": charge.id})


@pytest.mark.parametrize(
    ("number", "code", "decline_code"),
    [
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000009987", "card_declined", "lost_card"),
        ("4000000000009979", "card_declined", "stolen_card"),
        ("4000000000000069", "expired_card", None),
        ("4000000000000119", "processing_error", None),
    ],
)
def test_saved_card_can_stop_working(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str, number: str, code: str, decline_code: str | None
) -> None:
    method = sandbox.save_card(customer)
    sandbox.act_as(method, number)
    error = declined(client, fee(customer, method)).error
    assert error is not None
    assert (error.code, getattr(error, "decline_code", None)) == (code, decline_code)
    assert error.payment_method.card.last4 == "4242"
    sandbox.act_as(method, VISA)
    assert client.v1.payment_intents.confirm(error.payment_intent.id, {"payment_method": method, "off_session": True})


def test_card_attached_without_setup_needs_its_owner(client: stripe.StripeClient, customer: str) -> None:
    method = client.v1.payment_methods.attach("pm_card_authenticationRequiredOnSetup", {"customer": customer}).id
    assert declined(client, fee(customer, method)).code == "authentication_required"
    waiting = client.v1.payment_intents.create(fee(customer, method, off_session=False))
    assert (waiting.status, waiting.next_action is None) == ("requires_action", False)
    assert client.v1.payment_intents.cancel(waiting.id).status == "canceled"


def test_card_saved_with_a_payment_is_set_up_for_later(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str
) -> None:
    keeping = {"setup_future_usage": "off_session"}
    params = order(customer=customer, customer_email=None, payment_intent_data=keeping)
    session = client.v1.checkout.sessions.create(params)
    assert sandbox.pay(session.id, SET_UP_ONCE)["result"] == "paid"
    (method,) = client.v1.customers.payment_methods.list(customer).data
    assert client.v1.payment_intents.create(fee(customer, method.id)).status == "succeeded"


def test_payment_intent_is_confirmed_or_canceled_once(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str
) -> None:
    method = sandbox.save_card(customer)
    params = fee(customer, method)
    for name in ("off_session", "confirm"):
        del params[name]
    made = client.v1.payment_intents.create(params)
    assert made.status == "requires_confirmation"
    assert client.v1.payment_intents.confirm(made.id, {"off_session": True}).status == "succeeded"
    canceled = client.v1.payment_intents.cancel(
        client.v1.payment_intents.create(params).id, {"cancellation_reason": "abandoned"}
    )
    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "abandoned")
    session = client.v1.checkout.sessions.create(order())
    hosted = sandbox.pay(session.id, "4000000000000002")["session"]["payment_intent"]
    for identity in (made.id, canceled.id, hosted):
        for call in (client.v1.payment_intents.confirm, client.v1.payment_intents.cancel):
            if (identity, call) == (canceled.id, client.v1.payment_intents.confirm):
                continue
            with pytest.raises(stripe.InvalidRequestError) as refused:
                call(identity)
            assert refused.value.code == "payment_intent_unexpected_state"


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"amount": 49}, "amount"),
        ({"amount": -1}, "amount"),
        ({"customer": "cus_none"}, "customer"),
        ({"payment_method": "pm_none"}, "payment_method"),
        ({"confirm": False}, "off_session"),
        ({"colour": "pine"}, "colour"),
    ],
)
def test_invalid_payment_is_rejected_by_name(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str, changes: dict[str, Any], param: str
) -> None:
    params = {**fee(customer, sandbox.save_card(customer)), **changes}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.create(params)
    assert refused.value.param == param


def test_card_of_another_customer_cannot_be_charged(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str
) -> None:
    other = client.v1.customers.create().id
    with pytest.raises(stripe.InvalidRequestError, match="does not belong"):
        client.v1.payment_intents.create(fee(other, sandbox.save_card(customer)))
