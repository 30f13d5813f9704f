"""Reschedules by the venue, to another time, team member or length, and their undo.

The booking keeps its id, its booking number and its event in every calendar.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app import clock
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.availability.replacements import BookedSlot
from app.availability.slots import Offered, lock_resources, reserve
from app.bookings.actions.front_desk import OutsideHours, SlotTaken
from app.bookings.actions.pending_reschedule import end_pending_reschedule
from app.bookings.actions.refunds import lock_booking
from app.bookings.copy import reschedule as copy
from app.bookings.enums import UPCOMING_STATES, Actor
from app.bookings.models import Booking, Reschedule, VenueOrder
from app.bookings.queries import last_reschedule_of
from app.bookings.reschedule_candidates import (
    CandidateSlot,
    candidate_slots,
    reservations_of,
    slots_as_json,
    slots_from_json,
)
from app.bookings.states import WORDS
from app.catalog.models import Service
from app.catalog.queries import services_by_id
from app.db import session
from app.errors import Conflict, DomainError, NotFound
from app.jobs import defer
from app.team.models import TeamMember
from app.venues.actions import schedule_reindex
from app.venues.models import Venue

# The guest gets one email, about the last of several reschedules, once this much time passes without another.
QUIET = timedelta(minutes=1)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=24)
AHEAD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Destination:
    """The new time of a booking (UTC) and its team member.

    Without a member, the booking stays with the current ones as far as they are available, then goes to others who
    offer the service; never to others if the guest chose a team member. If several members serve, the member replaces
    `instead_of`. A booking in a room has no member.
    """

    starts_at: datetime
    ends_at: datetime
    member_id: int | None = None
    instead_of: int | None = None


class NeedsConfirmation(OutsideHours):
    """The reschedule is possible but needs confirmation.

    The venue is closed then, or a member is not working or does not usually offer the service. `why` has a sentence for
    each reason; `anyway=True` confirms.
    """

    def __init__(self, why: Sequence[str]) -> None:
        super().__init__(" ".join(why))
        self.why = list(why)


class VersionConflict(Conflict):
    """The booking changed after the page was loaded."""


def reschedule_by_venue(
    *,
    booking_id: int,
    to: Destination,
    sequence: int,
    actor: Actor = Actor.PROVIDER,
    user_id: int | None = None,
    reason: str = "",
    asked: bool = False,
    anyway: bool = False,
) -> Reschedule:
    """Reschedule a booking for the venue.

    Minimum notice, booking window, fixed starts and price do not apply, but an overlap is always refused. `sequence` is
    the booking's as the page showed it. `asked` means that the guest asked for the change; otherwise, because the venue
    changes what was agreed, canceling gives a full refund from now on. A request that is sent twice takes effect once.

    Raises VersionConflict if the booking changed in the meantime, SlotTaken if the time is occupied, NeedsConfirmation
    unless `anyway`, NotFound for a member of another venue, DomainError for a time that has passed or is invalid. The
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
        lock_resources(_all_candidates(service, to))
        before, chosen = reservations_of(booking.id), _choose(venue, service, booking, to, anyway=anyway)
        move = record_reschedule(booking, before, actor=actor, user_id=user_id, reason=reason, asked=asked)
        _take(booking, chosen)
        if _note(booking, service, to, chosen) and not asked:
            booking.cancel_keep_percent = 0
        notify_change(booking, move, venue)
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
        raise Conflict(_("There’s no change to undo. Reload the page to see the booking’s current time."))
    if last.from_ends_at <= clock.now():
        raise Conflict(_("The previous time has passed, so you can’t undo this change."))
    service, venue = _sold_at(booking)
    places = slots_from_json(last.from_places)
    with session.begin_nested():
        lock_resources([lane[0] for lane, _ in places] + [one.resource_id for one in reservations_of(booking.id)])
        undone = record_reschedule(
            booking, reservations_of(booking.id), actor=Actor.PROVIDER, user_id=user_id, asked=last.asked
        )
        undone.undoes_id = last.id
        if len(reserve_again(booking, places, quantity=len(places))) < len(places):
            raise SlotTaken(_("The previous time is no longer available. Choose another time."))
        booking.starts_at, booking.ends_at = last.from_starts_at, last.from_ends_at
        booking.served_by, booking.member_id = last.from_served_by, last.from_member_id
        booking.cancel_keep_percent = last.from_keep_percent
        booking.after_minutes = max(
            [service.after_minutes, *(_minutes(booking.ends_at, ends) for _, (_, ends) in places)]
        )
        notify_change(booking, undone, venue)
        _tell_later(booking)
    return undone


