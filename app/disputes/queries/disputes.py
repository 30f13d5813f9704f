from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.orm.interfaces import LoaderOption

from app.bookings.enums import RefundState
from app.bookings.models.bookings import Booking
from app.bookings.models.refunds import Refund
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.core.errors import NotFound
from app.disputes.enums import INQUIRIES
from app.disputes.errors import DisputeErrorCode
from app.disputes.models import Dispute, DisputeAllocation, DisputeEvidence
from app.passes.models import Pass
from app.payments.enums import PaymentState
from app.payments.models import Payment


def order_of_intent(payment_intent_id: str) -> int | None:
    """Return the order that a payment at Stripe has paid, or None if it isn't one of ours."""
    return session.scalar(
        select(Payment.order_id).where(
            Payment.payment_intent_id == payment_intent_id, Payment.state == PaymentState.PAID
        )
    )


def bookings_of_dispute() -> LoaderOption:
    """Return the option that loads the bookings of a dispute, with their venues and orders."""
    whole = selectinload(Dispute.allocations).joinedload(DisputeAllocation.booking).joinedload(Booking.venue_order)
    return whole.options(joinedload(VenueOrder.venue), joinedload(VenueOrder.order))


def dispute_by_public_id(public_id: str) -> Dispute:
    """Return a dispute with its order, allocations, bookings, and evidence. Raises NotFound. At most six statements."""
    dispute = session.scalar(
        select(Dispute)
        .where(Dispute.public_id == public_id)
        .options(
            joinedload(Dispute.order),
            joinedload(Dispute.evidence),
            bookings_of_dispute(),
        )
    )
    if dispute is None:
        raise NotFound(DisputeErrorCode.NO_SUCH_DISPUTE)
    return dispute


def lock_dispute(stripe_id: str) -> Dispute | None:
    """Load a dispute with its allocations, and lock its row until the transaction ends."""
    return session.scalar(
        select(Dispute)
        .where(Dispute.stripe_id == stripe_id)
        .with_for_update()
        .options(selectinload(Dispute.allocations))
        .execution_options(populate_existing=True)
    )


def lock_evidence(dispute_id: int) -> DisputeEvidence | None:
    """Load the evidence of a dispute, if there is any yet, and lock its row until the transaction ends."""
    return session.get(DisputeEvidence, dispute_id, with_for_update=True, populate_existing=True)


def venues_of(dispute_id: int) -> Sequence[int]:
    """Return the venues of what a dispute is about: of its bookings, or of a package or a membership's month."""
    booked = (
        select(VenueOrder.venue_id)
        .join(Booking, Booking.venue_order_id == VenueOrder.id)
        .join(DisputeAllocation, DisputeAllocation.booking_id == Booking.id)
        .where(DisputeAllocation.dispute_id == dispute_id)
    )
    prepaid = select(Pass.venue_id).join(Dispute, Dispute.order_id == Pass.order_id).where(Dispute.id == dispute_id)
    return sorted(session.scalars(booked.union(prepaid)))


def pass_of(dispute: Dispute) -> Pass | None:
    """Return the package, or the membership's month, that a dispute is about, with its guest. One statement."""
    query = select(Pass).where(Pass.order_id == dispute.order_id).options(joinedload(Pass.user))
    return session.scalar(query)


def blocks_refunds(order_id: int) -> bool:
    """Return whether a bank still decides who gets the payment of an order. Inquiries don't count."""
    found = select(Dispute.id).where(
        Dispute.order_id == order_id, Dispute.settled_at.is_(None), Dispute.status.not_in(INQUIRIES)
    )
    return session.scalar(found.limit(1)) is not None


def disputes_of_order(order_id: int) -> Sequence[str]:
    """Return Stripe's ids of the disputes of an order's payment, oldest first."""
    return session.scalars(select(Dispute.stripe_id).where(Dispute.order_id == order_id).order_by(Dispute.id)).all()


def open_disputes() -> Sequence[str]:
    """Return Stripe's ids of the disputes that aren't settled, oldest first."""
    return session.scalars(select(Dispute.stripe_id).where(Dispute.settled_at.is_(None)).order_by(Dispute.id)).all()


def disputes_without_payment(since: datetime) -> Sequence[str]:
    """Return Stripe's ids of the disputes opened since then whose payment we don't know, oldest first."""
    unknown = Dispute.order_id.is_(None), Dispute.opened_at > since
    return session.scalars(select(Dispute.stripe_id).where(*unknown).order_by(Dispute.id)).all()


def known_disputes(stripe_ids: Sequence[str]) -> set[str]:
    """Return those of these ids at Stripe that we know."""
    return set(session.scalars(select(Dispute.stripe_id).where(Dispute.stripe_id.in_(stripe_ids))))


def settled_refunds(dispute_id: int, booking_id: int | None) -> Sequence[Refund]:
    """List the refunds of a booking, or those of no booking, that a lost dispute stands for, oldest first."""
    return session.scalars(
        select(Refund).where(Refund.dispute_id == dispute_id, Refund.booking_id == booking_id).order_by(Refund.id)
    ).all()


def blocked_refunds(order_id: int) -> Sequence[Refund]:
    """List the refunds of an order that wait for a dispute, oldest first."""
    return session.scalars(
        select(Refund).where(Refund.order_id == order_id, Refund.state == RefundState.BLOCKED).order_by(Refund.id)
    ).all()


def owed_refunds(order_id: int, booking_id: int | None) -> Sequence[Refund]:
    """List the refunds of a booking, or those of no booking, that weren't sent, or failed and weren't retried, oldest
    first."""
    retry = aliased(Refund)
    waiting = Refund.state.in_((RefundState.BLOCKED, RefundState.DUE)) & Refund.stripe_id.is_(None)
    failed = (Refund.state == RefundState.FAILED) & ~select(retry.id).where(retry.retries_id == Refund.id).exists()
    which = Refund.order_id == order_id, Refund.booking_id == booking_id
    return session.scalars(select(Refund).where(*which, waiting | failed).order_by(Refund.id)).all()
