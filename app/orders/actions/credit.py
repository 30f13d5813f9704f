"""The store credit that an order uses: set aside when the guest goes to pay, and given back if the order expires."""

from collections.abc import Mapping

from sqlalchemy import select

from app.bookings.enums import LineKind, OrderState
from app.bookings.models.orders import Order, OrderLine
from app.core.db import session
from app.credit.actions import lock_account, release, take
from app.credit.queries import balances_of
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.orders.credit_plan import Part, plan_credit
from app.orders.queries import credit_used_by, due_by_booking


def choose_credit(*, order: Order, wanted: bool) -> None:
    """Use the guest's credit for a locked, pending order, as much as can be used, or none of it."""
    release_credit(order)
    _split(order, {})
    if not wanted or order.user_id is None:
        return
    lock_account(order.user_id)
    plan = plan_credit(due_by_booking(order.id), balances_of(order.user_id))
    if plan.cents and take(user_id=order.user_id, order_id=order.id, parts=plan.by_venue):
        _split(order, plan.by_booking)


def release_credit(order: Order) -> None:
    """Return the credit reserved for a locked order that ends unpaid. The order still says how much it was."""
    if order.credit_cents and order.user_id is not None:
        release(user_id=order.user_id, order_id=order.id, parts=credit_used_by(order))


def settle_credit(order: Order) -> bool:
    """Record that a locked order, now paid, has used its credit. Returns False if that is gone.

    It is certain while the order is pending. If the order had expired, the guest may have used their credit elsewhere:
    then the order charges only what the card paid, and must be refunded.
    """
    if not order.credit_cents or order.user_id is None:
        return True
    parts = credit_used_by(order)
    if order.state is OrderState.EXPIRED and not take(user_id=order.user_id, order_id=order.id, parts=parts):
        _drop(order)
        return False
    paid = [credit(Account.GUEST_PREPAYMENTS, line.credit_cents, booking_id=line.booking_id) for line in _lines(order)]
    used = [debit(Account.GUEST_CREDIT, cents, venue_id=venue_id) for venue_id, cents in parts.items()]
    record_entries([Entry(LedgerEvent.CREDIT_USE, str(order.id), [*used, *paid])])
    return True


def _split(order: Order, parts: Mapping[int | None, Part]) -> None:
    """Let credit pay these parts of an order. What it pays for a booking is on the first line of that."""
    order.credit_cents = sum(part.cents for part in parts.values())
    left = dict(parts)
    for line in _lines(order):
        part = left.pop(line.booking_id, Part(0, 0))
        line.credit_cents, line.venue_credit_cents = part.cents, part.at_venue_cents
    session.flush()


def _drop(order: Order) -> None:
    """Lower the total of an order by its credit, so that it is what the card paid."""
    lines = _lines(order)
    position = max(line.position for line in lines)
    for number, line in enumerate([line for line in lines if line.credit_cents], start=position + 1):
        values = {"order_id": order.id, "booking_id": line.booking_id, "position": number}
        less = OrderLine(**values, kind=LineKind.DISCOUNT, text=line.text, amount_cents=-line.credit_cents)
        line.credit_cents = line.venue_credit_cents = 0
        session.add(less)
    order.total_cents, order.credit_cents = order.total_cents - order.credit_cents, 0
    session.flush()


def _lines(order: Order) -> list[OrderLine]:
    """List the lines of an order, fresh."""
    query = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
    return list(session.scalars(query.execution_options(populate_existing=True)))
