"""Marks that the venue sets on a booking: arrival, no-show and payment in person."""

from datetime import timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.availability.models import Reservation
from app.bookings import stored_texts
from app.bookings.actions.desk_payments import order_of_booking, settle_all
from app.bookings.actions.earnings import record_earnings, record_seen
from app.bookings.actions.later import plan_no_show_fee, waive_charge
from app.bookings.actions.refunds import lock_booking
from app.bookings.enums import Actor, BookingState, SettledBy
from app.bookings.errors import BookingErrorCode
from app.bookings.models.bookings import Booking
from app.bookings.models.events import BookingTransition
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.states import record_event, transition
from app.core import clock
from app.core.db import EXCLUSION, session, sqlstate
from app.core.errors import Conflict
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue

MINUTE = timedelta(minutes=1)


def check_in(*, booking_id: int, user_id: int) -> Booking:
    """Mark the guest as arrived. Repeating it has no effect.

    Raises Conflict before the day of the booking, or if it is not confirmed. A month after it, the venue can still say
    that they came if we then pay a part of the price.
    """
    booking = lock_booking(booking_id)
    if not booking.can_be_checked_in:
        raise Conflict(BookingErrorCode.NO_ARRIVAL_IN_STATE, state=booking.state)
    zone = _venue_of(booking).zone
    if clock.now().astimezone(zone).date() < booking.starts_at.astimezone(zone).date():
        raise Conflict(BookingErrorCode.ARRIVES_ON_ITS_DAY, starts_at=booking.starts_at, zone=zone)
    if booking.arrived_at is None:
        booking.arrived_at = clock.now()
        record_event(booking, booking.state, actor=Actor.PROVIDER, user_id=user_id, reason=str(stored_texts.ARRIVED))
        record_seen(booking)
    session.flush()
    return booking


def undo_check_in(*, booking_id: int, user_id: int) -> Booking:
    """Undo the guest's arrival. Raises Conflict if the booking can no longer be checked in."""
    booking = lock_booking(booking_id)
    if not booking.can_be_checked_in:
        raise Conflict(BookingErrorCode.STATE_CHANGED, state=booking.state)
    if booking.arrived_at is not None:
        booking.arrived_at = None
        reason = str(stored_texts.ARRIVAL_UNDONE)
        record_event(booking, booking.state, actor=Actor.PROVIDER, user_id=user_id, reason=reason)
        record_seen(booking)
    session.flush()
    return booking


def mark_no_show(*, booking_id: int, user_id: int) -> Booking:
    """Mark a no-show and release the rest of the time. There is no refund.

    Raises Conflict before the start, or if the booking is neither confirmed nor completed.
    """
    booking = lock_booking(booking_id)
    if clock.now() < booking.starts_at:
        zone = _venue_of(booking).zone
        raise Conflict(BookingErrorCode.NOT_STARTED, starts_at=booking.starts_at, zone=zone)
    transition(booking, BookingState.NO_SHOW, actor=Actor.PROVIDER, user_id=user_id)
    booking.arrived_at = None
    _free_the_rest(booking)
    plan_no_show_fee(booking)
    schedule_reindex(_venue_of(booking).id)
    record_earnings([booking.id])
    return booking


def undo_no_show(*, booking_id: int, user_id: int) -> Booking:
    """Undo a no-show: the booking returns to its previous state.

    Raises Conflict if it is not marked as a no-show, or if the rest of its time has been booked again.
    """
    booking = lock_booking(booking_id)
    before = session.scalar(
        select(BookingTransition.from_state)
        .where(BookingTransition.booking_id == booking.id, BookingTransition.to_state == BookingState.NO_SHOW)
        .order_by(BookingTransition.id.desc())
        .limit(1)
    )
    if booking.state is not BookingState.NO_SHOW or before is None:
        raise Conflict(BookingErrorCode.NO_LONGER_NO_SHOW)
    transition(booking, before, actor=Actor.PROVIDER, user_id=user_id)
    waive_charge(booking.id)
    try:
        with session.begin_nested():
            _take_the_rest(booking)
    except IntegrityError as error:
        if sqlstate(error) != EXCLUSION:
            raise
        raise Conflict(BookingErrorCode.REST_IS_BOOKED) from None
    schedule_reindex(_venue_of(booking).id)
    record_earnings([booking.id])
    return booking


def mark_paid(*, booking_id: int, settled_by: SettledBy, user_id: int) -> Order:
    """Set how a guest paid in person for all bookings of an order, or that payment is due.

    Raises Conflict for a booking paid online.
    """
    booking = lock_booking(booking_id)
    order = order_of_booking(booking)
    if not order.is_from_front_desk:
        raise Conflict(BookingErrorCode.PAID_ONLINE)
    if order.settled_by is not settled_by:
        waive_charge(booking.id)
        settle_all(bookings_of_order(order.id), settled_by, user_id=user_id)
        order.settled_by = settled_by
        reason = str(stored_texts.SETTLED[settled_by])
        record_event(booking, booking.state, actor=Actor.PROVIDER, user_id=user_id, reason=reason)
    session.flush()
    return order


def _free_the_rest(booking: Booking) -> None:
    """End the booking's reservations now, but at least a minute after they begin."""
    begins = func.lower(Reservation.during)
    ends = func.greatest(clock.now(), begins + MINUTE)
    session.execute(
        update(Reservation)
        .where(Reservation.booking_id == booking.id, func.upper(Reservation.during) > ends)
        .values(during=func.tstzrange(begins, ends, "[)"))
        .execution_options(synchronize_session=False)
    )


def _take_the_rest(booking: Booking) -> None:
    until = booking.ends_at + timedelta(minutes=booking.buffer_after_minutes)
    session.execute(
        update(Reservation)
        .where(Reservation.booking_id == booking.id)
        .values(during=func.tstzrange(func.lower(Reservation.during), until, "[)"))
        .execution_options(synchronize_session=False)
    )


def _venue_of(booking: Booking) -> Venue:
    return session.scalars(
        select(Venue).join(VenueOrder, VenueOrder.venue_id == Venue.id).where(VenueOrder.id == booking.venue_order_id)
    ).one()
