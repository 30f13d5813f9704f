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


def page_of_log(asked: AuditLogFilter) -> AuditLogPage:
    """Return a page of entries, newest first, each with its admin. One statement."""
    query = select(AuditEntry).where(*_wanted(asked)).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    found = session.scalars(query.options(joinedload(AuditEntry.admin))).all()
    shown = found[:PAGE]
    return AuditLogPage(shown, shown[-1].public_id if len(found) > PAGE else "")


def those_in_log() -> Sequence[User]:
    """List everyone with an entry, by name, including former admins. One statement."""
    doers = select(AuditEntry.admin_id).distinct()
    return session.scalars(select(User).where(User.id.in_(doers)).order_by(User.name, User.id)).all()


def _wanted(asked: AuditLogFilter) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.who:
        wanted.append(AuditEntry.admin_id == select(User.id).where(User.public_id == asked.who).scalar_subquery())
    if asked.action:
        wanted.append(AuditEntry.action == asked.action)
    if asked.about:
        name = AuditEntry.subject_name.icontains(asked.about, autoescape=True)
        wanted.append(or_(name, AuditEntry.subject_key.icontains(asked.about, autoescape=True)))
    if asked.since:
        wanted.append(AuditEntry.at >= _midnight(asked.since, asked.zone))
    if asked.until:
        wanted.append(AuditEntry.at < _midnight(asked.until + timedelta(days=1), asked.zone))
    if asked.before:
        cursor = select(AuditEntry.id).where(AuditEntry.public_id == asked.before).scalar_subquery()
        wanted.append(AuditEntry.id < cursor)
    return wanted


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone)
