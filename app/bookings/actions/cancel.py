"""The end of a confirmed booking, canceled or completed, and of a reschedule that waits for its payment."""

from dataclasses import dataclass

from sqlalchemy import select

from app.availability import actions as availability
from app.bookings import stored_texts
from app.bookings.actions.earnings import record_earnings
from app.bookings.actions.later import cancel_fee, plan_balance, plan_fee
from app.bookings.actions.refunds import lock_booking, queue_refund
from app.bookings.enums import Actor, BookingState
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.policy import keeps_uses, refund_cents, tax_in_refund
from app.bookings.queries.bookings import finished_bookings
from app.bookings.queries.orders import pending_reschedule_order
from app.bookings.queries.refunds import refundable_cents, refundable_of
from app.bookings.states import transition
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.passes.actions import return_uses
from app.venues.actions.reindex import schedule_reindex


@dataclass(frozen=True, slots=True)
class Cancellation:
    booking: Booking
    refund_cents: int
    # What is charged to the guest's card as a late cancellation fee, unless the venue waives it. Tax may be added.
    fee_cents: int = 0
    # How much of the refund the guest keeps as credit at the venue.
    kept_cents: int = 0


def cancel_booking(
    *, booking_id: int, actor: Actor, user_id: int | None, reason: str = "", keep: bool = False
) -> Cancellation:
    """Cancel one booking and queue the refund due under its policy. Others in the order stay.

    With `keep`, what would go to a card becomes credit at the venue, as far as the guest may keep it.

    Raises Conflict if it is neither requested nor confirmed, or if the guest cancels after the start.
    """
    booking = lock_booking(booking_id)
    back, fee = cancel_refund(booking, actor=actor), cancel_fee(booking, actor=actor)
    is_late = keeps_uses(booking, by_guest=actor is Actor.GUEST, at=clock.now())
    transition(booking, BookingState.CANCELED, actor=actor, user_id=user_id, reason=reason)
    if back is None:
        raise Conflict(BookingErrorCode.HAS_STARTED)
    return _end(booking, back, reason or str(stored_texts.CANCELED_BY_GUEST), fee=fee, is_late=is_late, keep=keep)


def cancel_with_refund(*, booking_id: int, user_id: int, back_cents: int, reason: str = "") -> Cancellation:
    """Cancel at the guest's request with the refund due under the policy, or more if the venue wants.

    `user_id` is who cancels on the guest's behalf. Raises Conflict if it is neither requested nor confirmed,
    DomainError for less than the policy's refund or more than is left.
    """
    booking = lock_booking(booking_id)
    least, left = default_refund(booking), refundable_of([booking]).get(booking.id, 0)
    fee = cancel_fee(booking, actor=Actor.GUEST)
    is_late = keeps_uses(booking, by_guest=True, at=clock.now())
    transition(booking, BookingState.CANCELED, actor=Actor.GUEST, user_id=user_id, reason=reason)
    if not least <= back_cents <= left:
        if least == left:
            raise DomainError(
                BookingErrorCode.EXACT_REFUND, amount=left, before=booking.paid_cents - refundable_cents(booking)
            )
        raise DomainError(BookingErrorCode.REFUND_OUTSIDE_POLICY, least=least, most=left)
    return _end(booking, back_cents, reason or str(stored_texts.CANCELED_FOR_GUEST), fee=fee, is_late=is_late)


def default_refund(booking: Booking) -> int:
    """Return the least refund when the guest wants to cancel, in cents: 0 after the start. One statement."""
    return cancel_refund(booking, actor=Actor.GUEST) or 0


def _end(booking: Booking, back: int, why: str, *, fee: int, is_late: bool, keep: bool = False) -> Cancellation:
    """Release the time, queue the refund or plan the fee, and email both sides."""
    kept = release(booking, back, why, is_late=is_late, keep=keep)
    planned = plan_fee(booking, fee)
    record_earnings([booking.id])
    defer("bookings.email_canceled", booking_id=booking.id)
    schedule_reindex(session.scalars(select(VenueOrder.venue_id).where(VenueOrder.id == booking.venue_order_id)).one())
    session.flush()
    return Cancellation(booking, back, fee if planned else 0, kept)


def release(booking: Booking, back: int, why: str, *, is_late: bool, keep: bool = False) -> int:
    """Release the time of a canceled booking and queue the refund. Unless it is late, return what a package paid.

    Returns how much of the refund the guest keeps as credit, in cents.
    """
    booking.sequence += 1
    availability.release(booking_ids=[booking.id])
    end_pending_reschedule(booking.id)
    tax_cents = tax_in_refund(booking, back) if booking.tax_cents else None
    refunds = queue_refund(booking, back, why, tax_cents=tax_cents, keep=keep)
    if not is_late:
        return_uses(booking_ids=[booking.id])
    return sum(refund.amount_cents for refund in refunds if refund.is_kept)


def cancel_refund(booking: Booking, *, actor: Actor, left: int | None = None) -> int | None:
    """Return what canceling now would refund, in cents, or None if it is too late for a guest.

    Earlier refunds are deducted. Until the venue accepts, it is a full refund. A tip stays: it was given for work that
    was done. One statement; none if `left`, what can still be refunded without tips, is known.
    """
    left = refundable_of([booking]).get(booking.id, 0) if left is None else left
    if booking.state is BookingState.REQUESTED:
        return left
    back = refund_cents(
        price_cents=booking.price_cents,
        later_cents=booking.later_cents,
        tax_cents=booking.tax_cents,
        fee_tax_cents=booking.fee_tax_cents,
        starts_at=booking.starts_at,
        free_hours=booking.cancel_free_hours,
        keep_percent=booking.cancel_keep_percent,
        at=clock.now(),
        by_guest=actor is Actor.GUEST,
    )
    return None if back is None else min(back, left)


def complete_finished() -> int:
    """Complete the bookings that ended an hour ago or more. Returns how many."""
    bookings = finished_bookings()
    for booking in bookings:
        transition(booking, BookingState.COMPLETED, actor=Actor.SYSTEM, reason="its time is over")
        plan_balance(booking)
    record_earnings([booking.id for booking in bookings])
    return len(bookings)


def end_pending_reschedule(booking_id: int) -> None:
    """Close the pending order that would pay to reschedule a booking, and its payment page.

    A payment that was already made is refunded: the booking is no longer what the reschedule was based on.
    """
    order = pending_reschedule_order(booking_id)
    if order is not None:
        defer("payments.close_order", order_id=order.id)
