"""One gift card redeemed in several tabs, and one balance of store credit used by several orders at once."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.accounts.models import User
from app.cash_outs.actions import HowPaid, ask, decline, record_paid
from app.cash_outs.enums import CashOutState, PaidBy
from app.cash_outs.models import CashOut
from app.core.db import session
from app.credit import actions as credit_actions
from app.credit.actions import grant, take
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement
from app.credit.queries import ByVenue, balance_of, balances_of
from app.gift_cards import actions as gift_card_actions
from app.gift_cards.actions import deliver, redeem
from app.gift_cards.models import GiftCard
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.venue_credit.actions import Gift, give
from tests.factories import make_order, make_user, make_venue
from tests.sale_factories import make_cash_out, make_gift_card
from tests.tabs import DONE, in_tabs, read_together

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("db")]
TABS = 4
REDEEMED = "This gift card was already redeemed."
ASKED = "You already asked. We’ll email you when we send the money."
DECIDED = "This cash-out was paid or declined already."


def card_and_guest() -> tuple[str, int]:
    """Deliver a gift card of $50. Returns its code, and the guest who redeems it. Commits."""
    guest, made = make_user(), make_gift_card(make_user())
    delivered = deliver(order_id=made.order_id, delivery=1)
    assert delivered is not None
    session.commit()
    return delivered[1], guest.id


def redeemed_at_once(app: Flask, code: str, guest_id: int) -> list[str]:
    return in_tabs(app, lambda _: redeem(user_id=guest_id, code=code), tabs=TABS)


def unlocked_card(code: str) -> GiftCard | None:  # as the one it replaces
    return session.scalar(select(GiftCard).where(GiftCard.code_hash.in_(gift_card_actions.hashes_of(code))))


def test_without_the_row_lock_only_the_constraint_stops_the_second_tab(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, guest_id = card_and_guest()
    monkeypatch.setattr(gift_card_actions, "_card_with", read_together(unlocked_card, tabs=TABS))
    assert redeemed_at_once(app, code, guest_id) == [DONE] + ["uq_credit_movement_gift_card_id"] * (TABS - 1)


def test_a_gift_card_is_redeemed_once_at_the_same_instant(app: Flask) -> None:
    code, guest_id = card_and_guest()
    assert redeemed_at_once(app, code, guest_id) == [REDEEMED] * (TABS - 1) + [DONE]
    assert balance_of(guest_id) == 5000


def guest_with_orders() -> tuple[User, list[int]]:
    """Make a guest with credit of $60 and an order for each tab. Commits."""
    guest = make_user()
    orders = [make_order(user=guest, total_cents=6000).id for _ in range(TABS)]
    grant(user_id=guest.id, cents=6000, reason="Sorry.")
    session.commit()
    return guest, orders


def taken_at_once(app: Flask, guest: User, orders: list[int], parts: ByVenue) -> int:
    """Take this credit for each order in its own tab. Returns how much was taken in all, in cents."""
    user_id = guest.id
    in_tabs(app, lambda tab: take(user_id=user_id, order_id=orders[tab], parts=parts), tabs=TABS)
    used = select(func.sum(CreditMovement.amount_cents)).where(CreditMovement.kind == MovementKind.USE)
    return -int(session.scalar(used) or 0)


def unlocked_account(user_id: int) -> CreditAccount:  # as the one it replaces
    return session.scalars(select(CreditAccount).where(CreditAccount.user_id == user_id)).one()


def test_without_the_lock_each_order_would_use_the_same_credit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    guest, orders = guest_with_orders()
    monkeypatch.setattr(credit_actions, "lock_account", read_together(unlocked_account, tabs=TABS))
    assert taken_at_once(app, guest, orders, {None: 6000}) == TABS * 6000


def test_orders_never_use_more_than_the_credit(app: Flask) -> None:
    guest, orders = guest_with_orders()
    venue = make_venue()
    give(Gift(guest.id, 2000, 0, "Sorry."), venue_id=venue.id, by_id=venue.owner_id)
    session.commit()
    assert taken_at_once(app, guest, orders, {None: 6000, venue.id: 2000}) == 8000
    assert balances_of(guest.id) == {None: 0}


def test_a_rest_of_gift_cards_is_cashed_out_once(app: Flask) -> None:
    guest, admin = make_user(), make_user(role=Role.ADMIN)
    user_id, admin_id = guest.id, admin.id
    decline(key=make_cash_out(guest).public_id, reason="No.", user_id=admin_id)
    session.commit()
    asked = in_tabs(app, lambda _: ask(user_id=user_id, law_state="OR", address="12 Oak St"), tabs=TABS)
    assert asked == [ASKED] * (TABS - 1) + [DONE]
    key = session.scalars(select(CashOut.public_id).where(CashOut.state == CashOutState.ASKED)).one()
    how = HowPaid(PaidBy.CHECK, date(2026, 5, 1), "Check 77")
    paid = in_tabs(app, lambda _: record_paid(key=key, how=how, user_id=admin_id, today=how.on), tabs=TABS)
    assert paid == [DECIDED] * (TABS - 1) + [DONE]
    assert (balance_of(user_id), balances()[Account.PLATFORM_BANK]) == (0, -450)
