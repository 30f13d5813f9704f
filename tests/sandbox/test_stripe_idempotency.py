"""Idempotency keys: one key, one request, one answer."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.orders import order
from tests.sandbox.servers import KEY, StripeSandbox

KEYED: Any = {"idempotency_key": "order-1"}


def refund(sandbox: StripeSandbox, key: str, **params: str) -> requests.Response:
    headers = {"Idempotency-Key": key}
    return requests.post(f"{sandbox.url}/v1/refunds", params, headers=headers, auth=(KEY, ""), timeout=20)


def paid_intent(sandbox: StripeSandbox, client: stripe.StripeClient) -> str:
    session = client.v1.checkout.sessions.create(order())
    return str(sandbox.pay(session.id)["session"]["payment_intent"])


def test_repeated_request_gets_the_stored_answer(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    params = order()
    first, again = (client.v1.checkout.sessions.create(params, KEYED) for _ in range(2))
    assert first == again
    assert len(client.v1.checkout.sessions.list().data) == 1
    headers, replayed = (answer.last_response.headers for answer in (first, again))
    assert "Idempotent-Replayed" not in headers
    assert replayed["Idempotent-Replayed"] == "true"
    assert replayed["Original-Request"] == headers["Request-Id"] != replayed["Request-Id"]


def test_key_reused_with_different_parameters_is_rejected(client: stripe.StripeClient) -> None:
    client.v1.checkout.sessions.create(order(), KEYED)
    with pytest.raises(stripe.IdempotencyError) as refused:
        client.v1.checkout.sessions.create(order(client_reference_id="CW-OTHER"), KEYED)
    assert refused.value.http_status == 400


def test_key_reused_for_a_different_endpoint_is_rejected(client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order(), KEYED)
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.expire(session.id, {}, KEYED)


def test_concurrent_requests_with_the_same_key_conflict(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    intent = paid_intent(sandbox, client)
    sandbox.fail_next(kind="slow", seconds=1.5, path="/v1/refunds")
    with ThreadPoolExecutor(4) as callers:
        answers = list(callers.map(lambda _: refund(sandbox, "refund-1", payment_intent=intent), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    conflict = next(answer for answer in answers if answer.status_code == 409).json()["error"]
    assert conflict["code"] == "idempotency_key_in_use"
    assert refund(sandbox, "refund-1", payment_intent=intent).headers["Idempotent-Replayed"] == "true"


def test_stripe_client_retries_a_conflict_until_it_gets_the_answer(sandbox: StripeSandbox) -> None:
    intent = paid_intent(sandbox, sandbox.client())
    sandbox.fail_next(kind="slow", seconds=1.5, path="/v1/refunds")
    params: Any = {"payment_intent": intent, "amount": 100}
    client = sandbox.client(retries=5)
    with ThreadPoolExecutor(3) as callers:
        refunds = list(callers.map(lambda _: client.v1.refunds.create(params, KEYED), range(3)))
    assert len({each.id for each in refunds}) == 1


def test_key_can_be_reused_after_invalid_parameters(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(order(mode=None), KEYED)
    assert client.v1.checkout.sessions.create(order(), KEYED).status == "open"


def test_error_during_execution_is_replayed_for_the_same_key(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    intent = paid_intent(sandbox, client)
    client.v1.refunds.create({"payment_intent": intent})
    first, again = (refund(sandbox, "refund-2", payment_intent=intent) for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.json()["error"]["code"] == "charge_already_refunded"
    assert again.headers["Idempotent-Replayed"] == "true"


def test_key_expires_after_24_hours(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    intent = paid_intent(sandbox, client)
    first = refund(sandbox, "refund-3", payment_intent=intent, amount="100").json()
    sandbox.advance(24 * 60 * 60 + 1)
    assert refund(sandbox, "refund-3", payment_intent=intent, amount="100").json()["id"] != first["id"]


def test_key_longer_than_255_characters_is_rejected(sandbox: StripeSandbox) -> None:
    response = refund(sandbox, "k" * 256, payment_intent="pi_1")
    assert (response.status_code, response.json()["error"]["type"]) == (400, "idempotency_error")


def test_request_interrupted_by_a_crash_can_be_retried_with_its_key(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    intent = paid_intent(sandbox, client)
    sandbox.fail_next(kind="slow", seconds=30, path="/v1/refunds")
    impatient = sandbox.client(timeout=0.5)
    with pytest.raises(stripe.APIConnectionError):
        impatient.v1.refunds.create({"payment_intent": intent}, KEYED)
    sandbox.restart(crash=True)
    assert client.v1.refunds.create({"payment_intent": intent}, KEYED).amount == 17500
    assert len(client.v1.refunds.list().data) == 1
