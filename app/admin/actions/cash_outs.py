"""Small rests of gift cards that guests ask for in cash."""

from datetime import date

from app.accounts.models import User
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.cash_outs import actions
from app.cash_outs.actions import HowPaid
from app.cash_outs.models import CashOut
from app.core.formats import usd


def pay_cash_out(*, key: str, how: HowPaid, today: date, admin: User) -> CashOut:
    """Record how a cash-out was paid. Raises DomainError if that isn't possible."""
    cash_out = actions.record_paid(key=key, how=how, user_id=admin.id, today=today)
    after = {"amount": usd(cash_out.amount_cents), "paid_by": how.by, "paid_on": how.on, "reference": how.reference}
    record(admin=admin, action=AuditAction.FINANCE_CASH_OUT, subject=_subject(cash_out), before={}, after=after)
    return cash_out


def decline_cash_out(*, key: str, reason: str, admin: User) -> CashOut:
    """Put the amount of a cash-out back to the guest's credit."""
    cash_out = actions.decline(key=key, reason=reason, user_id=admin.id)
    record(
        admin=admin,
        action=AuditAction.FINANCE_DECLINE_CASH_OUT,
        subject=_subject(cash_out),
        before={"amount": usd(cash_out.amount_cents)},
        after={},
        reason=reason,
    )
    return cash_out


def _subject(cash_out: CashOut) -> Subject:
    return Subject(SubjectKind.FINANCE, None, f"Cash-out {cash_out.public_id}", key=cash_out.public_id)
