"""Payments and payouts, as the owner sees it."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.bookings.models.bookings import Booking
from app.commission.actions import set_rates
from app.commission.amounts import Rates
from app.core.db import session
from app.core.formats import day_of
from app.payouts import copy
from app.payouts.enums import PayoutStatus
from app.payouts.models import Payout, PayoutAccount, Transfer
from app.venues.enums import PaymentTerms, StaffRole, VenueStatus
from app.venues.models import Venue
from tests.bookings.test_charges import sold
from tests.catalog.editor import HTMX
from tests.factories import add
from tests.pages import read
from tests.payments.test_ledger import after, booking
from tests.payments.test_settle import massage, order
from tests.payouts.test_transfers import account, pay, venue_of
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, sign_in, statements
from tests.venue_factories import make_staff

__all__ = ["account", "booking", "massage", "order"]

PAGE = "/venue/payouts/"


@pytest.fixture
def venue(client: FlaskClient, booking: Booking) -> Venue:
    """Return the booking's venue, and log in as its owner."""
    venue = session.get_one(Venue, venue_of(booking))
    session.refresh(venue, ["owner"])
    sign_in(client, venue.owner)
    return venue


def text_of(client: FlaskClient) -> str:
    return " ".join(client.get(PAGE).text.split())


def test_owner_without_an_account_sees_what_waits_for_them_and_the_way_to_stripe(
    client: FlaskClient, venue: Venue, booking: Booking, stripe: StripeSandbox
) -> None:
    assert "From 1 upcoming booking, paid online</dt> <dd>$110.00" in text_of(client)
    after(booking)
    page = text_of(client)
    assert "Earned so far" in page
    assert "$110.00" in page
    assert client.post(f"{PAGE}set-up").location.startswith(f"{stripe.url}/c/onboarding/")
    assert "Continue setup" in text_of(client)


def test_owner_checks_in_late_to_get_what_we_pay_of_a_deal(client: FlaskClient, now: None) -> None:
    booking = sold(PaymentTerms.DEPOSIT)
    session.commit()
    venue = session.scalars(select(Venue).options(joinedload(Venue.owner))).one()
    sign_in(client, venue.owner)
    assert "Did these guests come?" in text_of(client)
    assert "<b>$16.00</b>" in text_of(client)
    panel = f"/calendar/?day=2026-05-14&booking={booking.public_id}"
    assert "to get the $16.00 that CozyWish pays. You can until Jun 13." in read(client, panel)
    client.post(f"/calendar/bookings/{booking.public_id}/check-in")
    assert "Did these guests come?" not in text_of(client)
    assert "that CozyWish pays." not in read(client, panel)


def test_owner_comes_back_from_stripe_to_what_the_account_says_then(
    client: FlaskClient, venue: Venue, stripe: StripeSandbox
) -> None:
    client.post(f"{PAGE}set-up")
    session.expire_all()
    account_id = session.get_one(PayoutAccount, venue.id).stripe_id or ""
    assert "You haven’t finished yet." in client.get(f"{PAGE}returned", follow_redirects=True).text
    stripe.complete(account_id, business_type="individual", tax_id="1111")
    page = client.get(f"{PAGE}returned", follow_redirects=True).text
    assert "Stripe needs a few more details." in page
    assert "A photo of your driver’s license or passport" in page
    assert f"Stripe needs more from you by {day_of(NOW.date() + timedelta(days=14))}." in page
    stripe.provide_document(account_id)
    page = client.get(f"{PAGE}returned", follow_redirects=True).text
    assert "Your payout details are complete." in page


def test_owner_without_an_account_reads_what_to_do_before_they_change_it(
    client: FlaskClient, venue: Venue, stripe: StripeSandbox
) -> None:
    page = client.post(f"{PAGE}stripe", follow_redirects=True).text
    assert "Payouts aren’t set up yet. Set them up here first." in page


def test_without_stripe_the_owner_reads_that_nothing_was_changed(
    client: FlaskClient, venue: Venue, stripe: StripeSandbox
) -> None:
    stripe.fail_next(9)
    page = client.post(f"{PAGE}set-up", follow_redirects=True).text
    assert "Stripe is slow right now, and nothing was changed." in page


