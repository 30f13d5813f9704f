"""Refunds: never more than was paid, and some that settle later."""

import pytest
import stripe

from tests.sandbox.orders import order
from tests.sandbox.servers import StripeSandbox

FAILS_LATER, PENDING_FIRST = "4000000000005126", "4000000000007726"


def paid(sandbox: StripeSandbox, client: stripe.StripeClient, card: str = "4242424242424242") -> stripe.PaymentIntent:
    session = client.v1.checkout.sessions.create(order())
    intent = client.v1.payment_intents.retrieve(sandbox.pay(session.id, card)["session"]["payment_intent"])
    sandbox.take()
    return intent


def types(sandbox: StripeSandbox) -> list[str]:
    return [each.type for each in sandbox.take()]


def test_charge_can_be_refunded_in_parts_until_nothing_remains(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    intent = paid(sandbox, client)
    first = client.v1.refunds.create({"payment_intent": intent.id, "amount": 7700, "metadata": {"item": "1"}})
    assert (first.amount, first.status, first.charge) == (7700, "succeeded", intent.latest_charge)
    assert types(sandbox) == ["refund.created", "charge.refunded"]
    charge = client.v1.charges.retrieve(first.charge)
    assert (charge.amount_refunded, charge.refunded) == (7700, False)
    rest = client.v1.refunds.create({"payment_intent": intent.id})
    assert rest.amount == 9800
    charge = client.v1.charges.retrieve(first.charge)
    assert (charge.amount_refunded, charge.refunded) == (17500, True)
    assert [each.id for each in client.v1.refunds.list({"payment_intent": intent.id}).data] == [rest.id, first.id]
    assert client.v1.refunds.retrieve(first.id) == first


def test_refund_above_the_remaining_amount_is_rejected(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    intent = paid(sandbox, client)
    client.v1.refunds.create({"charge": intent.latest_charge, "amount": 17000})
    with pytest.raises(stripe.InvalidRequestError) as too_much:
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 501})
    assert (too_much.value.http_status, too_much.value.param) == (400, "amount")
    assert client.v1.refunds.create({"payment_intent": intent.id, "amount": 500}).amount == 500
    with pytest.raises(stripe.InvalidRequestError) as nothing_left:
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 1})
    assert (nothing_left.value.http_status, nothing_left.value.code) == (400, "charge_already_refunded")


def test_unpaid_or_unknown_payment_cannot_be_refunded(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order())
    declined = sandbox.pay(session.id, "4000000000000002")["session"]
    with pytest.raises(stripe.InvalidRequestError) as unpaid:
        client.v1.refunds.create({"payment_intent": declined["payment_intent"]})
    assert unpaid.value.http_status == 400
    with pytest.raises(stripe.InvalidRequestError) as nameless:
        client.v1.refunds.create({"amount": 100})
    assert nameless.value.code == "parameter_missing"
    with pytest.raises(stripe.InvalidRequestError) as unknown:
        client.v1.refunds.create({"payment_intent": "pi_none"})
    assert (unknown.value.http_status, unknown.value.param) == (404, "payment_intent")
    with pytest.raises(stripe.InvalidRequestError) as nothing:
        client.v1.refunds.create({"payment_intent": declined["payment_intent"], "amount": 0})
    assert (nothing.value.code, nothing.value.param) == ("parameter_invalid_integer", "amount")


def test_refund_that_fails_later_can_be_made_again(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    intent = paid(sandbox, client, FAILS_LATER)
    refund = client.v1.refunds.create({"payment_intent": intent.id})
    assert refund.status == "succeeded"
    assert types(sandbox) == ["refund.created", "charge.refunded"]
    sandbox.advance(60)
    failed = client.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert types(sandbox) == ["refund.failed", "refund.updated"]
    charge = client.v1.charges.retrieve(refund.charge)
    assert (charge.amount_refunded, charge.refunded) == (0, False)
    assert client.v1.refunds.create({"payment_intent": intent.id}).amount == 17500


def test_pending_refund_succeeds_later(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    refund = client.v1.refunds.create({"payment_intent": paid(sandbox, client, PENDING_FIRST).id})
    assert refund.status == "pending"
    assert types(sandbox) == ["refund.created", "charge.refunded"]
    sandbox.advance(60)
    assert client.v1.refunds.retrieve(refund.id).status == "succeeded"
    assert types(sandbox) == ["refund.updated"]


def test_demo_data_payment_can_be_refunded(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    first = client.v1.refunds.create({"payment_intent": "pi_demo_11000_17", "amount": 7000})
    assert (first.amount, first.status) == (7000, "succeeded")
    assert client.v1.payment_intents.retrieve("pi_demo_11000_17").status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="greater than what is left"):
        client.v1.refunds.create({"payment_intent": "pi_demo_11000_17", "amount": 4001})
    with pytest.raises(stripe.InvalidRequestError, match="No such"):
        client.v1.refunds.create({"payment_intent": "pi_demo_0_17"})
