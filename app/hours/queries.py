from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, or_, select

from app.core.db import session
from app.core.parameters import one_of
from app.hours.date_ranges import DateRange, date_ranges
from app.hours.intervals import Span
from app.hours.models import Opening
from app.team.models import TeamMember
from app.venues.models import Venue


def openings_of(venue_ids: Collection[int], first: date = date.min, last: date = date.max) -> Sequence[Opening]:
    """Return the weekly hours of venues and their team members, and the special hours between two dates.

    `first` and `last` are inclusive. Weekdays come before dates, in order of time. One statement.
    """
    return session.scalars(
        select(Opening)
        .where(Opening.venue_id.in_(venue_ids), or_(Opening.on_date.is_(None), Opening.on_date.between(first, last)))
        .order_by(Opening.weekday, Opening.on_date, Opening.opens)
    ).all()


class OpeningRow(NamedTuple):
    """The values of an `Opening` that decide when a venue or a team member is available."""

    venue_id: int
    member_id: int | None
    weekday: int | None
    on_date: date | None
    opens: int
    closes: int
    note: str


def opening_rows(venue_ids: Collection[int], first: date, last: date) -> list[OpeningRow]:
    """Return the same hours as `openings_of`, as plain values: a page of many venues has hundreds of rows. One
    statement."""
    rows = session.execute(_opening_rows(), {"venues": list(venue_ids), "first": first, "last": last})
    return [OpeningRow(*row) for row in rows]


@cache
def _opening_rows() -> Select[int, int | None, int | None, date | None, int, int, str]:
    """Return the query, built once because every search for a free time sends it."""
    near = Opening.on_date.between(bindparam("first"), bindparam("last"))
    return (
        select(
            Opening.venue_id,
            Opening.member_id,
            Opening.weekday,
            Opening.on_date,
            Opening.opens,
            Opening.closes,
            Opening.note,
        )
        .where(one_of(Opening.venue_id, "venues"), or_(Opening.on_date.is_(None), near))
        .order_by(Opening.weekday, Opening.on_date, Opening.opens)
    )


def week_of(venue: Venue, member: TeamMember | None = None) -> dict[int, list[Span]]:
    """Return the weekly hours of the venue, or of one team member there.

    Spans by weekday (Monday is 0), without closed days. A team member without weekly hours follows the venue's. One
    statement.
    """
    return week_in(_own(venue, member, Opening.weekday.is_not(None)), member.id if member else None)


def week_in(openings: Iterable[Opening], member_id: int | None = None) -> dict[int, list[Span]]:
    """Return the same as `week_of`, from rows that are already loaded."""
    week: dict[int, list[Span]] = {}
    for row in openings:
        if row.weekday is not None and row.member_id == member_id:
            week.setdefault(row.weekday, []).append((row.opens, row.closes))
    return week


def special_dates(
    venue: Venue, first: date, last: date = date.max, member: TeamMember | None = None
) -> list[DateRange]:
    """List the date ranges with special hours of the venue, or of one team member there, in order.

    A date range that begins before `first` is cut to it. One statement.
    """
    rows = _own(venue, member, Opening.on_date.between(first, last))
    return date_ranges(rows, member.id if member else None)


def _own(venue: Venue, member: TeamMember | None, which: ColumnElement[bool]) -> Sequence[Opening]:
    whose = Opening.member_id.is_not_distinct_from(member.id if member else None)
    return session.scalars(
        select(Opening)
        .where(Opening.venue_id == venue.id, whose, which)
        .order_by(Opening.weekday, Opening.on_date, Opening.opens)
    ).all()
