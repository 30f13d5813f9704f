"""Records of the refunds that payments sends."""

from sqlalchemy import select

from app.bookings.actions.earnings import record_earnings
from app.bookings.enums import BookingState, RefundSource, RefundState
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.refunds import Refundable, refundable_by_source, refundable_cents, refundable_tip_cents
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.credit.actions import give_back, keep_refund
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent

# States of bookings that were paid for.
PAID = frozenset(
    {
        BookingState.REQUESTED,
        BookingState.CONFIRMED,
        BookingState.COMPLETED,
        BookingState.NO_SHOW,
        BookingState.CANCELED,
    }
)


def queue_refund(
    booking: Booking,
    cents: int,
    reason: str,
    *,
    only_tips: bool = False,
    tax_cents: int | None = None,
    keep: bool = False,
) -> list[Refund]:
    """Queue refunds for a booking, never more than was paid for it; payments sends those to a card.

    One refund for each order that paid, the newest order first and tips last, and for each source of its money: the
    card first, then store credit. None if nothing is left to refund. Tax is a part of each in proportion, unless
    `tax_cents` says how much of the whole amount is tax. With `keep`, what would go to a card becomes credit at the
    venue, as far as the guest may keep it.
    """
    owed = []
    for left in refundable_by_source(booking, only_tips=only_tips):
        part = min(cents, left.cents)
        if part > 0:
            tax = left.tax_in(part) if tax_cents is None or part == left.cents else min(tax_cents, left.tax_cents, part)
            refund = _refund(booking, left, part, tax, reason)
            refund.is_kept = keep and left.can_be_kept
            owed.append(_queue(refund))
            cents -= part
            tax_cents = None if tax_cents is None else max(0, tax_cents - tax)
    return owed


def _refund(booking: Booking, of: Refundable, cents: int, tax_cents: int, reason: str) -> Refund:
    values = {"booking_id": booking.id, "order_id": of.order_id, "source": of.source, "reason": reason[:200]}
    return Refund(amount_cents=cents, tax_cents=tax_cents, **values)


def queue_full_refund(order_id: int, booking: Booking, reason: str) -> list[Refund]:
    """Queue a refund of everything that is left of one order's payment for a booking."""
    parts = [each for each in refundable_by_source(booking) if each.order_id == order_id and each.cents > 0]
    return [_queue(_refund(booking, part, part.cents, part.tax_cents, reason)) for part in parts]


def issue_refund(*, booking_id: int, cents: int, left: int, reason: str, only_tips: bool = False) -> list[Refund]:
    """Refund all or part of the payment for a booking, or of its tip only, whatever the booking's state.

    `left` is the refundable amount that the caller saw, in cents, so that two clicks or two admins refund only once.
    Raises Conflict if the booking was not paid for or a different amount is left, DomainError for more than is left.
    """
    booking = lock_booking(booking_id)
    if booking.state not in PAID:
        raise Conflict(BookingErrorCode.NOT_PAID_ONLINE)
    if refundable_cents(booking) != left:
        raise Conflict(BookingErrorCode.OTHER_REFUND_MADE, left=refundable_cents(booking))
    if not left:
        raise Conflict(BookingErrorCode.FULLY_REFUNDED)
    most = refundable_tip_cents(booking) if only_tips else left
    if not 0 < cents <= most:
        raise DomainError(BookingErrorCode.REFUND_AMOUNT, most=most)
    refunds = queue_refund(booking, cents, reason, only_tips=only_tips)
    record_earnings([booking.id])
    return refunds


def retry_refund(*, refund_id: int) -> Refund:
    """Queue a failed refund again as a new one; the failed one is unchanged.

    Raises Conflict if it has not failed, was already retried, or its amount has been refunded another way.
    """
    failed = session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    if failed.booking_id is None:
        raise Conflict(BookingErrorCode.REFUND_NOT_FAILED)
    booking = lock_booking(failed.booking_id)
    if failed.state is not RefundState.FAILED:
        raise Conflict(BookingErrorCode.REFUND_NOT_FAILED)
    if session.scalar(select(Refund.id).where(Refund.retries_id == failed.id)):
        raise Conflict(BookingErrorCode.ALREADY_RETRIED)
    paid_by = failed.order_id, failed.source
    found = [each for each in refundable_by_source(booking) if (each.order_id, each.source) == paid_by]
    left = found[0] if found else Refundable(*paid_by, cents=0)
    if failed.amount_cents > left.cents:
        raise Conflict(BookingErrorCode.LESS_LEFT_TO_REFUND, amount=left.cents)
    is_rest = failed.amount_cents == left.cents
    return _queue(
        Refund(
            booking_id=booking.id,
            order_id=failed.order_id,
            retries_id=failed.id,
            source=failed.source,
            amount_cents=failed.amount_cents,
            # Another refund since then may have taken its tax.
            tax_cents=left.tax_cents if is_rest else min(failed.tax_cents, left.tax_cents),
            reason=failed.reason,
        )
    )


def lock_booking(booking_id: int) -> Booking:
    """Load a booking fresh and lock its row until the transaction ends."""
    return session.scalars(
        select(Booking).where(Booking.id == booking_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def _queue(refund: Refund) -> Refund:
    """Add a refund, and defer the job that sends it. One of a disputed payment waits for the bank's decision."""
    blocked = refund.is_to_card and session.scalar(select(Order.refunds_blocked).where(Order.id == refund.order_id))
    refund.state = RefundState.BLOCKED if blocked else RefundState.DUE
    refund.created_at = clock.now()
    session.add(refund)
    session.flush()
    if not refund.is_to_card:
        _refund_to_credit(refund)
    elif not blocked:
        defer("payments.pay_refund", refund_id=refund.id)
    return refund


def _refund_to_credit(refund: Refund) -> None:
    """Make a refund to the guest's store credit, or to that at the venue, which is done at once."""
    user_id = session.get_one(Order, refund.order_id).user_id
    if user_id is None:
        raise LookupError(f"order {refund.order_id} used credit without an account")
    venue_id = None if refund.source is RefundSource.CREDIT else _venue_of(refund)
    add_back = keep_refund if refund.is_kept else give_back
    add_back(user_id=user_id, order_id=refund.order_id, parts={venue_id: refund.amount_cents})
    refund.state, refund.ended_at = RefundState.SUCCEEDED, clock.now()
    postings = [
        debit(Account.GUEST_PREPAYMENTS, refund.amount_cents, booking_id=refund.booking_id),
        credit(Account.GUEST_CREDIT, refund.amount_cents, venue_id=venue_id),
    ]
    record_entries([Entry(LedgerEvent.REFUND, str(refund.id), postings)])
    # The email about the cancellation says what is kept as credit.
    email = "" if refund.is_kept else "bookings.email_refunded"
    defer("receipts.issue", order_id=refund.order_id, email=email, refund_id=refund.id)
    session.flush()


def _venue_of(refund: Refund) -> int:
    """Return the venue of a refund's booking."""
    of = select(VenueOrder.venue_id).join(Booking, Booking.venue_order_id == VenueOrder.id)
    return session.scalars(of.where(Booking.id == refund.booking_id)).one()
