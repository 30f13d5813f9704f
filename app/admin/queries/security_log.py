"""Queries for the security log."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.enums import SecurityEventKind
from app.accounts.models import SecurityEvent, User
from app.admin.errors import AdminErrorCode
from app.admin.models import SecurityResolution
from app.core.db import session
from app.core.errors import NotFound
from app.core.security_log import Severity

PAGE = 40
# What the log shows without a filter, and all above it: an ordinary login needs no action.
NOTABLE = Severity.NOTICE


@dataclass(frozen=True, slots=True)
class SecurityLogFilter:
    """A filter of the security log.

    `severity` is the lowest to show. `before` is the public id of the last event of the page before.
    """

    severity: Severity | None = None
    kind: SecurityEventKind | None = None
    person: str = ""
    is_open: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True)
class SecurityLogPage:
    events: Sequence[tuple[SecurityEvent, SecurityResolution | None]]
    older: str
    """The cursor of the next page, or empty on the last."""


def page_of_security_log(filters: SecurityLogFilter) -> SecurityLogPage:
    """Return a page of events, newest first, with what admins resolved. One statement."""
    rows = session.execute(
        select(SecurityEvent, SecurityResolution)
        .outerjoin(SecurityResolution, SecurityResolution.event_id == SecurityEvent.id)
        .where(*_conditions(filters))
        .options(
            joinedload(SecurityEvent.user),
            joinedload(SecurityEvent.by),
            joinedload(SecurityEvent.device),
            joinedload(SecurityResolution.admin),
        )
        .order_by(SecurityEvent.id.desc())
        .limit(PAGE + 1)
    ).all()
    shown = [(row[0], row[1]) for row in rows[:PAGE]]
    return SecurityLogPage(shown, shown[-1][0].public_id if len(rows) > PAGE else "")


def lock_event(public_id: str) -> SecurityEvent:
    """Lock an event. Raises NotFound."""
    query = select(SecurityEvent).where(SecurityEvent.public_id == public_id).with_for_update()
    event = session.scalar(query)
    if event is None:
        raise NotFound(AdminErrorCode.NO_SUCH_EVENT)
    return event


def _conditions(filters: SecurityLogFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    least = filters.severity
    if least is None and not filters.kind and not filters.person:
        least = NOTABLE
    if least:
        conditions.append(SecurityEvent.severity.in_(list(Severity)[list(Severity).index(least) :]))
    if filters.kind:
        conditions.append(SecurityEvent.kind == filters.kind)
    if filters.person:
        named = User.name.icontains(filters.person, autoescape=True)
        people = select(User.id).where(or_(named, User.email.icontains(filters.person, autoescape=True)))
        conditions.append(SecurityEvent.user_id.in_(people))
    if filters.is_open:
        conditions.append(SecurityResolution.event_id.is_(None))
    if filters.before:
        cursor = select(SecurityEvent.id).where(SecurityEvent.public_id == filters.before).scalar_subquery()
        conditions.append(SecurityEvent.id < cursor)
    return conditions
