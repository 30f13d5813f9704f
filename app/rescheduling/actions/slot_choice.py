"""The choice of team members or rooms for a rescheduled booking, and their reservations."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.availability.pools import PoolTaken, Reserve, reserve_pools
from app.availability.queries import load_schedules, resource_ids
from app.availability.replacements import BookedSlot
from app.availability.schedules import Lane
from app.availability.slots import Offered, reserve
from app.bookings.conflicts import OutsideHours, SlotTaken, pool_conflict
from app.bookings.models.bookings import Booking
from app.catalog.models import Service
from app.core.db import session
from app.core.errors import NotFound
from app.facilities.queries import facility_names
from app.rescheduling.candidates import CandidateSlot, candidate_slots, reservations_of
from app.rescheduling.errors import ReschedulingErrorCode
from app.team.models import TeamMember
from app.venues.models import Venue

MINUTE = timedelta(minutes=1)


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

    The venue is closed then, or a member is not working or does not usually offer the service. `places` are the slots
    that are unusual; `force=True` confirms.
    """

    def __init__(self, places: Sequence[CandidateSlot], service: str, venue: str) -> None:
        super().__init__(ReschedulingErrorCode.NEEDS_CONFIRMATION, places=places, service=service, venue=venue)
        self.places, self.service, self.venue = places, service, venue


def all_candidates(service: Service, to: Destination) -> list[int]:
    """Return every resource that may be reserved. They are locked together, in the one order that all code uses."""
    also = session.get(TeamMember, to.member_id) if to.member_id is not None else None
    return [*resource_ids([service]), *([also.resource_id] if also else [])]


def choose_slots(
    venue: Venue, service: Service, booking: Booking, to: Destination, *, force: bool
) -> list[CandidateSlot]:
    """Choose one lane for each guest. Raises SlotTaken or NeedsConfirmation.

    Usual lanes come first; others only fill in where the usual ones are not enough.
    """
    wanted = _member(venue, to.member_id) if service.is_staffed else None
    stay = BookedSlot(to.starts_at, to.ends_at, booking.buffer_before_minutes, service.buffer_after_minutes)
    places = _ranked(booking, to, wanted, candidate_slots(venue, service, stay, booking_id=booking.id, also=wanted))
    free = [place for place in places if place.conflict is None]
    usual = [place for place in free if place.is_usual]
    for offered in (usual, [*usual, *(place for place in free if not place.is_usual)]):
        chosen = offered[: booking.quantity]
        if len(chosen) < booking.quantity or (wanted and wanted not in {place.member for place in chosen}):
            continue
        odd = [place for place in chosen if not place.is_usual]
        if odd and not force:
            raise NeedsConfirmation(odd, service.title, venue.name)
        return chosen
    raise SlotTaken(ReschedulingErrorCode.SLOT_CONFLICT, places=places, zone=venue.zone, quantity=booking.quantity)


def _member(venue: Venue, member_id: int | None) -> TeamMember | None:
    if member_id is None:
        return None
    member = session.get(TeamMember, member_id)
    if member is None or member.venue_id != venue.id or member.removed_at is not None:
        raise NotFound(ReschedulingErrorCode.NOT_ON_TEAM)
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


def take_slots(booking: Booking, chosen: Sequence[CandidateSlot]) -> None:
    places = [(place.lane, place.during) for place in chosen]
    if len(reserve_again(booking, places, quantity=len(places))) < len(places):
        raise SlotTaken(ReschedulingErrorCode.JUST_BOOKED)


def take_facilities(booking: Booking, service: Service, current: Collection[Lane]) -> None:
    """Reserve a room and equipment for the booking's new time, preferably the current ones, and note their names.

    Raises SlotTaken if there are none. The resources must be locked.
    """
    option, venue = service.first_option, service.venue
    whole = booking.starts_at, booking.ends_at
    plan = load_schedules([option], (whole[0], whole[0] + MINUTE), include_inactive=True)[option.id]
    try:
        lanes = reserve_pools(plan, whole, booking.quantity, reserver(booking), current=current)
    except PoolTaken as missing:
        raise pool_conflict(missing, service, venue.zone, but_bookings=[booking.id]) from None
    note_facilities(booking, lanes)


def reserver(booking: Booking) -> Reserve:
    """Return a function that reserves lanes of rooms and equipment for a booking."""

    def take(lanes: Sequence[Offered], guests: Sequence[int]) -> Sequence[Lane]:
        return reserve(
            lanes,
            booking.quantity,
            booking_id=booking.id,
            state=ReservationState.CONFIRMED,
            until=None,
            locked={lane[0] for lane, _ in lanes},
            guests=guests,
        )

    return take


def note_facilities(booking: Booking, lanes: Collection[Lane]) -> None:
    """Write the names of the rooms and equipment among these lanes on the booking. One statement."""
    names = facility_names([resource for resource, _ in lanes])
    booking.facilities = [names[resource] for resource, _ in lanes if resource in names]


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
