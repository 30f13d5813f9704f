"""Bookings by team member, and who could replace the member. Pages and actions share this code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.availability.enums import ReservationState, UnavailableReason
from app.availability.models import Reservation
from app.availability.queries import load_schedules
from app.availability.replacements import BookedSlot, replacement_conflicts
from app.availability.schedules import ServiceSchedule
from app.bookings.enums import UPCOMING_STATES
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.catalog.models import Service
from app.catalog.queries import services_by_id
from app.core import clock
from app.core.db import session
from app.team.models import TeamMember


@dataclass(frozen=True, slots=True)
class Assignment:
    """A member's upcoming booking, and the others who offer the service: each with a reason against them, or None."""

    booking: Booking
    replacements: Sequence[tuple[TeamMember, UnavailableReason | None]]

    @property
    def able(self) -> list[TeamMember]:
        """List the members who could serve instead, in the order of the team."""
        return [member for member, reason in self.replacements if reason is None]


def upcoming_count(member: TeamMember) -> Sequence[Booking]:
    """List a member's bookings that have not started, by start, with order and service. One statement."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .join(Booking.service)
        .join(Reservation, Reservation.booking_id == Booking.id)
        .where(
            Reservation.resource_id == member.resource_id,
            Reservation.state == ReservationState.CONFIRMED,  # not the hold of a pending reschedule
            Booking.state.in_(UPCOMING_STATES),
            Booking.starts_at > clock.now(),
        )
        .order_by(Booking.starts_at, Booking.id)
        .options(
            contains_eager(Booking.venue_order).contains_eager(VenueOrder.order),
            contains_eager(Booking.service),
        )
        .execution_options(populate_existing=True)
    ).all()


def upcoming_assignments(member: TeamMember) -> list[Assignment]:
    """List a member's upcoming bookings with possible replacements. A fixed number of statements."""
    bookings = upcoming_count(member)
    if not bookings:
        return []
    services = {service.id: service for service in services_by_id({booking.service_id for booking in bookings})}
    window = bookings[0].starts_at, max(booking.ends_at for booking in bookings) + timedelta(minutes=1)
    options = [service.first_option for service in services.values()]
    known = load_schedules(options, window, include_inactive=True)
    return [
        Assignment(booking, replacement_options(member, booking, services[booking.service_id], known))
        for booking in bookings
    ]


def replacement_options(
    member: TeamMember, booking: Booking, service: Service, known: Mapping[int, ServiceSchedule]
) -> list[tuple[TeamMember, UnavailableReason | None]]:
    """List the other members who offer the service, each with the reason why not, or None."""
    # Any option will do: the booking keeps its own length.
    found = replacement_conflicts(known[service.first_option.id], booked_slot(booking, service))
    people = [performer.member for performer in service.performers if performer.member_id != member.id]
    return [(other, found[other.id]) for other in sorted(people, key=lambda each: each.position or 0)]


def booked_slot(booking: Booking, service: Service) -> BookedSlot:
    """Return the booking's time as agreed.

    The buffer time after it is the service's, without that of the current team member.
    """
    return BookedSlot(booking.starts_at, booking.ends_at, booking.buffer_before_minutes, service.buffer_after_minutes)
