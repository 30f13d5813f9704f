"""Exchanges with Stripe Tax, each in named steps: read and store, call, store the response.

No transaction is open during a call: each flow runs `session.commit()` before it. The last step is left to the caller's
own commit.
"""

from collections.abc import Callable, Sequence

from app.bookings.models.orders import Order
from app.core.db import session
from app.core.errors import DomainError, Unavailable
from app.core.logs import log
from app.tax_calculations import actions
from app.tax_calculations.gateway import TaxRefused, tax_gateway
from app.tax_calculations.models import TaxCalculation, TaxReversal
from app.tax_calculations.queries import reference_of, request_of, requests_for, uncommitted, unsent_reversals


def calculate(order_id: int) -> None:
    """Add to an order the taxes that it awaits: one calculation for each venue's address.

    Does nothing if it awaits none. Raises Unavailable or TaxRefused: then it still awaits them.
    """
    if not session.get_one(Order, order_id).awaits_tax:
        return
    wanted = requests_for(order_id)
    session.commit()

    found = {venue_id: tax_gateway().calculate(request) for venue_id, request in wanted.items()}

    actions.note_calculations(order_id=order_id, found=found)


def try_to_calculate(order_id: int) -> bool:
    """Do the same for a page that shows the order, and return whether its tax is known now."""
    try:
        calculate(order_id)
        session.commit()
    except (Unavailable, TaxRefused) as problem:
        session.rollback()
        log.warning("an order waits for its tax", order=order_id, problem=problem.message)
        return False
    return True


def report() -> None:
    """Commit the calculations of orders that were paid, and reverse what was refunded since then.

    A round ends early if there is no response. Stripe refuses a reference that it knows, so nothing counts twice.
    """
    if not _each(uncommitted(), commit):
        return
    actions.plan_reversals()
    session.commit()
    _each(unsent_reversals(), reverse)


def _each(ids: Sequence[int], work: Callable[[int], None]) -> bool:
    """Do the same for each id, and commit. Returns False if there was no response."""
    for number in ids:
        try:
            work(number)
            session.commit()
        except DomainError as problem:
            session.rollback()
            log.warning("stripe tax waits", id=number, problem=problem.message)
            return False
    return True


def commit(calculation_id: int) -> None:
    """Commit a calculation. The reference is always the same, so it is committed once."""
    calculation = session.get_one(TaxCalculation, calculation_id)
    stripe_id, reference = calculation.stripe_id, reference_of(calculation)
    session.commit()

    try:
        made = tax_gateway().commit(calculation_id=stripe_id, reference=reference)
    except TaxRefused as problem:
        actions.note_refusal(calculation, problem.message)
        return

    actions.note_transaction(calculation_id=calculation_id, transaction_id=made)


def reverse(reversal_id: int) -> None:
    """Send a reversal. The reference is always the same, so it is reversed once."""
    request = request_of(reversal_id)
    session.commit()

    try:
        made = tax_gateway().reverse(request)
    except TaxRefused as problem:
        actions.note_refusal(session.get_one(TaxReversal, reversal_id), problem.message)
        return

    actions.note_reversal(reversal_id=reversal_id, stripe_id=made)
