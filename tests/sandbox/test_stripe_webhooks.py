"""Webhooks: signed, retried until accepted, and late, duplicated, lost or out of order when a test requests it."""

import json
from itertools import pairwise
from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.endpoint import Endpoint
from tests.sandbox.orders import order
from tests.sandbox.servers import WEBHOOK_SECRET, StripeSandbox

PAID = ["payment_intent.succeeded", "checkout.session.completed"]


def pay(sandbox: StripeSandbox, times: int = 1) -> list[str]:
    client = sandbox.client()
    sessions = [client.v1.checkout.sessions.create(order()).id for _ in range(times)]
    for session in sessions:
        sandbox.pay(session)
    return sessions


def test_events_are_signed_and_contain_the_object(sandbox: StripeSandbox, hook: Endpoint) -> None:
    session = pay(sandbox)[0]
    events = {event.type: event for event in hook.wait_for(2)}  # the endpoint has verified each signature
    completed = events["checkout.session.completed"]
    assert completed.data.object.id == session
    assert (completed.data.object.status, completed.data.object.payment_status) == ("complete", "paid")
    assert completed.api_version == stripe.api_version
    assert events["payment_intent.succeeded"].data.object.amount_received == 17500
    states = {each["state"] for each in sandbox.deliveries()}
    assert states <= {"delivered", "sending"}


def test_event_names_the_request_that_caused_it(sandbox: StripeSandbox, hook: Endpoint) -> None:
    client = sandbox.client()
    session = client.v1.checkout.sessions.create(order())
    expired = client.v1.checkout.sessions.expire(session.id, {}, {"idempotency_key": "expire-1"})
    event = hook.wait_for(1)[0]
    assert event.request.id == expired.last_response.headers["Request-Id"]
    assert event.request.idempotency_key == "expire-1"


def test_failed_delivery_is_retried_with_growing_pauses_until_accepted(sandbox: StripeSandbox, hook: Endpoint) -> None:
    hook.answers = [500, 404, 302]
    client = sandbox.client()
    client.v1.checkout.sessions.expire(client.v1.checkout.sessions.create(order()).id)
    events = hook.wait_for(4)
    assert len({event.id for event in events}) == 1
    pauses = [later - earlier for earlier, later in pairwise(hook.at)]
    assert all(pause >= least for pause, least in zip(pauses, (0.1, 0.2, 0.4), strict=True))
    sandbox.flush()
    delivery = sandbox.deliveries()[0]
    assert (delivery["state"], delivery["attempts"], delivery["answer"]) == ("delivered", 4, "200")


def test_delivery_to_an_unreachable_endpoint_remains_pending(sandbox: StripeSandbox) -> None:
    sandbox.webhooks(url="http://127.0.0.1:9/webhooks", paused=True)
    pay(sandbox)
    assert all("Connection refused" in each["answer"] for each in sandbox.flush())
    assert [each["state"] for each in sandbox.deliveries()] == ["pending", "pending"]


def test_events_without_an_endpoint_are_sent_once_one_is_set(sandbox: StripeSandbox, hook: Endpoint) -> None:
    sandbox.webhooks(url=None)
    pay(sandbox)
    assert [each["attempts"] for each in sandbox.deliveries("pending")] == [0, 0]
    sandbox.webhooks(url=hook.url)
    assert sorted(event.type for event in hook.wait_for(2)) == sorted(PAID)


def test_deliveries_can_be_delayed(sandbox: StripeSandbox, hook: Endpoint) -> None:
    sandbox.webhooks(delay=(20, 30))
    pay(sandbox)
    assert hook.types() == []
    assert len(sandbox.deliveries("pending")) == 2
    sandbox.flush()
    assert hook.types() == PAID


def test_deliveries_can_be_duplicated(sandbox: StripeSandbox, hook: Endpoint) -> None:
    sandbox.webhooks(double_percent=100, paused=True)
    pay(sandbox)
    sandbox.flush()
    assert hook.types() == [PAID[0], PAID[0], PAID[1], PAID[1]]
    assert len({event.id for event in hook.received}) == 2


def test_dropped_deliveries_are_never_sent_and_repeatable_by_seed(sandbox: StripeSandbox, hook: Endpoint) -> None:
    def lost() -> list[bool]:
        sandbox.reset()
        sandbox.webhooks(url=hook.url, drop_percent=30, seed=7, paused=True)
        pay(sandbox, times=20)
        return [each["state"] == "dropped" for each in sandbox.deliveries()]

    first = lost()
    assert first == lost()
    assert 4 <= sum(first) <= 20
    sandbox.flush()
    assert len(hook.received) == 40 - sum(first)


@pytest.mark.parametrize("order_name", ["created", "reversed", "shuffled"])
def test_deliveries_can_be_reordered(sandbox: StripeSandbox, hook: Endpoint, order_name: str) -> None:
    sandbox.webhooks(paused=True, seed=3)
    pay(sandbox, times=5)
    created = [each["event"] for each in sandbox.deliveries()]
    sent = [each["event"] for each in sandbox.flush(order_name)]
    assert [event.id for event in hook.received] == sent
    assert sorted(sent) == sorted(created)
    if order_name == "shuffled":
        assert sent not in (created, created[::-1])
    else:
        assert sent == (created if order_name == "created" else created[::-1])


def test_deliveries_can_be_taken_instead_of_sent(sandbox: StripeSandbox) -> None:
    pay(sandbox)
    taken = sandbox.take()
    assert [each.type for each in taken] == PAID
    event = stripe.Webhook.construct_event(taken[1].body, taken[1].headers["Stripe-Signature"], WEBHOOK_SECRET)
    assert event.id == taken[1].event
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(taken[1].body + " ", taken[1].signature, WEBHOOK_SECRET)
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(taken[1].body, taken[1].signature, "whsec_other")
    assert sandbox.take() == []


def test_pending_deliveries_survive_a_crash(sandbox: StripeSandbox, hook: Endpoint) -> None:
    sandbox.webhooks(paused=True)
    session = pay(sandbox)[0]
    sandbox.restart(crash=True)
    assert sandbox.client().v1.checkout.sessions.retrieve(session).payment_status == "paid"
    sandbox.flush()
    assert hook.types() == PAID


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("webhooks", {"drop_percent": 101}),
        ("webhooks", {"colour": "pine"}),
        ("deliveries/flush", {"order": "alphabetical"}),
        ("deliveries/flush", {}),  # no endpoint is set
        ("faults", {"kind": "explode"}),
        ("clock", {"advance": "a day"}),
        ("sessions/cs_test_none/pay", {"card": "4242424242424241"}),
    ],
)
def test_malformed_control_command_is_rejected(sandbox: StripeSandbox, path: str, command: dict[str, Any]) -> None:
    response = requests.post(f"{sandbox.url}/_sandbox/{path}", data=json.dumps(command), timeout=20, headers=JSON)
    assert response.status_code == 400


JSON = {"Content-Type": "application/json"}


def test_form_on_another_site_cannot_control_the_sandbox(sandbox: StripeSandbox) -> None:
    """Cross-site forms cannot send JSON, and the controls accept only JSON."""
    response = requests.post(f"{sandbox.url}/_sandbox/clock", {"advance": "9"}, timeout=20)
    assert response.status_code == 415
