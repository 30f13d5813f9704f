"""Reassigning bookings and removing a team member. Only bookings that the venue chose are canceled."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from app.accounts.models import User
from app.availability.deactivation import block_indefinitely, held_until, unblock
from app.availability.engine.types import ResourceCalendar
from app.availability.enums import ReservationState
from app.availability.models import Reservation
from app.availability.slots import lock_resources, reserve
from app.bookings import stored_texts
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.bookings.states import record_event
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.offboarding.errors import OffboardingErrorCode
from app.offboarding.queries import Assignment, booked_slot, upcoming_assignments, upcoming_count
from app.staff.actions.people import end_login_of
from app.team.actions import deactivate_member, reactivate_member
from app.team.models import TeamMember
from app.team.queries import members_of
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue
from app.venues.queries import lock_venue

CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class ReassignDecisions:
    """What happens to each booking, by public id: the new member's slug, or CANCEL.

    Guests read the reason.
    """

    of: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reassigned:
    reassigned: int
    canceled: int
    refund_cents: int


def reassign_bookings(*, venue: Venue, member: TeamMember, decisions: ReassignDecisions) -> Reassigned:
    """Apply the decisions about a member's bookings; bookings without a decision stay with the member.

    Raises DomainError if a cancellation has no reason, Conflict if a chosen member is no longer available. The caller
    must roll back then.
    """
    if CANCEL in decisions.of.values() and not decisions.reason:
        raise DomainError(OffboardingErrorCode.NO_REASON)
    _lock(venue, member)
    passed_on = canceled = cents = 0
    for serving in upcoming_assignments(member):
        decided = decisions.of.get(serving.booking.public_id)
        if decided == CANCEL:
            done = cancel_booking(
                booking_id=serving.booking.id, actor=Actor.PROVIDER, user_id=decisions.user_id, reason=decisions.reason
            )
            canceled, cents = canceled + 1, cents + done.refund_cents
        elif decided:
            _reassign(venue, serving, member, decided, decisions)
            passed_on += 1
    schedule_reindex(venue.id)
    session.flush()
    return Reassigned(passed_on, canceled, cents)


def remove_member(*, venue: Venue, member: TeamMember, decisions: ReassignDecisions) -> Reassigned:
    """Remove a member after applying the decisions, which must cover all upcoming bookings.

    Their login as a team member ends. Raises what `reassign_bookings` raises, and Conflict if the member is held at
    checkout or was just booked.
    """
    end_login_of(venue=venue, member=member, by=session.get(User, decisions.user_id) if decisions.user_id else None)
    _lock(venue, member)
    until = held_until(member.resource_id)
    if until is not None:
        raise Conflict(OffboardingErrorCode.HELD_AT_CHECKOUT, name=member.first_name, until=until, zone=venue.zone)
    done = reassign_bookings(venue=venue, member=member, decisions=decisions)
    left = upcoming_count(member)
    if left:
        first = left[0]
        raise Conflict(
            OffboardingErrorCode.BOOKINGS_LEFT,
            guest=first.venue_order.order.name,
            service=first.title,
            name=member.first_name,
            starts_at=first.starts_at,
            zone=venue.zone,
        )
    block_indefinitely(member.resource_id)
    deactivate_member(venue=venue, member=member)
    return done


def restore_member(*, venue: Venue, member: TeamMember, position: int) -> None:
    """Restore a removed member. Raises Conflict if the team is full."""
    lock_venue(venue)
    session.refresh(member)
    if member.removed_at is not None:
        reactivate_member(venue=venue, member=member, position=position)
        unblock(member.resource_id)


def _lock(venue: Venue, member: TeamMember) -> None:
    """Lock the member's bookings, then the whole team's time, in the same order as other code."""
    lock_venue(venue)
    ids = [booking.id for booking in upcoming_count(member)]
    session.execute(select(Booking.id).where(Booking.id.in_(ids)).order_by(Booking.id).with_for_update())
    lock_resources([other.resource_id for other in members_of(venue)])


def _reassign(venue: Venue, serving: Assignment, member: TeamMember, slug: str, decisions: ReassignDecisions) -> None:
    booking, to = serving.booking, next((other for other in serving.able if other.slug == slug), None)
    session.execute(
        delete(Reservation).where(Reservation.booking_id == booking.id, Reservation.resource_id == member.resource_id)
    )
    if to is None or not _take(booking, to):
        raise Conflict(
            OffboardingErrorCode.REPLACEMENT_UNAVAILABLE,
            name=_name_of(serving, slug),
            service=booking.title,
            starts_at=booking.starts_at,
            zone=venue.zone,
        )
    chosen = booking.member_id == member.id
    if chosen:
        booking.member_id = to.id
        # The guest asked for this member and gets another, so canceling gives a full refund whatever the policy.
        booking.cancel_keep_percent = 0
    booking.served_by = " and ".join(_names(booking))
    booking.sequence += 1
    why = stored_texts.reassigned(member.name, to.name)
    record_event(booking, booking.state, actor=Actor.PROVIDER, user_id=decisions.user_id, reason=why)
    defer(
        "bookings.email_reassigned",
        booking_id=booking.id,
        sequence=booking.sequence,
        before=member.name,
        after=to.name,
        chosen=int(chosen),
        reason=decisions.reason,
    )


def _take(booking: Booking, to: TeamMember) -> bool:
    """Reserve the new member's time."""
    reserved = booked_slot(booking, booking.service).reserved_by(
        ResourceCalendar(to.resource_id, after=to.buffer_minutes)
    )
    taken = reserve(
        [((to.resource_id, 1), reserved)],
        1,
        booking_id=booking.id,
        state=ReservationState.CONFIRMED,
        until=None,
        locked=[to.resource_id],
    )
    return bool(taken)


def _names(booking: Booking) -> list[str]:
    """Return the names of the booking's members, as reserved now."""
    return list(
        session.scalars(
            select(TeamMember.name)
            .join(Reservation, Reservation.resource_id == TeamMember.resource_id)
            .where(Reservation.booking_id == booking.id, Reservation.state == ReservationState.CONFIRMED)
            .order_by(Reservation.id)
        )
    )


def _name_of(serving: Assignment, slug: str) -> str | None:
    return next((other.name for other, _free in serving.replacements if other.slug == slug), None)
