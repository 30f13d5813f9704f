"""The killed_jobs cases for our own money."""

from datetime import timedelta

from sqlalchemy import select

from app.bookings.actions.refunds import queue_refund
from app.bookings.enums import OrderState
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.core import clock
from app.core.db import session
from app.finance.models import BankPayout
from app.invoices.actions import start_payment
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.payments.models import Payment
from app.tax_calculations.gateway import tax_gateway
from app.tax_calculations.models import TaxCalculation
from app.tax_calculations.queries import requests_for
from tests.factories import add, make_user, make_venue
from tests.project.killed_jobs import Arguments, World, case, checked_out, paid
from tests.project.killed_payout_jobs import earned
from tests.sale_factories import make_venue_invoice
from tests.support import NOW


@case("finance.reconcile")
def _(world: World) -> Arguments:
    """Pay an order whose events get lost."""
    order = checked_out()
    world.stripe.pay(session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one() or "")
    return {}


@case("finance.reconcile_nightly")
def _(_: World) -> Arguments:
    return {}


@case("invoices.issue_all")
def _(_: World) -> Arguments:
    venue = make_venue()
    owed = [debit(Account.VENUE_RECEIVABLE, 5000, venue_id=venue.id), credit(Account.VENUE_PAYABLE, 5000)]
    with clock.pinned(NOW - timedelta(days=40)):
        record_entries([Entry(LedgerEvent.RECEIVABLE, "1", owed)])
    return {}


@case("invoices.email")
def _(_: World) -> Arguments:
    return {"invoice_id": make_venue_invoice(make_venue()).id}


@case("invoices.remind_all")
def _(_: World) -> Arguments:
    make_venue_invoice(make_venue())
    return {}


@case("invoices.email_reminder")
def _(_: World) -> Arguments:
    return {"invoice_id": make_venue_invoice(make_venue()).id, "days": 0}


@case("invoices.email_refunded")
def _(_: World) -> Arguments:
    invoice = make_venue_invoice(make_venue())
    order = start_payment(venue_id=invoice.venue_id, user=make_user(), text="Invoices")
    order.state = OrderState.REFUNDED
    return {"refund_id": add(Refund(order_id=order.id, amount_cents=5000, reason="Settled.")).id}


@case("finance.send_payout")
def _(world: World) -> Arguments:
    earned(world)
    world.stripe.advance(3 * 24 * 60 * 60)
    lines = [debit(Account.GUEST_PREPAYMENTS, 9000), credit(Account.COMMISSION, 9000)]
    record_entries([Entry(LedgerEvent.EARNING, "all:1", lines)])
    return {"payout_id": add(BankPayout(amount_cents=500)).id}


@case("tax_calculations.report")
def _(world: World) -> Arguments:
    """Return when Stripe Tax has calculated for a paid order, and a part was refunded."""
    order = paid(world)
    for venue_id, request in requests_for(order.id).items():
        found = tax_gateway().calculate(request)
        add(TaxCalculation(order_id=order.id, venue_id=venue_id, stripe_id=found.id, expires_at=found.expires_at))
    [booking] = bookings_of_order(order.id)
    queue_refund(booking, 1000, "The room was cold.")
    session.commit()
    return {}
