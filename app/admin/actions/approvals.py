"""Decisions on submissions and deals in review."""

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import User
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.admin.queries.approvals import Waiting
from app.db import session
from app.deals.actions import approve_deal, reject_deal
from app.deals.models import Deal
from app.venues.actions import approve, send_back
from app.venues.enums import Fault, SubmissionKind, VenueStatus
from app.venues.models import Submission, Venue
from app.venues.queries import lock_venue


def lock_waiting(found: Sequence[Waiting]) -> None:
    """Lock the venues and deals in review until this transaction ends, and expire everything loaded before."""
    for venue in sorted({one.venue for one in found}, key=lambda venue: venue.id):
        lock_venue(venue)
    deals = [one.deal.id for one in found if one.deal is not None]
    session.execute(select(Deal.id).where(Deal.id.in_(deals)).order_by(Deal.id).with_for_update())
    session.expire_all()


def approve_waiting(*, waiting: Waiting, admin: User) -> None:
    """Approve a submission or a deal. Raises Conflict if it was already decided."""
    if waiting.deal is not None:
        _approve_deal(waiting.deal, waiting.venue, admin)
    elif waiting.submission is not None:
        _approve_submission(waiting.submission, waiting.venue, admin)


def send_back_waiting(*, waiting: Waiting, admin: User, fault: Fault, note: str, part: str = "") -> None:
    """Request changes with a note that the owner reads word for word.

    Raises DomainError if there is no note, and Conflict if it was already decided.
    """
    if waiting.deal is not None:
        reject_deal(deal=waiting.deal, by=admin, note=note)
        act, subject = AuditAction.DEAL_SEND_BACK, deal_subject(waiting.deal, waiting.venue)
    elif waiting.submission is not None:
        is_new = waiting.submission.kind is SubmissionKind.NEW
        send_back(submission=waiting.submission, by=admin, fault=fault, note=note, part=part)
        act = AuditAction.VENUE_SEND_BACK if is_new else AuditAction.VENUE_SEND_BACK_CHANGE
        subject = venue_subject(waiting.venue)
    else:
        return
    before, status = {"status": VenueStatus.IN_REVIEW}, VenueStatus.CHANGES_REQUESTED
    after = {"status": status, "about": fault, **({"part": part} if part else {})}
    record(admin=admin, act=act, subject=subject, before=before, after=after, reason=note.strip())


def venue_subject(venue: Venue) -> Subject:
    return Subject(SubjectKind.VENUE, venue.id, venue.name, key=venue.slug)


def deal_subject(deal: Deal, venue: Venue) -> Subject:
    return Subject(SubjectKind.DEAL, deal.id, f"{deal.title}, {venue.name}", key=deal.public_id)


def _approve_submission(submission: Submission, venue: Venue, admin: User) -> None:
    is_new = submission.kind is SubmissionKind.NEW
    before = {"status": venue.status} if is_new else dict(submission.before)
    approve(submission=submission, by=admin)
    after = {"status": venue.status} if is_new else dict(submission.proposed)
    act = AuditAction.VENUE_APPROVE if is_new else AuditAction.VENUE_APPROVE_CHANGE
    record(admin=admin, act=act, subject=venue_subject(venue), before=before, after=after)


def _approve_deal(deal: Deal, venue: Venue, admin: User) -> None:
    before = {"status": deal.status}
    approve_deal(deal=deal, by=admin)
    after = {"status": deal.status}
    record(admin=admin, act=AuditAction.DEAL_APPROVE, subject=deal_subject(deal, venue), before=before, after=after)
