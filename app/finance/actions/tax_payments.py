"""Payments of tax to jurisdictions, which an admin records after they left our bank."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.finance.errors import FinanceErrorCode
from app.finance.models import TaxPayment
from app.finance.queries.tax_payments import owed_to, tax_payment_with
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent


@dataclass(frozen=True, slots=True)
class NewTaxPayment:
    """A payment to a jurisdiction: for which days' tax, how much, when, and its reference."""

    state: str
    jurisdiction: str
    first_on: date
    last_on: date
    cents: int
    paid_on: date
    reference: str


def record_tax_payment(new: NewTaxPayment, *, user_id: int, today: date) -> TaxPayment:
    """Record a payment. Raises DomainError for days that are wrong, or for more than what we owe the jurisdiction."""
    if new.last_on < new.first_on:
        raise DomainError(FinanceErrorCode.PERIOD_ENDS_FIRST)
    if new.paid_on > today:
        raise DomainError(FinanceErrorCode.PAID_LATER)
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("tax payment"))))
    owed = owed_to(new.state, new.jurisdiction)
    if new.cents > owed:
        raise DomainError(FinanceErrorCode.MORE_THAN_TAX_OWED, owed=owed)
    payment = TaxPayment(
        state=new.state,
        jurisdiction=new.jurisdiction,
        first_on=new.first_on,
        last_on=new.last_on,
        amount_cents=new.cents,
        paid_on=new.paid_on,
        reference=new.reference,
        recorded_by_id=user_id,
    )
    session.add(payment)
    session.flush()
    _record(payment, LedgerEvent.TAX_PAYMENT, payment.amount_cents)
    return payment


def undo_tax_payment(*, payment_id: str, why: str, user_id: int) -> TaxPayment:
    """Undo a payment that was recorded by mistake. Raises NotFound, or Conflict if it is undone already."""
    payment = tax_payment_with(payment_id, lock=True)
    if payment.undone_at is not None:
        raise Conflict(FinanceErrorCode.ALREADY_UNDONE)
    payment.undone_at, payment.undone_by_id, payment.undone_why = clock.now(), user_id, why
    session.flush()
    _record(payment, LedgerEvent.TAX_PAYMENT_UNDONE, -payment.amount_cents)
    return payment


def _record(payment: TaxPayment, event: LedgerEvent, cents: int) -> None:
    """Record that `cents` went from our bank to the jurisdiction, or back if negative."""
    moved = [debit(Account.TAX_PAYABLE, cents), credit(Account.PLATFORM_BANK, cents)]
    record_entries([Entry(event, str(payment.id), moved)])
