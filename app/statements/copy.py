"""What a statement and the list of transactions say."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.formats import full_dates, month, usd
from app.statements.enums import TransactionKind
from app.statements.periods import Period
from app.statements.queries.statement import Statement

KINDS = {
    TransactionKind.CHARGE: lazy_gettext("Charge"),
    TransactionKind.TIP: lazy_gettext("Tip"),
    TransactionKind.REFUND: lazy_gettext("Refund"),
    TransactionKind.FEE: lazy_gettext("Commission"),
    TransactionKind.DEAL: lazy_gettext("Sitewide deal"),
    TransactionKind.CREDIT: lazy_gettext("Credit for a guest"),
    TransactionKind.DISPUTE: lazy_gettext("Dispute"),
    TransactionKind.PAYOUT: lazy_gettext("Payout"),
}

Row = tuple[str, int | None, int | None]


def name(period: Period) -> str:
    """Return "May 2026" or "2026"."""
    return month(period.first) if "-" in period.key else period.key


def days(period: Period) -> str:
    return full_dates(period.first, period.last)


def rows(found: Statement) -> Sequence[Row]:
    """Return the lines of a statement: what changed, with us, and at Stripe, in cents."""
    lines: list[Row] = [
        (_("Opening balance"), found.opening_with_us, found.opening_at_stripe),
        (_("Earned"), found.earned, None),
        (_("Refunds of what you had earned"), found.refunds, None),
        (_("Commission"), found.commission, None),
        (_("Tips"), found.tips, None),
        *([(_("Tax for you to pay"), found.tax, None)] if found.tax else []),
        *([(_("Credit that you gave guests"), found.credit, None)] if found.credit else []),
        *([(_("Disputes of packages, memberships, and credit"), found.disputed, None)] if found.disputed else []),
        *([(_("Invoices that you paid, or that we wrote off"), found.settled, None)] if found.settled else []),
        (_("Sent to your account at Stripe"), -found.sent, found.sent),
        (_("Payouts to your bank"), None, found.payouts),
    ]
    return [*lines, (_("Other"), found.other, None)] if found.other else lines


def closing(found: Statement) -> Row:
    return _("Closing balance"), found.closing_with_us, found.closing_at_stripe


def amount(cents: int | None) -> str:
    return "" if cents is None else usd(cents)
