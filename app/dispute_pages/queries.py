from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import joinedload

from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingMessage, BookingTransition
from app.bookings.models.orders import OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.core.db import session
from app.core.errors import NotFound
from app.disputes.enums import NEEDS_RESPONSE
from app.disputes.errors import DisputeErrorCode
from app.disputes.models import Dispute
from app.disputes.queries.disputes import bookings_of_dispute, dispute_by_public_id, venues_of
from app.disputes.queries.held import parts_of
from app.disputes.queries.waiting import disputes_about
from app.venues.models import Venue

MOST = 200
# Those that wait for evidence first, by deadline, then those that the bank looks at, then the newest.
_IN_ORDER = (
    Dispute.settled_at.is_not(None),
    case((Dispute.status.in_(NEEDS_RESPONSE), Dispute.due_by)),
    Dispute.opened_at.desc(),
    Dispute.id.desc(),
)


def part_of_venue(dispute: Dispute, venue_id: int, cents: int) -> int:
    """Return how much of an amount of a dispute is about a venue. Its order and bookings must be loaded.

    A package, or a month of a membership, is of one venue.
    """
    if dispute.order is not None and dispute.order.is_package:
        return cents
    parts = parts_of(dispute, cents)
    return sum(parts[one.booking_id] for one in dispute.allocations if one.booking.venue_order.venue_id == venue_id)


def disputes_of_venue(venue_id: int) -> Sequence[Dispute]:
    """List the disputes about a venue, open ones first, with all their bookings. Two statements."""
    query = select(Dispute).where(Dispute.id.in_(disputes_about(venue_id))).order_by(*_IN_ORDER).limit(MOST)
    return session.scalars(query.options(joinedload(Dispute.order), bookings_of_dispute())).all()


def all_disputes() -> Sequence[Dispute]:
    """List the disputes, open ones first, by deadline. One statement."""
    query = select(Dispute).order_by(*_IN_ORDER)
    return session.scalars(query.limit(MOST).options(joinedload(Dispute.order))).all()


def dispute_of_venue(venue_id: int, public_id: str) -> Dispute:
    """Return a dispute about a venue. Raises NotFound."""
    dispute = dispute_by_public_id(public_id)
    if venue_id not in venues_of(dispute.id):
        raise NotFound(DisputeErrorCode.NO_SUCH_DISPUTE)
    return dispute


def bookings_charged(order_id: int | None) -> Sequence[Booking]:
    """List the bookings that an order charged for, with their venues. One statement."""
    charged = select(OrderLine.booking_id).where(OrderLine.order_id == order_id)
    query = select(Booking).where(Booking.id.in_(charged)).order_by(Booking.starts_at, Booking.id)
    return session.scalars(query.options(joinedload(Booking.venue_order).joinedload(VenueOrder.venue))).all()


def transitions_of(booking_ids: Collection[int]) -> Sequence[BookingTransition]:
    """List what happened to bookings, oldest first. One statement."""
    query = select(BookingTransition).where(BookingTransition.booking_id.in_(booking_ids))
    return session.scalars(query.order_by(BookingTransition.at, BookingTransition.id)).all()


def messages_of(booking_ids: Collection[int]) -> Sequence[BookingMessage]:
    """List the venues' messages about bookings, oldest first. One statement."""
    query = select(BookingMessage).where(BookingMessage.booking_id.in_(booking_ids))
    return session.scalars(query.order_by(BookingMessage.at, BookingMessage.id)).all()


def due_before(at: datetime) -> Sequence[Dispute]:
    """List the disputes that the bank takes evidence for only until then. Two statements."""
    query = select(Dispute).where(Dispute.status.in_(NEEDS_RESPONSE), Dispute.due_by <= at).order_by(Dispute.id)
    return session.scalars(query.options(joinedload(Dispute.evidence))).all()


def venue_with_owner(venue_id: int) -> Venue:
    return session.scalars(select(Venue).where(Venue.id == venue_id).options(joinedload(Venue.owner))).one()
