"""Writing down that money goes back."""

from sqlalchemy import func, select

from app.bookings.models import BookingItem, Refund
from app.db import session
from app.jobs import defer


def owe_refund(item: BookingItem, cents: int, reason: str) -> None:
    """Write down that money of an item goes back, never more than was paid for it; payments sends it."""
    already = session.scalar(select(func.coalesce(func.sum(Refund.amount_cents), 0)).where(Refund.item_id == item.id))
    cents = min(cents, item.price_cents - (already or 0))
    if cents <= 0:
        return
    refund = Refund(item_id=item.id, amount_cents=cents, reason=reason[:200])
    session.add(refund)
    session.flush()
    defer("payments.pay_refund", refund_id=refund.id)
