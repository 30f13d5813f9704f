"""Writing down that money goes back."""

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.bookings.enums import BookingState, RefundState
from app.bookings.models import Booking, Refund
from app.bookings.queries import refundable_by_order, refundable_cents
from app.db import session
from app.errors import Conflict, DomainError
from app.filters import usd
from app.jobs import defer

# Those that were paid for.
PAID = frozenset(
    {
        BookingState.REQUESTED,
        BookingState.CONFIRMED,
        BookingState.COMPLETED,
        BookingState.NO_SHOW,
        BookingState.CANCELED,
    }
)


def queue_refund(booking: Booking, cents: int, reason: str) -> list[Refund]:
    """Write down that money of an item goes back, never more than was paid for it; payments sends it. A refund for each
    order that paid, the newest first; none when nothing is left to refund."""
    owed = []
    for order_id, left in refundable_by_order(booking):
        part = min(cents, left)
        if part > 0:
            owed.append(
                _queue(Refund(booking_id=booking.id, order_id=order_id, amount_cents=part, reason=reason[:200]))
            )
            cents -= part
    return owed


def queue_full_refund(order_id: int, booking: Booking, reason: str) -> list[Refund]:
    """The same for all that is left of what one order paid for it."""
    left = dict(refundable_by_order(booking)).get(order_id, 0)
    if left <= 0:
        return []
    return [_queue(Refund(booking_id=booking.id, order_id=order_id, amount_cents=left, reason=reason[:200]))]


def issue_refund(*, booking_id: int, cents: int, left: int, reason: str) -> list[Refund]:
    """Send a part of what was paid for an item back, or all of it, whatever becomes of the visit. `left` is what was
    thought to be left, in cents: so that two clicks, or two admins, give back once.

    Raises Conflict when it was not paid for or when something else is left, DomainError for more than that.
    """
    booking = lock_booking(booking_id)
    if booking.state not in PAID:
        raise Conflict(_("This booking wasn’t paid online, so there’s nothing to refund."))
    if refundable_cents(booking) != left:
        left_now = usd(refundable_cents(booking))
        raise Conflict(
            _(
                "Another refund was made, and %(amount)s is left. Check the refunds on this booking first.",
                amount=left_now,
            )
        )
    if not left:
        raise Conflict(_("This booking is already fully refunded."))
    if not 0 < cents <= left:
        raise DomainError(_("Enter an amount from %(least)s to %(most)s.", least=usd(1), most=usd(left)))
    return queue_refund(booking, cents, reason)


def retry_refund(*, refund_id: int) -> Refund:
    """Send money anew that could not be sent back; the one that failed stays as it was.

    Raises Conflict when it has not failed, was tried again before, or its money went back another way.
    """
    failed = session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    booking = lock_booking(failed.booking_id)
    if failed.state is not RefundState.FAILED:
        raise Conflict(_("This refund didn’t fail. Reload the page to see its status."))
    if session.scalar(select(Refund.id).where(Refund.retries_id == failed.id)):
        raise Conflict(_("We’re already retrying this refund."))
    left = dict(refundable_by_order(booking)).get(failed.order_id, 0)
    if failed.amount_cents > left:
        raise Conflict(_("Only %(amount)s is left to refund. The rest is already refunded.", amount=usd(left)))
    return _queue(
        Refund(
            booking_id=booking.id,
            order_id=failed.order_id,
            retries_id=failed.id,
            amount_cents=failed.amount_cents,
            reason=failed.reason,
        )
    )


def lock_booking(booking_id: int) -> Booking:
    """The item as it is now, nobody else's to change until this transaction ends."""
    return session.scalars(
        select(Booking).where(Booking.id == booking_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def _queue(refund: Refund) -> Refund:
    refund.created_at = clock.now()
    session.add(refund)
    session.flush()
    defer("payments.pay_refund", refund_id=refund.id)
    return refund
