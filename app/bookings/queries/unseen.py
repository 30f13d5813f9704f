"""Bookings for which we pay our part of a sitewide deal once the venue says that the guest came."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from app.bookings.charges import CHECK_IN_WITHIN
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.charges import charges_of
from app.core import clock
from app.core.db import session

MOST = 200


@dataclass(frozen=True, slots=True)
class Unseen:
    """A booking, with its venue and order, and what we pay, in cents, once the venue marks the guest as arrived."""

    booking: Booking
    cents: int


def unseen_bookings(venue_id: int | None = None) -> Sequence[Unseen]:
    """List these, at a venue or at all, the earliest first. Two statements, three if there is any tax."""
    query = (
        select(Booking)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(*_is_unseen())
        .order_by(Booking.starts_at, Booking.id)
        .limit(MOST)
        .options(joinedload(Booking.venue_order).options(joinedload(VenueOrder.order), joinedload(VenueOrder.venue)))
    )
    if venue_id is not None:
        query = query.where(VenueOrder.venue_id == venue_id)
    bookings = session.scalars(query).all()
    cents = Counter[int]()
    for charge in charges_of([booking.id for booking in bookings]) if bookings else ():
        cents[charge.booking_id] += charge.unseen_funded_cents
    return [Unseen(booking, cents[booking.id]) for booking in bookings if cents[booking.id]]


def venues_with_unseen() -> Sequence[int]:
    """List the ids of venues that may have such bookings: at some of them nothing is left to pay. One statement."""
    query = select(VenueOrder.venue_id).join(Booking, Booking.venue_order_id == VenueOrder.id).where(*_is_unseen())
    return session.scalars(query.distinct().order_by(VenueOrder.venue_id)).all()


def _is_unseen() -> tuple[ColumnElement[bool], ...]:
    return (
        Booking.starts_at > clock.now() - CHECK_IN_WITHIN,
        Booking.state == BookingState.COMPLETED,
        Booking.funded_cents > 0,
        Booking.arrived_at.is_(None),
    )
