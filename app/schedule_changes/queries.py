"""Bookings that are out of hours: the venue is closed, or a team member is not working.

Nothing here cancels bookings: the owner who changes hours sees them and decides. It works for the hours of a venue and
of a member, for weekly hours, special dates and time off, because the change is made first, in the transaction, and
checked afterward:

    found = newly_out_of_hours(venue, lambda: set_week(venue=venue, hours=form.week))
    if found and not is_confirmed(found, request.form.get(KEEP)):
        return ..., 409     # which rolls the change back; see templates/components/outside.html
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager

from app.availability.engine.openings import working_ranges
from app.availability.engine.types import Hours, Range, ResourceCalendar
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.availability.queries import Owner, hours_in, time_off_in
from app.bookings.enums import UPCOMING_STATES, BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Venue

# The name of the button that keeps these bookings.
KEEP = "keep"


@dataclass(frozen=True, slots=True)
class OutOfHours:
    """An upcoming booking that is out of hours, and the members who serve it (none for a room)."""

    booking: Booking
    members: Sequence[TeamMember]

    @property
    def is_held(self) -> bool:
        """Return whether it is still at checkout: it may be paid, or expire on its own."""
        return self.booking.state is BookingState.HELD


def out_of_hours_bookings(venue: Venue) -> list[OutOfHours]:
    """List the upcoming bookings, confirmed, requested or held, that are at least partly out of hours.

    Out of hours means those of the venue or of a member who serves. Sorted by start, with venue order and order. Three
    statements at most, regardless of the number of bookings.
    """
    found = _upcoming_bookings(venue)
    if not found:
        return []
    window = found[0].booking.starts_at, max(outside.booking.ends_at for outside in found)
    hours = hours_in([venue.id], window)
    off = time_off_in({member.id: venue.zone for outside in found for member in outside.members}, window)
    return [outside for outside in found if not _fits(venue, outside, hours, off)]


def _upcoming_bookings(venue: Venue) -> list[OutOfHours]:
    # The hold of a pending reschedule is not where the booking is now.
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
    """Return whether the whole booking is within the hours of the venue and of every member who serves it."""
    whole = outside.booking.starts_at, outside.booking.ends_at
    of_venue = hours.get((venue.id, None), Hours())
    serving = [
        ResourceCalendar(member.resource_id, hours=hours.get((venue.id, member.id)), off=off.get(member.id, ()))
        for member in outside.members
    ] or [ResourceCalendar(0)]
    return all(working_ranges(venue.zone, of_venue, resource, whole) == [whole] for resource in serving)


def newly_out_of_hours(venue: Venue, change: Callable[[], object]) -> list[OutOfHours]:
    """Make a change in this transaction and list the bookings that it puts out of hours.

    Bookings that were out of hours before are left out. Twice the statements of `out_of_hours_bookings`, plus those of
    the change.
    """
    before = {outside.booking.id for outside in out_of_hours_bookings(venue)}
    change()
    return [outside for outside in out_of_hours_bookings(venue) if outside.booking.id not in before]


def confirmation_token(found: Collection[OutOfHours]) -> str:
    """Return a token that confirms exactly these bookings, not any that are added in the meantime."""
    names = " ".join(sorted(outside.booking.public_id for outside in found))
    return blake2b(names.encode(), digest_size=9).hexdigest()


def is_confirmed(found: Collection[OutOfHours], sent: str | None) -> bool:
    """Return whether the owner has seen all of these bookings and keeps them."""
    return sent == confirmation_token(found)
