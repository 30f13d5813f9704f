from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFound
from app.privacy.errors import PrivacyErrorCode
from app.privacy.models import PrivacyRequest

MOST_DONE = 50


def open_requests() -> Sequence[PrivacyRequest]:
    """List the open requests, the one that is due first in front. One statement."""
    is_open = PrivacyRequest.done_at.is_(None)
    return session.scalars(
        select(PrivacyRequest).where(is_open).order_by(PrivacyRequest.due_on, PrivacyRequest.id)
    ).all()


def done_requests() -> Sequence[PrivacyRequest]:
    """List the last requests that were answered, newest first. One statement."""
    is_done = PrivacyRequest.done_at.is_not(None)
    newest = select(PrivacyRequest).where(is_done).order_by(PrivacyRequest.done_at.desc(), PrivacyRequest.id.desc())
    return session.scalars(newest.limit(MOST_DONE)).all()


def lock_request(public_id: str) -> PrivacyRequest:
    """Lock a request and return it. Raises NotFound."""
    found = session.scalar(select(PrivacyRequest).where(PrivacyRequest.public_id == public_id).with_for_update())
    if found is None:
        raise NotFound(PrivacyErrorCode.NO_SUCH_REQUEST)
    return found
