"""A venue's yearly statement with 20,000 bookings, beside the one SQL sum of its postings."""

from datetime import timedelta

from sqlalchemy import text

from app.accounts.models import User
from app.core import clock
from app.core.db import session
from tests.benchmarks.stage import milliseconds, stage
from tests.factories import make_booking, make_service, make_venue
from tests.support import NOW, sign_in

BOOKINGS, RUNS = 20_000, 15
SUM = text(
    "SELECT sum(amount_cents) FROM ledger_posting JOIN ledger_entry ON ledger_entry.id = entry_id"
    " WHERE venue_id = :venue AND at < :end"
)
# An earning and a transfer for each booking, over a year; other venues have as many.
ENTRIES = text(
    "INSERT INTO ledger_entry (event, key, at)"
    " SELECT event, n || ':1', CAST(:begin AS timestamptz) + n * interval '13 minutes'"
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
        end = NOW + timedelta(days=365)
        client = app.test_client()
        sign_in(client, owner)
        for name, address in (("page", "statement?period=2026"), ("CSV", "statement.csv?period=2026")):
            for _ in range(3):
                summed = milliseconds(lambda: session.execute(SUM, {"venue": venue_id, "end": end}).one(), runs=RUNS)
                shown = milliseconds(lambda: client.get(f"/venue/payouts/{address}").data, runs=RUNS)  # noqa: B023
                print(f"{name:<6} SQL sum {summed:6.1f} ms, statement {shown:6.1f} ms, ratio {shown / summed:.2f}")


def filled() -> tuple[int, User]:
    """Fill the ledger, and return the venue and its owner. Commits."""
    venue, other = make_venue(), make_venue()
    booking = make_booking(make_service(venue, capacity=1), NOW)
    begin = NOW.replace(month=1, day=2)
    session.execute(ENTRIES, {"begin": begin, "number": 2 * BOOKINGS})
    session.execute(POSTINGS, {"venue": venue.id, "other": other.id, "booking": booking.id})
    session.commit()
    session.execute(text("ANALYZE"))
    session.commit()
    return venue.id, session.get_one(User, venue.owner_id)
