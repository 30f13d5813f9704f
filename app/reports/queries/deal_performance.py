"""Results of deals: bookings at their prices, and bookings of the same hours before them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    extract,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import joinedload

from app.availability.engine.types import Range
from app.core import clock
from app.core.db import session
from app.deals.enums import DealStatus
from app.deals.models import Deal, DealWindow
from app.reports.enums import BookingOutcome
from app.reports.periods import ReportPeriod
from app.reports.queries.base import bookings_of
from app.reports.queries.utilization import midnights
from app.venues.models import Venue

# The time before a deal that it is compared with.
BEFORE = timedelta(weeks=8)
WEEK = timedelta(weeks=1)
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Pace:
    """Bookings in a deal's hours at any price, and their total price, over a number of weeks."""

    weeks: float = 0
    bookings: int = 0
    worth: int = 0

    @property
    def a_week(self) -> float | None:
        return self.bookings / self.weeks if self.weeks else None

    @property
    def worth_a_week(self) -> int | None:
        return round(self.worth / self.weeks) if self.weeks else None


@dataclass(frozen=True, slots=True)
class Effect:
    """Bookings in a deal's hours, before it at the usual price and in the part of the period in which it was valid."""

    deal: Deal
    before: Pace
    since: Pace


def effects(venue: Venue, period: ReportPeriod, used: Collection[int]) -> Sequence[Effect]:
    """Return the effects of the venue's deals that were valid in the period, and of others used in it (`used`, ids).

    Two statements, or one if there are none.
    """
    window = midnights(venue, period.days.first, period.days.last)
    deals = _deals(venue, window, used)
    spans = [(deal, _before(venue, deal), _since(deal, window)) for deal in deals]
    if not spans:
        return []
    rows: Sequence[Any] = session.execute(union_all(*(_paces(venue, *each) for each in spans))).all()
    found = {row[0]: [int(number) for number in row[1:]] for row in rows}
    return [
        Effect(deal, Pace(_weeks(before), *found[deal.id][:2]), Pace(_weeks(since), *found[deal.id][2:]))
        for deal, before, since in spans
    ]


def _deals(venue: Venue, window: Range, used: Collection[int]) -> Sequence[Deal]:
    valid = and_(
        Deal.venue_id == venue.id,
        Deal.status.in_([DealStatus.APPROVED, DealStatus.ENDED]),
        Deal.valid_from < window[1],
        or_(Deal.valid_to.is_(None), Deal.valid_to > window[0]),
    )
    return (
        session.scalars(
            select(Deal)
            .where(or_(valid, Deal.id.in_(used)))
            .options(joinedload(Deal.windows), joinedload(Deal.service))
            .order_by(Deal.valid_from, Deal.id)
        )
        .unique()
        .all()
    )


def _before(venue: Venue, deal: Deal) -> Range:
    """Return the weeks before a deal began, but not before the venue existed; empty for a deal as old as the venue."""
    return min(max(deal.valid_from - BEFORE, venue.created_at), deal.valid_from), deal.valid_from


def _since(deal: Deal, window: Range) -> Range:
    """Return the past part of a period in which a deal was valid, or an empty range."""
    begins = max(deal.valid_from, window[0])
    ends = min(window[1], clock.now(), deal.valid_to or window[1])
    return begins, max(begins, ends)


def _weeks(span: Range) -> float:
    return (span[1] - span[0]) / WEEK


def _paces(venue: Venue, deal: Deal, before: Range, since: Range) -> Select[tuple[int, int, int, int, int]]:
    """Select a deal's id, then the number and total price of bookings in its hours, before it and since.

    Before it at the usual price; since then at any price.
    """
    of = bookings_of(venue).subquery()
    at, earlier, later = of.c.starts_at, _within(of.c.starts_at, before), _within(of.c.starts_at, since)
    usual = of.c.deal.is_(None)
    return select(
        literal(deal.id),
        func.count().filter(earlier & usual),
        func.coalesce(func.sum(of.c.price_cents).filter(earlier & usual), 0),
        func.count().filter(later),
        func.coalesce(func.sum(of.c.price_cents).filter(later), 0),
    ).where(
        of.c.kind != BookingOutcome.CANCELED,
        or_(earlier, later),
        true() if deal.service_id is None else of.c.service_id == deal.service_id,
        in_hours(deal, func.timezone(venue.zone_name, at)),
    )


def _within(at: ColumnElement[datetime], span: Range) -> ColumnElement[bool]:
    return (at >= span[0]) & (at < span[1])


def in_hours(deal: Deal, local: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Match local times in the deal's hours, as `deals.pricing.Window.holds` does; always, if it has none."""
    weekday = cast(extract("isodow", local), Integer) - 1
    minute = cast(extract("hour", local) * 60 + extract("minute", local), Integer)

    def holds(window: DealWindow) -> ColumnElement[bool]:
        same_day = and_(weekday == window.weekday, minute >= window.opens, minute < window.closes)
        after_midnight = and_(weekday == (window.weekday + 1) % 7, minute < window.closes - DAY)
        return or_(same_day, after_midnight)

    return or_(*map(holds, deal.windows)) if deal.windows else true()
