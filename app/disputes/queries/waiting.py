"""Disputes that wait for evidence."""

from sqlalchemy import ColumnElement, CompoundSelect, func, select

from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.disputes.enums import NEEDS_RESPONSE, EvidenceState
from app.disputes.models import Dispute, DisputeAllocation, DisputeEvidence
from app.passes.models import Pass


def disputes_about(venue_id: int) -> CompoundSelect[int]:
    """Return the statement that selects the ids of the disputes about a venue's bookings, packages, and memberships."""
    booked = (
        select(DisputeAllocation.dispute_id)
        .join(Booking, Booking.id == DisputeAllocation.booking_id)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(VenueOrder.venue_id == venue_id)
    )
    prepaid = select(Dispute.id).join(Pass, Pass.order_id == Dispute.order_id).where(Pass.venue_id == venue_id)
    return booked.union_all(prepaid)


def waiting_for_venue(venue_id: int) -> int:
    """Return how many disputes about a venue wait for the venue to say what happened."""
    return _number(Dispute.id.in_(disputes_about(venue_id)), DisputeEvidence.completed_at.is_(None))


def waiting_for_us() -> int:
    """Return how many disputes wait for an admin to submit evidence."""
    return _number()


def _number(*which: ColumnElement[bool]) -> int:
    isnt_sent = DisputeEvidence.dispute_id.is_(None) | (DisputeEvidence.state == EvidenceState.DRAFT)
    query = (
        select(func.count())
        .select_from(Dispute)
        .outerjoin(DisputeEvidence, DisputeEvidence.dispute_id == Dispute.id)
        .where(Dispute.status.in_(NEEDS_RESPONSE), isnt_sent, *which)
    )
    return session.scalar(query) or 0
