"""A gift card from the form to store credit, over the pages, the jobs, and the stand-in of Stripe."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.accounts.enums import Role, SecurityEventKind
from app.accounts.models import SecurityEvent, User
from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.cash_outs.models import CashOut
from app.core import clock
from app.core.db import session
from app.gift_cards.enums import GiftCardState
from app.gift_cards.models import GiftCard
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.payments.models import Payment
from app.web.extensions import limiter
from tests.email.outbox import Outbox
from tests.factories import make_user
from tests.pages import read
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs, sign_in

FORM = {
    "amount": "60",
    "design": "flower",
    "from_name": "Wren",
    "to_name": "Robin Vale",
    "to_email": "robin@example.com",
    "message": "Take an afternoon off.",
    "on": f"{NOW:%Y-%m-%d}",
    "zone": "America/Los_Angeles",
}
CODE = re.compile(r"GIFT(-[0-9A-Z]{4}){4}")


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = make_user(name="Wren Abernathy")
    user.created_at = NOW - timedelta(days=90)
    session.commit()
    sign_in(client, user)
    return user


def buy(client: FlaskClient, stripe: StripeSandbox, **changes: str) -> Order:
    """Buy a gift card and return to its page."""
    assert client.post("/gift-cards", data={**FORM, **changes}).status_code == 303
    order = session.scalars(select(Order).order_by(Order.id.desc())).first()
    assert order is not None
    stripe.pay(session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one() or "")
    assert client.get(f"/orders/{order.public_id}").status_code == 303
    return order


def code_in(outbox: Outbox) -> str:
    found = CODE.search(outbox.mails("robin@example.com")[-1]["text"])
    assert found
    return found[0]


def card() -> GiftCard:
    session.rollback()
    return session.scalars(select(GiftCard).execution_options(populate_existing=True)).one()


def owed() -> tuple[int, int]:
    """Return what the ledger says that we owe for gift cards and for store credit, in cents."""
    found = balances()
    return -found.get(Account.GIFT_CARD_LIABILITY, 0), -found.get(Account.GUEST_CREDIT, 0)


def test_a_gift_card_is_bought_delivered_and_redeemed(
    client: FlaskClient, wren: User, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    order = buy(client, stripe)
    page = read(client, f"/gift-cards/{order.public_id}")
    assert "Sending" in page
    assert "Send the gift card" not in page
    jobs.run()
    assert owed() == (6000, 0)
    page = read(client, f"/gift-cards/{order.public_id}")
    assert "Paid, Visa 4242 $60.00" in page
    assert "Thank you! We emailed the gift card to robin@example.com" in page
    assert "Send the gift card again" in page
    code = code_in(outbox)
    assert code not in str(card().code_hash)
    robin = make_user(email="robin@example.com")
    sign_in(client, robin)
    typed = code.lower().replace("-", " ")
    assert client.post("/gift-cards/redeem", data={"code": typed}).status_code == 303
    assert "Store credit: $60.00" in read(client, "/account/credit")
    assert owed() == (0, 6000)
    again = client.post("/gift-cards/redeem", data={"code": code})
    assert again.status_code == 422
    assert "This gift card was already redeemed." in again.text
    assert "This page is out of date" not in again.text
    assert client.get(f"/gift-cards/{order.public_id}").status_code == 404


def test_sending_again_replaces_the_code(
    client: FlaskClient, wren: User, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    order = buy(client, stripe)
    jobs.run()
    first = code_in(outbox)
    client.post(f"/gift-cards/{order.public_id}/send", data={"to_email": "robin@example.com"})
    jobs.run()
    second = code_in(outbox)
    assert "We don’t know this code" in client.post("/gift-cards/redeem", data={"code": first}).text
    assert client.post("/gift-cards/redeem", data={"code": second}).status_code == 303


def test_a_gift_card_waits_for_the_morning_of_its_day(client: FlaskClient, wren: User, stripe: StripeSandbox) -> None:
    day = NOW + timedelta(days=3)
    order = buy(client, stripe, on=f"{day:%Y-%m-%d}", zone="America/New_York")
    assert (card().state, card().code_hash) == (GiftCardState.SCHEDULED, None)
    due = session.scalar(text("SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'gift_cards.deliver'"))
    assert due == day.astimezone(ZoneInfo("America/New_York")).replace(hour=9, minute=0, second=0, microsecond=0)
    page = read(client, f"/gift-cards/{order.public_id}")
    assert "Scheduled" in page
    assert "Send the gift card now" in page


def test_a_visitor_logs_in_before_paying_and_finds_the_form_filled_in(client: FlaskClient) -> None:
    page = read(client, "/gift-cards")
    assert "To pay, you log in or create an account. We keep what you entered." in page
    assert "We kept" not in page
    response = client.post("/gift-cards", data=FORM)
    assert "/login" in response.location
    sign_in(client, make_user())
    page = read(client, "/gift-cards")
    assert "Take an afternoon off." in page
    assert "We kept what you entered. Continue to payment below." in page
    assert "To pay, you log in" not in page


def test_a_visitor_logs_in_before_redeeming_and_finds_the_code_filled_in(client: FlaskClient) -> None:
    assert client.post("/gift-cards/redeem", data={"code": ""}).status_code == 422
    assert "/login" in client.post("/gift-cards/redeem", data={"code": "GIFT-7K3M"}).location
    sign_in(client, make_user())
    assert 'value="GIFT-7K3M"' in client.get("/gift-cards/redeem").text
    assert client.post("/gift-cards/redeem", data={"code": "GIFT-7K3M"}).status_code == 422
    assert 'value="GIFT-7K3M"' not in client.get("/gift-cards/redeem").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"amount": "9.99"}, "from $10 to $500"),
        ({"amount": "500.01"}, "up to $500"),
        ({"amount": "-20"}, "without a minus sign"),
        ({"amount": "1e2"}, "Enter an amount"),
        ({"design": "skull"}, "valid choice"),
        ({"on": "2026-05-01"}, "from today to a year"),
        ({"zone": "Mars/Olympus"}, "Choose"),
        ({"message": "a" * 301}, "Shorten this"),
    ],
)
def test_bad_input_gets_a_clear_error(client: FlaskClient, wren: User, changes: dict[str, str], words: str) -> None:
    response = client.post("/gift-cards", data={**FORM, **changes})
    assert (response.status_code, words in response.text) == (422, True)


def test_an_account_can_buy_only_so_much_a_day(client: FlaskClient, wren: User) -> None:
    def bought(amount: str) -> int:
        later = f"{NOW + timedelta(days=9):%Y-%m-%d}"
        return client.post("/gift-cards", data={**FORM, "amount": amount, "on": later}).status_code

    assert [bought("450") for _ in range(3)] == [303, 303, 409]
    with clock.pinned(NOW + timedelta(days=1, minutes=1)):
        assert [bought("10") for _ in range(6)] == [303] * 5 + [409]


def test_a_suspicious_purchase_waits_for_an_admin(
    client: FlaskClient, wren: User, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    wren.created_at = NOW
    session.commit()
    order = buy(client, stripe, amount="200")
    assert card().state is GiftCardState.HELD
    sign_in(client, make_user(role=Role.ADMIN))
    assert client.post(f"/admin/gift-cards/{order.public_id}/release").status_code == 303
    jobs.run()
    assert card().state is GiftCardState.DELIVERED
    refunded = client.post(f"/admin/gift-cards/{order.public_id}/refund", data={"reason": "The bank called."})
    assert refunded.status_code == 303
    jobs.run()
    assert (card().state, card().code_hash) == (GiftCardState.REFUNDED, None)
    assert owed() == (0, 0)
    assert "We refunded your $200.00 gift card" in outbox.mails(wren.email)[-1]["subject"]


def test_a_review_is_mentioned_before_paying_and_unpaid_tries_cause_none(
    client: FlaskClient, wren: User, stripe: StripeSandbox
) -> None:
    assert "review your purchase" not in read(client, "/gift-cards")
    wren.created_at = NOW
    session.commit()
    client.post("/gift-cards", data={**FORM, "amount": "95"})
    assert "If you buy for more than $100.00 today, we review your purchase" in read(client, "/gift-cards")
    order = buy(client, stripe, amount="90")
    assert session.get_one(GiftCard, order.id).state is GiftCardState.SCHEDULED
    assert "more than $10.00 today" in read(client, "/gift-cards")


def test_guessing_codes_is_slowed_down_and_recorded(client: FlaskClient, wren: User) -> None:
    limiter.enabled = True
    try:
        tries = [client.post("/gift-cards/redeem", data={"code": f"GIFT-{n:04}"}).status_code for n in range(7)]
    finally:
        limiter.enabled = False
    assert tries == [422] * 5 + [429] * 2
    assert session.scalars(select(SecurityEvent.kind)).all().count(SecurityEventKind.WRONG_GIFT_CARD) == 5


def test_an_unpaid_gift_card_can_still_be_paid_from_its_page(
    client: FlaskClient, wren: User, stripe: StripeSandbox
) -> None:
    client.post("/gift-cards", data=FORM)
    order = session.scalars(select(Order)).one()
    assert order.state is OrderState.PENDING
    assert client.get(f"/checkout/{order.public_id}").location.endswith(f"/gift-cards/{order.public_id}")
    assert "Continue to payment, $60.00" in read(client, f"/gift-cards/{order.public_id}")
    assert client.post(f"/gift-cards/{order.public_id}/pay").location.startswith(stripe.url)
    assert "robin@example.com" in client.get("/gift-cards").text, "going back from the payment page loses nothing"


def test_the_form_is_empty_again_once_a_gift_card_is_paid(
    client: FlaskClient, wren: User, stripe: StripeSandbox
) -> None:
    read(client, f"/gift-cards/{buy(client, stripe).public_id}")
    assert "robin@example.com" not in client.get("/gift-cards").text


def test_what_is_left_of_a_gift_card_is_refunded_to_the_card_that_paid(
    client: FlaskClient, wren: User, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    buy(client, stripe, amount="12", to_email="robin@example.com")
    jobs.run()
    client.post("/gift-cards/redeem", data={"code": code_in(outbox)})
    client.post("/account/credit/cash-out", data={"law_state": "CA", "address": "12 Oak St"})
    asked = session.scalars(select(CashOut)).one()
    sign_in(client, make_user(role=Role.ADMIN))
    form = {"paid_by": "refund", "paid_on": f"{NOW:%Y-%m-%d}", "reference": "refund"}
    assert client.post(f"/admin/cash-outs/{asked.public_id}/pay", data=form).status_code == 303
    assert owed() == (1200, 0)
    jobs.run()
    assert owed() == (0, 0)
    subjects = [mail["subject"] for mail in outbox.mails(wren.email)]
    assert {"We sent you $12.00", "We refunded $12.00 of your gift card"} <= set(subjects)
