"""Admin actions on bookings and their money, each recorded in the audit log."""

from app.accounts.models import User
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.bookings.actions import cancel
from app.bookings.actions import refunds as refunds_actions
from app.bookings.actions.cancel import Cancellation
from app.bookings.actions.refunds import issue_refund
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core.formats import usd


def refund_booking(
    *, order: Order, booking: Booking, cents: int, left: int, reason: str, admin: User, only_tips: bool = False
) -> list[Refund]:
    """Refund some or all of what was paid for a booking, or of its tip only. The booking itself does not change.

    Raises Conflict if the refundable amount is no longer `left` cents, and DomainError if `cents` is more than that.
    """
    refunds = issue_refund(booking_id=booking.id, cents=cents, left=left, reason=reason, only_tips=only_tips)
    record(
        admin=admin,
        action=AuditAction.ORDER_REFUND,
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
    """Cancel a booking on behalf of CozyWish and refund everything paid for it.

    Raises Conflict if it is not (or no longer) booked.
    """
    before = booking.state
    done = cancel.cancel_booking(booking_id=booking.id, actor=Actor.ADMIN, user_id=admin.id, reason=reason)
    record(
        admin=admin,
        action=AuditAction.ORDER_CANCEL,
        subject=subject_of(order),
        before={"visit": booking.title, "state": before},
        after={"visit": booking.title, "state": done.booking.state, "goes_back": usd(done.refund_cents)},
        reason=reason,
    )
    return done


def retry_refund(*, order: Order, refund: Refund, admin: User) -> Refund:
    """Retry a failed refund. Raises Conflict if a retry is in progress or not needed."""
    again = refunds_actions.retry_refund(refund_id=refund.id)
    record(
        admin=admin,
        action=AuditAction.ORDER_RETRY,
        subject=subject_of(order),
        before={"refund": refund.public_id, "failed": refund.failure},
        after={"refund": again.public_id, "amount": usd(again.amount_cents)},
    )
    return again


def subject_of(order: Order) -> Subject:
    name = f"Order {order.public_id}"
    return Subject(SubjectKind.ORDER, order.id, name, key=order.public_id, person_id=order.user_id)
