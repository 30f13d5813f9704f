"""All bookings of some days, summed by day, service option, outcome, and deal: for the totals and most tables."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select, union_all

from app.core.db import session
from app.ledger.enums import Account
from app.ledger.models import LedgerPosting
from app.reports.enums import BookingOutcome
from app.reports.periods import Days
from app.reports.queries.base import counted, money_back, paid_lines
from app.reports.totals import BookingTotals, Totals
from app.venues.models import Venue

Key = tuple[date, int, str, int | None]


def parts(venue: Venue, days: Days) -> Sequence[BookingTotals]:
    """Return the sums in order of days. Two statements: one for agreed prices, one for payments."""
    found: dict[Key, Totals] = _agreed(venue, days)
    for key, cents in _paid(venue, days).items():
        kept = cents if key[2] == BookingOutcome.CANCELED else 0
        found[key] = replace(found[key], paid=cents, kept=kept)
    return [
        BookingTotals(day, option_id, BookingOutcome(kind), deal, sums)
        for (day, option_id, kind, deal), sums in sorted(found.items(), key=lambda pair: pair[0][:3])
    ]


def _agreed(venue: Venue, days: Days) -> dict[Key, Totals]:
    of = counted(venue, days)
    rows = session.execute(
        select(
            of.c.day,
            of.c.option_id,
            of.c.kind,
            of.c.deal,
            func.count(),
            func.sum(of.c.quantity),
            func.sum(of.c.price_cents),
            func.sum(of.c.discount_cents),
            func.sum(of.c.in_person),
            func.sum(of.c.unpaid),
        ).group_by(of.c.day, of.c.option_id, of.c.kind, of.c.deal)
    )
    found = {}
    for day, option_id, kind, deal, number, guests, worth, given, in_person, unpaid in rows:
        if kind == BookingOutcome.CANCELED:
            sums = Totals(canceled=number)
        else:
            sums = Totals(
                bookings=number,
                guests=guests,
                missed=number if kind == BookingOutcome.MISSED else 0,
                worth=worth,
                reduced=number if deal is not None else 0,
                given=given,
                in_person=in_person,
                unpaid=unpaid,
            )
        found[day, option_id, kind, deal] = sums
    return found


def commission_in(venue: Venue, days: Days) -> int:
    """Return our commission on what the venue has earned so far with the bookings of these days. One statement."""
    of = counted(venue, days)
    found = session.scalar(
        select(func.sum(LedgerPosting.amount_cents))
        .join(of, of.c.id == LedgerPosting.booking_id)
        .where(LedgerPosting.account == Account.COMMISSION)
    )
    return -int(found or 0)


def _paid(venue: Venue, days: Days) -> dict[Key, int]:
    of = counted(venue, days)
    moved = union_all(paid_lines(of), money_back(of)).subquery("moved")
    booking_id, cents = moved.c
    rows = session.execute(
        select(of.c.day, of.c.option_id, of.c.kind, of.c.deal, func.sum(cents))
        .join(moved, booking_id == of.c.id)
        .group_by(of.c.day, of.c.option_id, of.c.kind, of.c.deal)
    )
    found: defaultdict[Key, int] = defaultdict(int)
    for day, option_id, kind, deal, sum_ in rows:
        found[day, option_id, kind, deal] += int(sum_)
    return found
