"""Cashing out small gift card balances: a guest asks, and an admin pays or declines."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.bookings.models.refunds import Refund
from app.cash_outs.enums import CashOutState, PaidBy
from app.cash_outs.errors import CashOutErrorCode
from app.cash_outs.laws import states_that_allow
from app.cash_outs.models import CashOut
from app.cash_outs.queries import is_disputed, open_cash_out, order_to_refund
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.core.jobs import defer
from app.credit.actions import lock_account, move
from app.credit.enums import MovementKind
from app.credit.models import CreditAccount, CreditMovement
from app.credit.queries import gift_money_of
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent


@dataclass(frozen=True, slots=True)
class HowPaid:
    """How a guest got their money: the way, the day, and what finds it."""

    by: PaidBy
    on: date
    reference: str


def ask(*, user_id: int, law_state: str, address: str) -> CashOut:
    """Take what is left from a guest's gift cards out of their credit, so that an admin pays it.

    Raises Conflict if the guest asked already, or if the law of the state doesn't cover the amount.
    """
    account = lock_account(user_id)
    if open_cash_out(user_id) is not None:
        raise Conflict(CashOutErrorCode.ALREADY_ASKED)
    money = gift_money_of(user_id)
    if law_state not in states_that_allow(money):
        raise Conflict(CashOutErrorCode.NOT_IN_THIS_STATE)
    move(account, CreditMovement(kind=MovementKind.CASH_OUT, amount_cents=-money.cents))
    cash_out = CashOut(account_id=account.id, amount_cents=money.cents, law_state=law_state, address=address)
    session.add(cash_out)
    session.flush()
    return cash_out


def record_paid(*, key: str, how: HowPaid, user_id: int, today: date) -> CashOut:
    """Record how an admin paid a guest, or refund the gift card that the guest bought.

    Raises Conflict if it was paid or declined already, if there's nothing to refund, or if a bank disputes the payment
    for the gift card. Raises DomainError for a later day.
    """
    if how.on > today:
        raise DomainError(CashOutErrorCode.PAID_LATER)
    cash_out = _lock(key)
    if is_disputed(cash_out.account_id):
        raise Conflict(CashOutErrorCode.DISPUTED)
    cents, paid_from = cash_out.amount_cents, Account.PLATFORM_BANK
    if how.by is PaidBy.REFUND:
        cash_out.refund_id, paid_from = _refund(cash_out).id, Account.GIFT_CARD_LIABILITY
    cash_out.paid_by, cash_out.paid_on, cash_out.reference = how.by, how.on, how.reference
    _decide(cash_out, CashOutState.PAID, user_id)
    moved = [debit(Account.GUEST_CREDIT, cents), credit(paid_from, cents)]
    record_entries([Entry(LedgerEvent.CASH_OUT, str(cash_out.id), moved)])
    return cash_out


def decline(*, key: str, reason: str, user_id: int) -> CashOut:
    """Put the amount back to the guest's credit. Raises Conflict if it was paid or declined already."""
    cash_out = _lock(key)
    cash_out.reason = reason
    _decide(cash_out, CashOutState.DECLINED, user_id)
    back = CreditMovement(kind=MovementKind.CASH_OUT_BACK, amount_cents=cash_out.amount_cents)
    move(lock_account(session.get_one(CreditAccount, cash_out.account_id).user_id), back)
    return cash_out


def _lock(key: str) -> CashOut:
    """Load a cash-out that waits fresh, and lock its row until the transaction ends."""
    query = select(CashOut).where(CashOut.public_id == key).with_for_update()
    cash_out = session.scalar(query.execution_options(populate_existing=True))
    if cash_out is None:
        raise NotFound(CashOutErrorCode.NO_SUCH_CASH_OUT)
    if cash_out.state is not CashOutState.ASKED:
        raise Conflict(CashOutErrorCode.ALREADY_DECIDED)
    return cash_out


def _decide(cash_out: CashOut, state: CashOutState, user_id: int) -> None:
    """Note a decision, and tell the guest."""
    cash_out.state, cash_out.decided_at, cash_out.decided_by_id = state, clock.now(), user_id
    session.flush()
    defer("cash_outs.email_decided", cash_out_id=cash_out.id)


def _refund(cash_out: CashOut) -> Refund:
    order = order_to_refund(cash_out.account_id, cash_out.amount_cents)
    if order is None:
        raise Conflict(CashOutErrorCode.NO_CARD_TO_REFUND)
    refund = Refund(order_id=order.id, amount_cents=cash_out.amount_cents, created_at=clock.now(), booking_id=None)
    refund.reason = f"Cash-out {cash_out.public_id}"
    session.add(refund)
    session.flush()
    defer("payments.pay_refund", refund_id=refund.id)
    return refund
