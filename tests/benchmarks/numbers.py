"""Benchmark of an owner's report of a busy year: 20,000 bookings beside 40,000 of other venues, by part and in all."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import text

from app.core import clock
from app.core.db import session
from app.reports.enums import Span
from app.reports.periods import Days, ReportPeriod, chosen, ready_made
from app.reports.queries.counts import parts
from app.reports.queries.deal_performance import effects
from app.reports.queries.people import canceled_in, guests_in, served_in
from app.reports.queries.report import report
from app.reports.queries.utilization import fill
from app.venues.models import Venue
from tests.benchmarks.engine import NOW
from tests.benchmarks.stage import milliseconds, stage
from tests.database import analyze
from tests.factories import make_deal, make_member, make_service, make_user, make_venue
from tests.support import statements

OWN, OTHERS, MEMBERS = 20_000, 2, 5
YEAR = timedelta(days=365)
# Consecutive one-hour bookings with each team member in the year before NOW; every fifth is canceled.
ORDERS = """
    INSERT INTO customer_order (public_id, kind, user_id, state, name, email, phone, currency, total_cents,
        held_until)
    SELECT 'N' || :venue || '-' || n, 'cart', :user, 'confirmed', 'Robin Vale', 'robin@example.com', '', 'usd', 11000,
        now()
    FROM generate_series(1, :number) n
"""
GUESTS = "INSERT INTO guest (venue_id, name) SELECT :venue, 'Guest ' || n FROM generate_series(1, :number / 8) n"
VENUE_ORDERS = """
    INSERT INTO venue_order (order_id, venue_id, guest_id, note)
    SELECT o.id, :venue, g.first + o.id % (:number / 8), ''
    FROM customer_order o, (SELECT min(id) AS first FROM guest WHERE venue_id = :venue) g
    WHERE o.public_id LIKE 'N' || :venue || '-%'
"""
BOOKINGS = """
    INSERT INTO booking (public_id, venue_order_id, service_id, title, served_by, starts_at, ends_at,
        buffer_before_minutes, buffer_after_minutes, quantity, state, add_ons, list_cents, discount_cents, price_cents,
        price_reason, cancel_free_hours, cancel_keep_percent, sequence)
    SELECT o.public_id, b.id, :service, 'Unwinding massage', '', at, at + interval '1 hour', 0, 0, 1,
        CASE WHEN n % 5 = 0 THEN 'canceled' ELSE 'completed' END, '[]', 11000, less, 11000 - less, '', 24, 100, 0
    FROM venue_order b JOIN customer_order o ON o.id = b.order_id,
        LATERAL (SELECT split_part(o.public_id, '-', 2)::int AS n) numbered,
        LATERAL (SELECT :begin + (n / :members) * interval '1 hour' * 2.1 AS at,
            CASE WHEN n % 7 = 0 THEN 3300 ELSE 0 END AS less) x
    WHERE b.venue_id = :venue
"""
LINES = """
    INSERT INTO order_line (order_id, booking_id, position, kind, text, amount_cents)
    SELECT b.order_id, i.id, 1, 'booking', i.title, i.price_cents
    FROM booking i JOIN venue_order b ON b.id = i.venue_order_id WHERE b.venue_id = :venue
"""
RESERVATIONS = """
    INSERT INTO reservation (resource_id, lane, during, kind, state, booking_id, note)
    SELECT :resource + split_part(i.public_id, '-', 2)::int % :members, 1, tstzrange(i.starts_at, i.ends_at), 'booking',
        'confirmed', i.id, ''
    FROM booking i JOIN venue_order b ON b.id = i.venue_order_id
    WHERE b.venue_id = :venue AND i.state = 'completed'
"""


def main() -> None:
    with stage("numbers"), clock.pinned(NOW):
        venue = busy(OWN)
        for _ in range(OTHERS):
            busy(OWN)
        session.commit()
        analyze()
        today = NOW.astimezone(venue.zone).date()
        week = ready_made(Span.WEEK, today)
        year = chosen(Days(today - YEAR + timedelta(days=1), today))
        measures = {
            name: [milliseconds(run(period), runs=5) for period in (week, year)] for name, run in timed(venue).items()
        }
        print(f"{'median ms':<28}{'a week':>10}{'a year':>10}{'ratio':>10}")
        for name, (short, long) in measures.items():
            print(f"{name:<28}{short:>10.1f}{long:>10.1f}{long / short:>10.1f}")
        with statements() as sent:
            report(venue, year)
        print(f"\n{len(sent)} statements")


def timed(venue: Venue) -> dict[str, Callable[[ReportPeriod], Callable[[], object]]]:
    return {
        "fill rate": lambda period: lambda: fill(venue, period.whole.first, period.whole.last),
        "bookings and money": lambda period: lambda: parts(venue, period.whole),
        "guests": lambda period: lambda: guests_in(venue, period),
        "who canceled": lambda period: lambda: canceled_in(venue, period),
        "who served": lambda period: lambda: served_in(venue, period.days),
        "deals": lambda period: lambda: effects(venue, period, ()),
        "all of it": lambda period: lambda: report(venue, period),
    }


def busy(number: int) -> Venue:
    """Make a venue open all day, with five team members, two deals and a year of bookings."""
    venue = make_venue(hours=((0, 24 * 60),), created_at=NOW - 3 * YEAR)
    members = [make_member(venue, name=f"Member{place} Lind") for place in range(MEMBERS)]
    service = make_service(venue, members=members)
    make_deal(venue=venue, percent=30, windows=[(1, 600, 960)], valid_from=NOW - YEAR / 2)
    make_deal(service=service, cents=500, valid_from=NOW - YEAR / 4)
    values = {
        "venue": venue.id,
        "number": number,
        "user": make_user().id,
        "service": service.id,
        "resource": members[0].resource_id,
        "members": MEMBERS,
        "begin": NOW - YEAR,
    }
    for statement in (GUESTS, ORDERS, VENUE_ORDERS, BOOKINGS, LINES, RESERVATIONS):
        session.execute(text(statement), values)
    return venue


if __name__ == "__main__":
    main()
