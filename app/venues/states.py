"""The status transitions of venues in one table. Every transition is recorded."""

from flask_babel import gettext as _

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.formats import join_sentences
from app.venues.enums import VenueStatus
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


def status_in_words(venue: Venue) -> str:
    """Describe the venue's status in a sentence: Hazel Bodywork is live."""
    name = venue.name
    return {
        DRAFT: _("%(venue)s is a draft.", venue=name),
        PENDING: _("%(venue)s is in review.", venue=name),
        APPROVED: _("%(venue)s is live.", venue=name),
        REJECTED: _("%(venue)s needs changes before it can go live.", venue=name),
        UNPUBLISHED: _("%(venue)s is unpublished.", venue=name),
        SUSPENDED: _("%(venue)s is suspended.", venue=name),
        DELETED: _("%(venue)s is deleted.", venue=name),
    }[venue.status]


def refusal(venue: Venue) -> str:
    """Explain why nothing was done: another tab, or an admin, was faster."""
    return join_sentences(status_in_words(venue), _("Reload the page, then try again."))


def transition(venue: Venue, to: VenueStatus, *, by: User | None = None, reason: str = "") -> VenueTransition:
    """Change the status of a locked venue and record who did it and why.

    Raises Conflict if the transition is not allowed.
    """
    if to not in NEXT[venue.status]:
        raise Conflict(refusal(venue))
    transition = VenueTransition(
        venue_id=venue.id,
        from_status=venue.status,
        to_status=to,
        user_id=by.id if by else None,
        reason=reason,
        at=clock.now(),
    )
    session.add(transition)
    venue.status = to
    session.flush()
    return transition
