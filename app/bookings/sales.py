"""Sales by deal and upcoming bookings by service."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.dialects.postgresql import array

from app.availability.models import Reservation
from app.bookings.enums import UPCOMING_STATES, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import SHOWN
from app.core import clock
from app.core.db import session
from app.facilities.queries import is_facility
from app.team.models import TeamMember


@dataclass(frozen=True, slots=True)
class Sales:
    """What a deal sold, without canceled bookings: bookings, guests, and their price in cents."""

    bookings: int
    guests: int
    cents: int


def sales_by_deal(deal_ids: Collection[int]) -> dict[int, Sales]:
    """Return the sales of each deal, without deals that were never used. One statement."""
    deal_id = func.unnest(array([Booking.deal_id, Booking.code_deal_id])).label("id")
    had = (
        select(deal_id, Booking.quantity, Booking.price_cents)
        .where(or_(Booking.deal_id.in_(deal_ids), Booking.code_deal_id.in_(deal_ids)))
        .where(Booking.state.in_(SHOWN - {BookingState.CANCELED}))
        .subquery()
    )
    found = session.execute(
        select(had.c.id, func.count(), func.sum(had.c.quantity), func.sum(had.c.price_cents))
        .where(had.c.id.in_(deal_ids))
        .group_by(had.c.id)
    )
    return {row[0]: Sales(*row[1:]) for row in found}


def upcoming_with(service_id: int) -> dict[int | None, int]:
    """Count the upcoming bookings of a service by team member id; None is for rooms. One statement."""
    found = session.execute(
        select(TeamMember.id, func.count(Booking.id.distinct()))
        .select_from(Booking)
        .outerjoin(Reservation, and_(Reservation.booking_id == Booking.id, ~is_facility(Reservation.resource_id)))
        .outerjoin(TeamMember, TeamMember.resource_id == Reservation.resource_id)
        .where(
            Booking.service_id == service_id,
            Booking.state.in_(UPCOMING_STATES),
            Booking.ends_at > clock.now(),
        )
        .group_by(TeamMember.id)
    )
    return {row[0]: row[1] for row in found}


def upcoming_count(service_id: int) -> int:
    """Count the upcoming bookings of a service. One statement."""
    query = select(func.count(Booking.id)).where(
        Booking.service_id == service_id,
        Booking.state.in_(UPCOMING_STATES),
        Booking.ends_at > clock.now(),
    )
    return session.scalar(query) or 0
