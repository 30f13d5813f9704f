"""The stand-in compared with Stripe's OpenAPI: the same requests to both, and responses of the same shape."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from tests.sandbox.connect import ready_account, transferred
from tests.sandbox.orders import order, saving, subscribing, taxed
from tests.sandbox.servers import KEY, StripeSandbox
from tests.sandbox.stripe_mock import StripeMock, find_stripe_mock, send, stripe_mock

BINARY = find_stripe_mock()
pytestmark = pytest.mark.skipif(BINARY is None, reason="stripe-mock is missing: install Go, then `make test` builds it")

# Stripe's example event contains a different object, and its example account lacks what an Express account has.
OTHER_EXAMPLES = ("/v1/events", "/v1/accounts")
# Fields whose contents come from the caller, or of which Stripe's example has another kind.
OURS = (".automatic_payment_methods", ".metadata", ".payment", ".pricing")


@pytest.fixture(scope="module")
def mock() -> Iterator[StripeMock]:
    with stripe_mock(BINARY or "") as running:
        yield running


class Ids(dict[str, str]):
    """The ids of objects that requests name, each created when it is first asked for, together with those beside it."""

    def __init__(self, sandbox: StripeSandbox) -> None:
        super().__init__()
        self._sandbox = sandbox

    def __missing__(self, name: str) -> str:
        (make,) = (make for names, make in MAKERS.items() if name in names.split())
        self.update(make(self._sandbox, self._sandbox.client()))
        return self[name]


@pytest.fixture
def ids(sandbox: StripeSandbox) -> Ids:
    return Ids(sandbox)


def _paid(sandbox: StripeSandbox, client: stripe.StripeClient) -> dict[str, str]:
    """Pay a session and refund a part, and open another session."""
    paid = sandbox.pay(client.v1.checkout.sessions.create(order()).id)["session"]
    refund = client.v1.refunds.create({"payment_intent": paid["payment_intent"], "amount": 100})
    return {
        "open": client.v1.checkout.sessions.create(order()).id,
        "paid": paid["id"],
        "intent": paid["payment_intent"],
        "charge": str(refund.charge),
        "refund": refund.id,
        "event": client.v1.events.list({"type": "checkout.session.completed"}).data[0].id,
    }


def _disputed(sandbox: StripeSandbox, client: stripe.StripeClient) -> dict[str, str]:
    """Pay a session with a card whose bank disputes it."""
    paid = sandbox.pay(client.v1.checkout.sessions.create(order()).id, "4000000000000259")["session"]
    return {"dispute": client.v1.disputes.list({"payment_intent": paid["payment_intent"]}).data[0].id}


def _connected(sandbox: StripeSandbox, client: stripe.StripeClient) -> dict[str, str]:
    """Transfer money to an account, and reverse a part."""
    account = ready_account(sandbox)
    sent = transferred(sandbox, account)
    reversal = client.v1.transfers.reversals.create(sent.id, {"amount": 100})
    return {
        "account": account,
        "transfer": sent.id,
        "reversal": reversal.id,
        "transaction": str(sent.balance_transaction),
    }


def _saved(sandbox: StripeSandbox, client: stripe.StripeClient) -> dict[str, str]:
    """Create a customer with two cards, a setup intent, and a payment that waits for its confirmation."""
    customer = client.v1.customers.create({"email": "wren@example.com"}).id
    method = sandbox.save_card(customer)
    waiting = client.v1.payment_intents.create(
        {"amount": 4_500, "currency": "usd", "customer": customer, "payment_method": method}
    )
    return {
        "customer": customer,
        "method": method,
        "spare": sandbox.save_card(customer, default=False),
        "setup": client.v1.setup_intents.list({"customer": customer}).data[0].id,
        "waiting": waiting.id,
    }


def _subscribed(sandbox: StripeSandbox, client: stripe.StripeClient) -> dict[str, str]:
    """Start a subscription, and create a test clock."""
    data = {"product_data": {"name": "Circle"}, "recurring": {"interval": "month"}}
    price = client.v1.prices.create({"currency": "usd", "unit_amount": 7_900, **data})  # type: ignore[typeddict-item]
    session = client.v1.checkout.sessions.create(subscribing(price.id))
    started = sandbox.pay(session.id)["session"]
    clock = client.v1.test_helpers.test_clocks.create({"frozen_time": 1_780_000_000})
    item = client.v1.subscriptions.retrieve(started["subscription"])["items"].data[0].id
    return {
        "price": price.id,
        "product": str(price.product),
        "subscription": started["subscription"],
        "item": item,
        "invoice": started["invoice"],
        "clock": clock.id,
    }


def _taxed(sandbox: StripeSandbox, client: stripe.StripeClient) -> dict[str, str]:
    """Calculate a tax twice, and commit it once."""
    calculation, other = (client.v1.tax.calculations.create(taxed("CW-1")).id or "" for _ in range(2))
    made = client.v1.tax.transactions.create_from_calculation(
        {"calculation": calculation, "reference": "CW-1", "expand": ["line_items"]}
    )
    assert made.line_items is not None
    return {"calculation": other, "sale": made.id, "sold": made.line_items.data[0].id}


MAKERS = {
    "open paid intent charge refund event": _paid,
    "account transfer reversal transaction": _connected,
    "dispute": _disputed,
    "customer method spare setup waiting": _saved,
    "price product subscription item invoice clock": _subscribed,
    "calculation sale sold": _taxed,
}
MONTHLY = {
    "currency": "usd",
    "unit_amount": 7_900,
    "recurring": {"interval": "month"},
    "product_data": {"name": "Circle"},
}


def unknown_fields(ours: Any, theirs: Any, place: str = "") -> list[str]:
    """List the fields of `ours` that Stripe's example lacks, ignoring values that are null or empty on either side."""
    if isinstance(ours, list) and isinstance(theirs, list) and ours and theirs:
        return unknown_fields(ours[0], theirs[0], f"{place}[]")
    if not isinstance(ours, dict) or not isinstance(theirs, dict) or not theirs or place.endswith(OURS):
        return []
    found = [f"{place}.{name}" for name in ours.keys() - theirs.keys()]
    for name in ours.keys() & theirs.keys():
        found += unknown_fields(ours[name], theirs[name], f"{place}.{name}")
    return found


