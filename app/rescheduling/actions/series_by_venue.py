"""Rescheduling a booking of a series together with the later ones, by the venue."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.bookings.actions.refunds import lock_booking
from app.bookings.models.reschedules import Reschedule
from app.core import clock
from app.core.db import session
from app.core.jobs import defer
from app.rescheduling.actions.by_venue import QUIET, reschedule_by_venue
from app.rescheduling.actions.slot_choice import Destination


@dataclass(frozen=True, slots=True)
class SeriesMove:
    """The new time of one booking; `sequence` is the booking's as the page showed it."""

    booking_id: int
    to: Destination
    sequence: int


def reschedule_series_by_venue(
    *, moves: Sequence[SeriesMove], user_id: int, reason: str = "", requested_by_guest: bool = False
) -> list[Reschedule]:
    """Reschedule several bookings of a series, all or none. One email lists all of them, a minute later.

    Raises what `reschedule_by_venue` raises; a time out of hours can't be forced. The caller must roll back then.
    """
    wanted = {move.booking_id: move for move in moves}
    # All rows first, in id order, so that two changes of a series can't wait for each other.
    bookings = [lock_booking(booking_id) for booking_id in sorted(wanted)]
    # A booking may take the time that another one of the series leaves: the last one goes first when they go later.
    later = any(wanted[each.id].to.starts_at > each.starts_at for each in bookings)
    order = [each.id for each in sorted(bookings, key=lambda each: each.starts_at, reverse=later)]
    done = [
        reschedule_by_venue(
            booking_id=booking_id,
            to=wanted[booking_id].to,
            sequence=wanted[booking_id].sequence,
            user_id=user_id,
            reason=reason,
            requested_by_guest=requested_by_guest,
            tell=False,
        )
        for booking_id in order
    ]
    changes = ",".join(f"{move.booking_id}:{move.sequence}" for move in done)
    defer("bookings.email_series_rescheduled", at=clock.now() + QUIET, changes=changes)
    session.flush()
    return sorted(done, key=lambda move: move.to_starts_at)
