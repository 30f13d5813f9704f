"""What admins do to visits and their money, each with its entry in the log."""

from app.accounts.models import User
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.bookings import actions as bookings
from app.bookings.actions import Cancellation
from app.bookings.enums import Actor
from app.bookings.models import Booking, Order, Refund
from app.filters import usd


def refund_booking(*, order: Order, booking: Booking, cents: int, left: int, reason: str, admin: User) -> list[Refund]:
    """Give a part of what was paid for a visit back, or all of it; the visit stays as it is.

    Raises Conflict when something else than `left` cents is left to refund, DomainError for more than that.
    """
    refunds = bookings.issue_refund(booking_id=booking.id, cents=cents, left=left, reason=reason)
    record(
        admin=admin,
        act=AuditAction.ORDER_REFUND,
        subject=subject_of(order),
        before={"visit": booking.title, "left_to_go_back": usd(left)},
        after={
            "refund": ", ".join(one.public_id for one in refunds),
            "amount": usd(cents),
            "left_to_go_back": usd(left - cents),
        },
        reason=reason,
    )
    return refunds


def cancel_booking(*, order: Order, booking: Booking, reason: str, admin: User) -> Cancellation:
    """Cancel a visit as CozyWish: all that was paid for it is refunded. Raises Conflict when it is not booked (any
    more)."""
    before = booking.state
    done = bookings.cancel_booking(booking_id=booking.id, actor=Actor.ADMIN, user_id=admin.id, reason=reason)
    record(
        admin=admin,
        act=AuditAction.ORDER_CANCEL,
        subject=subject_of(order),
        before={"visit": booking.title, "state": before},
        after={"visit": booking.title, "state": done.booking.state, "goes_back": usd(done.refund_cents)},
        reason=reason,
    )
    return done


def retry_refund(*, order: Order, refund: Refund, admin: User) -> Refund:
    """Send money anew that could not be sent back. Raises Conflict when that is being done, or not needed."""
    again = bookings.retry_refund(refund_id=refund.id)
    record(
        admin=admin,
        act=AuditAction.ORDER_RETRY,
        subject=subject_of(order),
        before={"refund": refund.public_id, "failed": refund.failure},
        after={"refund": again.public_id, "amount": usd(again.amount_cents)},
    )
    return again


def subject_of(order: Order) -> Subject:
    return Subject(SubjectKind.ORDER, order.id, f"Order {order.public_id}, {order.name}", key=order.public_id)
