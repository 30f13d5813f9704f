"""Cashing out small gift card balances: what counts as gift card money, whose law covers it, and who pays it once."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from app.accounts.enums import Role
from app.bookings.models.refunds import Refund
from app.cash_outs.actions import HowPaid, ask, decline, record_paid
from app.cash_outs.enums import CashOutState, PaidBy
from app.cash_outs.errors import CashOutErrorCode
from app.cash_outs.laws import LAWS, states_that_allow
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.credit.actions import grant
from app.credit.enums import MovementKind
from app.credit.models import CreditMovement
from app.credit.paid_money import PaidMoney, paid_money
from app.credit.queries import balance_of, gift_money_of
from app.gift_cards.models import GiftCard
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.profiles.models import Profile
from tests.email.outbox import Outbox
from tests.factories import add, make_user
from tests.pages import read
from tests.sale_factories import make_cash_out
from tests.support import NOW, Jobs, sign_in

TODAY = NOW.date()
CHECK = HowPaid(PaidBy.CHECK, TODAY, "Check 77")
Step = tuple[MovementKind, int, int]
ADDED = st.tuples(st.sampled_from([MovementKind.GIFT_CARD, MovementKind.GOODWILL]), st.integers(1, 5000), st.just(0))
SPENT = st.tuples(
    st.sampled_from([MovementKind.USE, MovementKind.RELEASE, MovementKind.CASH_OUT]),
    st.integers(1, 5000),
    st.integers(1, 3),
)


@given(st.lists(st.one_of(ADDED, SPENT), max_size=20))
def test_gift_card_money_is_never_more_than_the_balance_or_the_cards(steps: list[Step]) -> None:
    done: list[CreditMovement] = []
    used, sums = Counter[int](), Counter[MovementKind]()
    balance = 0
    for kind, wanted, order in steps:
        cents = {
            MovementKind.USE: -min(wanted, balance),
            MovementKind.CASH_OUT: -min(wanted, paid_money(done).cents),
            MovementKind.RELEASE: min(wanted, used[order]),
        }.get(kind, wanted)
        if not cents:
            continue
        balance += cents
        sums[kind] += cents
        order_id = order if kind in {MovementKind.USE, MovementKind.RELEASE} else None
        if order_id:
            used[order] -= cents
        done.append(CreditMovement(kind=kind, amount_cents=cents, order_id=order_id))
        left = paid_money(done).cents
        assert 0 <= left <= balance <= left + sums[MovementKind.GOODWILL]
        assert left <= sums[MovementKind.GIFT_CARD] + sums[MovementKind.CASH_OUT]


@pytest.mark.parametrize(
    ("money", "allowing", "refusing"),
    [
        (PaidMoney(0, 5000), "", "CA CO"),
        (PaidMoney(99, 5000), "RI VT TX CT OR", ""),
        (PaidMoney(100, 5000), "TX CT OR", "RI VT"),
        (PaidMoney(499, 5000), "CA CO MA ME MT NJ OR WA", "CT RI TX VT"),
        (PaidMoney(500, 5000), "CA CO MA", "OR WA"),
        (PaidMoney(501, 5000), "CA", "CO MA"),
        (PaidMoney(5000, 50000), "MA", "CA"),
        (PaidMoney(1499, 5000), "CA", "MA"),
        (PaidMoney(1500, 5000), "", "CA"),
    ],
)
def test_each_state_covers_what_its_law_says(money: PaidMoney, allowing: str, refusing: str) -> None:
    found = set(states_that_allow(money))
    assert found >= set(allowing.split())
    assert not found & set(refusing.split())
    assert found <= set(LAWS)


def test_a_cash_out_leaves_the_credit_at_once_and_is_paid_once(db: None) -> None:
    guest, admin = make_user(), make_user(role=Role.ADMIN)
    asked = make_cash_out(guest, cents=450)
    grant(user_id=guest.id, cents=300, reason="Sorry.")
    assert (balance_of(guest.id), gift_money_of(guest.id).cents) == (300, 0)
    with pytest.raises(Conflict) as again:
        ask(user_id=guest.id, law_state="OR", address="Here")
    assert again.value.reason is CashOutErrorCode.ALREADY_ASKED
    with pytest.raises(DomainError, match="earlier day"):
        record_paid(key=asked.public_id, how=CHECK, user_id=admin.id, today=TODAY - timedelta(days=1))
    with pytest.raises(Conflict, match="no gift card"):  # another guest bought it
        record_paid(key=asked.public_id, how=replace(CHECK, by=PaidBy.REFUND), user_id=admin.id, today=TODAY)
    record_paid(key=asked.public_id, how=CHECK, user_id=admin.id, today=TODAY)
    session.commit()
    assert balances()[Account.PLATFORM_BANK] == -450
    for twice in (
        lambda: record_paid(key=asked.public_id, how=CHECK, user_id=admin.id, today=TODAY),
        lambda: decline(key=asked.public_id, reason="No.", user_id=admin.id),
    ):
        with pytest.raises(Conflict):
            twice()
    assert session.query(Refund).count() == 0


def test_a_declined_cash_out_is_gift_card_money_again(db: None) -> None:
    guest, admin = make_user(), make_user(role=Role.ADMIN)
    asked = make_cash_out(guest, cents=450)
    decline(key=asked.public_id, reason="The address is missing.", user_id=admin.id)
    assert (balance_of(guest.id), gift_money_of(guest.id).cents, asked.state) == (450, 450, CashOutState.DECLINED)
    assert Account.PLATFORM_BANK not in balances()


def test_a_guest_asks_on_the_credit_page_and_an_admin_declines(client: FlaskClient, jobs: Jobs, outbox: Outbox) -> None:
    guest, admin = make_user(), make_user(role=Role.ADMIN)
    decline(key=make_cash_out(guest, cents=450).public_id, reason="No.", user_id=admin.id)
    add(Profile(user_id=guest.id, city="Portland, OR", zone_name="America/Los_Angeles"))
    session.commit()
    sign_in(client, guest)
    page = read(client, "/account/credit")
    assert "Cash out $4.50" in page
    assert "Vermont" not in page
    sent = {"law_state": "VT", "address": "12 Oak St"}
    assert client.post("/account/credit/cash-out", data=sent).status_code == 422
    assert client.post("/account/credit/cash-out", data={**sent, "law_state": "OR"}).status_code == 303
    assert "You asked for $4.50" in read(client, "/account/credit")
    assert client.post("/account/credit/cash-out", data=sent).status_code == 409
    sign_in(client, admin)
    assert "12 Oak St" not in read(client, "/admin/cash-outs")
    jobs.run()
    assert "couldn’t cash out $4.50" in outbox.mails(guest.email)[-1]["subject"]


def test_cash_out_is_not_paid_while_or_after_a_bank_takes_back_the_payment_for_the_card(db: None) -> None:
    guest, admin = make_user(), make_user(role=Role.ADMIN)
    cash_out = make_cash_out(guest)
    session.execute(update(GiftCard).values(held_cents=1))
    with pytest.raises(Conflict) as refused:
        record_paid(key=cash_out.public_id, how=CHECK, user_id=admin.id, today=TODAY)
    assert refused.value.reason is CashOutErrorCode.DISPUTED
    decline(key=cash_out.public_id, reason="A bank took the payment back.", user_id=admin.id)
