"""Subscriptions: started by a session, renewed by the clock, retried, paused and canceled."""

from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.connect import DAY, balance
from tests.sandbox.orders import order, subscribing
from tests.sandbox.servers import StripeSandbox

HOUR = 60 * 60
NO_FUNDS = "4000000000009995"
START = int(datetime(2026, 1, 31, 10, 0, tzinfo=UTC).timestamp())


def types(sandbox: StripeSandbox) -> list[str]:
    return [each.type for each in sandbox.take()]


class Membership:
    """A guest's monthly membership for $79.00, on a test clock of its own."""

    def __init__(self, sandbox: StripeSandbox, card: str = "4242424242424242") -> None:
        self.sandbox, self.v1 = sandbox, sandbox.client().v1
        self.clock = self.v1.test_helpers.test_clocks.create({"frozen_time": START}).id
        params: Any = {"email": "wren@example.com", "test_clock": self.clock}
        self.customer = self.v1.customers.create(params).id
        self.price = self.new_price(7_900)
        session = self.v1.checkout.sessions.create(subscribing(self.price, customer=self.customer))
        assert sandbox.pay(session.id, card)["result"] == "paid"
        self.session = self.v1.checkout.sessions.retrieve(session.id)
        self.id = str(self.session.subscription)
        self.now = START
        sandbox.take()

    def new_price(self, cents: int) -> str:
        params: Any = {
            "currency": "usd",
            "unit_amount": cents,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Hazel’s Circle"},
        }
        return self.v1.prices.create(params).id

    @property
    def state(self) -> stripe.Subscription:
        return self.v1.subscriptions.retrieve(self.id, {"expand": ["latest_invoice"]})

    @property
    def invoice(self) -> stripe.Invoice:
        found = self.state.latest_invoice
        assert isinstance(found, stripe.Invoice)
        return found

    @property
    def card(self) -> str:
        return str(self.state.default_payment_method)

    @property
    def ends(self) -> int:
        return self.state["items"].data[0].current_period_end

    def change(self, **params: Any) -> None:
        self.v1.subscriptions.update(self.id, params)  # type: ignore[arg-type]

    def go_to(self, instant: int) -> list[str]:
        """Advance the test clock, and return the events of this time about money and the subscription."""
        self.sandbox.take()
        self.v1.test_helpers.test_clocks.advance(self.clock, {"frozen_time": instant})
        return [each for each in types(self.sandbox) if each.startswith(("customer.", "invoice."))]


@pytest.fixture
def weekly(client: stripe.StripeClient) -> str:
    """Create a price of $5.00 a week. Returns its id."""
    data: Any = {"recurring": {"interval": "week"}, "product_data": {"name": "Week"}}
    return client.v1.prices.create({"currency": "usd", "unit_amount": 500, **data}).id


@pytest.fixture
def member(sandbox: StripeSandbox) -> Membership:
    return Membership(sandbox)


