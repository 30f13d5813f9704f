"""The record of a reschedule, and the booking's version that it is based on."""

from collections.abc import Sequence

from sqlalchemy import select

from app.availability.models import Reservation
from app.bookings.actions.cancel import end_pending_reschedule
from app.bookings.enums import UPCOMING_STATES, Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.reschedules import Reschedule
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.rescheduling.candidates import slots_as_json
from app.rescheduling.errors import ReschedulingErrorCode
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue


class VersionConflict(Conflict):
    """The booking changed after the page was loaded."""


def check_version(booking: Booking, sequence: int) -> None:
    """Raise VersionConflict or Conflict, with the current time or state, if the booking cannot be rescheduled."""
    if booking.state not in UPCOMING_STATES:
        raise Conflict(ReschedulingErrorCode.STATE, state=booking.state)
    if booking.sequence != sequence:
        raise VersionConflict(
            ReschedulingErrorCode.CHANGED,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            served_by=booking.served_by,
            zone=_zone_of(booking),
        )


def _zone_of(booking: Booking) -> str:
    return session.scalars(
        select(Venue.zone_name)
        .join(VenueOrder, VenueOrder.venue_id == Venue.id)
        .where(VenueOrder.id == booking.venue_order_id)
    ).one()


def record_reschedule(
    booking: Booking,
    before: Sequence[Reservation],
    *,
    actor: Actor,
    user_id: int | None,
    reason: str = "",
    requested_by_guest: bool,
) -> Reschedule:
    """Return a new row with the booking's state before the change; the rest is filled in afterward."""
    return Reschedule(
        booking_id=booking.id,
        actor=actor,
        user_id=user_id,
        at=clock.now(),
        reason=reason[:300],
        requested_by_guest=requested_by_guest,
        from_starts_at=booking.starts_at,
        from_ends_at=booking.ends_at,
        from_served_by=booking.served_by,
        from_member_id=booking.member_id,
        from_keep_percent=booking.cancel_keep_percent,
        from_cents=booking.price_cents,
        from_reservations=slots_as_json(before),
    )


def notify_change(booking: Booking, move: Reschedule, venue: Venue) -> None:
    """Record a reschedule and increase the booking's sequence, so that calendars update.

    A pending reschedule that waits for its payment is canceled.
    """
    booking.sequence += 1
    if booking.accept_by is not None:
        booking.accept_by = min(booking.accept_by, booking.starts_at)
    if booking.starts_at.astimezone(venue.zone).date() != move.from_starts_at.astimezone(venue.zone).date():
        booking.arrived_at = None
    move.sequence, move.to_starts_at, move.to_ends_at = booking.sequence, booking.starts_at, booking.ends_at
    move.to_served_by, move.to_member_id, move.to_cents = booking.served_by, booking.member_id, booking.price_cents
    session.add(move)
    end_pending_reschedule(booking.id)
    schedule_reindex(venue.id)
    session.flush()


def tell_both(booking: Booking) -> None:
    """Email the guest and the venue about the guest's change."""
    defer("bookings.email_rescheduled", booking_id=booking.id, sequence=booking.sequence)
    tell_venue(booking)


def tell_venue(booking: Booking) -> None:
    """Email the venue about the guest's change."""
    defer("bookings.email_venue_rescheduled", booking_id=booking.id, sequence=booking.sequence)


def tell_both_of_series(moves: Sequence[Reschedule]) -> None:
    """Email the guest and the venue about the guest's change of several bookings, one email each."""
    defer("bookings.email_series_rescheduled", changes=_numbers(moves))
    tell_venue_of_series(moves)


def tell_venue_of_series(moves: Sequence[Reschedule]) -> None:
    """Email the venue about the guest's change of several bookings, in one email."""
    defer("bookings.email_venue_series_rescheduled", changes=_numbers(moves))


def _numbers(moves: Sequence[Reschedule]) -> str:
    return ",".join(f"{move.booking_id}:{move.sequence}" for move in moves)
