"""Reschedules by the venue, and how they are undone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.availability.slots import lock_resources
from app.bookings.actions.refunds import lock_booking
from app.bookings.conflicts import SlotTaken
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.models.reschedules import Reschedule
from app.bookings.queries.history import last_reschedule_of
from app.catalog.models import Service
from app.catalog.queries import services_by_id
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.rescheduling.actions.records import check_version, notify_change, record_reschedule
from app.rescheduling.actions.slot_choice import (
    Destination,
    all_candidates,
    choose_slots,
    note_facilities,
    reserve_again,
    take_facilities,
    take_slots,
)
from app.rescheduling.candidates import CandidateSlot, reservations_of, slots_from_json
from app.rescheduling.errors import ReschedulingErrorCode
from app.venues.models import Venue

# The guest gets one email, about the last of several reschedules, once this much time passes without another.
QUIET = timedelta(minutes=1)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=24)
AHEAD = timedelta(days=365)


def reschedule_by_venue(
    *,
    booking_id: int,
    to: Destination,
    sequence: int,
    actor: Actor = Actor.PROVIDER,
    user_id: int | None = None,
    reason: str = "",
    requested_by_guest: bool = False,
    force: bool = False,
    tell: bool = True,
) -> Reschedule:
    """Reschedule a booking for the venue. Without `tell`, the caller emails the guest.

    Minimum notice, booking window, fixed starts and price do not apply, but an overlap is always refused. `sequence` is
    the booking's as the page showed it. Unless `requested_by_guest`, the venue changes what was agreed, so canceling
    gives a full refund from now on. A request that is sent twice takes effect once.

    Raises VersionConflict if the booking changed in the meantime, SlotTaken if the time is occupied, NeedsConfirmation
    unless `force`, NotFound for a member of another venue, DomainError for a time that has passed or is invalid. The
    booking is unchanged in all of these cases.
    """
    booking = lock_booking(booking_id)
    again = _same_again(booking, to, sequence, user_id)
    if again is not None:
        return again
    check_version(booking, sequence)
    _check_destination(booking, to)
    service, venue = _sold_at(booking)
    with session.begin_nested():
        lock_resources(all_candidates(service, to))
        before, chosen = reservations_of(booking.id), choose_slots(venue, service, booking, to, force=force)
        move = record_reschedule(
            booking, before, actor=actor, user_id=user_id, reason=reason, requested_by_guest=requested_by_guest
        )
        take_slots(booking, chosen)
        if _note(booking, service, to, chosen) and not requested_by_guest:
            booking.cancel_keep_percent = 0
        if service.facilities or booking.facilities:
            take_facilities(booking, service, {(one.resource_id, one.lane) for one in before})
        notify_change(booking, move, venue)
        if tell:
            _tell_later(booking)
    return move


def undo_reschedule(*, booking_id: int, sequence: int, user_id: int | None = None) -> Reschedule:
    """Return a booking to its state before the venue's last reschedule, with the terms it had then.

    Raises VersionConflict if the booking changed since, SlotTaken if its old time is occupied, Conflict if the last
    change was not a reschedule by the venue or if the old time has passed.
    """
    booking = lock_booking(booking_id)
    last = last_reschedule_of(booking.id)
    if last is not None and last.undoes_id is not None and last.sequence == sequence + 1:
        return last  # a second click
    check_version(booking, sequence)
    if last is None or last.sequence != sequence or last.actor is not Actor.PROVIDER or last.undoes_id is not None:
        raise Conflict(ReschedulingErrorCode.NOTHING_TO_UNDO)
    if last.from_ends_at <= clock.now():
        raise Conflict(ReschedulingErrorCode.PREVIOUS_TIME_PASSED)
    service, venue = _sold_at(booking)
    places = slots_from_json(last.from_reservations)
    with session.begin_nested():
        lock_resources([lane[0] for lane, _ in places] + [one.resource_id for one in reservations_of(booking.id)])
        undone = record_reschedule(
            booking,
            reservations_of(booking.id),
            actor=Actor.PROVIDER,
            user_id=user_id,
            requested_by_guest=last.requested_by_guest,
        )
        undone.undoes_id = last.id
        if len(reserve_again(booking, places, quantity=len(places))) < len(places):
            raise SlotTaken(ReschedulingErrorCode.PREVIOUS_TIME_TAKEN)
        note_facilities(booking, [lane for lane, _ in places])
        booking.starts_at, booking.ends_at = last.from_starts_at, last.from_ends_at
        booking.served_by, booking.member_id = last.from_served_by, last.from_member_id
        booking.cancel_keep_percent = last.from_keep_percent
        booking.buffer_after_minutes = max(
            [service.buffer_after_minutes, *(_minutes(booking.ends_at, ends) for _, (_, ends) in places)]
        )
        notify_change(booking, undone, venue)
        _tell_later(booking)
    return undone


def _same_again(booking: Booking, to: Destination, sequence: int, user_id: int | None) -> Reschedule | None:
    """Return the reschedule that a first click made, if this is the second click."""
    last = last_reschedule_of(booking.id) if booking.sequence == sequence + 1 else None
    if last is None or last.sequence != booking.sequence or last.user_id != user_id:
        return None
    same = last.to_starts_at == to.starts_at and last.to_ends_at == to.ends_at
    return last if same and to.member_id in {None, last.to_member_id} else None


def _check_destination(booking: Booking, to: Destination) -> None:
    now = clock.now()
    if not SHORTEST <= to.ends_at - to.starts_at <= LONGEST:
        raise DomainError(ReschedulingErrorCode.LENGTH)
    if to.ends_at <= now:
        raise DomainError(ReschedulingErrorCode.TIME_PASSED)
    if to.starts_at > now + AHEAD:
        raise DomainError(ReschedulingErrorCode.TOO_FAR_AHEAD)
    if to.member_id is None and (to.starts_at, to.ends_at) == (booking.starts_at, booking.ends_at):
        raise DomainError(ReschedulingErrorCode.SAME_TIME)


def _sold_at(booking: Booking) -> tuple[Service, Venue]:
    """Return the service, active or not, and its venue."""
    service = services_by_id([booking.service_id])[0]
    return service, service.venue


def _note(booking: Booking, service: Service, to: Destination, chosen: Sequence[CandidateSlot]) -> bool:
    """Set the booking's new time and team members. Returns True if that is not what the guest had chosen."""
    another_time = booking.starts_at != to.starts_at
    booking.starts_at, booking.ends_at = to.starts_at, to.ends_at
    people = [place.member for place in chosen if place.member]
    booking.served_by = " and ".join(member.name for member in people)
    booking.buffer_after_minutes = max([service.buffer_after_minutes, *(member.buffer_minutes for member in people)])
    another_member = booking.member_id is not None and booking.member_id not in {member.id for member in people}
    if another_member:
        booking.member_id = people[0].id
    return another_time or another_member


def _tell_later(booking: Booking) -> None:
    defer("bookings.email_rescheduled", at=clock.now() + QUIET, booking_id=booking.id, sequence=booking.sequence)


def _minutes(begins: datetime, ends: datetime) -> int:
    return int((ends - begins).total_seconds() // 60)
