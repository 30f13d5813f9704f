"""API behavior: keys, versions, parameters, errors, lists and expansion."""

import time
from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.orders import line, order
from tests.sandbox.servers import KEY, StripeSandbox

SESSIONS = "/v1/checkout/sessions"


def error(client: stripe.StripeClient, **changes: Any) -> dict[str, Any]:
    """Return the error body of an attempt to create a session with these changes."""
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(order(**changes))
    assert refused.value.http_status == 400
    body: dict[str, Any] = refused.value.json_body["error"]
    assert body.pop("type") == "invalid_request_error"
    assert body.pop("message")
    return body


def test_created_session_has_the_requested_values(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    params = order()
    session = client.v1.checkout.sessions.create(params)
    assert session.id.startswith("cs_test_")
    assert session.url == f"{sandbox.url}/c/pay/{session.id}"
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_total, session.amount_subtotal, session.currency) == (17500, 17500, "usd")
    assert session.expires_at == params["expires_at"]
    assert session.client_reference_id == "CW-7K3M-Q2XD"
    assert session.customer_email == "wren@example.com"
    assert session.metadata.to_dict() == {"order": "CW-7K3M-Q2XD"}
    assert client.v1.checkout.sessions.retrieve(session.id) == session


def test_session_expires_after_24_hours_by_default(client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order(expires_at=None))
    assert session.expires_at - session.created == 24 * 60 * 60


def test_line_items_are_listed_and_paginated(client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order())
    lines = client.v1.checkout.sessions.line_items.list(session.id)
    assert [(each.description, each.quantity, each.amount_total) for each in lines.data] == [
        ("Unwinding massage, 60 min", 1, 7700),
        ("Sauna circuit", 2, 9800),
    ]
    assert not lines.has_more
    assert client.v1.checkout.sessions.line_items.list(session.id, {"limit": 1}).has_more


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"mode": None}, {"code": "parameter_missing", "param": "mode"}),
        ({"success_url": None}, {"code": "parameter_missing", "param": "success_url"}),
        ({"line_items": None}, {"code": "parameter_missing", "param": "line_items"}),
        ({"colour": "pine"}, {"code": "parameter_unknown", "param": "colour"}),
        ({"success_url": "/paid"}, {"code": "url_invalid", "param": "success_url"}),
        ({"customer_email": "wren"}, {"code": "email_invalid", "param": "customer_email"}),
        ({"client_reference_id": ""}, {"code": "parameter_invalid_empty", "param": "client_reference_id"}),
        ({"expires_at": "soon"}, {"code": "parameter_invalid_integer", "param": "expires_at"}),
        ({"mode": "donate"}, {"param": "mode"}),
        ({"metadata": {"note": "x" * 501}}, {"param": "metadata"}),
        ({"metadata": {str(number): "x" for number in range(51)}}, {"param": "metadata"}),
        ({"line_items": [line("Towel", 49)]}, {"code": "amount_too_small", "param": "line_items"}),
        ({"line_items": [line("A", 100), line("B", 100, currency="eur")]}, {"param": "line_items"}),
        ({"allowed_payment_method_types": ["ideal"]}, {"param": "allowed_payment_method_types"}),
    ],
)
def test_invalid_parameter_is_rejected_by_name(
    client: stripe.StripeClient, changes: dict[str, Any], expected: dict[str, str]
) -> None:
    assert error(client, **changes) == expected


def test_invalid_nested_parameter_is_named_in_bracket_notation(client: stripe.StripeClient) -> None:
    items = [line("Sauna", 4900), line("Massage", 7700)]
    del items[1]["price_data"]["currency"]
    assert error(client, line_items=items)["param"] == "line_items[1][price_data][currency]"
    items = [{**line("Sauna", 4900), "colour": "pine"}]
    assert error(client, line_items=items)["param"] == "line_items[0][colour]"


@pytest.mark.parametrize("seconds", [29 * 60, 24 * 60 * 60 + 60])
def test_session_expiry_outside_30_minutes_to_24_hours_is_rejected(client: stripe.StripeClient, seconds: int) -> None:
    assert error(client, expires_at=int(time.time()) + seconds) == {"param": "expires_at"}


