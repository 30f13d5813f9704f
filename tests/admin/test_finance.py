"""Finance: the commission, and what venues are owed."""

import csv
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.admin.exports import EXPORTS
from app.bookings.actions.earnings import record_earnings
from app.bookings.models.bookings import Booking
from app.commission.amounts import Rates
from app.commission.queries import rates_of
from app.core import clock
from app.core.db import session
from app.finance.enums import Cause
from app.finance.models import Difference
from app.ledger.models import LedgerEntry
from app.payouts.enums import PayoutStatus
from app.payouts.models import Payout, PayoutAccount
from app.payouts.queries.finance import venues_with_money
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from tests.bookings.test_charges import sold
from tests.factories import add, make_user, make_venue
from tests.pages import read
from tests.payments.test_ledger import after, booking
from tests.payments.test_settle import massage, order
from tests.payouts.test_transfers import account, mark_as_opening, pay, transferred, venue_of
from tests.sale_factories import make_cash_out, make_venue_invoice
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs, statements

__all__ = ["account", "booking", "massage", "order"]

PAGE = "/admin/finance"


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter a percentage, like 8 or 8.5. Enter 0 for no commission."),
        ("-1", "Enter a percentage, like 8 or 8.5."),
        ("eight", "Enter a percentage, like 8 or 8.5."),
        ("8.555", "Enter a percentage, like 8 or 8.5."),
        ("60", "Enter 50% or less."),
    ],
)
def test_commission_that_makes_no_sense_is_refused_and_kept(
    typed: str, error: str, client: FlaskClient, dana: User
) -> None:
    response = client.post(f"{PAGE}/commission", data={"rate": typed})
    assert response.status_code == 422
    assert error in response.text
    assert f'value="{typed}"' in response.text
    venue = make_venue()
    assert rates_of([venue.id])[venue.id] == Rates()


def test_venue_has_the_general_commission_until_it_gets_its_own(client: FlaskClient, dana: User) -> None:
    venue = make_venue(name="Hazel Bodywork")
    session.commit()
    page, own = f"{PAGE}/{venue.slug}", f"{PAGE}/{venue.slug}/commission"
    client.post(f"{PAGE}/commission", data={"rate": "8", "first_rate": "20 %"})
    assert "This venue has the same commission as others, 8%." in read(client, page)
    client.post(own, data={"rate": "5.5"})
    assert rates_of([venue.id])[venue.id] == Rates(550)
    assert "This venue has its own commission of 5.5%." in read(client, page)
    client.post(f"{own}/remove")
    assert rates_of([venue.id])[venue.id] == Rates(800, 2000)


def test_page_shows_what_venues_are_owed(
    client: FlaskClient, booking: Booking, account: PayoutAccount, dana: User
) -> None:
    assert "We owe nothing to any venue." in read(client, PAGE)
    booking.commission_bps = 800
    after(booking)
    session.commit()
    page = read(client, PAGE)
    assert [each in page for each in ("$101.20", "$8.80", "Ready")] == [True] * 3
    pay(booking)
    assert "We owe nothing to any venue." in read(client, PAGE)


def test_earlier_earnings_are_paid_once_they_are_released(
    app: Flask,
    client: FlaskClient,
    booking: Booking,
    account: PayoutAccount,
    stripe: StripeSandbox,
    dana: User,
    jobs: Jobs,
) -> None:
    after(booking)
    session.commit()
    mark_as_opening(app)
    slug = venues_with_money(venue_of(booking))[0].venue.slug
    assert "$110.00 is from before the ledger." in read(client, f"{PAGE}/{slug}")
    client.post(f"{PAGE}/{slug}/release")
    with clock.pinned(booking.ends_at.replace(day=booking.ends_at.day + 3)):
        jobs.run()
    assert transferred(stripe) == [(11000, 0)]
    assert "from before the ledger" not in read(client, f"{PAGE}/{slug}")


def test_page_takes_what_we_pay_for_deals_off_the_commission_and_lists_what_waits_for_a_check_in(
    client: FlaskClient, dana: User
) -> None:
    booking = sold(PaymentTerms.DEPOSIT)
    booking.commission_bps = 1000
    record_earnings([booking.id])
    session.commit()
    page = read(client, PAGE)
    assert "May 2026 $2.40 $0.00 $4.00 −$1.60" in page
    assert f"$16.00 {booking.public_id}" in page


def test_page_takes_a_fixed_number_of_statements(client: FlaskClient, booking: Booking, dana: User) -> None:
    after(booking)
    session.commit()
    with statements() as sent:
        client.get(PAGE)
    assert len([one for one in sent if "ledger_posting" in one]) == 6


def test_each_list_is_a_file_in_which_no_text_is_a_formula(client: FlaskClient, booking: Booking, dana: User) -> None:
    booking.commission_bps = 800
    after(booking)
    venue = session.get_one(Venue, venue_of(booking))
    venue.name = "=1+1 Spa"
    make_venue_invoice(make_venue(name="+1 Salon"))
    make_cash_out(make_user(name="@Robin"))
    values = {"stripe_id": "po_1", "amount_cents": 900, "status": PayoutStatus.FAILED, "arrives_on": NOW.date()}
    add(Payout(venue_id=venue.id, failure_code="account_closed", created_at=NOW - timedelta(days=200), **values))
    entry_id = session.scalars(select(func.max(LedgerEntry.id))).one()
    note = {"note": "-20 is right", "resolved_at": NOW, "resolved_by_id": dana.id}
    add(Difference(cause=Cause.MISSING_THERE, entry_id=entry_id, stripe_cents=0, ledger_cents=-500, **note))
    session.commit()
    cells = set()
    for name in EXPORTS:
        response = client.get(f"/admin/exports/{name}.csv")
        assert response.headers["Content-Disposition"] == f"attachment; filename={name}-2026-05-14.csv"
        head, *rows = csv.reader(response.text.removeprefix("\ufeff").splitlines())
        assert {len(row) for row in rows} == {len(head)}, name
        cells |= {cell for row in rows for cell in row}
    assert {"'=1+1 Spa", "'+1 Salon", "'@Robin", "'-20 is right", "-5.00", "101.20", "8.80", "4.50"} <= cells
    assert client.get("/admin/exports/everything.csv").status_code == 404
