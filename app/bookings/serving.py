"""Visits by who serves them, and who else could. What is shown and what is done go the same way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app import clock
from app.availability.enums import Reason, ReservationState
from app.availability.models import Reservation
from app.availability.plans import Plan
from app.availability.queries import plans
from app.availability.substitutes import Stay, refusals
from app.bookings.enums import UPCOMING_STATES
from app.bookings.models import Booking, VenueOrder
from app.catalog.models import Service
from app.catalog.queries import services_called
from app.db import session
from app.team.models import Member


@dataclass(frozen=True, slots=True)
class Serving:
    """A visit to come that a member serves, and who else performs it: each with what is in the way, or None."""

    booking: Booking
    others: Sequence[tuple[Member, Reason | None]]

    @property
    def able(self) -> list[Member]:
        """Who could serve it instead, in the order of the team."""
        return [member for member, reason in self.others if reason is None]


def to_come(member: Member) -> Sequence[Booking]:
    """The visits that she serves and that have not begun, in order of time; with booking, order and service.
    One statement."""
    return session.scalars(
        select(Booking)
        .join(Booking.venue_order)
        .join(VenueOrder.order)
        .join(Booking.service)
        .join(Reservation, Reservation.booking_id == Booking.id)
        .where(
            Reservation.resource_id == member.resource_id,
            Reservation.state == ReservationState.CONFIRMED,  # not where it may move once that is paid
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


def servings(member: Member) -> list[Serving]:
    """Her visits to come, each with those who could take it over. A fixed number of statements."""
    bookings = to_come(member)
    if not bookings:
        return []
    services = {service.id: service for service in services_called({booking.service_id for booking in bookings})}
    window = bookings[0].starts_at, max(booking.ends_at for booking in bookings) + timedelta(minutes=1)
    known = plans(services.values(), window, also_hidden=True)
    return [Serving(booking, others(member, booking, services[booking.service_id], known)) for booking in bookings]


def others(
    member: Member, booking: Booking, service: Service, known: Mapping[int, Plan]
) -> list[tuple[Member, Reason | None]]:
    """Who performs the service besides her."""
    found = refusals(known[service.id], stay_of(booking, service))
    people = [performer.member for performer in service.performers if performer.member_id != member.id]
    return [(other, found[other.id]) for other in sorted(people, key=lambda each: each.position or 0)]


def stay_of(booking: Booking, service: Service) -> Stay:
    """As it was agreed; what is kept clear after it is the service's, without what whoever served it kept."""
    return Stay(booking.starts_at, booking.ends_at, booking.before_minutes, service.after_minutes)
