"""What venues don't get while disputes are open."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.db import session
from app.disputes.models import Dispute, DisputeAllocation
from app.disputes.queries.disputes import owed_refunds
from app.disputes.shares import shares


def parts_of(dispute: Dispute, cents: int) -> dict[int, int]:
    """Return how much of an amount of a dispute is about each booking. The rest is about none, and ours."""
    allocated = [one.amount_cents for one in dispute.allocations]
    rest = max(0, dispute.amount_cents - sum(allocated))
    parts = shares(cents, [*allocated, rest])
    return {one.booking_id: part for one, part in zip(dispute.allocations, parts, strict=False)}


def held_cents(booking_id: int) -> dict[int, int]:
    """Return what banks have taken for a booking in open disputes, by the order that charged it.

    What the guest still has to get isn't counted: the venue doesn't keep that either way. One statement if there are
    no such disputes.
    """
    disputes = session.scalars(
        select(Dispute)
        .join(DisputeAllocation, DisputeAllocation.dispute_id == Dispute.id)
        .where(
            DisputeAllocation.booking_id == booking_id,
            Dispute.settled_at.is_(None),
            Dispute.withdrawn_cents > Dispute.reinstated_cents,
        )
        .options(selectinload(Dispute.allocations))
        .execution_options(populate_existing=True)
    ).all()
    held: dict[int, int] = defaultdict(int)
    for dispute in disputes:
        if dispute.order_id is not None:
            held[dispute.order_id] += parts_of(dispute, dispute.taken_cents)[booking_id]
    return {order_id: cents - _owed(order_id, booking_id) for order_id, cents in held.items()}


def _owed(order_id: int, booking_id: int) -> int:
    return sum(refund.amount_cents for refund in owed_refunds(order_id, booking_id))
