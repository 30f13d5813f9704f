"""Queries for the audit log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.admin.enums import SubjectKind
from app.admin.models import AuditEntry
from app.bookings.models.orders import Order
from app.core.db import session

PAGE = 40


@dataclass(frozen=True, slots=True)
class AuditLogFilter:
    """A filter of the audit log.

    `who` is an admin's public id; days are local dates in `zone`, both included; the page starts after the entry whose
    public id is `before`.
    """

    zone: ZoneInfo
    who: str = ""
    action: str = ""
    about: str = ""
    since: date | None = None
    until: date | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class AuditLogPage:
    entries: Sequence[AuditEntry]
    older: str  # the cursor of the next page; empty on the last


def page_of_log(filters: AuditLogFilter) -> AuditLogPage:
    """Return a page of entries, newest first, each with its admin. One statement."""
    query = select(AuditEntry).where(*_conditions(filters)).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    found = session.scalars(query.options(joinedload(AuditEntry.admin))).all()
    shown = found[:PAGE]
    return AuditLogPage(shown, shown[-1].public_id if len(found) > PAGE else "")


def names_in(entries: Iterable[AuditEntry]) -> dict[int, str]:
    """Return the current names of the people that entries are about, by id. One statement."""
    ids = {entry.subject_id for entry in entries if entry.subject_kind == SubjectKind.USER}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids))).all() if ids else []
    return {row[0]: row[1] for row in rows}


def those_in_log() -> Sequence[User]:
    """List everyone with an entry, by name, including former admins. One statement."""
    doers = select(AuditEntry.admin_id).distinct()
    return session.scalars(select(User).where(User.id.in_(doers)).order_by(User.name, User.id)).all()


def _conditions(filters: AuditLogFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.who:
        conditions.append(AuditEntry.admin_id == select(User.id).where(User.public_id == filters.who).scalar_subquery())
    if filters.action:
        conditions.append(AuditEntry.action == filters.action)
    if filters.about:
        conditions.append(_about(filters.about))
    if filters.since:
        conditions.append(AuditEntry.at >= _midnight(filters.since, filters.zone))
    if filters.until:
        conditions.append(AuditEntry.at < _midnight(filters.until + timedelta(days=1), filters.zone))
    if filters.before:
        cursor = select(AuditEntry.id).where(AuditEntry.public_id == filters.before).scalar_subquery()
        conditions.append(AuditEntry.id < cursor)
    return conditions


def _about(words: str) -> ColumnElement[bool]:
    """Find entries by a name or a key. People are found by their current name, because entries have none."""
    people = select(User.id).where(User.name.icontains(words, autoescape=True))
    orders = select(Order.id).where(Order.name.icontains(words, autoescape=True))
    return or_(
        AuditEntry.subject_name.icontains(words, autoescape=True),
        AuditEntry.subject_key.icontains(words, autoescape=True),
        and_(AuditEntry.subject_kind == SubjectKind.USER, AuditEntry.subject_id.in_(people)),
        and_(AuditEntry.subject_kind == SubjectKind.ORDER, AuditEntry.subject_id.in_(orders)),
    )


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone)
