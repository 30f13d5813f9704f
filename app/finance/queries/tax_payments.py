"""What we collected for jurisdictions, paid to them, and still owe them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.core.errors import NotFound
from app.finance.errors import FinanceErrorCode
from app.finance.models import TaxPayment
from app.ledger.enums import Account
from app.ledger.models import LedgerEntry, LedgerPosting
from app.tax.models import TaxRule

MOST_SHOWN = 200
RECORDED = TaxPayment.undone_at.is_(None)

# A state and the name of a jurisdiction there.
Jurisdiction = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Remitted:
    """What we collected for a jurisdiction in a period, what we paid for that period, and what we owe in all."""

    state: str
    jurisdiction: str
    collected: int
    paid: int
    owed: int


def remitted(begin: datetime, end: datetime, first: date, last: date) -> Sequence[Remitted]:
    """List the jurisdictions that we owe, or collected for or paid in a period. Four statements.

    A payment counts toward the period that contains its last day.
    """
    in_period = LedgerEntry.at >= begin, LedgerEntry.at < end
    collected, paid = _collected(*in_period), _paid(TaxPayment.last_on.between(first, last))
    ever, ever_paid = _collected(), _paid()
    found = [
        Remitted(state, name, collected[state, name], paid[state, name], ever[state, name] - ever_paid[state, name])
        for state, name in sorted({*ever, *ever_paid})
    ]
    return [each for each in found if each.collected or each.paid or each.owed]


def owed() -> Mapping[Jurisdiction, int]:
    """Return what we owe each jurisdiction, in cents. Two statements."""
    left = _collected()
    left.subtract(_paid())
    return left


def owed_to(state: str, jurisdiction: str) -> int:
    return owed().get((state, jurisdiction), 0)


def tax_payments() -> Sequence[TaxPayment]:
    """List the latest payments with the admins who recorded and undid them. One statement."""
    query = select(TaxPayment).options(joinedload(TaxPayment.recorded_by), joinedload(TaxPayment.undone_by))
    return session.scalars(query.order_by(TaxPayment.paid_on.desc(), TaxPayment.id.desc()).limit(MOST_SHOWN)).all()


def tax_payment_with(public_id: str, *, lock: bool = False) -> TaxPayment:
    """Return a payment with the admin who recorded it. Raises NotFound. One statement."""
    query = select(TaxPayment).where(TaxPayment.public_id == public_id)
    if lock:
        query = query.with_for_update(of=TaxPayment).execution_options(populate_existing=True)
    found = session.scalar(query.options(joinedload(TaxPayment.recorded_by)))
    if found is None:
        raise NotFound(FinanceErrorCode.NO_SUCH_TAX_PAYMENT)
    return found


def _collected(*when: ColumnElement[bool]) -> Counter[Jurisdiction]:
    rows = session.execute(
        select(TaxRule.state, TaxRule.jurisdiction, -func.sum(LedgerPosting.amount_cents))
        .join(TaxRule, TaxRule.id == LedgerPosting.tax_rule_id)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerPosting.account == Account.TAX_PAYABLE, *when)
        .group_by(TaxRule.state, TaxRule.jurisdiction)
    )
    return Counter({(state, name): int(cents or 0) for state, name, cents in rows})


def _paid(*which: ColumnElement[bool]) -> Counter[Jurisdiction]:
    rows = session.execute(
        select(TaxPayment.state, TaxPayment.jurisdiction, func.sum(TaxPayment.amount_cents))
        .where(RECORDED, *which)
        .group_by(TaxPayment.state, TaxPayment.jurisdiction)
    )
    return Counter({(state, name): int(cents or 0) for state, name, cents in rows})
