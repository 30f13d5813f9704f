"""Admin actions on privacy requests, each recorded in the audit log by number, because the log keeps everything."""

from datetime import date

from app.accounts.models import User
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.privacy.actions import requests
from app.privacy.enums import RequestKind
from app.privacy.models import PrivacyRequest


def add_privacy_request(*, kind: RequestKind, person: str, received_on: date, note: str, admin: User) -> PrivacyRequest:
    """Add a request that someone made by email."""
    found = requests.add_request(kind=kind, person=person, received_on=received_on, note=note, by=admin)
    after = {"kind": found.kind, "due_on": found.due_on}
    record(admin=admin, action=AuditAction.PRIVACY_ADD, subject=_subject(found), before={}, after=after)
    return found


def complete_privacy_request(*, request: PrivacyRequest, note: str, admin: User) -> None:
    """Note that a request was answered. Again changes nothing."""
    if requests.complete_request(request=request, note=note, by=admin):
        after = {"done_at": request.done_at}
        record(admin=admin, action=AuditAction.PRIVACY_DONE, subject=_subject(request), before={}, after=after)


def _subject(request: PrivacyRequest) -> Subject:
    return Subject(SubjectKind.PRIVACY_REQUEST, request.id, request.public_id)
