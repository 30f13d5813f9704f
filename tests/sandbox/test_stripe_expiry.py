"""Session expiry: on request or when the time is up, but never after payment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import stripe

from tests.sandbox.endpoint import Endpoint
from tests.sandbox.orders import order
from tests.sandbox.servers import StripeSandbox

HALF_AN_HOUR = 31 * 60


def test_open_session_can_be_expired_only_once(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order())
    expired = client.v1.checkout.sessions.expire(session.id)
    assert (expired.status, expired.url, expired.payment_status) == ("expired", None, "unpaid")
    assert [(each.type, session.id in each.body) for each in sandbox.take()] == [("checkout.session.expired", True)]
    with pytest.raises(stripe.InvalidRequestError) as again:
        client.v1.checkout.sessions.expire(session.id)
    assert again.value.http_status == 400
    assert sandbox.take() == []


def test_paid_session_cannot_be_expired(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order())
    sandbox.pay(session.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.expire(session.id)
    assert refused.value.http_status == 400
    assert "complete" in str(refused.value)


def test_session_expires_when_its_time_is_up(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order())
    sandbox.pay(session.id, "4000000000000002")
    sandbox.advance(HALF_AN_HOUR - 30)
    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    sandbox.advance(60)
    late = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (late.status, late.payment_intent.status) == ("expired", "canceled")
    assert [each.type for each in sandbox.take()] == ["payment_intent.payment_failed", "checkout.session.expired"]
    assert sandbox.pay(session.id)["result"] == "expired"


def test_background_tick_expires_sessions_without_a_request(
    sandbox: StripeSandbox, client: stripe.StripeClient, hook: Endpoint
) -> None:
    """The background thread notices the expiry, here in real time, from two seconds before the end."""
    session = client.v1.checkout.sessions.create(order())
    sandbox.set_clock(datetime.fromtimestamp(session.expires_at - 2, UTC))
    assert [event.type for event in hook.wait_for(1)] == ["checkout.session.expired"]


def test_sandbox_clock_can_follow_a_pinned_clock(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    pinned = datetime(2026, 5, 14, 17, 0, tzinfo=UTC)
    sandbox.set_clock(pinned)
    session = client.v1.checkout.sessions.create(order(expires_at=int(pinned.timestamp()) + HALF_AN_HOUR))
    assert 0 <= session.created - pinned.timestamp() < 30


def test_session_paid_and_expired_concurrently_ends_in_one_state(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    def expire(session_id: str) -> bool:
        try:
            client.v1.checkout.sessions.expire(session_id)
        except stripe.InvalidRequestError:
            return False
        return True

    for _ in range(10):
        session = client.v1.checkout.sessions.create(order())
        with ThreadPoolExecutor(2) as both:
            expired = both.submit(expire, session.id)
            result = both.submit(sandbox.pay, session.id).result()["result"]
        assert (expired.result(), result) in {(True, "expired"), (False, "paid")}
