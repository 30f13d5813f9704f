"""Invoices to venues for what their transfers didn't cover, and what settles them."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.accounts.models import User
from app.bookings import stored_texts
from app.bookings.enums import LineKind, OrderKind, OrderState
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.refunds import Refund
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.core.settings import settings
from app.invoices.errors import InvoiceErrorCode
from app.invoices.queries import (
    additions_of,
    due_invoices,
    last_invoiced,
    next_number,
    payable_now,
    payment_underway,
    settlement_with,
    venues_owing,
)
from app.invoices.terms import DUE_WITHIN, INVOICED_AFTER, REMIND_DAYS
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.orders.actions.create import Contact, start_order
from app.payouts.queries.transfers import account_of, owed_by_venue
from app.receivables.enums import SettlementKind
from app.receivables.models import VenueInvoice, VenueInvoiceLine, VenueSettlement
from app.receivables.queries import invoices_of
from app.venues.models import Venue
from app.venues.payment_policy import LEAST_CHARGE_CENTS


def issue_invoices() -> None:
    """Send an invoice to each venue for what it has owed us for long, and no transfer covers.

    Repeating it changes nothing. Less than the least charge waits for more.
    """
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("venue invoices"))))
    for venue_id in venues_owing(clock.now() - INVOICED_AFTER):
        _issue(venue_id)


def _issue(venue_id: int) -> None:
    account_of(venue_id, lock=True)
    done, before = last_invoiced(venue_id), clock.now() - INVOICED_AFTER
    found = [each for each in additions_of(venue_id) if each.posting_id > done and each.at < before]
    total = sum(each.open_cents for each in found)
    if total < LEAST_CHARGE_CENTS:
        return
    today = _today()
    venue = session.get_one(Venue, venue_id)
    invoice = VenueInvoice(
        venue_id=venue_id,
        year=today.year,
        number=next_number(today.year),
        amount_cents=total,
        through_id=found[-1].posting_id,
        billed_name=venue.legal_name or venue.name,
        billed_address=venue.address,
        issued_at=clock.now(),
        due_on=today + DUE_WITHIN,
    )
    session.add(invoice)
    session.flush()
    session.add_all(
        VenueInvoiceLine(invoice_id=invoice.id, posting_id=each.posting_id, amount_cents=each.open_cents)
        for each in found
    )
    session.flush()
    defer("invoices.email", invoice_id=invoice.id)


def remind_owners() -> None:
    """Email owners whose invoices are open when they're due, and again later. Repeating it changes nothing.

    What the next transfers cover needs no payment.
    """
    today = _today()
    for standing in due_invoices(today):
        invoice = standing.invoice
        days = max(each for each in REMIND_DAYS if each <= (today - invoice.due_on).days)
        was_reminded = invoice.reminded_days is not None and invoice.reminded_days >= days
        if not was_reminded and payable_now(invoice.venue_id, [standing]):
            invoice.reminded_days = days
            defer("invoices.email_reminder", invoice_id=invoice.id, days=days)
    session.flush()


def _today() -> date:
    """Return today at the office."""
    return clock.now().astimezone(ZoneInfo(settings().office_zone)).date()


def start_payment(*, venue_id: int, user: User, text: str) -> Order:
    """Create the order with which an owner pays all open invoices. `text` is its line.

    While it's pending, transfers don't keep what it pays. Raises Conflict if there's nothing to pay, or if another
    payment is underway.
    """
    account_of(venue_id, lock=True)
    if payment_underway(venue_id) is not None:
        raise Conflict(InvoiceErrorCode.PAYMENT_UNDERWAY)
    cents = payable_now(venue_id, invoices_of(venue_id))
    if cents < LEAST_CHARGE_CENTS:
        raise Conflict(InvoiceErrorCode.NOTHING_TO_PAY)
    contact = Contact(user.name, user.email, user.phone)
    order = start_order(kind=OrderKind.INVOICE, user_id=user.id, contact=contact, total_cents=cents)
    line = OrderLine(order_id=order.id, position=1, kind=LineKind.INVOICE, text=text[:200], amount_cents=cents)
    paying = VenueSettlement(venue_id=venue_id, kind=SettlementKind.CARD, amount_cents=cents, order_id=order.id)
    session.add_all([line, paying])
    session.flush()
    return order


def confirm_payment(order: Order) -> None:
    """Confirm a locked order that is paid. What was settled before it arrived is refunded."""
    venue_id = session.scalars(select(VenueSettlement.venue_id).where(VenueSettlement.order_id == order.id)).one()
    account_of(venue_id, lock=True)
    order.state, order.settled_at = OrderState.CONFIRMED, clock.now()
    session.flush()
    over = min(order.total_cents, -owed_by_venue(venue_id))
    if over > 0:
        if over == order.total_cents:
            order.state = OrderState.REFUNDED
        refund = Refund(
            order_id=order.id, amount_cents=over, reason=str(stored_texts.SETTLED_ALREADY), created_at=clock.now()
        )
        session.add(refund)
        session.flush()
        defer("payments.pay_refund", refund_id=refund.id)


@dataclass(frozen=True, slots=True)
class NewSettlement:
    """What an admin records: how much of what a venue owes was settled, when, and what finds it or why."""

    kind: SettlementKind
    cents: int
    settled_on: date
    reference: str


EVENTS = {
    SettlementKind.BANK: LedgerEvent.RECEIVABLE_PAID,
    SettlementKind.WRITE_OFF: LedgerEvent.RECEIVABLE_WRITTEN_OFF,
}
ACCOUNTS = {SettlementKind.BANK: Account.PLATFORM_BANK, SettlementKind.WRITE_OFF: Account.WRITE_OFFS}


def settle(new: NewSettlement, *, venue_id: int, user_id: int, today: date) -> VenueSettlement:
    """Record that a venue paid our bank, or that we give up what it owes. The oldest invoice is settled first.

    Raises DomainError for a later day, or for more than is open.
    """
    if new.settled_on > today:
        raise DomainError(InvoiceErrorCode.PAID_LATER)
    account_of(venue_id, lock=True)
    owed = max(0, owed_by_venue(venue_id))
    if new.cents > owed:
        raise DomainError(InvoiceErrorCode.MORE_THAN_OPEN, left=owed)
    settlement = VenueSettlement(
        venue_id=venue_id,
        kind=new.kind,
        amount_cents=new.cents,
        settled_on=new.settled_on,
        reference=new.reference,
        recorded_by_id=user_id,
    )
    session.add(settlement)
    session.flush()
    _record(settlement, EVENTS[new.kind], new.cents)
    return settlement


def undo_settlement(*, public_id: str, why: str, user_id: int) -> VenueSettlement:
    """Undo a bank payment or a write-off that was recorded by mistake: what it settled is open again.

    Raises NotFound, or Conflict if it is undone already.
    """
    account_of(settlement_with(public_id).venue_id, lock=True)
    settlement = settlement_with(public_id, lock=True)
    if settlement.undone_at is not None:
        raise Conflict(InvoiceErrorCode.ALREADY_UNDONE)
    settlement.undone_at, settlement.undone_by_id, settlement.undone_why = clock.now(), user_id, why
    session.flush()
    _record(settlement, LedgerEvent.RECEIVABLE_UNDONE, -settlement.amount_cents)
    return settlement


def _record(settlement: VenueSettlement, event: LedgerEvent, cents: int) -> None:
    """Record that `cents` of what a venue owes are settled, or open again if negative."""
    owes = credit(Account.VENUE_RECEIVABLE, cents, venue_id=settlement.venue_id)
    lines = [debit(ACCOUNTS[settlement.kind], cents), owes]
    record_entries([Entry(event, str(settlement.id), lines)])
