"""Candidates for a new time of a booking: each lane that could serve it, who is working then, and conflicts.

For the venue, so minimum notice, booking window and fixed starts do not apply.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.availability.engine.openings import working_ranges
from app.availability.engine.types import Hours, Range, ResourceCalendar
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.availability.queries import hours_in, time_off_in
from app.availability.replacements import BookedSlot
from app.availability.schedules import Lane
from app.bookings.conflicts import Overlap, find_conflicts
from app.catalog.models import Service
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class CandidateSlot:
    """One lane of a team member or a room, and the range that the booking would occupy, buffers included."""

    lane: Lane
    during: Range
    member: TeamMember | None
    # Within the business hours and the member's hours.
    is_there: bool
    performs: bool
    conflict: Overlap | None

    @property
    def is_usual(self) -> bool:
        return self.is_there and self.performs


def candidate_slots(
    venue: Venue, service: Service, stay: BookedSlot, *, booking_id: int, also: TeamMember | None = None
) -> Sequence[CandidateSlot]:
    """List every lane that could serve a booking, in the order of the team or of the room's lanes.

    `also` is a member who does not usually offer the service. The booking's own reservations are not conflicts. Three
    statements. The service must be loaded with `catalog.queries.WITH_STAFF` and its venue.
    """
    people = sorted((each.member for each in service.performers), key=lambda member: member.position or 0)
    performing = {member.id for member in people}
    if also is not None and service.is_staffed and also.id not in performing:
        people.append(also)
    spans = _spans(service, people, stay)
    taken = _taken(spans, booking_id)
    there = _there(venue, people, (stay.begins, stay.ends))
    by_resource = {member.resource_id: member for member in people}
    found = []
    for lane, during in spans.items():
        member = by_resource.get(lane[0])
        found.append(
            CandidateSlot(
                lane=lane,
                during=during,
                member=member,
                is_there=there[member.id if member else None],
                performs=member is None or member.id in performing,
                conflict=next((one for one in taken if _meets(one, lane, during)), None),
            )
        )
    return found


def _spans(service: Service, people: Collection[TeamMember], stay: BookedSlot) -> dict[Lane, Range]:
    if service.resource is not None:
        room = service.resource
        return {(room.id, lane): stay.reserved_by(ResourceCalendar(room.id)) for lane in range(1, room.capacity + 1)}
    return {
        (member.resource_id, 1): stay.reserved_by(ResourceCalendar(member.resource_id, after=member.buffer_minutes))
        for member in people
    }


def _there(venue: Venue, people: Collection[TeamMember], whole: Range) -> dict[int | None, bool]:
    """Return who works for the whole range, by member id; None is the venue, and so its rooms."""
    hours = hours_in([venue.id], whole)
    off = time_off_in({member.id: venue.zone for member in people}, whole)
    of_venue = hours.get((venue.id, None), Hours())
    resources: dict[int | None, ResourceCalendar] = {None: ResourceCalendar(0)}
    for member in people:
        resources[member.id] = ResourceCalendar(
            member.resource_id, hours=hours.get((venue.id, member.id)), off=off.get(member.id, ())
        )
    return {
        member_id: working_ranges(venue.zone, of_venue, resource, whole) == [whole]
        for member_id, resource in resources.items()
    }


def _taken(spans: Mapping[Lane, Range], booking_id: int) -> list[Overlap]:
    """List the conflicts of these members or this room in or near these ranges."""
    if not spans:
        return []
    window = min(begins for begins, _ in spans.values()), max(ends for _, ends in spans.values())
    return find_conflicts({resource for resource, _ in spans}, window, but_bookings=[booking_id])


def _meets(taken: Overlap, lane: Lane, during: Range) -> bool:
    begins, ends = during
    return taken.lane == lane and taken.begins < ends and begins < taken.ends


def reservations_of(booking_id: int) -> list[Reservation]:
    """List a booking's confirmed reservations, in the order in which they were made. One statement."""
    return list(
        session.scalars(
            select(Reservation)
            .where(Reservation.booking_id == booking_id, Reservation.state == ReservationState.CONFIRMED)
            .order_by(Reservation.id)
        )
    )


def slots_as_json(reservations: Sequence[Reservation]) -> list[list[object]]:
    """Convert reservations to rows for JSON: resource, lane, begin and end."""
    return [[one.resource_id, one.lane, one.begins.isoformat(), one.ends.isoformat()] for one in reservations]


def slots_from_json(stored: Sequence[Sequence[object]]) -> list[tuple[Lane, Range]]:
    return [
        ((int(str(resource)), int(str(lane))), (_instant(begins), _instant(ends)))
        for resource, lane, begins, ends in stored
    ]


def _instant(written: object) -> datetime:
    return datetime.fromisoformat(str(written))
