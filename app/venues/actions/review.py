"""Submitting for review and deciding: a new venue, or a change to the fields that guests choose by.

A venue that was approved once shows its approved name, category and address until an admin approves the new ones.
Everything else shows as soon as it is saved.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import defer
from app.taxonomy.queries import category_called
from app.venues.actions.create import rename_venue
from app.venues.actions.reindex import schedule_reindex
from app.venues.enums import ChangeReason, SubmissionKind, SubmissionState, VenueStatus
from app.venues.errors import VenueErrorCode
from app.venues.models import Submission, Venue
from app.venues.places import zone_at
from app.venues.queries import lock_venue, photos_of, waiting_submission
from app.venues.states import transition

PLACE = ("street", "city", "state", "postal_code", "latitude", "longitude")
ADDRESS = (*PLACE, "position_confirmed")
REVIEWED = ("name", "category", *ADDRESS)
# Approved once, so a change of the reviewed fields needs a review.
STANDING = frozenset({VenueStatus.LIVE, VenueStatus.UNPUBLISHED, VenueStatus.SUSPENDED})
# How long an owner may go on editing before the admins get an email, so that a series of edits is one email.
STILL_EDITING = timedelta(minutes=1)
Values = Mapping[str, Any]


def submit_venue(*, venue: Venue, by: User | None = None, facts: Sequence[tuple[str, str]] = ()) -> Submission:
    """Submit a new venue for review.

    `facts` is the listing's current text by label. Raises Conflict if the venue is already in review or approved.
    """
    lock_venue(venue)
    if venue.status not in {VenueStatus.DRAFT, VenueStatus.CHANGES_REQUESTED}:
        raise Conflict(VenueErrorCode.NOTHING_TO_SUBMIT, venue=venue.name, status=venue.status)
    transition(venue, VenueStatus.IN_REVIEW, by=by)
    sent = Submission(
        venue_id=venue.id,
        kind=SubmissionKind.NEW,
        sent_at=clock.now(),
        facts=[list(fact) for fact in facts],
        photo_ids=[photo.public_id for photo in photos_of(venue)],
    )
    _submit(sent)
    return sent


def withdraw(*, venue: Venue) -> None:
    """Withdraw the open submission, if any. The venue's status does not change."""
    sent = waiting_submission(venue)
    if sent is not None:
        sent.state = SubmissionState.WITHDRAWN
        session.flush()


def withdraw_venue(*, venue: Venue, by: User) -> None:
    """Withdraw the venue's submission. Raises Conflict if it was already decided."""
    lock_venue(venue)
    if waiting_submission(venue) is None:
        raise Conflict(VenueErrorCode.ALREADY_DECIDED)
    withdraw(venue=venue)
    if venue.status is VenueStatus.IN_REVIEW:
        transition(venue, VenueStatus.DRAFT, by=by)


def change(*, venue: Venue, values: Values) -> bool:
    """Set some of REVIEWED (a category by its slug). The caller has locked the venue.

    Returns True if the change waits for an admin: the venue was approved once, and something differs from what it
    shows.
    """
    if venue.status in STANDING:
        return _propose(venue, values)
    apply(venue, values)
    return False


def approve(*, submission: Submission, by: User | None = None) -> None:
    """Approve a submission. Raises Conflict if it was already decided, withdrawn or replaced."""
    venue = _open(submission)
    if submission.kind is SubmissionKind.NEW:
        transition(venue, VenueStatus.LIVE, by=by)
    else:
        apply(venue, submission.proposed)
    _decide(submission, SubmissionState.APPROVED, by)
    schedule_reindex(venue.id)


def approve_venue(*, venue: Venue, by: User | None = None) -> None:
    """Make a new venue public. Raises Conflict if it is not in review."""
    sent = waiting_submission(venue)
    if sent is None:
        raise Conflict(VenueErrorCode.NOT_IN_REVIEW, venue=venue.name)
    approve(submission=sent, by=by)