def test_metadata_allows_numeric_keys_and_drops_empty_values(client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order(metadata={"0": "a", "1": "b", "gone": ""}))
    assert session.metadata.to_dict() == {"0": "a", "1": "b"}


@pytest.mark.parametrize("name", ["a]b", "[a]", "a[b", "a[b]c", "a" + "[b]" * 9])
def test_malformed_parameter_name_is_rejected(sandbox: StripeSandbox, name: str) -> None:
    response = requests.post(sandbox.url + SESSIONS, {name: "x"}, auth=(KEY, ""), timeout=20)
    assert response.status_code == 400
    assert response.json()["error"]["type"] == "invalid_request_error"


def test_parameter_used_as_both_value_and_container_is_rejected(sandbox: StripeSandbox) -> None:
    for pairs in ([("metadata", "x"), ("metadata[a]", "x")], [("metadata[a]", "x"), ("metadata", "x")]):
        response = requests.post(sandbox.url + SESSIONS, pairs, auth=(KEY, ""), timeout=20)
        assert response.status_code == 400


def test_json_request_body_is_rejected(sandbox: StripeSandbox) -> None:
    response = requests.post(sandbox.url + SESSIONS, json=order(), auth=(KEY, ""), timeout=20)
    assert response.status_code == 400
    assert "x-www-form-urlencoded" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer sk_test_other"}, {"Authorization": "Basic !"}, {"Authorization": "Digest x"}],
)
def test_missing_or_wrong_api_key_is_rejected_with_401(sandbox: StripeSandbox, headers: dict[str, str]) -> None:
    response = requests.get(sandbox.url + SESSIONS, headers=headers, timeout=20)
    assert response.status_code == 401
    assert response.json()["error"]["type"] == "invalid_request_error"
    assert KEY not in response.text


def test_stripe_client_raises_authentication_error_for_a_wrong_key(sandbox: StripeSandbox) -> None:
    client = stripe.StripeClient("sk_test_other", base_addresses={"api": sandbox.url})
    with pytest.raises(stripe.AuthenticationError):
        client.v1.refunds.list()


def test_response_has_a_request_id_and_the_requested_api_version(sandbox: StripeSandbox) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Stripe-Version": "2026-08-26.dahlia"}
    response = requests.get(sandbox.url + SESSIONS, headers=headers, timeout=20)
    assert response.headers["Request-Id"].startswith("req_")
    assert response.headers["Stripe-Version"] == "2026-08-26.dahlia"
    wrong = requests.get(sandbox.url + SESSIONS, headers={**headers, "Stripe-Version": "newest"}, timeout=20)
    assert wrong.status_code == 400


def test_payment_method_parameter_depends_on_the_api_version(sandbox: StripeSandbox) -> None:
    older, newer = sandbox.client(version="2026-08-26.dahlia"), sandbox.client(version="2026-10-28.endive")
    listed = {"allowed_payment_method_types": None, "payment_method_types": ["card"]}
    assert error(newer, **listed) == {"code": "parameter_unknown", "param": "payment_method_types"}
    assert error(older) == {"code": "parameter_unknown", "param": "allowed_payment_method_types"}
    assert older.v1.checkout.sessions.create(order(**listed)).payment_method_types == ["card"]
    assert newer.v1.checkout.sessions.create(order()).payment_method_types == ["card"]