CALLS = [
    (
        "GET",
        "/v1/checkout/sessions/{open}",
        [],
        {"status", "url", "expires_at", "payment_status", "client_reference_id"},
    ),
    (
        "GET",
        "/v1/checkout/sessions/{paid}",
        [("expand[0]", "payment_intent.latest_charge")],
        {
            "id",
            "status",
            "payment_status",
            "payment_intent",
            "amount_total",
            "currency",
            "customer_details",
            "metadata",
        },
    ),
    ("GET", "/v1/checkout/sessions", [("payment_intent", "{intent}")], {"data", "has_more"}),
    ("GET", "/v1/checkout/sessions/{paid}/line_items", [("limit", "100")], {"data", "has_more"}),
    ("POST", "/v1/checkout/sessions/{open}/expire", [], {"id", "status", "payment_status"}),
    ("GET", "/v1/payment_intents/{intent}", [("expand[0]", "latest_charge")], {"status", "amount", "latest_charge"}),
    ("GET", "/v1/charges/{charge}", [], {"payment_method_details", "amount_refunded", "refunded", "payment_intent"}),
    (
        "POST",
        "/v1/refunds",
        [
            ("payment_intent", "{intent}"),
            ("amount", "200"),
            ("metadata[item]", "1"),
            ("reason", "requested_by_customer"),
        ],
        {"id", "status", "amount", "charge", "payment_intent", "metadata"},
    ),
    ("GET", "/v1/refunds/{refund}", [], {"id", "status", "amount"}),
    ("GET", "/v1/refunds", [("payment_intent", "{intent}"), ("limit", "100")], {"data", "has_more"}),
    ("GET", "/v1/events", [("types[0]", "checkout.session.completed"), ("created[gte]", "1")], {"data", "has_more"}),
    (
        "POST",
        "/v1/accounts",
        [
            ("type", "express"),
            ("country", "US"),
            ("email", "hazel@example.com"),
            ("business_type", "company"),
            ("business_profile[name]", "Hazel Bodywork"),
            ("business_profile[mcc]", "7298"),
            ("business_profile[url]", "https://cozywish.com/hazel"),
            ("business_profile[product_description]", "Massage"),
            ("capabilities[transfers][requested]", "true"),
            ("capabilities[card_payments][requested]", "true"),
            ("settings[payouts][schedule][interval]", "weekly"),
            ("settings[payouts][schedule][weekly_anchor]", "friday"),
            ("metadata[venue]", "17"),
        ],
        {"id", "details_submitted", "payouts_enabled", "charges_enabled", "capabilities", "requirements", "settings"},
    ),
    ("GET", "/v1/accounts/{account}", [], {"external_accounts", "requirements", "future_requirements"}),
    (
        "POST",
        "/v1/accounts/{account}",
        [("settings[payouts][schedule][interval]", "monthly"), ("settings[payouts][schedule][monthly_anchor]", "1")],
        {"settings"},
    ),
    (
        "POST",
        "/v1/account_links",
        [
            ("account", "{account}"),
            ("type", "account_onboarding"),
            ("refresh_url", "https://cozywish.com/refresh"),
            ("return_url", "https://cozywish.com/return"),
            ("collection_options[fields]", "eventually_due"),
        ],
        {"url", "expires_at", "created"},
    ),
    ("POST", "/v1/accounts/{account}/login_links", [], {"url", "created"}),
    (
        "POST",
        "/v1/transfers",
        [
            ("amount", "100"),
            ("currency", "usd"),
            ("destination", "{account}"),
            ("source_transaction", "{charge}"),
            ("transfer_group", "CW-7K3M-Q2XD"),
            ("description", "CW-7K3M-Q2XD"),
            ("metadata[booking]", "9"),
            ("expand[0]", "balance_transaction"),
        ],
        {"id", "amount", "amount_reversed", "balance_transaction", "destination_payment", "reversals", "reversed"},
    ),
    ("GET", "/v1/transfers", [("destination", "{account}"), ("created[gte]", "1")], {"data", "has_more"}),
    ("GET", "/v1/transfers/{transfer}", [], {"id", "amount", "transfer_group"}),
    (
        "POST",
        "/v1/transfers/{transfer}/reversals",
        [("amount", "200"), ("metadata[refund]", "3"), ("description", "Refund")],
        {"id", "amount", "transfer", "balance_transaction"},
    ),
    ("GET", "/v1/transfers/{transfer}/reversals", [], {"data", "has_more"}),
    ("GET", "/v1/transfers/{transfer}/reversals/{reversal}", [], {"id", "amount", "transfer"}),
    ("GET", "/v1/disputes", [("payment_intent", "{intent}"), ("created[gte]", "1"), ("limit", "100")], {"data"}),
    (
        "GET",
        "/v1/disputes/{dispute}",
        [("expand[0]", "charge")],
        {"amount", "balance_transactions", "currency", "evidence_details", "payment_intent", "reason", "status"},
    ),
    (
        "POST",
        "/v1/disputes/{dispute}",
        [
            ("evidence[customer_name]", "Wren Vale"),
            ("evidence[customer_email_address]", "wren@example.com"),
            ("evidence[product_description]", "Massage"),
            ("evidence[service_date]", "May 14, 2026"),
            ("evidence[access_activity_log]", "Checked in at 2:00 PM."),
            ("evidence[cancellation_policy_disclosure]", "Shown before payment."),
            ("evidence[cancellation_rebuttal]", "They never canceled."),
            ("evidence[refund_policy_disclosure]", "Shown before payment."),
            ("evidence[refund_refusal_explanation]", "They came."),
            ("evidence[uncategorized_text]", "Messages"),
            ("metadata[dispute]", "DP-7K3M-Q2XD"),
            ("submit", "true"),
        ],
        {"status", "evidence", "evidence_details", "metadata"},
    ),
    ("POST", "/v1/disputes/{dispute}/close", [], {"status"}),
    ("GET", "/v1/balance", [], {"available", "pending"}),
    ("GET", "/v1/balance_transactions", [("source", "{charge}"), ("created[gte]", "1")], {"data", "has_more"}),
    ("GET", "/v1/balance_transactions/{transaction}", [], {"amount", "fee", "net", "fee_details", "available_on"}),
    ("GET", "/v1/payouts", [("status", "paid")], {"data", "has_more"}),
    (
        "POST",
        "/v1/customers",
        [("email", "wren@example.com"), ("name", "Wren"), ("metadata[user]", "7"), ("payment_method", "pm_card_visa")],
        {"id", "email", "invoice_settings", "metadata"},
    ),
    (
        "POST",
        "/v1/customers/{customer}",
        [("invoice_settings[default_payment_method]", "{spare}"), ("email", "wren@example.com")],
        {"invoice_settings"},
    ),
    ("GET", "/v1/customers/{customer}", [("expand[0]", "invoice_settings.default_payment_method")], {"id", "email"}),
    ("GET", "/v1/customers", [("email", "wren@example.com")], {"data", "has_more"}),
    ("DELETE", "/v1/customers/{customer}", [], {"id", "deleted"}),
    ("GET", "/v1/customers/{customer}/payment_methods", [("type", "card"), ("limit", "100")], {"data", "has_more"}),
    ("GET", "/v1/payment_methods", [("customer", "{customer}"), ("type", "card")], {"data", "has_more"}),
    ("GET", "/v1/payment_methods/{method}", [], {"card", "customer", "allow_redisplay"}),
    ("POST", "/v1/payment_methods/{method}", [("allow_redisplay", "always"), ("card[exp_year]", "2035")], {"card"}),
    ("POST", "/v1/payment_methods/pm_card_visa/attach", [("customer", "{customer}")], {"id", "customer"}),
    ("POST", "/v1/payment_methods/{spare}/detach", [], {"id", "customer"}),
    ("GET", "/v1/setup_intents/{setup}", [("expand[0]", "payment_method")], {"status", "payment_method", "customer"}),
    ("GET", "/v1/setup_intents", [("customer", "{customer}")], {"data", "has_more"}),
    (
        "POST",
        "/v1/payment_intents",
        [
            ("amount", "4500"),
            ("currency", "usd"),
            ("customer", "{customer}"),
            ("payment_method", "{method}"),
            ("off_session", "true"),
            ("confirm", "true"),
            ("description", "CW-7K3M-Q2XD"),
            ("metadata[order]", "CW-7K3M-Q2XD"),
            ("transfer_group", "CW-7K3M-Q2XD"),
            ("expand[0]", "latest_charge.balance_transaction"),
        ],
        {"id", "status", "amount_received", "latest_charge", "last_payment_error", "customer"},
    ),
    ("GET", "/v1/payment_intents", [("customer", "{customer}"), ("created[gte]", "1")], {"data", "has_more"}),
    ("POST", "/v1/payment_intents/{waiting}/confirm", [("off_session", "true")], {"status", "latest_charge"}),
    ("POST", "/v1/payment_intents/{waiting}/cancel", [("cancellation_reason", "abandoned")], {"status"}),
    ("GET", "/v1/charges", [("customer", "{customer}"), ("created[gte]", "1")], {"data", "has_more"}),
    ("POST", "/v1/products", [("name", "Circle"), ("description", "x"), ("metadata[venue]", "17")], {"id", "name"}),
    ("POST", "/v1/products/{product}", [("active", "false"), ("name", "The Circle")], {"active", "name"}),
    (
        "POST",
        "/v1/prices",
        [
            ("currency", "usd"),
            ("unit_amount", "7900"),
            ("product", "{product}"),
            ("recurring[interval]", "month"),
            ("recurring[interval_count]", "3"),
            ("metadata[membership]", "3"),
            ("lookup_key", "circle"),
        ],
        {"id", "recurring", "unit_amount", "active", "product"},
    ),
    ("POST", "/v1/prices/{price}", [("active", "false"), ("nickname", "Old")], {"active"}),
    ("GET", "/v1/prices", [("product", "{product}"), ("lookup_keys[0]", "circle"), ("active", "true")], {"data"}),
    ("GET", "/v1/subscriptions/{subscription}", [("expand[0]", "latest_invoice")], {"status", "items", "cancel_at"}),
    ("GET", "/v1/subscriptions", [("status", "all"), ("price", "{price}")], {"data", "has_more"}),
    (
        "POST",
        "/v1/subscriptions/{subscription}",
        [
            ("cancel_at_period_end", "true"),
            ("pause_collection[behavior]", "void"),
            ("pause_collection[resumes_at]", "1890000000"),
            ("items[0][id]", "{item}"),
            ("items[0][price]", "{price}"),
            ("proration_behavior", "none"),
            ("metadata[membership]", "3"),
        ],
        {"status", "cancel_at_period_end", "pause_collection"},
    ),
    ("DELETE", "/v1/subscriptions/{subscription}", [("cancellation_details[comment]", "Moving away")], {"status"}),
    ("GET", "/v1/invoices/{invoice}", [("expand[0]", "payments")], {"status", "amount_paid", "lines", "parent"}),
    ("GET", "/v1/invoices", [("subscription", "{subscription}"), ("created[gte]", "1")], {"data", "has_more"}),
    ("GET", "/v1/invoice_payments", [("invoice", "{invoice}")], {"data", "has_more"}),
    ("POST", "/v1/test_helpers/test_clocks/{clock}/advance", [("frozen_time", "1790000000")], {"frozen_time"}),
    ("GET", "/v1/test_helpers/test_clocks/{clock}", [], {"status", "frozen_time"}),
    (
        "POST",
        "/v1/tax/calculations",
        [
            ("currency", "usd"),
            ("customer_details[address][line1]", "920 5th Ave"),
            ("customer_details[address][city]", "Seattle"),
            ("customer_details[address][state]", "WA"),
            ("customer_details[address][postal_code]", "98104"),
            ("customer_details[address][country]", "US"),
            ("customer_details[address_source]", "shipping"),
            ("line_items[0][amount]", "9500"),
            ("line_items[0][reference]", "BK-7K3M-Q2XD"),
            ("line_items[0][tax_behavior]", "exclusive"),
            ("line_items[0][tax_code]", "txcd_20030000"),
            ("expand[0]", "line_items.data.tax_breakdown"),
        ],
        {"id", "amount_total", "tax_amount_exclusive", "tax_breakdown", "expires_at", "tax_date"},
    ),
    ("GET", "/v1/tax/calculations/{calculation}", [], {"id", "customer_details"}),
    (
        "GET",
        "/v1/tax/calculations/{calculation}/line_items",
        [("limit", "100"), ("expand[0]", "data.tax_breakdown")],
        {"data", "has_more"},
    ),
    (
        "POST",
        "/v1/tax/transactions/create_from_calculation",
        [("calculation", "{calculation}"), ("reference", "CW-2"), ("expand[0]", "line_items")],
        {"id", "line_items", "posted_at", "reference", "type"},
    ),
    (
        "POST",
        "/v1/tax/transactions/create_reversal",
        [
            ("mode", "partial"),
            ("original_transaction", "{sale}"),
            ("reference", "CW-1-R1"),
            ("line_items[0][amount]", "-1000"),
            ("line_items[0][amount_tax]", "-104"),
            ("line_items[0][original_line_item]", "{sold}"),
            ("line_items[0][reference]", "CW-1-R1"),
        ],
        {"id", "reversal", "type"},
    ),
    ("GET", "/v1/tax/transactions/{sale}", [], {"id", "reference", "tax_date"}),
    ("GET", "/v1/tax/transactions/{sale}/line_items", [("limit", "100")], {"data", "has_more"}),
    ("GET", "/v1/events/{event}", [], {"id", "type", "data", "created", "pending_webhooks", "request"}),
]


