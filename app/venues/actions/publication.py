"""Unpublishing, suspending, deleting and restoring venues, by the owner or an admin."""

from datetime import timedelta

from app.accounts.enums import Role
from app.accounts.models import User
from app.accounts.queries.users import lock_user
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.venues.actions.reindex import schedule_reindex
from app.venues.actions.review import withdraw
from app.venues.actions.staff import remove_others
from app.venues.enums import VenueStatus
from app.venues.errors import VenueErrorCode
from app.venues.models import Venue, VenueTransition
from app.venues.queries import first_name_of_owner, last_move_to, lock_venue, staff_of
from app.venues.states import status_conflict, transition

RESTORABLE = timedelta(days=30)

# The status of a restored venue. Nothing becomes public at once.
COMES_BACK_AS = {
    VenueStatus.IN_REVIEW: VenueStatus.DRAFT,
    VenueStatus.LIVE: VenueStatus.UNPUBLISHED,
}


def unpublish_venue(*, venue: Venue, by: User) -> None:
    """Unpublish a venue; existing bookings do not change. Raises Conflict if it is not live."""
    lock_venue(venue)
    if not venue.is_public:
        raise status_conflict(venue)
    transition(venue, VenueStatus.UNPUBLISHED, by=by)
    schedule_reindex(venue.id)


def publish_venue(*, venue: Venue, by: User) -> None:
    """Publish a venue that its owner unpublished. Raises Conflict if it is in any other status."""
    lock_venue(venue)
    if venue.status is not VenueStatus.UNPUBLISHED:
        raise status_conflict(venue)
    transition(venue, VenueStatus.LIVE, by=by)
    schedule_reindex(venue.id)


def suspend_venue(*, venue: Venue, by: User, reason: str) -> VenueTransition:
    """Suspend a venue, which its owner cannot undo, and email them the reason. Existing bookings do not change.

    Raises DomainError if there is no reason, and Conflict if the venue was never approved or is already suspended.
    """
    if not reason.strip():
        raise DomainError(VenueErrorCode.NO_REASON)
    lock_venue(venue)
    moved = transition(venue, VenueStatus.SUSPENDED, by=by, reason=reason.strip())
    defer("venues.email_status", transition_id=moved.id)
    schedule_reindex(venue.id)
    return moved


def reinstate_venue(*, venue: Venue, by: User, reason: str = "") -> VenueTransition:
    """Return a venue to its status before the suspension. Raises Conflict if it is not suspended."""
    lock_venue(venue)
    if venue.status is not VenueStatus.SUSPENDED:
        raise status_conflict(venue)
    before = last_move_to(venue, VenueStatus.SUSPENDED)
    live = before is not None and before.from_status is VenueStatus.LIVE
    moved = transition(venue, VenueStatus.LIVE if live else VenueStatus.UNPUBLISHED, by=by, reason=reason.strip())
    defer("venues.email_status", transition_id=moved.id)
    schedule_reindex(venue.id)
    return moved


def delete_venue(*, venue: Venue, by: User) -> None:
    """Delete a venue, at which no one works then. Its main owner `by` can restore it for 30 days.

    The caller has checked that it has no bookings. Raises Conflict for the other owners.
    """
    lock_venue(venue)
    if by.id != venue.owner_id:
        raise Conflict(VenueErrorCode.NOT_MAIN_OWNER, name=first_name_of_owner(venue))
    withdraw(venue=venue)
    remove_others(venue=venue, owner=by)
    transition(venue, VenueStatus.DELETED, by=by)
    schedule_reindex(venue.id)


def restore_venue(*, venue: Venue, by: User) -> None:
    """Undo a deletion: a draft is a draft again, a live venue becomes unpublished, and `by` is its owner again.

    Raises Conflict if the venue is not deleted, 30 days have passed, or the owner works elsewhere or is an admin now.
    """
    lock_user(by.id)
    lock_venue(venue)
    if by.role is Role.ADMIN:
        raise Conflict(VenueErrorCode.ADMINS_DONT_WORK)
    deleted = last_move_to(venue, VenueStatus.DELETED)
    if venue.status is not VenueStatus.DELETED or deleted is None:
        raise status_conflict(venue)
    if clock.now() > deleted.at + RESTORABLE:
        raise Conflict(
            VenueErrorCode.RESTORE_TOO_LATE,
            venue=venue.name,
            deleted_at=deleted.at,
            zone=venue.zone,
            number=RESTORABLE.days,
        )
    other = staff_of(by)
    if other is not None:
        raise Conflict(VenueErrorCode.OWNER_HAS_OTHER_VENUE, venue=other.venue.name)
    transition(venue, COMES_BACK_AS.get(deleted.from_status, deleted.from_status), by=by)
    # An owner who has worked for another venue and left it has the role of a guest.
    by.role = Role.PROVIDER
    session.flush()
