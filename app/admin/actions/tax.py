"""Tax rules: adding, importing, and ending them."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.accounts.models import User
from app.admin.actions.record import Subject, entry, record
from app.admin.enums import AuditAction, SubjectKind
from app.core.db import session
from app.core.errors import DomainError
from app.core.formats import usd
from app.finance.actions.tax_payments import NewTaxPayment, record_tax_payment, undo_tax_payment
from app.finance.models import TaxPayment
from app.tax import actions
from app.tax.actions import NewRule
from app.tax.amounts import percent
from app.tax.models import TaxRule


def add_rule(*, new: NewRule, admin: User) -> TaxRule:
    """Add a tax rule."""
    rule = actions.add_rule(new)
    record(admin=admin, action=AuditAction.TAX_ADD, subject=_subject(rule), before={}, after=_values(rule))
    return rule


def import_rules(*, rules: Sequence[NewRule], admin: User) -> tuple[int, Mapping[int, DomainError]]:
    """Add the rules of a file that don't exist yet, or none if anything is wrong.

    Returns the number of new ones, and what is wrong by place.
    """
    added, wrong = actions.import_rules(rules)
    session.add_all(
        entry(admin_id=admin.id, action=AuditAction.TAX_ADD, subject=_subject(rule), before={}, after=_values(rule))
        for rule in added
    )
    return len(added), wrong


def end_rule(*, rule: TaxRule, last_on: date, today: date, admin: User) -> None:
    """Let a locked tax rule apply for the last time on a day."""
    before = {"last_day": rule.last_on}
    actions.end_rule(rule=rule, last_on=last_on, today=today)
    after = {"last_day": last_on}
    record(admin=admin, action=AuditAction.TAX_END, subject=_subject(rule), before=before, after=after)


def record_payment(*, new: NewTaxPayment, admin: User, today: date) -> TaxPayment:
    """Record that tax was paid to a jurisdiction."""
    payment = record_tax_payment(new, user_id=admin.id, today=today)
    values = {"amount": usd(payment.amount_cents), "paid_on": payment.paid_on, "reference": payment.reference}
    days = {"first_day": payment.first_on, "last_day": payment.last_on}
    record(admin=admin, action=AuditAction.TAX_PAY, subject=_paid(payment), before={}, after={**values, **days})
    return payment


def undo_payment(*, payment_id: str, why: str, admin: User) -> TaxPayment:
    """Undo a payment of tax that was recorded by mistake."""
    payment = undo_tax_payment(payment_id=payment_id, why=why, user_id=admin.id)
    before = {"amount": usd(payment.amount_cents)}
    action = AuditAction.TAX_UNDO_PAYMENT
    record(admin=admin, action=action, subject=_paid(payment), before=before, after={}, reason=why)
    return payment


def _paid(payment: TaxPayment) -> Subject:
    name = f"{payment.jurisdiction} ({payment.state}), {payment.public_id}"
    return Subject(SubjectKind.TAX, payment.id, name, key=payment.public_id)


def _subject(rule: TaxRule) -> Subject:
    place = f"{rule.locality}, {rule.state}" if rule.locality else rule.state
    return Subject(SubjectKind.TAX, rule.id, f"{rule.jurisdiction} ({place})", key=str(rule.id))


def _values(rule: TaxRule) -> dict[str, object]:
    return {
        "rate": percent(rule.rate),
        "category_number": rule.category_id,
        "remitter": rule.remitter.value,
        "taxes_fees": rule.taxes_fees,
        "taxes_deals": rule.taxes_funded,
        "first_day": rule.first_on,
        "last_day": rule.last_on,
    }
