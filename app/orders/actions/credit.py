"""The store credit that an order uses: set aside when the guest goes to pay, and given back if the order expires."""

from sqlalchemy import select

from app.bookings.enums import LineKind, OrderState
from app.bookings.models.orders import Order, OrderLine
from app.core.db import session
from app.credit.actions import lock_account, release, take
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.venues.payment_policy import LEAST_CHARGE_CENTS


def usable_cents(balance: int, due: int) -> int:
    """Return how much of a balance pays an amount that is due. A card pays nothing, or at least the card minimum."""
    cents = min(balance, due)
    return cents if due - cents == 0 or due - cents >= LEAST_CHARGE_CENTS else max(0, due - LEAST_CHARGE_CENTS)


def choose_credit(*, order: Order, wanted: bool) -> None:
    """Use the guest's credit for a locked, pending order, as much as can be used, or none of it."""
    _release(order)
    _split(order, 0)
    if not wanted or order.user_id is None:
        return
    cents = usable_cents(lock_account(order.user_id).balance_cents, order.due_now_cents)
    if cents and take(user_id=order.user_id, order_id=order.id, cents=cents):
        _split(order, cents)


def release_credit(order: Order) -> None:
    """Return the credit reserved for a locked order that ends unpaid. The order still says how much it was."""
    _release(order)


def settle_credit(order: Order) -> bool:
    """Record that a locked order, now paid, has used its credit. Returns False if that is gone.

    It is certain while the order is pending. If the order had expired, the guest may have used their credit elsewhere:
    then the order charges only what the card paid, and must be refunded.
    """
    if not order.credit_cents or order.user_id is None:
        return True
    if order.state is OrderState.EXPIRED and not take(
        user_id=order.user_id, order_id=order.id, cents=order.credit_cents
    ):
        _drop(order)
        return False
    used = [credit(Account.GUEST_PREPAYMENTS, line.credit_cents, booking_id=line.booking_id) for line in _lines(order)]
    record_entries(
        [Entry(LedgerEvent.CREDIT_USE, str(order.id), [debit(Account.GUEST_CREDIT, order.credit_cents), *used])]
    )
    return True


def _release(order: Order) -> None:
    if order.credit_cents and order.user_id is not None:
        release(user_id=order.user_id, order_id=order.id, cents=order.credit_cents)


def _split(order: Order, cents: int) -> None:
    """Let credit pay `cents` of an order: of its bookings, the first ones."""
    order.credit_cents = cents
    due: dict[int | None, int] = {}
    lines = _lines(order)
    for line in lines:
        due[line.booking_id] = due.get(line.booking_id, 0) + line.due_now_cents
    for line in lines:
        line.credit_cents = min(cents, due.pop(line.booking_id, 0))
        cents -= line.credit_cents
    session.flush()


def _drop(order: Order) -> None:
    """Lower the total of an order by its credit, so that it is what the card paid."""
    lines = _lines(order)
    position = max(line.position for line in lines)
    for number, line in enumerate([line for line in lines if line.credit_cents], start=position + 1):
        values = {"order_id": order.id, "booking_id": line.booking_id, "position": number}
        less = OrderLine(**values, kind=LineKind.DISCOUNT, text=line.text, amount_cents=-line.credit_cents)
        line.credit_cents = 0
        session.add(less)
    order.total_cents, order.credit_cents = order.total_cents - order.credit_cents, 0
    session.flush()


def _lines(order: Order) -> list[OrderLine]:
    """List the lines of an order, fresh."""
    query = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
    return list(session.scalars(query.execution_options(populate_existing=True)))
