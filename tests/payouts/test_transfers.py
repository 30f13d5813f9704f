"""Venues get what they earn, out of the payment that took it in, and give back what is refunded."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.bookings.actions.attendance import mark_no_show, undo_no_show
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import bookings_of_order
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import Unavailable
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.payments import gateway_flows as payments
from app.payouts import gateway_flows
from app.payouts.enums import TransferState
from app.payouts.models import PayoutAccount, Transfer, TransferReversal
from app.payouts.queries.transfers import account_of, bookings_to_retry, owed_by_venue
from app.payouts.tasks import retry
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests import database
from tests.factories import make_member, make_service, make_venue
from tests.payments.test_ledger import PRICE, after, booking, refund
from tests.payments.test_settle import checked_out, massage, order, page_of
from tests.sandbox.servers import StripeSandbox
from tests.support import Jobs

__all__ = ["booking", "massage", "order"]

LINKS = {"refresh_url": "http://localhost/again", "return_url": "http://localhost/back"}


def set_up(venue_id: int, stripe: StripeSandbox, **details: str) -> PayoutAccount:
    """Open the venue's account, and complete Stripe's form."""
    gateway_flows.open_form(venue_id, **LINKS)
    account = account_of(venue_id)
    assert account is not None
    stripe.complete(account.stripe_id or "", **details)
    gateway_flows.read_account(venue_id)
    session.commit()
    return account


def venue_of(booking: Booking) -> int:
    query = select(VenueOrder.venue_id).where(VenueOrder.id == booking.venue_order_id)
    return session.scalars(query).one()


@pytest.fixture
def account(booking: Booking, stripe: StripeSandbox) -> PayoutAccount:
    return set_up(venue_of(booking), stripe)


def pay(booking: Booking, *, days: int = 2) -> None:
    """Run the job that pays the venue, some days after the booking."""
    with clock.pinned(booking.ends_at + timedelta(days=days)):
        gateway_flows.pay_booking(booking.id)
        session.commit()


def transferred(stripe: StripeSandbox) -> list[tuple[int, int]]:
    """Return the amounts of the transfers at Stripe, and how much of each was reversed, oldest first, in cents."""
    found = stripe.client().v1.transfers.list({"limit": 100}).data
    return [(one.amount, one.amount_reversed) for one in reversed(found)]


def owed() -> tuple[int, int]:
    """Return what we owe venues, and what venues owe us, in cents."""
    session.commit()
    found = balances()
    assert sum(found.values()) == 0
    return -found.get(Account.VENUE_PAYABLE, 0), found.get(Account.VENUE_RECEIVABLE, 0)


def test_completed_booking_is_transferred_once_less_commission(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    booking.commission_bps = 800
    after(booking)
    assert owed() == (PRICE - 880, 0)
    for _ in range(2):
        pay(booking)
    assert owed() == (0, 0)
    made = stripe.client().v1.transfers.list().data
    assert [(one.amount, one.destination) for one in made] == [(PRICE - 880, account.stripe_id)]
    transfer = session.scalars(select(Transfer)).one()
    assert (transfer.state, transfer.commission_cents, transfer.stripe_id) == (TransferState.MADE, 880, made[0].id)


def test_what_we_pay_of_a_deal_is_transferred_from_our_balance_and_follows_refunds(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    booking.commission_bps = 5000
    booking.list_cents, booking.discount_cents, booking.funded_cents = PRICE + 3000, 3000, 2000
    after(booking)
    assert (owed(), balances()[Account.PLATFORM_DISCOUNTS]) == (((PRICE + 2000) // 2, 0), 2000)
    stripe.advance(3 * 24 * 3600)  # the payment is available
    pay(booking)
    assert (owed(), transferred(stripe)) == ((0, 0), [(PRICE // 2 - 1000, 0), (2000, 0)])
    refund(booking, PRICE // 2)
    pay(booking)
    assert (owed(), balances()[Account.PLATFORM_DISCOUNTS]) == ((0, 0), 1000)
    assert [sent - back for sent, back in transferred(stripe)] == [PRICE // 4 - 500, 1000]


def test_nothing_is_transferred_before_the_delay_is_over(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    after(booking)
    pay(booking, days=1)
    assert transferred(stripe) == []
    pay(booking, days=2)
    assert transferred(stripe) == [(PRICE, 0)]


def test_money_earned_before_the_setup_is_transferred_after_it(
    booking: Booking, stripe: StripeSandbox, jobs: Jobs
) -> None:
    after(booking)
    pay(booking)
    assert owed() == (PRICE, 0)
    with clock.pinned(booking.ends_at + timedelta(days=2)):
        set_up(venue_of(booking), stripe)
        jobs.run()
    assert (owed(), transferred(stripe)) == ((0, 0), [(PRICE, 0)])


def test_refund_after_the_transfer_reverses_only_that(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    booking.commission_bps = 800
    after(booking)
    pay(booking)
    refund(booking, 5000)
    pay(booking)
    assert transferred(stripe) == [(PRICE - 880, 5000 - 400)]
    assert owed() == (0, 0)
    assert balances()[Account.COMMISSION] == -480


def test_refund_of_a_part_does_not_delay_the_rest(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    after(booking)
    with clock.pinned(booking.ends_at + timedelta(days=2)):
        refund(booking, 5000)
        gateway_flows.pay_booking(booking.id)
        session.commit()
    assert transferred(stripe) == [(PRICE - 5000, 0)]


def test_refund_before_the_transfer_only_lowers_it(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    after(booking)
    refund(booking, 5000)
    pay(booking)
    assert transferred(stripe) == [(PRICE - 5000, 0)]


def test_undone_no_show_is_taken_back_and_paid_again_when_completed(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    owner_id = session.scalars(select(Venue.owner_id)).one()
    with clock.pinned(booking.starts_at):
        mark_no_show(booking_id=booking.id, user_id=owner_id)
    pay(booking)
    with clock.pinned(booking.starts_at):
        undo_no_show(booking_id=booking.id, user_id=owner_id)
    pay(booking)
    assert transferred(stripe) == [(PRICE, PRICE)]
    after(booking)
    pay(booking)
    assert transferred(stripe) == [(PRICE, PRICE), (PRICE, 0)]


def test_what_stripe_cannot_take_back_is_owed_by_the_venue(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    after(booking)
    pay(booking)
    stripe.pay_out(account.stripe_id or "")
    refund(booking, 5000)
    pay(booking)
    assert owed() == (0, 5000)
    assert owed_by_venue(account.venue_id) == 5000
    assert session.scalars(select(TransferReversal.state)).all() == [TransferState.REFUSED]
    pay(booking)
    assert owed() == (0, 5000)


def test_transfer_comes_from_our_balance_when_another_venue_could_not_give_back_a_refund(
    massage: Service, stripe: StripeSandbox
) -> None:
    other = make_venue(slug="alder")
    order = checked_out(massage, make_service(other, members=[make_member(other)], slug="sauna", price_cents=4000))
    stripe.pay(page_of(order))
    payments.catch_up(order.id)
    first, second = bookings_of_order(order.id)
    first_account, _ = set_up(venue_of(first), stripe), set_up(other.id, stripe)
    after(second)
    pay(first)
    stripe.pay_out(first_account.stripe_id or "")
    payments.pay_refund(refund(first, 5000).id)
    pay(first)
    stripe.adjust_balance(10000, "topup")
    pay(second)
    assert (owed(), transferred(stripe)) == ((0, 5000), [(PRICE, 0), (4000, 0)])


@pytest.mark.parametrize("days", [0, 2])
def test_transfer_with_a_lost_response_is_made_once(
    days: int, app: Flask, booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    after(booking)
    stripe.fail_next(kind="lost", path="/v1/transfers")
    with app.test_request_context(), pytest.raises(Unavailable):  # a request, unlike a job, doesn't try again at once
        pay(booking)
    session.rollback()
    assert session.scalars(select(Transfer.state)).all() == [TransferState.SENT]
    stripe.advance(days * 86400)  # after a day, Stripe has forgotten the key
    pay(booking)
    assert (owed(), transferred(stripe)) == ((0, 0), [(PRICE, 0)])


def test_refused_transfer_stays_due_and_is_retried_every_hour(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox, jobs: Jobs
) -> None:
    after(booking)
    stripe.restrict(account.stripe_id or "")
    pay(booking)
    assert owed() == (PRICE, 0)
    transfer = session.scalars(select(Transfer)).one()
    assert (transfer.state, transfer.failure != "") == (TransferState.DUE, True)
    stripe.restrict(account.stripe_id or "", None)
    assert bookings_to_retry() == [booking.id]
    with clock.pinned(booking.ends_at + timedelta(days=2)):
        retry()
        jobs.run()
    assert (owed(), transferred(stripe)) == ((0, 0), [(PRICE, 0)])


@pytest.mark.parametrize("is_suspended", [False, True])
def test_refused_transfer_is_planned_anew_before_it_is_sent_again(
    is_suspended: bool, booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    after(booking)
    stripe.restrict(account.stripe_id or "")
    pay(booking)
    stripe.restrict(account.stripe_id or "", None)
    refund(booking, 5000)
    if is_suspended:
        session.get_one(Venue, account.venue_id).status = VenueStatus.SUSPENDED
    pay(booking)
    assert transferred(stripe) == ([] if is_suspended else [(PRICE - 5000, 0)])


def test_suspended_venue_gets_no_transfer_until_it_is_back(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    after(booking)
    venue = session.get_one(Venue, account.venue_id)
    venue.status = VenueStatus.SUSPENDED
    pay(booking)
    assert owed() == (PRICE, 0)
    venue.status = VenueStatus.LIVE
    pay(booking)
    assert owed() == (0, 0)


def test_earnings_from_before_the_ledger_wait_for_an_admin(
    app: Flask, booking: Booking, account: PayoutAccount, stripe: StripeSandbox
) -> None:
    after(booking)
    session.commit()
    mark_as_opening(app)
    pay(booking)
    assert transferred(stripe) == []
    account.opening_released_at = clock.now()
    pay(booking)
    assert transferred(stripe) == [(PRICE, 0)]


def mark_as_opening(app: Flask) -> None:
    """Mark every entry as from before the ledger, which the application can't: its rows never change."""
    statement = "SET session_replication_role = replica; UPDATE ledger_entry SET is_opening = true"
    database.execute(app.extensions["settings"].database_url, statement)
