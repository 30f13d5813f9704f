"""What Stripe Tax said about orders. Nothing here makes network calls: see gateway_flows.py."""

from collections.abc import Mapping

from sqlalchemy import select

from app.bookings.enums import OrderState
from app.bookings.models.bookings import Booking
from app.bookings.queries.orders import lock_order
from app.core import clock
from app.core.db import session
from app.core.logs import log
from app.orders.actions.taxes import add_awaited_taxes
from app.tax.actions import rules_for_rates
from app.tax.amounts import TaxDue
from app.tax_calculations.gateway import Calculation
from app.tax_calculations.models import TaxCalculation, TaxReversal
from app.tax_calculations.queries import unreversed


def note_calculations(*, order_id: int, found: Mapping[int, Calculation]) -> None:
    """Add the taxes to an order that awaits them. `found` are its calculations by venue.

    Does nothing if another request was faster, or the order has ended.
    """
    order = lock_order(order_id)
    if not order.awaits_tax or order.state is not OrderState.PENDING:
        return
    by_number = {number: taxes for each in found.values() for number, taxes in each.taxes.items()}
    bookings = session.scalars(select(Booking).where(Booking.public_id.in_(by_number))).all()
    rates = {tax.rate for taxes in by_number.values() for tax in taxes}
    rules = rules_for_rates(rates, today=clock.now().date())
    taxes = {one.id: [TaxDue(rules[tax.rate], tax.cents) for tax in by_number[one.public_id]] for one in bookings}
    add_awaited_taxes(order, bookings, taxes)
    session.add_all(
        TaxCalculation(order_id=order_id, venue_id=venue_id, stripe_id=each.id, expires_at=each.expires_at)
        for venue_id, each in found.items()
    )
    session.flush()


def note_transaction(*, calculation_id: int, transaction_id: str) -> None:
    """Save the transaction that a calculation was committed as."""
    session.get_one(TaxCalculation, calculation_id).transaction_id = transaction_id
    session.flush()


def note_refusal(refused: TaxCalculation | TaxReversal, why: str) -> None:
    """Save why Stripe refused to commit a calculation, or to reverse a part of it: an admin has to look at it."""
    refused.failure = why[:300]
    log.error("stripe tax refused", table=refused.__tablename__, id=refused.id)
    session.flush()


def plan_reversals() -> None:
    """Store the reversals that refunds need, before they are sent."""
    for each in unreversed():
        session.add(
            TaxReversal(
                calculation_id=each.calculation_id,
                booking_id=each.booking_id,
                net_cents=each.net_cents,
                tax_cents=each.tax_cents,
            )
        )
    session.flush()


def note_reversal(*, reversal_id: int, stripe_id: str) -> None:
    """Save the transaction of a reversal."""
    session.get_one(TaxReversal, reversal_id).stripe_id = stripe_id
    session.flush()
