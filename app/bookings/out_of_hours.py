"""Bookings at times when the venue is closed, or the person who serves is not there, as hours stand now.

Nothing here cancels: whoever changes hours sees them, and decides. Works for the hours of a venue and of a member, for
weeks, special dates and time off alike, because the change is made first, in the transaction, and looked at then:

    found = newly_outside(venue, lambda: set_week(venue=venue, hours=form.week))
    if found and not agreed(found, request.form.get(KEEP)):
        return ..., 409     # which rolls the change back; see templates/components/outside.html
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager

from app import clock
from app.availability.engine import Hours, Range, Resource, working_ranges
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.availability.queries import Owner, hours_in, time_off_in
from app.bookings.enums import UPCOMING_STATES, BookingState
from app.bookings.models import Booking, VenueOrder
from app.db import session
from app.team.models import TeamMember
from app.venues.models import Venue

# The control that says: keep these booked.
KEEP = "keep"


@dataclass(frozen=True, slots=True)
class OutOfHours:
    """A visit to come that does not lie within the hours, and who serves there (nobody: a room)."""

    booking: Booking
    members: Sequence[TeamMember]

    @property
    def is_held(self) -> bool:
        """Still at checkout: it may yet be paid, or end by itself."""
        return self.booking.state is BookingState.HELD


def out_of_hours_bookings(venue: Venue) -> list[OutOfHours]:
    """The visits to come, confirmed or held, of which some part lies outside the hours of the venue or of somebody who
    serves; in order of time, with booking and order. Three statements at most, however many there are."""
    found = _upcoming_bookings(venue)
    if not found:
        return []
    window = found[0].booking.starts_at, max(outside.booking.ends_at for outside in found)
    hours = hours_in([venue.id], window)
    off = time_off_in({member.id: venue.zone for outside in found for member in outside.members}, window)
    return [outside for outside in found if not _fits(venue, outside, hours, off)]


def _upcoming_bookings(venue: Venue) -> list[OutOfHours]:
    # Where a visit that is booked may move once that is paid, is not where it is.
    held = and_(Reservation.expires_at > clock.now(), Booking.state == BookingState.HELD)
    live = or_(Reservation.state == ReservationState.CONFIRMED, held)
    rows = session.execute(
        select(Booking, TeamMember)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .join(Reservation, Reservation.booking_id == Booking.id)
        .outerjoin(TeamMember, TeamMember.resource_id == Reservation.resource_id)
        .where(
            VenueOrder.venue_id == venue.id,
            Booking.ends_at > clock.now(),
            Booking.state.in_({BookingState.HELD, *UPCOMING_STATES}),
            live,
        )
        .order_by(Booking.starts_at, Booking.id, TeamMember.position)
        .options(contains_eager(Booking.venue_order).contains_eager(VenueOrder.order))
    )
    found: dict[int, tuple[Booking, dict[int, TeamMember]]] = {}
    for booking, member in rows:
        _, members = found.setdefault(booking.id, (booking, {}))
        if member is not None:
            members[member.id] = member
    return [OutOfHours(booking, list(members.values())) for booking, members in found.values()]


def _fits(venue: Venue, outside: OutOfHours, hours: Mapping[Owner, Hours], off: Mapping[int, Sequence[Range]]) -> bool:
    """Whether all of a visit lies within the hours of everybody who serves."""
    whole = outside.booking.starts_at, outside.booking.ends_at
    of_venue = hours.get((venue.id, None), Hours())
    serving = [
        Resource(member.resource_id, hours=hours.get((venue.id, member.id)), off=off.get(member.id, ()))
        for member in outside.members
    ] or [Resource(0)]
    return all(working_ranges(venue.zone, of_venue, resource, whole) == [whole] for resource in serving)


def newly_out_of_hours(venue: Venue, change: Callable[[], object]) -> list[OutOfHours]:
    """Make a change in this transaction, and find what lies outside the hours because of it. What did so before is not
    told again. Twice the statements of `outside_hours`, and those of the change."""
    before = {outside.booking.id for outside in out_of_hours_bookings(venue)}
    change()
    return [outside for outside in out_of_hours_bookings(venue) if outside.booking.id not in before]


def confirmation_token(found: Collection[OutOfHours]) -> str:
    """What the button that keeps these booked sends: it stands for these alone, not for what is booked meanwhile."""
    names = " ".join(sorted(outside.booking.public_id for outside in found))
    return blake2b(names.encode(), digest_size=9).hexdigest()


def is_confirmed(found: Collection[OutOfHours], sent: str | None) -> bool:
    """Whether somebody has seen all of these, and keeps them."""
    return sent == confirmation_token(found)
