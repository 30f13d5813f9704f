"""The hosted payment page, tested through its forms."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import stripe

from tests.sandbox.orders import order
from tests.sandbox.servers import StripeSandbox

VISA, DECLINED, NO_FUNDS = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000000000009995"
SECURE = ("4000 0027 6000 3184", "4000002500003155")


def open_session(client: stripe.StripeClient, **changes: Any) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create(order(**changes))


def card(**changes: str) -> dict[str, str]:
    typed = {"number": VISA, "expiry": "12 / 34", "cvc": "123", "name": "Wren Abernathy", "email": "wren@example.com"}
    return {**typed, **changes}


def send(url: str | None, fields: dict[str, str]) -> requests.Response:
    return requests.post(str(url), fields, allow_redirects=False, timeout=20)


def success(session: stripe.checkout.Session) -> str:
    return f"http://127.0.0.1:8000/orders/paid?session={session.id}"


def charged(client: stripe.StripeClient, session: stripe.checkout.Session) -> stripe.Charge:
    paths = {"expand": ["payment_intent.latest_charge"]}
    charge: stripe.Charge = client.v1.checkout.sessions.retrieve(session.id, paths).payment_intent.latest_charge
    return charge


def test_payment_page_shows_the_order_and_a_sandbox_notice(client: stripe.StripeClient) -> None:
    page = requests.get(str(open_session(client).url), timeout=20)
    for words in (
        "Stripe sandbox: no real card is charged",
        "Unwinding massage, 60 min",
        "$77.00",
        "2 × $49.00",
        "$98.00",
        "Pay $175.00",
        'href="http://127.0.0.1:8000/cart"',
    ):
        assert words in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_payment_page_policy_is_strict_but_allows_the_success_origin(client: stripe.StripeClient) -> None:
    policy = requests.get(str(open_session(client).url), timeout=20).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:8000" in policy
    assert "unsafe" not in policy


def test_successful_payment_redirects_to_the_success_url(client: stripe.StripeClient) -> None:
    session = open_session(client)
    answer = send(session.url, card())
    assert (answer.status_code, answer.headers["Location"]) == (303, success(session))
    paid = client.v1.checkout.sessions.retrieve(session.id)
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert (paid.customer_details.email, paid.customer_details.name) == ("wren@example.com", "Wren Abernathy")
    charge = charged(client, session)
    assert (charge.amount, charge.status, charge.metadata.to_dict()) == (17500, "succeeded", {"order": "CW-7K3M-Q2XD"})
    assert charge.payment_method_details.card.last4 == "4242"


@pytest.mark.parametrize(
    ("number", "brand", "last4", "cvc"),
    [("5555555555554444", "mastercard", "4444", "123"), ("3782 822463 10005", "amex", "0005", "1234")],
)
def test_mastercard_and_amex_payments_succeed(
    client: stripe.StripeClient, number: str, brand: str, last4: str, cvc: str
) -> None:
    session = open_session(client)
    assert send(session.url, card(number=number, cvc=cvc)).status_code == 303
    details = charged(client, session).payment_method_details.card
    assert (details.brand, details.last4) == (brand, last4)


def test_test_card_button_pays_with_one_click(client: stripe.StripeClient) -> None:
    session = open_session(client, customer_email=None)
    assert send(session.url, {"test_card": "4242424242424242"}).headers["Location"] == success(session)
    assert client.v1.checkout.sessions.retrieve(session.id).customer_details.email == "guest@example.com"


def test_payment_form_is_prefilled_with_a_test_card_and_email(client: stripe.StripeClient) -> None:
    page = requests.get(str(open_session(client).url), timeout=20).text
    assert f'value="{VISA}"' in page
    assert 'value="wren@example.com"' in page


def test_guest_cannot_change_the_email_set_by_the_application(client: stripe.StripeClient) -> None:
    session = open_session(client)
    send(session.url, card(email="other@example.com"))
    assert client.v1.checkout.sessions.retrieve(session.id).customer_details.email == "wren@example.com"


@pytest.mark.parametrize(("number", "reason"), [(DECLINED, "generic_decline"), (NO_FUNDS, "insufficient_funds")])
def test_declined_card_shows_the_form_again_with_the_entered_values(
    sandbox: StripeSandbox, client: stripe.StripeClient, number: str, reason: str
) -> None:
    session = open_session(client)
    page = send(session.url, card(number=number))
    assert page.status_code == 402
    assert "Nothing was charged" in page.text
    assert f'value="{number}"' in page.text
    assert 'value="Wren Abernathy"' in page.text
    after = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (after.status, after.payment_status) == ("open", "unpaid")
    assert after.payment_intent.status == "requires_payment_method"
    assert after.payment_intent.last_payment_error.decline_code == reason
    assert [each.type for each in sandbox.take()] == ["payment_intent.payment_failed"]
    assert send(session.url, card()).headers["Location"] == success(session)
    assert client.v1.checkout.sessions.retrieve(session.id).payment_intent == after.payment_intent.id


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"number": "4242 4242 4242 4241"}, "Check the card number"),
        ({"number": "nonsense"}, "Check the card number"),
        ({"number": "4111 1111 1111 1111"}, "Never enter a real card here"),
        ({"expiry": "13 / 34"}, "Enter month and year"),
        ({"expiry": ""}, "Enter month and year"),
        ({"expiry": "10 / 26"}, "This card has expired"),
        ({"cvc": "12"}, "Enter the 3 digits"),
        ({"number": "378282246310005"}, "Enter the 4 digits"),
        ({"name": " "}, "Enter the name on the card"),
    ],
)
def test_invalid_entry_is_reported_in_the_summary_and_at_its_field(
    client: stripe.StripeClient, typed: dict[str, str], message: str
) -> None:
    session = open_session(client)
    page = send(session.url, card(**typed))
    assert page.status_code == 422
    assert page.text.count(message) == 2  # in the summary and at the field
    assert 'aria-invalid="true"' in page.text
    assert client.v1.checkout.sessions.retrieve(session.id).payment_intent is None


def test_email_is_required_if_the_application_did_not_set_one(client: stripe.StripeClient) -> None:
    session = open_session(client, customer_email=None)
    assert "Enter an email address" in send(session.url, card(email="")).text
    send(session.url, card(email="robin@example.com"))
    assert client.v1.checkout.sessions.retrieve(session.id).customer_details.email == "robin@example.com"


def test_entered_values_are_escaped_on_the_payment_page(client: stripe.StripeClient) -> None:
    page = send(open_session(client).url, card(name="", number='"><script>'))
    assert "<script>" not in page.text


def test_concurrent_submissions_charge_once(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    session = open_session(client)
    with ThreadPoolExecutor(8) as clicks:
        answers = list(clicks.map(lambda _: send(session.url, card()), range(8)))
    assert {answer.headers.get("Location") for answer in answers} == {success(session)}
    assert [each.type for each in sandbox.take()] == ["payment_intent.succeeded", "checkout.session.completed"]


@pytest.mark.parametrize("number", SECURE)
def test_three_d_secure_card_is_charged_only_after_authentication(client: stripe.StripeClient, number: str) -> None:
    session = open_session(client)
    answer = send(session.url, card(number=number))
    step = f"{urlsplit(str(session.url)).path}/authenticate"
    assert (answer.status_code, answer.headers["Location"]) == (303, step)
    waiting = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (waiting.status, waiting.payment_intent.status) == ("open", "requires_action")
    page = requests.get(f"{session.url}/authenticate", timeout=20).text
    assert "Complete authentication" in page
    assert "Fail authentication" in page
    assert send(f"{session.url}/authenticate", {"answer": "complete"}).headers["Location"] == success(session)
    assert charged(client, session).payment_method_details.card.three_d_secure.result == "authenticated"


def test_failed_authentication_returns_to_the_payment_form(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    session = open_session(client)
    send(session.url, {"test_card": SECURE[1]})
    back = requests.post(f"{session.url}/authenticate", {"answer": "fail"}, timeout=20)
    assert back.url == session.url
    assert "We are unable to authenticate your payment method" in back.text
    assert [each.type for each in sandbox.take()] == ["payment_intent.payment_failed"]
    again = requests.get(f"{session.url}/authenticate", timeout=20)
    assert again.url == session.url  # nothing is left to authenticate
    assert send(session.url, card()).status_code == 303


def test_expired_session_cannot_be_paid(sandbox: StripeSandbox, client: stripe.StripeClient) -> None:
    session = open_session(client)
    send(session.url, card(number=SECURE[0]))
    sandbox.advance(32 * 60)
    for page in (requests.get(str(session.url), timeout=20), send(session.url, card())):
        assert page.status_code == 410
        assert "This payment has expired" in page.text
        assert 'href="http://127.0.0.1:8000/cart"' in page.text
    late = requests.post(f"{session.url}/authenticate", {"answer": "complete"}, timeout=20)
    assert late.status_code == 410
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "unpaid"


def test_paid_session_shows_that_it_is_paid(client: stripe.StripeClient) -> None:
    session = open_session(client)
    send(session.url, card())
    page = requests.get(str(session.url), timeout=20)
    assert page.status_code == 200
    assert "This is paid" in page.text
    assert success(session) in page.text


def test_unknown_session_shows_a_404_page(sandbox: StripeSandbox) -> None:
    page = requests.get(f"{sandbox.url}/c/pay/cs_test_none", timeout=20)
    assert page.status_code == 404
    assert "There is no payment at this address" in page.text