def request_changes(*, submission: Submission, by: User, reason: ChangeReason, note: str, part: str = "") -> None:
    """Reject a submission with a note that the owner reads word for word. `part` is the part that the note is about.

    Raises DomainError if there is no note, and Conflict if the submission was already decided.
    """
    if not note.strip():
        raise DomainError(VenueErrorCode.NO_NOTE)
    venue = _open(submission)
    submission.reason, submission.part, submission.note = reason, part, note.strip()
    if submission.kind is SubmissionKind.NEW:
        transition(venue, VenueStatus.CHANGES_REQUESTED, by=by, reason=note.strip())
    _decide(submission, SubmissionState.REJECTED, by)


def live_values(venue: Venue) -> dict[str, Any]:
    """Return the fields of REVIEWED as guests see them. The venue's category must be loaded."""
    return {"name": venue.name, "category": venue.category.slug, **{field: getattr(venue, field) for field in ADDRESS}}


def proposed_values(venue: Venue, waiting: Submission | None) -> dict[str, Any]:
    """Return the fields of REVIEWED as they would be if the open submission were approved."""
    is_change = waiting is not None and waiting.kind is SubmissionKind.CHANGE
    return {**live_values(venue), **(waiting.proposed if waiting and is_change else {})}


def apply(venue: Venue, values: Values) -> None:
    """Apply new values to the reviewed fields.

    Raises DomainError for a position at sea, and Conflict for a category that no longer exists.
    """
    if "category" in values:
        category = category_called(values["category"])
        if category is None:
            raise Conflict(VenueErrorCode.CATEGORY_GONE)
        venue.category = category
    for field in ADDRESS:
        if field in values:
            setattr(venue, field, values[field])
    venue.zone_name = zone_at(venue.latitude, venue.longitude)
    if values.get("name", venue.name) != venue.name:
        rename_venue(venue=venue, name=values["name"])
    schedule_reindex(venue.id)
    session.flush()


def _propose(venue: Venue, values: Values) -> bool:
    """Record pending changes in the open submission, creating, replacing or withdrawing it as needed."""
    waiting, live = waiting_submission(venue), live_values(venue)
    wanted = {**proposed_values(venue, waiting), **values}
    differing = {field: value for field, value in wanted.items() if value != live[field]}
    if not differing.keys() & set(PLACE) and "position_confirmed" in differing:
        # Guests see the pin where it was, so there is nothing to review.
        venue.position_confirmed = differing.pop("position_confirmed")
        session.flush()
    if "latitude" in differing or "longitude" in differing:
        zone_at(wanted["latitude"], wanted["longitude"])  # raises DomainError here, where the owner can correct it
    if waiting is not None and waiting.proposed == differing:
        return True
    withdraw(venue=venue)
    if differing:
        before = {field: live[field] for field in differing}
        sent = {"venue_id": venue.id, "kind": SubmissionKind.CHANGE, "sent_at": clock.now()}
        _submit(Submission(**sent, proposed=differing, before=before))
    return bool(differing)


def _submit(submission: Submission) -> None:
    """Add a submission, and email the admins who can decide, unless it is replaced or withdrawn first."""
    session.add(submission)
    session.flush()
    defer("admin.email_submission", submission_id=submission.id, at=submission.sent_at + STILL_EDITING)


def _open(submission: Submission) -> Venue:
    """Return the venue of an open submission, with both locked, so that only one of two admins decides."""
    venue = session.get_one(Venue, submission.venue_id)
    lock_venue(venue)
    session.refresh(submission, ["state"], with_for_update=True)
    if submission.state is not SubmissionState.WAITING:
        raise Conflict(VenueErrorCode.NOT_IN_REVIEW, venue=venue.name)
    return venue


def _decide(submission: Submission, state: SubmissionState, by: User | None) -> None:
    submission.state, submission.decided_at = state, clock.now()
    submission.decided_by_id = by.id if by else None
    if by is not None:
        defer("venues.email_decided", submission_id=submission.id)
    session.flush()
