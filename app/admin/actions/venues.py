"""Suspending and reinstating a venue."""

from app.accounts.models import User
from app.admin.actions.approvals import venue_subject
from app.admin.actions.record import record
from app.admin.enums import AuditAction
from app.payouts.actions.deferrals import defer_all_transfers
from app.venues.actions.publication import reinstate_venue, suspend_venue
from app.venues.enums import VenueStatus
from app.venues.models import Venue


def suspend(*, venue: Venue, admin: User, reason: str) -> None:
    """Hide a venue from guests and tell its owner why.

    Raises DomainError if there is no reason, and Conflict if the venue was never approved or is already suspended.
    """
    before = {"status": venue.status}
    suspend_venue(venue=venue, by=admin, reason=reason)
    _record(AuditAction.VENUE_SUSPEND, venue, admin, before, reason)


def reinstate(*, venue: Venue, admin: User) -> None:
    """Return a venue to its status before the suspension, and pay it. Raises Conflict if it is not suspended."""
    before = {"status": venue.status}
    reinstate_venue(venue=venue, by=admin)
    defer_all_transfers(venue_id=venue.id)
    _record(AuditAction.VENUE_REINSTATE, venue, admin, before)


def _record(action: AuditAction, venue: Venue, admin: User, before: dict[str, VenueStatus], reason: str = "") -> None:
    after = {"status": venue.status}
    record(admin=admin, action=action, subject=venue_subject(venue), before=before, after=after, reason=reason)
