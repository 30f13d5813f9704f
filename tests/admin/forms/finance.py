"""Forms for the commission and for earlier earnings."""

import io
from collections.abc import Callable
from datetime import timedelta

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.commission.actions import set_rates
from app.commission.amounts import Rates
from app.core import clock
from app.finance.enums import Cause
from app.finance.models import Difference, StripeTransaction
from app.ledger.actions import Entry, Posting, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.payments.enums import Problem
from app.payments.models import StripeProblem
from app.tax.csv_rows import COLUMNS
from tests.admin.forms.sent import Sent
from tests.factories import add, make_service, make_venue
from tests.sale_factories import make_tax_payment, make_tax_rule
from tests.support import NOW

RATES: dict[str, object] = {"rate": "8.5", "first_rate": "20%"}


def setting(_admin: User) -> Sent:
    return Sent((AuditAction.COMMISSION_SET,), {}, RATES)


def setting_for_venue(_admin: User) -> Sent:
    return Sent((AuditAction.VENUE_COMMISSION,), {"slug": make_venue().slug}, RATES)


def removing(_admin: User) -> Sent:
    venue = make_venue()
    set_rates(venue_id=venue.id, rates=Rates(500))
    return Sent((AuditAction.VENUE_COMMISSION,), {"slug": venue.slug})


def releasing(_admin: User) -> Sent:
    return Sent((AuditAction.VENUE_RELEASE,), {"slug": make_venue().slug})


def paying_out(_admin: User) -> Sent:
    lines = [debit(Account.CASH_AT_STRIPE, 5000), credit(Account.COMMISSION, 5000)]
    record_entries([Entry(LedgerEvent.EARNING, "1:1", lines)])
    return Sent((AuditAction.FINANCE_PAYOUT,), {}, {"amount": "50"})


def resolving(_admin: User) -> Sent:
    moved = add(StripeTransaction(stripe_id="txn_1", kind="refund", amount_cents=-500, fee_cents=0, at=NOW))
    found = add(Difference(cause=Cause.UNKNOWN, transaction_id=moved.id, stripe_cents=-500, ledger_cents=0))
    return Sent((AuditAction.FINANCE_RESOLVE,), {"difference_id": found.public_id}, {"note": "Refunded by phone."})


def resolving_a_problem(_admin: User) -> Sent:
    add(StripeProblem(stripe_id="acct_1", problem=Problem.UNKNOWN_ACCOUNT, seen_at=NOW))
    note = {"note": "Of our test account."}
    return Sent((AuditAction.FINANCE_RESOLVE_PROBLEM,), {"stripe_id": "acct_1"}, note)


def closing(_admin: User) -> Sent:
    with clock.pinned(NOW - timedelta(days=30)):
        lines = [debit(Account.CASH_AT_STRIPE, 5000), credit(Account.GUEST_PREPAYMENTS, 5000)]
        record_entries([Entry(LedgerEvent.PAYMENT, "1", lines)])
    return Sent((AuditAction.FINANCE_CLOSE,), {"key": "2026-04"}, {"accept": "y"})


def adding_a_tax(_admin: User) -> Sent:
    category = make_service(make_venue()).category_id
    values = {"state": "or", "category": category, "jurisdiction": "Oregon", "rate": "8.875", "remitter": "platform"}
    taxed = {"taxes_fees": "y", "taxes_funded": "y"}
    return Sent((AuditAction.TAX_ADD,), {}, {**values, **taxed, "first_on": "2026-06-01"})


def importing_taxes(_admin: User) -> Sent:
    make_service(make_venue())
    rows = f"{','.join(COLUMNS)}\nOR,Portland,massage,Portland,3.85,venue,no,yes,2026-06-01,2026-12-31\n"
    return Sent((AuditAction.TAX_ADD,), {}, {"file": (io.BytesIO(rows.encode()), "rules.csv")})


def ending_a_tax(_admin: User) -> Sent:
    rule = make_tax_rule(make_service(make_venue()))
    return Sent((AuditAction.TAX_END,), {"rule_id": str(rule.id)}, {"last_on": "2026-06-30"})


def paying_tax(_admin: User) -> Sent:
    rule = make_tax_rule(make_service(make_venue()))
    owed = Posting(Account.TAX_PAYABLE, -4500, tax_rule_id=rule.id)
    record_entries([Entry(LedgerEvent.TAX, "1:1", [debit(Account.GUEST_PREPAYMENTS, 4500), owed])])
    days = {"first_on": "2026-04-01", "last_on": "2026-04-30", "paid_on": "2026-05-10"}
    values = {"jurisdiction": f"{rule.state}/{rule.jurisdiction}", "amount": "45.00", "reference": "77-1"}
    return Sent((AuditAction.TAX_PAY,), {}, {**days, **values})


def undoing_a_tax_payment(admin: User) -> Sent:
    found = {"payment_id": make_tax_payment(admin).public_id}
    return Sent((AuditAction.TAX_UNDO_PAYMENT,), found, {"why": "Of another state."})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.commission": setting,
    "admin.commission_of_venue": setting_for_venue,
    "admin.commission_remove": removing,
    "admin.finance_release": releasing,
    "admin.finance_bank_payouts": paying_out,
    "admin.finance_resolve": resolving,
    "admin.finance_resolve_problem": resolving_a_problem,
    "admin.finance_month_close": closing,
    "admin.tax_rule_add": adding_a_tax,
    "admin.tax_import": importing_taxes,
    "admin.tax_rule_end": ending_a_tax,
    "admin.tax_payment_add": paying_tax,
    "admin.tax_payment_undo": undoing_a_tax_payment,
}