def test_balance_is_what_was_transferred_and_not_paid_out(
    client: FlaskClient, venue: Venue, booking: Booking, account: PayoutAccount
) -> None:
    booking.commission_bps = 800
    after(booking)
    pay(booking)
    assert "$101.20" in text_of(client)
    payout_of(account, 10120)
    page = text_of(client)
    assert f"Arrives <b>tomorrow, {day_of(NOW.date() + timedelta(days=1))}</b>" in page
    assert "Balance</dt><dd>$0.00" in page


def payout_of(account: PayoutAccount, cents: int) -> Payout:
    return add(
        Payout(
            venue_id=account.venue_id,
            stripe_id=f"po_{cents}",
            amount_cents=cents,
            status=PayoutStatus.IN_TRANSIT,
            arrives_on=NOW.date() + timedelta(days=1),
        )
    )


def test_payout_opens_to_its_bookings(
    client: FlaskClient, venue: Venue, booking: Booking, account: PayoutAccount
) -> None:
    booking.commission_bps = 800
    after(booking)
    pay(booking)
    payout = payout_of(account, 10120)
    [transfer] = session.query(Transfer).all()
    transfer.payout_id = payout.id
    session.commit()
    page = " ".join(client.get(f"{PAGE}{payout.public_id}").text.split())
    assert [each in page for each in (booking.public_id, "$110.00", "$8.80", "$101.20")] == [True] * 4


def test_payout_opens_in_the_list_and_closes_again(
    client: FlaskClient, venue: Venue, booking: Booking, account: PayoutAccount
) -> None:
    after(booking)
    pay(booking)
    payout = payout_of(account, 11000)
    session.execute(update(Transfer).values(payout_id=payout.id))
    session.commit()

    def row(state: str) -> str:
        return client.get(f"{PAGE}{payout.public_id}?row={state}", headers=HTMX).text

    assert (booking.public_id in row("open"), "row=closed" in row("open")) == (True, True)
    assert (booking.public_id in row("closed"), "row=open" in row("closed")) == (False, True)


def test_page_takes_a_fixed_number_of_statements(client: FlaskClient, venue: Venue, account: PayoutAccount) -> None:
    counts = []
    for number in (1, 5):
        for cents in range(number):
            payout_of(account, 1000 * number + cents)
        session.commit()
        with statements() as sent:
            client.get(PAGE)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_terms_are_shown_as_they_are(client: FlaskClient, venue: Venue) -> None:
    assert "None. Card fees are on us, too." in text_of(client)
    set_rates(venue_id=venue.id, rates=Rates(850, 2000))
    session.commit()
    page = text_of(client)
    assert "8.5% of what guests pay online, card fees included." in page
    assert "20% for a guest’s first booking with you." in page


@pytest.mark.parametrize(
    ("rates", "text"),
    [
        (Rates(), ""),
        (Rates(800), "You earn $101.20 after 8% commission."),
        (Rates(800, 800), "You earn $101.20 after 8% commission."),
        (Rates(0, 2000), "You earn $110.00 after 0% commission, or $88.00 for a guest’s first booking with you."),
    ],
)
def test_price_says_what_the_venue_earns(app: Flask, rates: Rates, text: str) -> None:
    with app.test_request_context():
        assert copy.you_earn(11000, rates) == text
        assert copy.you_earn(None, rates) == copy.you_earn(0, rates) == ""


def test_only_the_owner_sees_what_they_earn_with_a_booking(client: FlaskClient, venue: Venue, booking: Booking) -> None:
    booking.commission_bps = 800
    manager = make_staff(venue, StaffRole.MANAGER).user
    session.commit()
    page = f"/calendar/?day={booking.starts_at.astimezone(venue.zone).date()}&booking={booking.public_id}"
    assert "$101.20 after 8% commission" in client.get(page).text
    sign_in(client, manager)
    shown = client.get(page).text
    assert booking.public_id in shown
    assert "after 8% commission" not in shown


def test_suspended_venue_reads_why_it_is_not_paid(client: FlaskClient, venue: Venue) -> None:
    venue.status = VenueStatus.SUSPENDED
    session.commit()
    assert "Payouts are on hold while your venue is suspended." in text_of(client)
