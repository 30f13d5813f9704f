"""The venues featured on the home page, and their order."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import User
from app.admin.actions.approvals import venue_subject
from app.admin.actions.record import Subject, record
from app.admin.enums import AuditAction, SubjectKind
from app.admin.errors import AdminErrorCode
from app.admin.queries.featured import lock_featured
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.search_index.models import MAX_FEATURED, Featured
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue


def feature_venue(*, venue: Venue, admin: User, until: datetime | None, position: int = MAX_FEATURED) -> None:
    """Feature a venue on the home page, or change when it stops being featured.

    `until` is an aware datetime; `position` counts from 1 and defaults to the last place. Raises DomainError if `until`
    is in the past, and Conflict if the venue is not live or the list is full.
    """
    if until is not None and until <= clock.now():
        raise DomainError(AdminErrorCode.FEATURED_UNTIL_PAST)
    rows = _locked()
    row = next((row for row in rows if row.venue_id == venue.id), None)
    before = {"until": row.until} if row else {}
    if row is None:
        if not venue.is_public:
            raise Conflict(AdminErrorCode.VENUE_NOT_LIVE, venue=venue.name)
        if len(rows) >= MAX_FEATURED:
            raise Conflict(AdminErrorCode.TOO_MANY_FEATURED, number=MAX_FEATURED)
        row = Featured(venue_id=venue.id, position=len(rows) + 1)
        session.add(row)
        place = min(max(position, 1), len(rows) + 1)
        _put([*rows[: place - 1], row, *rows[place - 1 :]])
    row.until = until
    after = {"until": until, "position": row.position}
    record(admin=admin, action=AuditAction.VENUE_FEATURE, subject=venue_subject(venue), before=before, after=after)
    schedule_reindex(venue.id)


def unfeature_venue(*, venue: Venue, admin: User) -> Featured:
    """Remove a venue from the home page and return its former row. Raises Conflict if it is no longer featured."""
    rows = _locked()
    row = next((row for row in rows if row.venue_id == venue.id), None)
    if row is None:
        raise Conflict(AdminErrorCode.NOT_FEATURED, venue=venue.name)
    before = {"until": row.until, "position": row.position}
    session.delete(row)
    session.flush()
    _put([other for other in rows if other is not row])
    record(admin=admin, action=AuditAction.VENUE_UNFEATURE, subject=venue_subject(venue), before=before, after={})
    schedule_reindex(venue.id)
    return row


def order_featured(*, slugs: Sequence[str], admin: User) -> None:
    """Reorder the featured venues. Raises Conflict if `slugs` are not exactly the ones featured now."""
    rows = _locked()
    by_slug = {slug: row for row, slug in zip(rows, _slugs(rows), strict=True)}
    if sorted(slugs) != sorted(by_slug):
        raise Conflict(AdminErrorCode.LIST_CHANGED)
    before = list(by_slug)
    _put([by_slug[slug] for slug in slugs])
    names = {"order": ", ".join(before)}, {"order": ", ".join(slugs)}
    subject = Subject(SubjectKind.HOME, None, "Home page")
    record(admin=admin, action=AuditAction.HOME_ORDER, subject=subject, before=names[0], after=names[1])
    for row in rows[:1]:
        schedule_reindex(row.venue_id)  # one is enough: any reindex rebuilds the home page


def _slugs(rows: Sequence[Featured]) -> list[str]:
    found = session.execute(select(Venue.id, Venue.slug).where(Venue.id.in_([row.venue_id for row in rows])))
    slugs = {row[0]: row[1] for row in found}
    return [slugs[row.venue_id] for row in rows]


def _locked() -> list[Featured]:
    # Lock even an empty list: two admins adding the first venue would both get position 1.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("featured venues"))))
    return lock_featured()


def _put(rows: Sequence[Featured]) -> None:
    for number, row in enumerate(rows, start=1):
        row.position = number
    session.flush()
