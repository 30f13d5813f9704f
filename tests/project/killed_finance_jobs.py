"""The killed_jobs cases for our own money."""

from sqlalchemy import select

from app.bookings.actions.refunds import queue_refund
from app.bookings.queries.bookings import bookings_of_order
from app.core.db import session
from app.finance.models import BankPayout
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.payments.models import Payment
from app.tax_calculations.gateway import tax_gateway
from app.tax_calculations.models import TaxCalculation
from app.tax_calculations.queries import requests_for
from tests.factories import add
from tests.project.killed_jobs import Arguments, World, case, checked_out, paid
from tests.project.killed_payout_jobs import earned


@case("finance.reconcile")
def _(world: World) -> Arguments:
    """Pay an order whose events get lost."""
    order = checked_out()
    world.stripe.pay(session.scalars(select(Payment.session_id).where(Payment.order_id == order.id)).one() or "")
    return {}


@case("finance.reconcile_nightly")
def _(_: World) -> Arguments:
    return {}


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
