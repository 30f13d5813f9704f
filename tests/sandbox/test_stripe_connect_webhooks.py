"""Events of connected accounts go to an endpoint of their own, signed with its own secret."""

import json
from collections.abc import Iterator

import pytest
import stripe

from tests.sandbox.connect import acting_for, charged, ready_account, transferred
from tests.sandbox.endpoint import Endpoint, endpoint
from tests.sandbox.servers import CONNECT_WEBHOOK_SECRET, WEBHOOK_SECRET, StripeSandbox


@pytest.fixture
def connect_hook(sandbox: StripeSandbox) -> Iterator[Endpoint]:
    """Yield an endpoint that receives the events of connected accounts."""
    with endpoint(CONNECT_WEBHOOK_SECRET) as taken:
        sandbox.webhooks(connect_url=taken.url)
        yield taken


def test_each_endpoint_gets_its_own_events(sandbox: StripeSandbox, hook: Endpoint, connect_hook: Endpoint) -> None:
    account = ready_account(sandbox)
    transferred(sandbox, account)
    sandbox.pay_out(account)
    events = connect_hook.wait_for(3)  # the endpoint has verified each signature
    assert sorted(event.type for event in events) == ["account.updated", "payout.created", "payout.paid"]
    assert {event.account for event in events} == {account}
    hook.wait_for(3)
    assert sorted(hook.types()) == ["checkout.session.completed", "payment_intent.succeeded", "transfer.created"]
    assert all("account" not in event for event in hook.received)


def test_connect_events_wait_until_they_have_an_endpoint(sandbox: StripeSandbox, hook: Endpoint) -> None:
    charge = charged(sandbox)
    account = ready_account(sandbox)
    assert charge
    hook.wait_for(2)
    sandbox.flush()
    waiting = sandbox.deliveries("pending")
    assert [(each["type"], each["attempts"], each["connect"]) for each in waiting] == [("account.updated", 0, True)]
    with endpoint(CONNECT_WEBHOOK_SECRET) as later:
        sandbox.webhooks(connect_url=later.url)
        assert later.wait_for(1)[0].account == account


def test_plan_applies_to_connect_events(sandbox: StripeSandbox, connect_hook: Endpoint) -> None:
    sandbox.webhooks(double_percent=100, paused=True)
    ready_account(sandbox)
    sandbox.flush()
    assert connect_hook.types() == ["account.updated", "account.updated"]
    sandbox.webhooks(double_percent=0, drop_percent=100)
    ready_account(sandbox)
    assert [each["state"] for each in sandbox.deliveries()][2:] == ["dropped"]


def test_taken_connect_events_are_signed_with_their_secret(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    account = ready_account(sandbox)
    charged(sandbox)
    first, *others = sandbox.take()
    assert (first.connect, [each.connect for each in others]) == (True, [False, False])
    assert stripe.Webhook.construct_event(first.body, first.signature, CONNECT_WEBHOOK_SECRET).account == account
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(first.body, first.signature, WEBHOOK_SECRET)
    assert json.loads(first.body)["data"]["object"]["id"] == account
    listed = client.v1.events.list({}, acting_for(account)).data
    assert [each.id for each in listed] == [first.event]
    assert first.event not in [each.id for each in client.v1.events.list().data]
