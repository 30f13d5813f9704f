"""Injected failures as the real Stripe client experiences them."""

from typing import Any

import pytest
import stripe

from tests.sandbox.orders import order
from tests.sandbox.servers import StripeSandbox

KEYED: Any = {"idempotency_key": "order-1"}


def sessions(sandbox: StripeSandbox) -> int:
    return len(sandbox.client().v1.checkout.sessions.list().data)


def test_error_fault_raises_and_changes_nothing(sandbox: StripeSandbox) -> None:
    sandbox.fail_next(2)
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failed:
            sandbox.client().v1.checkout.sessions.create(order())
        assert failed.value.http_status == 500
    assert sessions(sandbox) == 0


def test_stripe_client_retries_after_an_error_fault(sandbox: StripeSandbox) -> None:
    sandbox.fail_next(2)
    sandbox.client(retries=2).v1.checkout.sessions.create(order())
    assert sessions(sandbox) == 1


def test_lost_response_is_replayed_for_the_same_idempotency_key(sandbox: StripeSandbox) -> None:
    params = order()
    sandbox.fail_next(kind="lost")
    with pytest.raises(stripe.APIError):
        sandbox.client().v1.checkout.sessions.create(params, KEYED)
    found = sandbox.client().v1.checkout.sessions.create(params, KEYED)
    assert found.last_response.headers["Idempotent-Replayed"] == "true"
    assert sessions(sandbox) == 1


@pytest.mark.parametrize(("kind", "made"), [("slow", 1), ("hang", 0)])
def test_retry_after_a_timeout_creates_only_one_session(sandbox: StripeSandbox, kind: str, made: int) -> None:
    params = order()
    sandbox.fail_next(kind=kind, seconds=2)
    with pytest.raises(stripe.APIConnectionError):
        sandbox.client(timeout=0.8).v1.checkout.sessions.create(params, KEYED)
    patient = sandbox.client(retries=4).v1.checkout.sessions.create(params, KEYED)
    assert ("Idempotent-Replayed" in patient.last_response.headers) == bool(made)
    assert sessions(sandbox) == 1


def test_faults_can_be_limited_to_a_path_and_removed(sandbox: StripeSandbox) -> None:
    sandbox.fail_next(5, path="/v1/refunds")
    assert sessions(sandbox) == 0
    with pytest.raises(stripe.APIError):
        sandbox.client().v1.refunds.list()
    sandbox.stop_failing()
    assert sandbox.client().v1.refunds.list().data == []
