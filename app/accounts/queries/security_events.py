from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.enums import SecurityEventKind
from app.accounts.models import SecurityEvent, User
from app.core import clock
from app.core.db import session

# How far back people see what happened to their account.
SHOWN = timedelta(days=90)


def events_of(user: User, *, most: int) -> Sequence[SecurityEvent]:
    """List up to `most` events of the last 90 days with their devices, the newest first. One statement."""
    return session.scalars(
        select(SecurityEvent)
        .where(SecurityEvent.user_id == user.id, SecurityEvent.at > clock.now() - SHOWN)
        .options(joinedload(SecurityEvent.device))
        .order_by(SecurityEvent.at.desc(), SecurityEvent.id.desc())
        .limit(most)
    ).all()


def has_event(user: User, kind: SecurityEventKind, *, since: datetime) -> bool:
    """Return whether an event of this kind happened to the account after `since`. One statement."""
    found = SecurityEvent.user_id == user.id, SecurityEvent.kind == kind, SecurityEvent.at > since
    return session.scalar(select(SecurityEvent.id).where(*found).limit(1)) is not None