def test_unknown_ids_and_paths_return_404(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    calls = {
        "session": lambda: client.v1.checkout.sessions.retrieve("cs_test_none"),
        "intent": lambda: client.v1.payment_intents.retrieve("pi_none"),
        "refund": lambda: client.v1.refunds.retrieve("re_none"),
        "id": lambda: client.v1.events.retrieve("evt_none"),
    }
    for param, call in calls.items():
        with pytest.raises(stripe.InvalidRequestError) as refused:
            call()
        assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
        assert refused.value.param == param
    response = requests.get(f"{sandbox.url}/v1/coupons", auth=(KEY, ""), timeout=20)
    assert response.status_code == 404
    assert response.json()["error"]["type"] == "invalid_request_error"


def test_lists_are_paginated_newest_first(client: stripe.StripeClient) -> None:
    made = [client.v1.checkout.sessions.create(order()).id for _ in range(5)]
    first = client.v1.checkout.sessions.list({"limit": 2})
    assert ([each.id for each in first.data], first.has_more) == ([made[4], made[3]], True)
    rest = client.v1.checkout.sessions.list({"starting_after": made[3]})
    assert ([each.id for each in rest.data], rest.has_more) == ([made[2], made[1], made[0]], False)
    back = client.v1.checkout.sessions.list({"ending_before": made[1], "limit": 2})
    assert ([each.id for each in back.data], back.has_more) == ([made[3], made[2]], True)
    assert [each.id for each in client.v1.checkout.sessions.list({"limit": 2}).auto_paging_iter()] == made[::-1]
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.list({"limit": 101})
    assert refused.value.param == "limit"


def test_session_can_be_found_by_its_payment_intent(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    session, other = (client.v1.checkout.sessions.create(order()) for _ in range(2))
    paid = sandbox.pay(session.id)["session"]
    sandbox.pay(other.id)
    found = client.v1.checkout.sessions.list({"payment_intent": paid["payment_intent"]})
    assert [each.id for each in found.data] == [session.id]


def test_sessions_can_be_filtered_by_status_and_creation_time(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    early = client.v1.checkout.sessions.create(order())
    sandbox.advance(60)
    late = client.v1.checkout.sessions.create(order(expires_at=int(time.time()) + 40 * 60))
    sandbox.pay(late.id)
    complete = client.v1.checkout.sessions.list({"status": "complete"})
    assert [each.id for each in complete.data] == [late.id]
    older = client.v1.checkout.sessions.list({"created": {"lt": late.created}})
    assert [each.id for each in older.data] == [early.id]


def test_ids_are_expanded_to_objects_on_request(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order())
    paths = ["payment_intent.latest_charge", "line_items"]
    unpaid = client.v1.checkout.sessions.retrieve(session.id, {"expand": paths})
    assert unpaid.payment_intent is None
    sandbox.pay(session.id)
    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": paths})
    card = paid.payment_intent.latest_charge.payment_method_details.card
    assert (card.brand, card.last4) == ("visa", "4242")
    assert len(paid.line_items.data) == 2
    listed = client.v1.checkout.sessions.list({"expand": ["data.payment_intent"]})
    assert listed.data[0].payment_intent.status == "succeeded"
    for wrong in ("metadata", "payment_intent.review", "a.b.c.d.e"):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.checkout.sessions.retrieve(session.id, {"expand": [wrong]})
        assert refused.value.param == "expand"


def test_events_are_listed_newest_first_and_filtered_by_type(
    sandbox: StripeSandbox, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(order())
    sandbox.pay(session.id)
    assert [each.type for each in client.v1.events.list().data] == [
        "checkout.session.completed",
        "payment_intent.succeeded",
    ]
    found = client.v1.events.list({"types": ["checkout.session.completed", "checkout.session.expired"]}).data
    assert [each.data.object.id for each in found] == [session.id]
    assert client.v1.events.retrieve(found[0].id).pending_webhooks == 1
    sandbox.take()
    assert client.v1.events.retrieve(found[0].id).pending_webhooks == 0


def test_api_requests_are_recorded_as_sent(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    client.v1.checkout.sessions.create(order(), {"idempotency_key": "order-1"})
    noted = sandbox.requests()[-1]
    assert (noted["method"], noted["path"], noted["status"]) == ("POST", SESSIONS, 200)
    assert noted["idempotency_key"] == "order-1"
    assert ["line_items[1][quantity]", "2"] in noted["params"]


def test_health_check_reports_ok(sandbox: StripeSandbox) -> None:
    assert requests.get(f"{sandbox.url}/healthz", timeout=20).json() == {"status": "ok"}
