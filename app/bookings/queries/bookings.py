"""Bookings: of orders, users and venues, and those whose time has come."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer

from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.bookings.enums import UPCOMING_STATES, BookingState
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.reschedules import PendingReschedule
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import NotFound
from app.team.models import TeamMember
from app.venues.models import Venue, VenuePhoto

# A booking counts as completed this long after its end.
COMPLETES_AFTER = timedelta(hours=1)
SHOWN = UPCOMING_STATES | frozenset({BookingState.COMPLETED, BookingState.NO_SHOW, BookingState.CANCELED})


def bookings_of_order(order_id: int) -> Sequence[Booking]:
    """Load the bookings of an order fresh, by id."""
    return session.scalars(
        select(Booking)
        .join(VenueOrder, VenueOrder.id == Booking.venue_order_id)
        .where(VenueOrder.order_id == order_id)
        .order_by(Booking.id)
        .options(contains_eager(Booking.venue_order))
        .execution_options(populate_existing=True)
    ).all()


def bookings_of_user(user_id: int) -> Sequence[Booking]:
    """List everything that a user has booked, with venue, service, photos and refunds. Three statements."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(Order.user_id == user_id, Booking.state.in_(SHOWN))
        .order_by(Booking.starts_at, Booking.id)
        .options(*_WITH_VENUE)
    ).all()


def booking_of_user(user_id: int, public_id: str) -> Booking:
    """Return a user's booking. Raises NotFound if it does not exist or belongs to another user."""
    booking = session.scalar(_shown_of_user(), {"public_id": public_id, "user_id": user_id})
    if booking is None:
        raise NotFound(BookingErrorCode.NO_SUCH_BOOKING)
    return booking


def upcoming_at(venue_id: int) -> Sequence[Booking]:
    """List a venue's booked or held bookings that are not over, by start, with their orders. One statement."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(
            VenueOrder.venue_id == venue_id,
            Booking.state.in_({BookingState.HELD, *UPCOMING_STATES}),
            Booking.ends_at > clock.now(),
        )
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
        .order_by(Booking.starts_at, Booking.id)
    ).all()


def booking_of_venue(venue_id: int, public_id: str, *, member_id: int | None = None) -> Booking:
    """Return a venue's booking; with `member_id`, only one that this team member performs.

    Raises NotFound if it does not exist, belongs to another venue, or someone else performs it.
    """
    query = _shown_of_venue() if member_id is None else _shown_of_venue().where(performed_by(member_id))
    booking = session.scalar(query, {"public_id": public_id, "venue_id": venue_id})
    if booking is None:
        raise NotFound(BookingErrorCode.NO_SUCH_BOOKING_AT_VENUE)
    return booking


def performed_by(member_id: int | None) -> ColumnElement[bool]:
    """Match bookings whose time a team member has reserved, or all for None.

    Canceled bookings reserve no time, so the recorded name of the team member decides.
    """
    if member_id is None:
        return true()
    name = select(TeamMember.name).where(TeamMember.id == member_id).scalar_subquery()
    return or_(_reserved_for(member_id), and_(Booking.state == BookingState.CANCELED, Booking.served_by == name))


def is_performed_by(booking: Booking, member_id: int | None) -> bool:
    """Return whether a team member performs a booking, which no one does once it is canceled.

    One statement, none without a team member.
    """
    if member_id is None:
        return False
    return session.scalar(select(Booking.id).where(Booking.id == booking.id, _reserved_for(member_id))) is not None


def _reserved_for(member_id: int) -> ColumnElement[bool]:
    return Booking.id.in_(
        select(Reservation.booking_id)
        .join(TeamMember, TeamMember.resource_id == Reservation.resource_id)
        .where(
            TeamMember.id == member_id,
            Reservation.booking_id.is_not(None),
            Reservation.state == ReservationState.CONFIRMED,
        )
    )


def later_in_series(booking: Booking) -> Sequence[Booking]:
    """List the later upcoming bookings of the same series, by start, loaded like `booking`.

    Three statements at most; none if the booking doesn't repeat.
    """
    if booking.series_id is None:
        return []
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(
            Booking.series_id == booking.series_id,
            Booking.starts_at > max(booking.starts_at, clock.now()),
            Booking.state.in_(UPCOMING_STATES),
        )
        .order_by(Booking.starts_at, Booking.id)
        .options(*_WITH_VENUE)
    ).all()


def bookings_by_id(booking_ids: Sequence[int]) -> Sequence[Booking]:
    """Load several bookings by start with what `load_booking` loads."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(Booking.id.in_(booking_ids))
        .order_by(Booking.starts_at, Booking.id)
        .options(*_WITH_VENUE)
    ).all()


@cache
def _shown_of_user() -> Select[Booking]:
    """Return the query, built once because every page of a guest's booking sends it."""
    return _shown().where(Order.user_id == bindparam("user_id"))


@cache
def _shown_of_venue() -> Select[Booking]:
    """Return the query, built once because every page of a venue's booking sends it."""
    return _shown().where(VenueOrder.venue_id == bindparam("venue_id"))


def _shown() -> Select[Booking]:
    return (
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(Booking.public_id == bindparam("public_id"), Booking.state.in_(SHOWN))
        .options(*_WITH_VENUE)
    )


_WITH_VENUE = (
    contains_eager(Booking.venue_order).options(
        contains_eager(VenueOrder.order),
        joinedload(VenueOrder.guest),
        joinedload(VenueOrder.venue, innerjoin=True).selectinload(Venue.photos).joinedload(VenuePhoto.photo),
    ),
    joinedload(Booking.service, innerjoin=True).joinedload(Service.photo),
    joinedload(Booking.option, innerjoin=True),
    selectinload(Booking.refunds),
    undefer(Booking.paid_cents),
)


def load_booking(booking_id: int) -> Booking:
    """Load a booking with its venue, order and refunds, for emails and jobs."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .where(Booking.id == booking_id)
        .options(*_WITH_VENUE)
    ).one()


def rescheduled_booking_id(order: Order) -> int:
    """Return the id of the booking that a reschedule order is for. Raises ValueError for any other order."""
    if order.reschedules_booking_id is None:
        raise ValueError(f"order {order.public_id} reschedules no booking")
    return order.reschedules_booking_id


def rescheduled_by(order: Order) -> Sequence[Booking]:
    """Return the bookings that an order pays to reschedule, by start; empty if it pays for something else."""
    return bookings_by_id(rescheduled_booking_ids(order)) if order.is_reschedule else []


def rescheduled_booking_ids(order: Order) -> Sequence[int]:
    """Return the ids of the bookings that an order pays to reschedule, ascending. One statement."""
    return session.scalars(
        select(PendingReschedule.booking_id)
        .where(PendingReschedule.order_id == order.id)
        .order_by(PendingReschedule.booking_id)
    ).all()


def unanswered_requests(*, limit: int = 100) -> Sequence[Booking]:
    """Lock and list requests whose venue missed the deadline to respond, the longest overdue first.

    Rows that another transaction has locked are skipped.
    """
    return session.scalars(
        select(Booking)
        .where(Booking.state == BookingState.REQUESTED, Booking.accept_by <= clock.now())
        .order_by(Booking.accept_by, Booking.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def finished_bookings(*, limit: int = 500) -> Sequence[Booking]:
    """Lock and list confirmed bookings that ended an hour ago or more, the oldest first.

    Rows that another transaction has locked are skipped.
    """
    return session.scalars(
        select(Booking)
        .where(Booking.state == BookingState.CONFIRMED, Booking.ends_at <= clock.now() - COMPLETES_AFTER)
        .order_by(Booking.ends_at, Booking.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
