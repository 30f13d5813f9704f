"""Requests that people make by email, with the day by which the law wants an answer."""

from datetime import date, timedelta

from app.accounts.models import User
from app.accounts.queries.users import user_by_email
from app.core import clock
from app.core.db import session
from app.privacy.enums import RequestKind
from app.privacy.models import PrivacyRequest

ANSWER_WITHIN = timedelta(days=45)


def add_request(*, kind: RequestKind, person: str, received_on: date, note: str, by: User) -> PrivacyRequest:
    """Add a request. An email address of an account ties it to that account."""
    account = user_by_email(person)
    request = PrivacyRequest(
        kind=kind,
        person=person,
        user_id=account.id if account else None,
        received_on=received_on,
        due_on=received_on + ANSWER_WITHIN,
        by_id=by.id,
        note=note,
    )
    session.add(request)
    session.flush()
    return request


def complete_request(*, request: PrivacyRequest, note: str, by: User) -> bool:
    """Note that a request was answered, and return whether it was open."""
    if request.done_at is not None:
        return False
    request.done_at, request.by_id = clock.now(), by.id
    request.note = "\n\n".join(part for part in (request.note, note) if part)
    session.flush()
    return True
