"""Statements, transactions, and the gross amounts of a year agree with the ledger and the payments."""

from datetime import date, timedelta

import pypdfium2
import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.bookings.actions.refunds import issue_refund
from app.bookings.models.bookings import Booking
from app.bookings.queries.refunds import refundable_cents
from app.core import clock
from app.core.db import session
from app.payouts import gateway_flows as payouts
from app.payouts.enums import PayoutStatus
from app.payouts.models import Payout
from app.payouts.queries.overview import overview
from app.statements.periods import period_of, periods_until
from app.statements.queries.statement import statement_of
from app.statements.queries.transactions import gross_amounts
from app.venues.models import Venue
from tests.factories import add
from tests.payments.reschedules import massage, wren
from tests.payouts.test_transfers import set_up
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, sign_in
from tests.tips.test_tips import booking, tip

__all__ = ["booking", "massage", "wren"]
MAY, JUNE = period_of("2026-05"), period_of("2026-06")


@pytest.fixture
def venue(client: FlaskClient, booking: Booking, stripe: StripeSandbox) -> Venue:
    """Return a venue with a booking for $110 at 10%, a tip of $20, a refund of $30, and a payout of $50 in June."""
    venue = booking.venue
    set_up(venue.id, stripe)
    tip(booking, 2000, stripe)
    with clock.pinned(NOW + timedelta(days=3)):
        payouts.pay_booking(booking.id)
        session.commit()
    issue_refund(booking_id=booking.id, cents=3000, left=refundable_cents(booking), reason="Cold room.")
    payouts.pay_booking(booking.id)
    add(
        Payout(
            venue_id=venue.id,
            stripe_id="po_1",
            amount_cents=5000,
            status=PayoutStatus.PAID,
            arrives_on=date(2026, 6, 2),
        )
    )
    session.commit()
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


def test_statements_follow_on_each_other_and_end_at_the_balance(venue: Venue) -> None:
    assert MAY is not None
    assert JUNE is not None
    may, june = statement_of(venue, MAY), statement_of(venue, JUNE)
    assert (may.opening_with_us, may.opening_at_stripe) == (0, 0)
    assert (may.earned, may.refunds, may.commission, may.tips, may.other) == (11000, -3000, -800, 2000, 0)
    assert (may.sent, may.closing_with_us, may.closing_at_stripe) == (9200, 0, 9200)
    assert (june.opening_with_us, june.opening_at_stripe, june.payouts) == (0, 9200, -5000)
    now = overview(venue.id)
    assert (june.closing_with_us, june.closing_at_stripe) == (now.earned - now.owed, now.at_stripe)


def test_statement_is_a_page_a_pdf_and_a_spreadsheet(client: FlaskClient, venue: Venue) -> None:
    page = client.get("/venue/payouts/statement?period=2026-05").text
    file = client.get("/venue/payouts/statement.csv?period=2026-05").text
    [sheet] = pypdfium2.PdfDocument(client.get("/venue/payouts/statement.pdf?period=2026-05").data)
    printed = " ".join(sheet.get_textpage().get_text_range().split())
    for shown, texts in (
        (page, ("Tips", "$20.00", "$92.00")),
        (file, ("Tips,20.00,", "Closing balance,0.00,92.00")),
        (printed, ("Tips $20.00", "Closing balance $0.00 $92.00")),
    ):
        assert [each for each in texts if each not in shown] == []
    assert client.get("/venue/payouts/statement?period=2026-13").status_code == 404


def test_transactions_can_be_filtered_and_downloaded(client: FlaskClient, venue: Venue) -> None:
    file = client.get("/venue/payouts/transactions.csv?period=2026").text
    assert sorted(line.rsplit(",", 1)[1] for line in file.splitlines()[1:]) == sorted(
        ["110.00", "20.00", "-30.00", "-11.00", "3.00", "-50.00"]
    )
    tips = client.get("/venue/payouts/transactions?period=2026-05&type=tip").text
    assert "$20.00" in tips
    assert "$110.00" not in tips
    assert "No transactions in this period." in client.get("/venue/payouts/transactions?period=2026-04").text


def test_gross_amounts_ignore_refunds_and_commission(venue: Venue) -> None:
    [found] = gross_amounts(2026)
    assert (found.venue.id, found.payments, found.cents) == (venue.id, 2, 13000)
    assert found.months == [0, 0, 0, 0, 13000, *[0] * 7]
    assert gross_amounts(2025) == []


def test_periods_are_the_months_and_years_of_the_venue() -> None:
    keys = [each.key for each in periods_until(date(2026, 2, 3), date(2025, 11, 30))]
    assert keys == ["2026", "2026-02", "2026-01", "2025", "2025-12", "2025-11"]
    assert [period_of(key) for key in ("2026-00", "1999", "2026-1", "x")] == [None] * 4
