"""Saved cards: customers, sessions that save a card, and what happens to a payment method later."""

from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.orders import order, saving
from tests.sandbox.servers import StripeSandbox

DECLINED, SAVES_ONLY, SECURE = "4000000000000002", "4000000000000341", "4000002500003155"
KEEPING = {"description": "CW-7K3M-Q2XD", "setup_future_usage": "off_session"}


@pytest.fixture
def customer(client: stripe.StripeClient) -> str:
    return client.v1.customers.create({"email": "wren@example.com", "name": "Wren Abernathy"}).id


def types(sandbox: StripeSandbox) -> list[str]:
    return [each.type for each in sandbox.take()]


def cards_of(client: stripe.StripeClient, customer: str) -> list[stripe.PaymentMethod]:
    return client.v1.customers.payment_methods.list(customer, {"type": "card"}).data


def refusal(call: Any) -> stripe.StripeError:
    with pytest.raises(stripe.StripeError) as refused:
        call()
    return refused.value


def test_customer_is_created_changed_found_and_deleted(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str
) -> None:
    changes: Any = {"name": "Wren A.", "metadata": {"user": "7", "gone": ""}, "phone": ""}
    changed = client.v1.customers.update(customer, changes)
    assert (changed.name, changed.metadata.to_dict(), changed.phone) == ("Wren A.", {"user": "7"}, None)
    assert [each.id for each in client.v1.customers.list({"email": "wren@example.com"}).data] == [customer]
    method = sandbox.save_card(customer)
    sandbox.take()
    assert client.v1.customers.delete(customer).deleted
    assert types(sandbox) == ["payment_method.detached", "customer.deleted"]
    assert client.v1.customers.retrieve(customer).to_dict() == {"id": customer, "object": "customer", "deleted": True}
    assert client.v1.payment_methods.retrieve(method).customer is None
    assert client.v1.customers.list().data == []
    assert refusal(lambda: client.v1.customers.update(customer, {"name": "Robin"})).http_status == 404
    gone = refusal(lambda: client.v1.checkout.sessions.create(saving(customer=customer)))
    assert (gone.http_status, gone.code) == (400, "resource_missing")


def test_setup_session_saves_a_card_without_a_charge(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str
) -> None:
    data = {"metadata": {"booking": "9"}}
    session = client.v1.checkout.sessions.create(saving(customer=customer, setup_intent_data=data))
    assert (session.amount_total, session.currency, session.payment_intent) == (None, "usd", None)
    assert client.v1.setup_intents.retrieve(str(session.setup_intent)).status == "requires_payment_method"
    sandbox.take()
    assert sandbox.pay(session.id)["result"] == "saved"
    done = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent.payment_method"]})
    assert (done.status, done.payment_status, done.payment_intent) == ("complete", "no_payment_required", None)
    setup = done.setup_intent
    assert isinstance(setup, stripe.SetupIntent)
    assert isinstance(setup.payment_method, stripe.PaymentMethod)
    assert (setup.status, setup.usage, setup.metadata.to_dict()) == ("succeeded", "off_session", data["metadata"])
    card = setup.payment_method
    assert (card.customer, card.card.brand, card.card.last4) == (customer, "visa", "4242")
    assert [each.id for each in cards_of(client, customer)] == [card.id]
    assert client.v1.charges.list({"customer": customer}).data == []
    assert types(sandbox) == ["payment_method.attached", "setup_intent.succeeded", "checkout.session.completed"]


@pytest.mark.parametrize(
    ("number", "answer", "code"),
    [
        (DECLINED, "pass", "card_declined"),
        ("4000000000009987", "pass", "card_declined"),
        ("4000000000000069", "pass", "expired_card"),
        (SECURE, "fail", "setup_intent_authentication_failure"),
    ],
)
def test_card_that_its_bank_refuses_is_not_saved(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str, number: str, answer: str, code: str
) -> None:
    session = client.v1.checkout.sessions.create(saving(customer=customer))
    sandbox.take()
    assert sandbox.pay(session.id, number, answer)["result"] == "declined"
    setup = client.v1.setup_intents.retrieve(str(session.setup_intent))
    assert setup.last_setup_error is not None
    assert (setup.status, setup.last_setup_error.code) == ("requires_payment_method", code)
    assert types(sandbox) == ["setup_intent.setup_failed"]
    assert cards_of(client, customer) == []
    assert sandbox.pay(session.id, SAVES_ONLY)["result"] == "saved"


def test_page_in_setup_mode_charges_nothing(client: stripe.StripeClient, customer: str) -> None:
    session = client.v1.checkout.sessions.create(saving(customer=customer, custom_text={"submit": {"message": "Hm."}}))
    page = requests.get(str(session.url), timeout=20).text
    for words in ("No charge now", "Save card</button>", "charge your card for future payments", "Hm.", "readonly"):
        assert words in page
    step = requests.post(str(session.url), {"test_card": SECURE}, timeout=20)
    assert step.url.endswith("/authenticate")
    done = requests.post(step.url, {"answer": "complete"}, allow_redirects=False, timeout=20)
    assert done.headers["Location"] == f"http://127.0.0.1:8000/orders/paid?session={session.id}"
    assert "Your card is saved" in requests.get(f"{step.url.removesuffix('/authenticate')}", timeout=20).text


def test_expired_setup_session_cancels_its_setup_intent(client: stripe.StripeClient, customer: str) -> None:
    session = client.v1.checkout.sessions.create(saving(customer=customer))
    client.v1.checkout.sessions.expire(session.id)
    assert client.v1.setup_intents.retrieve(str(session.setup_intent)).status == "canceled"