def check_version(booking: Booking, sequence: int) -> None:
    """Raise VersionConflict or Conflict, with the current time or state, if the booking cannot be rescheduled."""
    if booking.state not in UPCOMING_STATES:
        raise Conflict(_("This booking’s status is %(state)s, so it can’t be rescheduled.", state=WORDS[booking.state]))
    if booking.sequence != sequence:
        raise VersionConflict(
            _(
                "This booking changed while you were editing. It’s now %(time)s. Check it, then try again.",
                time=copy.current_time(booking, _zone_of(booking)),
            )
        )


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
        raise DomainError(_("A booking lasts 5 minutes to 24 hours. Choose another end time."))
    if to.ends_at <= now:
        raise DomainError(_("That time has passed. Choose a later time."))
    if to.starts_at > now + AHEAD:
        raise DomainError(_("That’s more than a year ahead. Choose a day in the next 12 months."))
    if to.member_id is None and (to.starts_at, to.ends_at) == (booking.starts_at, booking.ends_at):
        raise DomainError(_("The booking is already at that time. Choose another time or team member."))


def _sold_at(booking: Booking) -> tuple[Service, Venue]:
    """Return the service, active or not, and its venue."""
    service = services_by_id([booking.service_id])[0]
    return service, service.venue


def _zone_of(booking: Booking) -> str:
    return session.scalars(
        select(Venue.zone_name)
        .join(VenueOrder, VenueOrder.venue_id == Venue.id)
        .where(VenueOrder.id == booking.venue_order_id)
    ).one()


def _all_candidates(service: Service, to: Destination) -> list[int]:
    """Return every resource that may be reserved. They are locked together, in the one order that all code uses."""
    if service.resource is not None:
        return [service.resource.id]
    also = session.get(TeamMember, to.member_id) if to.member_id is not None else None
    performing = [performer.member.resource_id for performer in service.performers]
    return [*performing, *([also.resource_id] if also else [])]


def _choose(venue: Venue, service: Service, booking: Booking, to: Destination, *, anyway: bool) -> list[CandidateSlot]:
    """Choose one lane for each guest. Raises SlotTaken or NeedsConfirmation.

    Usual lanes come first; others only fill in where the usual ones are not enough.
    """
    wanted = _member(venue, to.member_id) if service.is_staffed else None
    stay = BookedSlot(to.starts_at, to.ends_at, booking.before_minutes, service.after_minutes)
    places = _ranked(booking, to, wanted, candidate_slots(venue, service, stay, booking_id=booking.id, also=wanted))
    free = [place for place in places if place.conflict is None]
    usual = [place for place in free if place.is_usual]
    for offered in (usual, [*usual, *(place for place in free if not place.is_usual)]):
        chosen = offered[: booking.quantity]
        if len(chosen) < booking.quantity or (wanted and wanted not in {place.member for place in chosen}):
            continue
        odd = [place for place in chosen if not place.is_usual]
        if odd and not anyway:
            raise NeedsConfirmation(copy.unusual(odd, service.title, venue))
        return chosen
    raise SlotTaken(copy.conflict(places, venue, booking.quantity))


def _member(venue: Venue, member_id: int | None) -> TeamMember | None:
    if member_id is None:
        return None
    member = session.get(TeamMember, member_id)
    if member is None or member.venue_id != venue.id or member.removed_at is not None:
        raise NotFound(_("This team member isn’t on your team. Choose another team member."))
    return member


