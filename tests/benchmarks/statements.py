"""A venue's yearly statement with 20,000 bookings, beside the one SQL sum of its postings."""

from collections.abc import Callable
from datetime import date, timedelta
from statistics import median

from sqlalchemy import text

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.statements.periods import Period
from app.statements.queries.statement import statement_of
from app.venues.models import Venue
from tests.benchmarks.stage import milliseconds, stage
from tests.database import analyze
from tests.factories import make_booking, make_service, make_venue
from tests.support import NOW, sign_in

BOOKINGS, RUNS = 20_000, 41
SUM = text(
    "SELECT sum(amount_cents) FROM ledger_posting JOIN ledger_entry ON ledger_entry.id = entry_id"
    " WHERE venue_id = :venue AND at < :end"
)
# An earning and a transfer for each booking, over a year; other venues have as many.
ENTRIES = text(
    "INSERT INTO ledger_entry (event, key, at)"
    " SELECT event, n || '\\:1', CAST(:begin AS timestamptz) + n * interval '13 minutes'"
    " FROM generate_series(1, :number) n, (VALUES ('earning'), ('transfer')) events (event)"
)
POSTINGS = text(
    "INSERT INTO ledger_posting (entry_id, account, venue_id, booking_id, amount_cents)"
    " SELECT entry.id, account, CASE WHEN account IN ('venue_payable', 'commission') THEN"
    " CASE WHEN entry.id % 4 < 2 THEN :venue ELSE :other END END, :booking, cents FROM ledger_entry entry JOIN"
    " (VALUES ('earning', 'guest_prepayments', 11000), ('earning', 'venue_payable', -9900),"
    " ('earning', 'commission', -1100), ('transfer', 'venue_payable', 9900), ('transfer', 'cash_at_stripe', -9900))"
    " lines (event, account, cents) ON lines.event = entry.event"
)


def main() -> None:
    with stage("statements") as (app, _url), clock.pinned(NOW):
        venue_id, owner = filled()
        given = {"venue": venue_id, "end": NOW + timedelta(days=365)}
        client = app.test_client()
        sign_in(client, owner)
        venue, year = session.get_one(Venue, venue_id), Period("2026", date(2026, 1, 1), date(2026, 12, 31))
        works: dict[str, Callable[[], object]] = {
            "figures": lambda: statement_of(venue, year),
            "page": lambda: client.get("/venue/payouts/statement?period=2026").data,
            "CSV": lambda: client.get("/venue/payouts/statement.csv?period=2026").data,
        }
        for name, work in works.items():
            # One after the other, so that both meet the same load.
            took = [
                (milliseconds(lambda: session.execute(SUM, given).one(), runs=1), milliseconds(work, runs=1))
                for _ in range(RUNS)
            ]
            summed, shown = (median(each) for each in zip(*took, strict=True))
            ratio = median(shown / summed for summed, shown in took)
            print(f"{name:<8} SQL sum {summed:6.1f} ms, statement {shown:6.1f} ms, ratio {ratio:.2f}")


def filled() -> tuple[int, User]:
    """Fill the ledger, and return the venue and its owner. Commits."""
    venue, other = make_venue(), make_venue()
    booking = make_booking(make_service(venue, capacity=1), NOW)
    begin = NOW.replace(month=1, day=2)
    session.execute(text("SET LOCAL statement_timeout = 0"))
    session.execute(ENTRIES, {"begin": begin, "number": 2 * BOOKINGS})
    session.execute(POSTINGS, {"venue": venue.id, "other": other.id, "booking": booking.id})
    session.commit()
    analyze()
    return venue.id, session.get_one(User, venue.owner_id)
