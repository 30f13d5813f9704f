"""How much of a dispute is about each booking of its order."""

from collections.abc import Mapping

from sqlalchemy import func, select

from app.bookings.enums import RefundState
from app.bookings.models.refunds import Refund
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.disputes.errors import DisputeErrorCode
from app.disputes.models import Dispute, DisputeAllocation
from app.disputes.shares import shares
from app.payments.queries import amounts_by_booking

SENT = (RefundState.SENT, RefundState.SUCCEEDED)


def allocate_by_default(dispute: Dispute) -> None:
    """Allocate a dispute in proportion to what was charged for each booking, less what Stripe has refunded.

    What is left is about no booking, such as the part of a gift card. Does nothing if an admin has allocated it.
    """
    if dispute.order_id is None or dispute.is_corrected:
        return
    charged = amounts_by_booking(dispute.order_id)
    refunded = _refunded(dispute.order_id)
    weights = {booking_id: max(0, cents - refunded.get(booking_id, 0)) for booking_id, cents in charged.items()}
    parts = shares(min(dispute.amount_cents, sum(weights.values())), list(weights.values()))
    _replace(dispute, {one: part for one, part in zip(weights, parts, strict=True) if one is not None})


def correct_allocation(dispute: Dispute, cents_by_booking: Mapping[int, int]) -> None:
    """Allocate a dispute as an admin says; what is left is ours. The dispute and its bookings must be locked.

    Raises Conflict once it is decided, DomainError for more than is disputed or was paid for a booking.
    """
    if dispute.settled_at is not None:
        raise Conflict(DisputeErrorCode.ALREADY_DECIDED)
    charged = amounts_by_booking(dispute.order_id or 0)
    too_much = any(not 0 <= cents <= charged.get(booking_id, 0) for booking_id, cents in cents_by_booking.items())
    if too_much or sum(cents_by_booking.values()) > dispute.amount_cents:
        raise DomainError(DisputeErrorCode.ALLOCATED_TOO_MUCH)
    dispute.is_corrected = True
    _replace(dispute, cents_by_booking)


def _replace(dispute: Dispute, cents_by_booking: Mapping[int, int]) -> None:
    dispute.allocations.clear()
    session.flush()
    dispute.allocations.extend(
        DisputeAllocation(dispute_id=dispute.id, booking_id=booking_id, amount_cents=cents)
        for booking_id, cents in sorted(cents_by_booking.items())
        if cents
    )
    session.flush()


def _refunded(order_id: int) -> dict[int | None, int]:
    rows = session.execute(
        select(Refund.booking_id, func.sum(Refund.amount_cents))
        .where(Refund.order_id == order_id, Refund.state.in_(SENT))
        .group_by(Refund.booking_id)
    )
    return {booking_id: int(cents) for booking_id, cents in rows}