def test_payment_saves_the_card_only_if_asked_to(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str
) -> None:
    create = client.v1.checkout.sessions.create
    once = create(order(customer=customer, customer_email=None))
    assert once.customer_details.email == "wren@example.com"
    intent = client.v1.payment_intents.retrieve(sandbox.pay(once.id)["session"]["payment_intent"])
    assert (intent.customer, intent.setup_future_usage, cards_of(client, customer)) == (customer, None, [])
    used = refusal(lambda: client.v1.payment_methods.attach(str(intent.payment_method), {"customer": customer}))
    assert "previously used" in str(used)
    sandbox.take()
    kept = create(order(customer=customer, customer_email=None, payment_intent_data=KEEPING))
    sandbox.pay(kept.id, "5555555555554444")
    assert [(each.card.brand, each.allow_redisplay) for each in cards_of(client, customer)] == [
        ("mastercard", "limited")
    ]
    assert types(sandbox) == [
        "payment_method.attached",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_session_creates_a_customer_if_told_to(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(order(customer_creation="always", payment_intent_data=KEEPING))
    assert (session.customer, session.customer_creation) == (None, "always")
    paid = client.v1.checkout.sessions.retrieve(sandbox.pay(session.id)["session"]["id"], {"expand": ["customer"]})
    assert isinstance(paid.customer, stripe.Customer)
    assert (paid.customer.email, len(cards_of(client, paid.customer.id))) == ("wren@example.com", 1)
    guest = client.v1.checkout.sessions.create(order(payment_intent_data=KEEPING))
    paid_by_guest = sandbox.pay(guest.id)["session"]
    assert paid_by_guest["customer"] is None
    intent = client.v1.payment_intents.retrieve(paid_by_guest["payment_intent"])
    attached = client.v1.payment_methods.attach(str(intent.payment_method), {"customer": paid.customer.id})
    assert attached.customer == paid.customer.id


def test_page_offers_saved_cards_that_may_be_shown(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str
) -> None:
    method = sandbox.save_card(customer)
    shown: Any = {"allow_redisplay_filters": ["always", "limited"], "payment_method_save": "enabled"}
    params = order(customer=customer, customer_email=None)
    hidden = client.v1.checkout.sessions.create(params)
    offered = client.v1.checkout.sessions.create({**params, "saved_payment_method_options": shown})
    assert "Use a saved card" not in requests.get(str(hidden.url), timeout=20).text
    assert f'value="{method}"' in requests.get(str(offered.url), timeout=20).text
    assert requests.post(str(hidden.url), {"saved_card": method}, timeout=20).status_code == 400
    requests.post(str(offered.url), {"saved_card": method}, allow_redirects=False, timeout=20)
    paid = client.v1.checkout.sessions.retrieve(offered.id, {"expand": ["payment_intent"]})
    assert (paid.status, paid.payment_intent.payment_method) == ("complete", method)
    sandbox.pay(hidden.id, keep=True)
    assert len(cards_of(client, customer)) == 1  # the session did not offer to save the card


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"mode": "setup", "payment_intent_data": None}, "line_items"),
        ({"setup_intent_data": {"description": "x"}}, "setup_intent_data"),
        ({"customer": "cus_none"}, "customer_email"),
        ({"customer": "cus_none", "customer_email": None}, "customer"),
        ({"customer_update": {"name": "auto"}}, "customer_update"),
    ],
)
def test_parameters_that_do_not_go_together_are_rejected(
    client: stripe.StripeClient, changes: dict[str, Any], param: str
) -> None:
    refused = refusal(lambda: client.v1.checkout.sessions.create(order(**changes)))
    assert isinstance(refused, stripe.InvalidRequestError)
    assert refused.param == param
    assert refusal(lambda: client.v1.checkout.sessions.create(saving(currency=None))).code == "parameter_missing"


def test_default_card_must_belong_to_the_customer(
    sandbox: StripeSandbox, client: stripe.StripeClient, customer: str
) -> None:
    first, second = sandbox.save_card(customer), sandbox.save_card(customer, SAVES_ONLY, default=False)
    path = {"expand": ["invoice_settings.default_payment_method"]}
    default = client.v1.customers.retrieve(customer, path).invoice_settings.default_payment_method
    assert isinstance(default, stripe.PaymentMethod)
    assert default.id == first
    settings: Any = {"invoice_settings": {"default_payment_method": second}}
    assert client.v1.customers.update(customer, settings).invoice_settings.default_payment_method == second
    client.v1.payment_methods.detach(second)
    assert client.v1.customers.retrieve(customer).invoice_settings.default_payment_method is None
    assert refusal(lambda: client.v1.customers.update(customer, settings)).code == "resource_missing"
    assert [each.id for each in cards_of(client, customer)] == [first]
    assert refusal(lambda: client.v1.payment_methods.detach(second)).http_status == 400


def test_card_may_be_renewed_by_its_network(sandbox: StripeSandbox, client: stripe.StripeClient, customer: str) -> None:
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    sandbox.take()
    sandbox.renew_card(method, card="5555555555554444", exp_month=3, exp_year=2031)
    card = client.v1.payment_methods.retrieve(method).card
    assert card is not None
    assert (card.last4, card.exp_month, card.exp_year) == ("4444", 3, 2031)
    assert types(sandbox) == ["payment_method.automatically_updated"]
    changed = client.v1.payment_methods.update(method, {"card": {"exp_year": 2033}})
    assert changed.card is not None
    assert (changed.card.exp_month, changed.card.exp_year) == (3, 2033)
    refused = refusal(lambda: client.v1.payment_methods.attach("pm_card_visa_chargeDeclined", {"customer": customer}))
    assert isinstance(refused, stripe.CardError)
