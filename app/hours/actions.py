from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, delete

from app.core import clock
from app.core.db import session
from app.core.errors import DomainError, NotFound
from app.hours.date_ranges import DateRange, refuse_far
from app.hours.errors import HoursErrorCode
from app.hours.intervals import Span, refuse_bad_day, refuse_bad_week
from app.hours.models import Opening
from app.team.models import TeamMember
from app.venues.actions.reindex import schedule_reindex
from app.venues.models import Venue
from app.venues.queries import lock_venue

CLOSED: Span = (0, 0)
MOST_DAYS = 366


def set_week(*, venue: Venue, hours: Mapping[int, Sequence[Span]], member: TeamMember | None = None) -> None:
    """Replace the weekly hours of the venue, or of one team member.

    A weekday (Monday is 0) without spans is closed. A team member without any weekly hours follows the venue's. Raises
    DomainError, naming both spans, if two overlap.
    """
    week = refuse_bad_week(hours)
    _replace(
        venue,
        member,
        Opening.weekday.is_not(None),
        [{"weekday": day, "opens": opens, "closes": closes} for day, spans in week.items() for opens, closes in spans],
    )


def set_date(
    *, venue: Venue, on: date, spans: Sequence[Span], member: TeamMember | None = None, note: str = ""
) -> None:
    """Set special hours for one local date; no spans means closed all day. Raises DomainError if spans overlap."""
    set_dates(venue=venue, date_range=DateRange(on, on, tuple(spans), note), member=member)


def set_dates(*, venue: Venue, date_range: DateRange, member: TeamMember | None = None) -> None:
    """Set special hours for each date of a date range, replacing the hours that it had.

    Raises DomainError if spans overlap, if the date range ends before it begins or is longer than a year, or if a date
    is more than three years away.
    """
    if not 1 <= date_range.days <= MOST_DAYS:
        raise DomainError(HoursErrorCode.DATES_TOO_LONG)
    today = clock.now().astimezone(venue.zone).date()
    refuse_far(date_range, today)
    day = refuse_bad_day(f"{date_range.first:%B} {date_range.first.day}", date_range.spans) or [CLOSED]
    _replace(
        venue,
        member,
        Opening.on_date.between(date_range.first, date_range.last),
        [
            {"on_date": on, "opens": opens, "closes": closes, "note": date_range.note}
            for on in date_range.dates
            for opens, closes in day
        ],
    )


def clear_dates(*, venue: Venue, first: date, last: date, member: TeamMember | None = None) -> None:
    """Remove the special hours from the first to the last date, so that weekly hours apply again."""
    _replace(venue, member, Opening.on_date.between(first, last), [])


def _replace(
    venue: Venue, member: TeamMember | None, which: ColumnElement[bool], rows: Sequence[Mapping[str, object]]
) -> None:
    if member is not None and member.venue_id != venue.id:
        raise NotFound(HoursErrorCode.NOT_ON_TEAM)
    lock_venue(venue)
    member_id = member.id if member else None
    whose = Opening.member_id.is_not_distinct_from(member_id)
    session.execute(delete(Opening).where(Opening.venue_id == venue.id, whose, which))
    session.add_all(Opening(venue_id=venue.id, member_id=member_id, **row) for row in rows)
    schedule_reindex(venue.id)
    session.flush()
