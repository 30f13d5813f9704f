"""Bookings that are over and whose guests may be offered to tip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Date, cast, func, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.bookings.enums import AT_VENUE, BookingState, OrderKind
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order, OrderLine
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.orders import PAID_FOR
from app.core import clock
from app.core.db import session
from app.tip_offers.models import TipOffer
from app.venues.enums import CAN_EMAIL_GUESTS
from app.venues.models import Venue

# How long after a booking the offer is sent, and until when, after jobs did not run for a while.
AFTER, AT_MOST = timedelta(hours=2), timedelta(days=3)
# Bookings of one order at a venue within this time share an email, so it waits for the last of them.
SAME_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Due:
    booking_id: int
    # Bookings of one venue order on one day share an email.
    venue_order_id: int
    day: date


def due(*, limit: int = 500) -> Sequence[Due]:
    """List the bookings whose guests should be offered to tip now, by order and time. One statement.

    These bookings were paid online and completed, the venue takes tips, and nobody has tipped or been asked yet.
    """
    now, other = clock.now(), aliased(Booking)
    tipped = (
        select(OrderLine.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.booking_id == Booking.id, Order.kind == OrderKind.TIP, Order.state.in_(PAID_FOR))
    )
    not_over = select(other.id).where(
        other.venue_order_id == Booking.venue_order_id,
        (other.state == BookingState.CONFIRMED)
        | ((other.state == BookingState.COMPLETED) & (other.ends_at > now - AFTER)),
        other.starts_at.between(Booking.starts_at - SAME_DAY, Booking.ends_at + SAME_DAY),
    )
    found = session.execute(
        select(Booking.id, Booking.venue_order_id, cast(func.timezone(Venue.zone_name, Booking.starts_at), Date))
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .join(Venue, Venue.id == VenueOrder.venue_id)
        .join(Order, Order.id == VenueOrder.order_id)
        .join(User, User.id == Order.user_id)
        .where(
            Booking.state == BookingState.COMPLETED,
            Booking.price_cents > 0,
            Booking.ends_at <= now - AFTER,
            Booking.ends_at > now - AT_MOST,
            Order.kind.not_in(AT_VENUE),
            Venue.takes_tips,
            Venue.status.in_(CAN_EMAIL_GUESTS),
            User.tip_emails,
            ~select(TipOffer.booking_id).where(TipOffer.booking_id == Booking.id).exists(),
            ~tipped.exists(),
            ~not_over.exists(),
        )
        .order_by(Booking.venue_order_id, Booking.starts_at, Booking.id)
        .limit(limit)
    )
    return [Due(*row) for row in found]
