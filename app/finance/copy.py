"""What admins read about our own money."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from app.core.formats import money, usd
from app.finance.enums import BankPayoutState, Cause, JournalFormat
from app.finance.models import BankPayout, Difference, Reconciliation
from app.payments.enums import Problem

CAUSES: Mapping[Cause, LazyString] = {
    Cause.UNKNOWN: lazy_gettext("We don’t know what it’s for"),
    Cause.MISSING_HERE: lazy_gettext("Missing in the ledger"),
    Cause.MISSING_THERE: lazy_gettext("Missing at Stripe"),
    Cause.AMOUNT: lazy_gettext("Another amount"),
    Cause.CURRENCY: lazy_gettext("Another currency"),
}
WHAT_TO_DO: Mapping[Cause, LazyString] = {
    Cause.UNKNOWN: lazy_gettext(
        "Someone may have moved money in Stripe’s dashboard. Look it up there. If it’s right, resolve it here."
    ),
    Cause.MISSING_HERE: lazy_gettext(
        "It’s one of ours, but it doesn’t match our records. Look at its order first, then resolve it here."
    ),
    Cause.MISSING_THERE: lazy_gettext(
        "Stripe may be late, so wait for the next comparison. If it stays, look it up at Stripe, then resolve it here."
    ),
    Cause.CURRENCY: lazy_gettext(
        "We keep books in US dollars only. Convert or return it in Stripe’s dashboard, then resolve it here."
    ),
    Cause.AMOUNT: lazy_gettext(
        "Stripe moved another amount than we recorded. Look it up at Stripe, then resolve it here."
    ),
}
PROBLEMS: Mapping[Problem, LazyString] = {
    Problem.UNKNOWN_ORDER: lazy_gettext("This payment page is for an order that we don’t have."),
    Problem.UNKNOWN_PAGE: lazy_gettext("This payment page names one of our orders, but we didn’t open it."),
    Problem.UNKNOWN_ACCOUNT: lazy_gettext("This account belongs to none of our venues."),
    Problem.UNKNOWN_SUBSCRIPTION: lazy_gettext("This subscription belongs to none of our members."),
    Problem.FOREIGN_DISPUTE: lazy_gettext("This dispute isn’t in US dollars. Answer the bank in Stripe’s dashboard."),
}
STATES: Mapping[BankPayoutState, tuple[LazyString, str]] = {
    BankPayoutState.DUE: (lazy_gettext("To be sent"), "wait"),
    BankPayoutState.SENT: (lazy_gettext("Being sent"), "wait"),
    BankPayoutState.MADE: (lazy_gettext("Sent"), "ok"),
    BankPayoutState.FAILED: (lazy_gettext("Failed"), "no"),
}
FORMATS: Mapping[JournalFormat, LazyString] = {
    JournalFormat.ALL: lazy_gettext("Every posting"),
    JournalFormat.QUICKBOOKS: lazy_gettext("QuickBooks Online"),
    JournalFormat.XERO: lazy_gettext("Xero"),
}


def subject(difference: Difference) -> str:
    """Return what a difference is about: "refund re_123", as Stripe names it, or the entry of the ledger."""
    moved, entry = difference.transaction, difference.entry
    if moved is not None:
        return f"{moved.kind} {moved.source_id or moved.stripe_id}"
    return _("entry %(event)s %(key)s", event=entry.event.value, key=entry.key) if entry else ""


def at_stripe(difference: Difference) -> str:
    """Return what Stripe moved, in its own currency."""
    moved = difference.transaction
    if moved is None or moved.is_in_dollars:
        return usd(difference.stripe_cents)
    return money(moved.net_cents, moved.currency.upper())


def compared(run: Reconciliation) -> str:
    """Return what a comparison found, in a sentence."""
    stripe, ledger = run.stripe_cents or 0, run.ledger_cents or 0
    if stripe == ledger:
        return _("Stripe and the ledger both say %(amount)s.", amount=usd(stripe))
    return _("Stripe says %(stripe)s, the ledger %(ledger)s.", stripe=usd(stripe), ledger=usd(ledger))


def state(payout: BankPayout) -> tuple[str, str]:
    """Return the state of a payout to our bank, and the kind of tag that says so."""
    words, kind = STATES[payout.state]
    return str(words), kind