def _ranked(
    booking: Booking, to: Destination, wanted: TeamMember | None, places: Sequence[CandidateSlot]
) -> list[CandidateSlot]:
    """Return the candidates, best first: the member the venue named, current lanes, other members.

    `instead_of` ranks last.
    """
    serving = [(one.resource_id, one.lane) for one in reservations_of(booking.id)]
    if wanted is not None and booking.quantity == 1:
        return [place for place in places if place.member == wanted]
    if wanted is None and booking.member_id is not None:
        return [place for place in places if place.member and place.member.id == booking.member_id]

    def rank(place: CandidateSlot) -> int:
        if wanted is not None and place.member == wanted:
            return 0
        if place.member and place.member.id == to.instead_of:
            return 3
        return 1 if place.lane in serving else 2

    return sorted(places, key=rank)


def _take(booking: Booking, chosen: Sequence[CandidateSlot]) -> None:
    places = [(place.lane, place.during) for place in chosen]
    if len(reserve_again(booking, places, quantity=len(places))) < len(places):
        raise SlotTaken(_("That time was just booked. Reload the page, then choose another time."))


def reserve_again(booking: Booking, places: Sequence[Offered], *, quantity: int) -> list[Offered]:
    """Release all reservations of a booking, then reserve the first available ones of `places`.

    Holds for a pending reschedule are released too. Reserves `quantity`, or fewer if too few are available; the caller
    must roll back then.
    """
    session.execute(delete(Reservation).where(Reservation.booking_id == booking.id))
    lanes = reserve(
        places,
        quantity,
        booking_id=booking.id,
        state=ReservationState.CONFIRMED,
        until=None,
        locked={lane[0] for lane, _ in places},
    )
    spans = dict(places)
    return [(lane, spans[lane]) for lane in lanes]


def record_reschedule(
    booking: Booking,
    before: Sequence[Reservation],
    *,
    actor: Actor,
    user_id: int | None,
    reason: str = "",
    asked: bool,
) -> Reschedule:
    """Return a new row with the booking's state before the change; the rest is filled in afterward."""
    return Reschedule(
        booking_id=booking.id,
        actor=actor,
        user_id=user_id,
        at=clock.now(),
        reason=reason[:300],
        asked=asked,
        from_starts_at=booking.starts_at,
        from_ends_at=booking.ends_at,
        from_served_by=booking.served_by,
        from_member_id=booking.member_id,
        from_keep_percent=booking.cancel_keep_percent,
        from_cents=booking.price_cents,
        from_places=slots_as_json(before),
    )


def _note(booking: Booking, service: Service, to: Destination, chosen: Sequence[CandidateSlot]) -> bool:
    """Set the booking's new time and team members. Returns True if that is not what the guest had chosen."""
    another_time = booking.starts_at != to.starts_at
    booking.starts_at, booking.ends_at = to.starts_at, to.ends_at
    people = [place.member for place in chosen if place.member]
    booking.served_by = " and ".join(member.name for member in people)
    booking.after_minutes = max([service.after_minutes, *(member.buffer_minutes for member in people)])
    another_member = booking.member_id is not None and booking.member_id not in {member.id for member in people}
    if another_member:
        booking.member_id = people[0].id
    return another_time or another_member


def notify_change(booking: Booking, move: Reschedule, venue: Venue) -> None:
    """Record a reschedule and increase the booking's sequence, so that calendars update.

    A pending reschedule that waits for its payment is canceled.
    """
    booking.sequence += 1
    if booking.answer_by is not None:
        booking.answer_by = min(booking.answer_by, booking.starts_at)
    if booking.starts_at.astimezone(venue.zone).date() != move.from_starts_at.astimezone(venue.zone).date():
        booking.arrived_at = None
    move.sequence, move.to_starts_at, move.to_ends_at = booking.sequence, booking.starts_at, booking.ends_at
    move.to_served_by, move.to_member_id, move.to_cents = booking.served_by, booking.member_id, booking.price_cents
    session.add(move)
    end_pending_reschedule(booking.id)
    schedule_reindex(venue.id)
    session.flush()


def _tell_later(booking: Booking) -> None:
    defer("bookings.email_rescheduled", at=clock.now() + QUIET, booking_id=booking.id, sequence=booking.sequence)


def _minutes(begins: datetime, ends: datetime) -> int:
    return int((ends - begins).total_seconds() // 60)
