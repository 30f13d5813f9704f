"""Decisions on submissions and deals in review."""

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import User
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.admin.queries.approvals import PendingApproval
from app.core.db import session
from app.deals.actions.review import approve_deal, reject_deal
from app.deals.models import Deal
from app.venues.actions.review import approve, request_changes
from app.venues.enums import ChangeReason, SubmissionKind, VenueStatus
from app.venues.models import Submission, Venue
from app.venues.queries import lock_venue


def lock_pending(found: Sequence[PendingApproval]) -> None:
    """Lock the venues and deals in review until this transaction ends, and expire everything loaded before."""
    for venue in sorted({one.venue for one in found}, key=lambda venue: venue.id):
        lock_venue(venue)
    deals = [one.deal.id for one in found if one.deal is not None]
    session.execute(select(Deal.id).where(Deal.id.in_(deals)).order_by(Deal.id).with_for_update())
    session.expire_all()


def approve_pending(*, waiting: PendingApproval, admin: User) -> None:
    """Approve a submission or a deal. Raises Conflict if it was already decided."""
    if waiting.deal is not None:
        _approve_deal(waiting.deal, waiting.venue, admin)
    elif waiting.submission is not None:
        _approve_submission(waiting.submission, waiting.venue, admin)


def request_changes_to_pending(
    *,
    waiting: PendingApproval,
    admin: User,
    reason: ChangeReason,
    note: str,
    part: str = "",
    facts: Sequence[tuple[str, str]] = (),
) -> None:
    """Request changes with a note that the owner reads word for word. `facts` are those of a deal, by label.

    Raises DomainError if there is no note, and Conflict if it was already decided.
    """
    if waiting.deal is not None:
        reject_deal(deal=waiting.deal, by=admin, note=note, facts=facts)
        action, subject = AuditAction.DEAL_REQUEST_CHANGES, deal_subject(waiting.deal, waiting.venue)
    elif waiting.submission is not None:
        is_new = waiting.submission.kind is SubmissionKind.NEW
        request_changes(submission=waiting.submission, by=admin, reason=reason, note=note, part=part)
        action = AuditAction.VENUE_REQUEST_CHANGES if is_new else AuditAction.VENUE_REQUEST_CHANGES_TO_LIVE
        subject = venue_subject(waiting.venue)
    else:
        return
    before, status = {"status": VenueStatus.IN_REVIEW}, VenueStatus.CHANGES_REQUESTED
    after = {"status": status, "about": reason, **({"part": part} if part else {})}
    record(admin=admin, action=action, subject=subject, before=before, after=after, reason=note.strip())


def venue_subject(venue: Venue) -> Subject:
    return Subject(SubjectKind.VENUE, venue.id, venue.name, key=venue.slug, person_id=venue.owner_id)


def deal_subject(deal: Deal, venue: Venue) -> Subject:
    name = f"{deal.title}, {venue.name}"
    return Subject(SubjectKind.DEAL, deal.id, name, key=deal.public_id, person_id=venue.owner_id)


def _approve_submission(submission: Submission, venue: Venue, admin: User) -> None:
    is_new = submission.kind is SubmissionKind.NEW
    before = {"status": venue.status} if is_new else dict(submission.before)
    approve(submission=submission, by=admin)
    after = {"status": venue.status} if is_new else dict(submission.proposed)
    action = AuditAction.VENUE_APPROVE if is_new else AuditAction.VENUE_APPROVE_CHANGE
    record(admin=admin, action=action, subject=venue_subject(venue), before=before, after=after)


def _approve_deal(deal: Deal, venue: Venue, admin: User) -> None:
    before = {"status": deal.status}
    approve_deal(deal=deal, by=admin)
    after = {"status": deal.status}
    record(admin=admin, action=AuditAction.DEAL_APPROVE, subject=deal_subject(deal, venue), before=before, after=after)