@pytest.mark.parametrize(("method", "path", "params", "used"), CALLS, ids=lambda value: value if "/" in value else "")
def test_request_is_valid_for_stripe_and_response_has_the_same_shape(
    sandbox: StripeSandbox,
    mock: StripeMock,
    ids: Ids,
    method: str,
    path: str,
    params: list[tuple[str, str]],
    used: set[str],
) -> None:
    url, pairs = path.format_map(ids), [(name, value.format_map(ids)) for name, value in params]
    theirs = mock.send(method, url, pairs)
    assert theirs.ok, theirs.text
    ours = send(method, sandbox.url + url, pairs, KEY)
    assert ours.ok, ours.text
    assert used <= ours.json().keys()
    assert used <= theirs.json().keys()
    if not path.startswith(OTHER_EXAMPLES):
        assert unknown_fields(ours.json(), theirs.json()) == []


@pytest.mark.parametrize(
    "params",
    [
        order(submit_type="book", locale="en", expand=["line_items"]),
        order(customer_creation="always", payment_intent_data={"setup_future_usage": "off_session"}),
        order(
            mode="subscription",
            line_items=[{"price_data": MONTHLY, "quantity": 1}],
            payment_intent_data=None,
            subscription_data={"metadata": {"membership": "3"}},
        ),
        saving(setup_intent_data={"metadata": {"booking": "9"}}, custom_text={"submit": {"message": "You agree."}}),
    ],
    ids=["payment", "payment that saves the card", "subscription", "setup"],
)
def test_new_session_is_valid_for_stripe_and_has_the_same_shape(
    sandbox: StripeSandbox, mock: StripeMock, client: stripe.StripeClient, params: Any
) -> None:
    """Compare the largest requests that the application makes, encoded by the real client."""
    ends = int(time.time()) + 31 * 60  # the parameters were made when the tests were collected
    ours = client.v1.checkout.sessions.create({**params, "expires_at": ends})
    noted = sandbox.requests()[-1]
    theirs = mock.send(noted["method"], noted["path"], noted["params"])
    assert theirs.ok, theirs.text
    assert unknown_fields(ours.to_dict(), theirs.json()) == []
    assert {name for name, value in theirs.json().items() if name not in ours.to_dict()} == set()


def test_unknown_parameter_is_rejected_by_sandbox_and_stripe_mock(
    sandbox: StripeSandbox, mock: StripeMock, client: stripe.StripeClient
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(order(colour="pine"))
    refusals = mock.refusals(sandbox.requests())
    assert len(refusals) == 1
    assert refusals[0].startswith("POST /v1/checkout/sessions")
