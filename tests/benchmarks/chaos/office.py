"""What admins do on a bad day: they cash out gift cards, pay taxes and ourselves, and try refunds again."""

from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.actions.refunds import retry_refund
from app.bookings.enums import RefundState
from app.bookings.models.refunds import Refund
from app.cash_outs.actions import HowPaid, ask, decline, record_paid
from app.cash_outs.enums import PaidBy
from app.cash_outs.laws import states_that_allow
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.credit.models import CreditAccount
from app.credit.queries import gift_money_of
from app.finance.actions.payouts import request_payout
from app.finance.actions.tax_payments import NewTaxPayment, record_tax_payment, undo_tax_payment
from app.finance.enums import BankPayoutState
from app.finance.models import BankPayout
from app.finance.queries.balance import cash_at_stripe, free_cents
from app.finance.queries.tax_payments import owed
from tests.benchmarks.chaos.day import Day


def admin() -> User:
    return session.scalars(select(User).where(User.role == Role.ADMIN)).one()


def retry_refunds(day: Day) -> None:
    """Try failed refunds once more."""
    for refund_id in session.scalars(select(Refund.id).where(Refund.state == RefundState.FAILED)).all():
        try:
            retry_refund(refund_id=refund_id)
            session.commit()
            day.done["failed refunds tried again"] += 1
        except DomainError:
            session.rollback()


def cash_out(day: Day) -> None:
    """Let guests ask for small gift card balances, and pay most of them by check or as a refund."""
    for user_id in session.scalars(select(CreditAccount.user_id).order_by(CreditAccount.user_id)).all():
        states = states_that_allow(gift_money_of(user_id))
        if states:
            try:
                asked = ask(user_id=user_id, law_state=states[0], address="12 Oak St")
                session.commit()
                how = day.chance.choice(("check", "refund", "declined"))
                decide_cash_out(asked.public_id, how)
                session.commit()
                day.done[f"cash-outs: {how}"] += 1
            except DomainError:
                session.rollback()


def decide_cash_out(key: str, how: str) -> None:
    today = clock.now().date()
    if how == "declined":
        decline(key=key, reason="The address is missing.", user_id=admin().id)
    else:
        paid = HowPaid(PaidBy.REFUND if how == "refund" else PaidBy.CHECK, today, "1")
        record_paid(key=key, how=paid, user_id=admin().id, today=today)


def pay_taxes(day: Day) -> None:
    """Record payments to jurisdictions, and undo the first one, which was a mistake."""
    today = clock.now().date()
    for (state, jurisdiction), cents in owed().items():
        for is_mistake in (True, False):
            if cents <= 0:
                continue
            new = NewTaxPayment(state, jurisdiction, today, today, cents, today, "1")
            made = record_tax_payment(new, user_id=admin().id, today=today)
            if is_mistake:
                undo_tax_payment(payment_id=made.public_id, why="Mistake.", user_id=admin().id)
            day.done["tax payments undone" if is_mistake else "tax payments"] += 1
        session.commit()


def pay_ourselves(day: Day) -> None:
    """Request a payout of most of what is ours to our bank."""
    cents = free_cents(cash_at_stripe()) * 9 // 10
    try:
        request_payout(cents=cents, user_id=admin().id)
        session.commit()
        day.done["payouts to our bank requested"] += cents > 0
    except DomainError:
        session.rollback()


def fail_our_payouts(day: Day) -> None:
    """Have our bank return what it got."""
    made = select(BankPayout.stripe_id).where(BankPayout.state == BankPayoutState.MADE)
    for stripe_id in session.scalars(made).all():
        day.stripe.fail_payout(stripe_id or "")
        day.done["payouts to our bank that failed"] += 1
    session.commit()
