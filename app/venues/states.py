"""The status transitions of venues in one table. Every transition is recorded."""

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer
from app.venues.enums import VenueStatus
from app.venues.errors import VenueErrorCode
from app.venues.models import Venue, VenueTransition

DRAFT, PENDING, APPROVED = VenueStatus.DRAFT, VenueStatus.IN_REVIEW, VenueStatus.LIVE
REJECTED, UNPUBLISHED, SUSPENDED, DELETED = (
    VenueStatus.CHANGES_REQUESTED,
    VenueStatus.UNPUBLISHED,
    VenueStatus.SUSPENDED,
    VenueStatus.DELETED,
)

NEXT: dict[VenueStatus, frozenset[VenueStatus]] = {
    DRAFT: frozenset({PENDING, DELETED}),
    PENDING: frozenset({DRAFT, APPROVED, REJECTED, DELETED}),
    REJECTED: frozenset({PENDING, DELETED}),
    APPROVED: frozenset({UNPUBLISHED, SUSPENDED, DELETED}),
    UNPUBLISHED: frozenset({APPROVED, SUSPENDED, DELETED}),
    SUSPENDED: frozenset({APPROVED, UNPUBLISHED, DELETED}),
    DELETED: frozenset({DRAFT, REJECTED, UNPUBLISHED, SUSPENDED}),
}


def status_conflict(venue: Venue) -> Conflict:
    """Return the error for a venue whose status does not allow a change: another tab, or an admin, was faster."""
    return Conflict(VenueErrorCode.STATUS_CHANGED, venue=venue.name, status=venue.status)


def transition(venue: Venue, to: VenueStatus, *, by: User | None = None, reason: str = "") -> VenueTransition:
    """Change the status of a locked venue and record who did it and why.

    Raises Conflict if the transition is not allowed.
    """
    if to not in NEXT[venue.status]:
        raise status_conflict(venue)
    transition = VenueTransition(
        venue_id=venue.id,
        from_status=venue.status,
        to_status=to,
        user_id=by.id if by else None,
        reason=reason,
        at=clock.now(),
    )
    session.add(transition)
    if SUSPENDED in {venue.status, to}:
        defer("payouts.follow_suspension", lock=f"payouts.follow_suspension:{venue.id}", venue_id=venue.id)
    venue.status = to
    session.flush()
    return transition
