"""Queries for the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.admin.models import AuditEntry
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
        name = AuditEntry.subject_name.icontains(filters.about, autoescape=True)
        conditions.append(or_(name, AuditEntry.subject_key.icontains(filters.about, autoescape=True)))
    if filters.since:
        conditions.append(AuditEntry.at >= _midnight(filters.since, filters.zone))
    if filters.until:
        conditions.append(AuditEntry.at < _midnight(filters.until + timedelta(days=1), filters.zone))
    if filters.before:
        cursor = select(AuditEntry.id).where(AuditEntry.public_id == filters.before).scalar_subquery()
        conditions.append(AuditEntry.id < cursor)
    return conditions


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone)