def test_session_starts_a_subscription_with_a_paid_invoice(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    data: Any = {
        "currency": "usd",
        "unit_amount": 7_900,
        "recurring": {"interval": "month"},
        "product_data": {"name": "Hazel’s Circle"},
    }
    lines = [{"price_data": data, "quantity": 1}]
    params = subscribing("", line_items=lines, customer_email="wren@example.com")
    session = client.v1.checkout.sessions.create(params)
    page = requests.get(str(session.url), timeout=20).text
    for words in ("Subscribe to CozyWish", "$79.00", "every month until you cancel", "Subscribe</button>"):
        assert words in page
    assert sandbox.pay(session.id)["result"] == "paid"
    assert types(sandbox) == [
        *("customer.created", "payment_method.attached", "payment_intent.succeeded"),
        *("invoice.created", "customer.subscription.created", "invoice.finalized", "invoice.paid"),
        *("invoice.payment_succeeded", "checkout.session.completed"),
    ]
    done = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription", "invoice"]})
    assert (done.payment_intent, done.payment_status) == (None, "paid")
    subscription, invoice = done.subscription, done.invoice
    assert isinstance(subscription, stripe.Subscription)
    assert isinstance(invoice, stripe.Invoice)
    assert (subscription.status, subscription.customer) == ("active", done.customer)
    assert subscription.metadata.to_dict() == {"membership": "3"}
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == ("paid", 7_900, "subscription_create")
    (payment,) = client.v1.invoice_payments.list({"invoice": invoice.id}).data
    intent = client.v1.payment_intents.retrieve(str(payment.payment.payment_intent))
    assert (payment.status, intent.amount_received, intent.customer) == ("paid", 7_900, done.customer)
    assert balance(sandbox) == (0, 7_900 - 259)


def test_declined_card_starts_no_subscription(sandbox: StripeSandbox, client: stripe.StripeClient, weekly: str) -> None:
    session = client.v1.checkout.sessions.create(subscribing(weekly))
    assert sandbox.pay(session.id, NO_FUNDS)["result"] == "declined"
    assert "insufficient funds" in requests.get(str(session.url), timeout=20).text
    assert client.v1.subscriptions.list({"status": "all"}).data == []
    assert sandbox.pay(session.id, "4000002500003155")["result"] == "paid"


def test_subscription_renews_on_the_day_of_its_anchor(member: Membership) -> None:
    ends = []
    for _ in range(3):
        ends.append(member.ends)
        member.go_to(member.ends + HOUR)
        assert (member.invoice.status, member.invoice.billing_reason) == ("paid", "subscription_cycle")
    days = [datetime.fromtimestamp(each, UTC).strftime("%m-%d") for each in ends]
    assert days == ["02-28", "03-31", "04-30"]
    invoices = member.v1.invoices.list({"subscription": member.id}).data
    assert [each.number for each in invoices] == [f"{invoices[0].number[:8]}-000{n}" for n in (4, 3, 2, 1)]
    assert [each.created for each in invoices] == [*reversed(ends), START]


def test_renewal_is_a_draft_for_an_hour(member: Membership) -> None:
    end = member.ends
    assert member.go_to(end) == ["invoice.created", "customer.subscription.updated"]
    assert (member.invoice.status, member.invoice.automatically_finalizes_at) == ("draft", end + HOUR)
    assert member.go_to(end + HOUR) == ["invoice.finalized", "invoice.paid", "invoice.payment_succeeded"]


def test_failed_renewal_is_retried_until_a_card_works(member: Membership) -> None:
    member.sandbox.act_as(member.card, NO_FUNDS)
    due = member.ends + HOUR
    assert member.go_to(due)[-2:] == ["invoice.payment_failed", "customer.subscription.updated"]
    assert (member.state.status, member.invoice.next_payment_attempt) == ("past_due", due + 3 * DAY)
    assert member.go_to(due + 3 * DAY) == ["invoice.payment_failed"]
    member.sandbox.act_as(member.card, "4242424242424242")
    assert member.go_to(due + 8 * DAY) == [
        *("invoice.paid", "invoice.payment_succeeded", "customer.subscription.updated"),
    ]
    assert (member.state.status, member.invoice.attempt_count) == ("active", 3)


def test_subscription_ends_when_every_retry_has_failed(member: Membership) -> None:
    member.sandbox.act_as(member.card, NO_FUNDS)
    seen = member.go_to(member.ends + HOUR + 15 * DAY)
    assert seen.count("invoice.payment_failed") == 4
    assert seen[-1] == "customer.subscription.deleted"
    assert member.state.cancellation_details is not None
    assert (member.state.status, member.state.cancellation_details.reason) == ("canceled", "payment_failed")
    assert (member.invoice.status, member.invoice.next_payment_attempt) == ("open", None)
    assert member.go_to(member.ends + 40 * DAY) == []


def test_guest_pays_a_failed_invoice_with_another_card(member: Membership) -> None:
    member.sandbox.act_as(member.card, "4000002760003184")
    assert "invoice.payment_action_required" in member.go_to(member.ends + HOUR)
    identity = str(member.invoice.id)
    with pytest.raises(stripe.CardError) as refused:
        member.v1.invoices.pay(identity)
    assert refused.value.code == "authentication_required"
    other = member.sandbox.save_card(member.customer, "5555555555554444")
    member.sandbox.take()
    assert member.v1.invoices.pay(identity, {"payment_method": other}).status == "paid"
    assert member.state.status == "active"
    with pytest.raises(stripe.InvalidRequestError):
        member.v1.invoices.pay(identity)


def test_guest_pays_a_failed_invoice_on_its_page(member: Membership) -> None:
    member.change(payment_settings={"save_default_payment_method": "on_subscription"})
    member.sandbox.act_as(member.card, NO_FUNDS)
    member.go_to(member.ends + HOUR)
    url = str(member.invoice.hosted_invoice_url)
    assert "$79.00" in requests.get(url, timeout=20).text
    secure = {"test_card": "4000002760003184"}
    assert "Your card was declined" in requests.post(url, {"test_card": "4000000000000002"}, timeout=20).text
    assert "Your bank asks you to confirm" in requests.post(url, secure, timeout=20).text
    assert requests.post(url, {**secure, "answer": "fail"}, timeout=20).status_code == 402
    assert member.state.status == "past_due"
    for _ in range(2):
        assert "This invoice is paid" in requests.post(url, {**secure, "answer": "complete"}, timeout=20).text
    assert (member.state.status, member.invoice.attempt_count) == ("active", 1)
    card = member.v1.payment_methods.retrieve(member.card)
    assert card.card is not None
    assert (card.customer, card.card.last4) == (member.customer, "3184")
    assert requests.get(f"{url}x", timeout=20).status_code == 404


def test_cancellation_takes_effect_at_the_end_of_the_period(member: Membership) -> None:
    member.change(cancel_at_period_end=True)
    assert (member.state.status, member.state.cancel_at) == ("active", member.ends)
    member.change(cancel_at_period_end=False)
    assert member.state.cancel_at is None
    member.change(cancel_at_period_end=True)
    assert member.go_to(member.ends) == ["customer.subscription.deleted"]
    assert (member.state.status, member.state.ended_at) == ("canceled", member.ends)
    assert member.v1.subscriptions.list({"customer": member.customer}).data == []
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        member.change(cancel_at_period_end=False)
    with pytest.raises(stripe.InvalidRequestError, match="No such subscription"):
        member.v1.subscriptions.cancel(member.id)


def test_cancellation_can_take_effect_at_once(member: Membership) -> None:
    canceled = member.v1.subscriptions.cancel(member.id, {"cancellation_details": {"comment": "Moving away"}})
    assert (canceled.status, canceled.ended_at) == ("canceled", START)
    assert canceled.cancellation_details is not None
    assert canceled.cancellation_details.comment == "Moving away"


def test_paused_subscription_charges_nothing_until_it_resumes(member: Membership) -> None:
    first = member.ends
    member.change(pause_collection={"behavior": "void", "resumes_at": first + 10 * DAY})
    assert "invoice.voided" in member.go_to(first + HOUR)
    assert (member.state.status, member.invoice.status) == ("active", "void")
    assert member.go_to(first + 10 * DAY) == ["customer.subscription.updated"]
    assert member.state.pause_collection is None
    assert "invoice.paid" in member.go_to(member.ends + HOUR)
    member.change(pause_collection={"behavior": "keep_as_draft"})
    member.go_to(member.ends + DAY)
    assert (member.invoice.status, member.invoice.auto_advance) == ("draft", False)
    member.change(pause_collection="")
    assert member.state.pause_collection is None


def test_another_price_applies_from_the_next_period(member: Membership) -> None:
    item = member.state["items"].data[0].id
    change: Any = [{"id": item, "price": member.new_price(8_900)}]
    with pytest.raises(stripe.InvalidRequestError, match="proration_behavior"):
        member.change(items=change)
    member.change(items=change, proration_behavior="none")
    assert member.invoice.amount_paid == 7_900
    member.go_to(member.ends + HOUR)
    assert member.invoice.amount_paid == 8_900


def test_subscription_without_a_test_clock_follows_the_sandbox(
    sandbox: StripeSandbox, client: stripe.StripeClient, weekly: str
) -> None:
    session = client.v1.checkout.sessions.create(subscribing(weekly))
    identity = sandbox.pay(session.id)["session"]["subscription"]
    sandbox.advance(21 * DAY + HOUR + 60)
    assert [each.status for each in client.v1.invoices.list({"subscription": identity}).data] == ["paid"] * 4


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"line_items": [{"price": "price_none", "quantity": 1}]}, "line_items[0][price]"),
        ({"mode": "payment"}, "subscription_data"),
        ({"mode": "payment", "subscription_data": None}, "line_items"),
        ({"line_items": order()["line_items"]}, "line_items"),
        ({"customer_creation": "always"}, "customer_creation"),
    ],
)
def test_prices_must_fit_the_mode_of_the_session(
    client: stripe.StripeClient, weekly: str, changes: dict[str, Any], param: str
) -> None:
    params = {name: value for name, value in subscribing(weekly, **changes).items() if value is not None}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.create(params)  # type: ignore[arg-type]
    assert refused.value.param == param


def test_products_and_prices_are_listed_and_changed(client: stripe.StripeClient) -> None:
    product = client.v1.products.create({"name": "Hazel’s Circle", "metadata": {"venue": "17"}})
    price = client.v1.prices.create(
        {"currency": "usd", "unit_amount": 7_900, "product": product.id, "recurring": {"interval": "year"}}
    )
    assert client.v1.products.update(product.id, {"name": "The Circle"}).name == "The Circle"
    assert not client.v1.prices.update(price.id, {"active": False}).active
    assert client.v1.prices.list({"product": product.id, "active": True}).data == []
    expanded = client.v1.prices.retrieve(price.id, {"expand": ["product"]}).product
    assert isinstance(expanded, stripe.Product)
    assert [each.id for each in client.v1.products.list({"active": True}).data] == [expanded.id]
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        client.v1.checkout.sessions.create(subscribing(price.id))  # type: ignore[arg-type]
