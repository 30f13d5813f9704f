"""The lists of finance as files: what each is called, and its rows. The first row names the columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext

from app.admin.copy import zone
from app.cash_outs import copy as cash_out_copy
from app.cash_outs.queries import cash_outs
from app.core import clock
from app.finance import copy as finance_copy
from app.finance.queries.differences import all_differences
from app.finance.queries.overview import aged, by_month, failed_payouts
from app.invoices import copy as invoice_copy
from app.invoices.queries import all_invoices
from app.ledger.chart import CHART
from app.ledger.enums import Account
from app.payouts.queries.finance import totals
from app.web.csv_export import Cell, dollars

Rows = Iterator[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Export:
    """A list as a file. `label` is what the link to it says."""

    label: LazyString
    rows: Callable[[], Rows]


def balances() -> Rows:
    """Yield the balance of each account."""
    yield ["Number", "Account", "Balance ($)"]
    for account, cents in totals().items():
        yield [CHART[account].number, CHART[account].name, dollars(cents)]


def payables() -> Rows:
    return by_age(Account.VENUE_PAYABLE)


def receivables() -> Rows:
    return by_age(Account.VENUE_RECEIVABLE)


def by_age(account: Account) -> Rows:
    """Yield what venues are owed, or owe us, by how long it has been open."""
    yield ["Venue", "Up to 30 days ($)", "31 to 60 days ($)", "61 to 90 days ($)", "Older ($)", "Total ($)"]
    for each in aged(account, limit=None):
        yield [each.venue.name, *map(dollars, each.cents), dollars(each.total)]


def returned_payouts() -> Rows:
    yield ["Payout", "Venue", "Created", "Expected on", "Reason", "Amount ($)"]
    for payout, venue in failed_payouts(lately=False):
        created = payout.created_at.astimezone(zone())
        cents = dollars(payout.amount_cents)
        yield [payout.public_id, venue.name, created, payout.arrives_on, payout.failure_code, cents]


def differences() -> Rows:
    """Yield what Stripe and the ledger differed in, also what is resolved."""
    yield [
        *("Number", "Found", "What", "About", "At Stripe", "In the ledger ($)"),
        *("Resolved", "Resolved by", "Note"),
    ]
    for each in all_differences():
        moved = each.transaction
        yield [
            each.public_id,
            each.found_at.astimezone(zone()),
            str(finance_copy.CAUSES[each.cause]),
            finance_copy.subject(each),
            dollars(each.stripe_cents) if moved is None or moved.is_in_dollars else finance_copy.at_stripe(each),
            dollars(each.ledger_cents),
            each.resolved_at.astimezone(zone()) if each.resolved_at else None,
            each.resolved_by.name if each.resolved_by else "",
            each.note,
        ]


def invoices() -> Rows:
    today = clock.now().astimezone(zone()).date()
    yield ["Number", "Venue", "Billed to", "Status", "Issued", "Due", "Amount ($)", "Still owed ($)"]
    for each in all_invoices():
        invoice = each.invoice
        yield [
            invoice.name,
            invoice.venue.name,
            invoice.billed_name,
            invoice_copy.state(each, today)[0],
            invoice.issued_at.astimezone(zone()).date(),
            invoice.due_on,
            dollars(invoice.amount_cents),
            dollars(each.open_cents),
        ]


def all_cash_outs() -> Rows:
    """Yield guests' cash-outs, without the addresses that checks go to."""
    yield ["Number", "Guest", "State", "Asked", "Status", "Paid", "Paid on", "Reference", "Reason", "Amount ($)"]
    for each in cash_outs(limit=None):
        asked = each.cash_out
        yield [
            asked.public_id,
            each.guest.name,
            asked.law_state,
            asked.asked_at.astimezone(zone()),
            str(cash_out_copy.STATES[asked.state][0]),
            str(cash_out_copy.WAYS[asked.paid_by]) if asked.paid_by else "",
            asked.paid_on,
            asked.reference,
            asked.reason,
            dollars(asked.amount_cents),
        ]


def months() -> Rows:
    """Yield what each month brought us and cost us."""
    yield ["Month", "Commission ($)", "Stripe’s fees ($)", "Sitewide deals ($)", "Commission less fees and deals ($)"]
    for each in by_month(zone()):
        cents = each.commission, each.fees, each.deals, each.left
        yield [f"{each.first_day:%Y-%m}", *map(dollars, cents)]


# By the name of the file.
EXPORTS: Mapping[str, Export] = {
    "balances": Export(lazy_gettext("Balances"), balances),
    "owed-to-venues": Export(lazy_gettext("Owed to venues by age"), payables),
    "owed-by-venues": Export(lazy_gettext("Owed by venues by age"), receivables),
    "returned-payouts": Export(lazy_gettext("Payouts that banks returned"), returned_payouts),
    "commission-by-month": Export(lazy_gettext("Commission, fees, and deals by month"), months),
    "differences": Export(lazy_gettext("Differences"), differences),
    "invoices": Export(lazy_gettext("Invoices"), invoices),
    "cash-outs": Export(lazy_gettext("Cash-outs"), all_cash_outs),
}
