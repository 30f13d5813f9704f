"""The killed_jobs cases for venues' money."""

from datetime import timedelta

from sqlalchemy import select

from app.bookings.actions.earnings import record_earnings
from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.bookings.models.venue_orders import VenueOrder
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.unseen import venues_with_unseen
from app.core import clock
from app.core.db import session
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.passes.actions import expire_passes
from app.payouts import gateway_flows
from app.payouts.actions.transfers import plan_transfers
from app.payouts.enums import PayoutStatus
from app.payouts.models import Payout, PayoutAccount
from app.receipts.actions import issue_receipts
from app.tips.actions import start_tip
from app.venues.enums import PaymentTerms, VenueStatus
from app.venues.models import Venue
from tests.bookings.test_charges import sold
from tests.factories import add, make_venue
from tests.project.killed_dispute_jobs import known
from tests.project.killed_gift_card_jobs import package
from tests.project.killed_jobs import Arguments, World, case, paid
from tests.support import NOW


def open_account(world: World, booking: Booking) -> PayoutAccount:
    """Open an account at Stripe for a booking's venue, and complete the form without reading the account."""
    query = select(VenueOrder.venue_id).where(VenueOrder.id == booking.venue_order_id)
    return open_account_of(world, session.scalars(query).one())


def open_account_of(world: World, venue_id: int) -> PayoutAccount:
    gateway_flows.open_form(venue_id, refresh_url="http://localhost/again", return_url="http://localhost/back")
    account = session.get_one(PayoutAccount, venue_id)
    world.stripe.complete(account.stripe_id or "")
    session.commit()
    return account


def opened(world: World) -> PayoutAccount:
    """Return the account of a paid booking's venue, as it is once its event has been processed."""
    [booking] = bookings_of_order(paid(world).id)
    account = open_account(world, booking)
    gateway_flows.read_account(account.venue_id)
    session.commit()
    return account


def earned(world: World) -> Booking:
    """Return a booking whose venue can be paid for it now."""
    [booking] = bookings_of_order(paid(world).id)
    account = open_account(world, booking)
    gateway_flows.read_account(account.venue_id)
    booking.state = BookingState.COMPLETED
    with clock.pinned(NOW - timedelta(days=3)):
        record_earnings([booking.id])
    session.commit()
    return booking


@case("payouts.pay_booking")
def _(world: World) -> Arguments:
    return {"booking_id": earned(world).id}


@case("payouts.pay_pass")
def _(world: World) -> Arguments:
    held = package(expires_at=NOW - timedelta(days=3))
    open_account_of(world, held.venue_id)
    gateway_flows.read_account(held.venue_id)
    with clock.pinned(NOW - timedelta(days=3)):
        expire_passes()
    session.commit()
    return {"pass_id": held.id}


@case("payouts.return_to_venue")
def _(world: World) -> Arguments:
    dispute_id, venue_id = known(world), session.scalars(select(Venue.id)).one()
    open_account_of(world, venue_id)
    gateway_flows.read_account(venue_id)
    world.stripe.adjust_balance(10000, "topup")
    no_longer = [debit(Account.DISPUTES, 500), credit(Account.VENUE_RECEIVABLE, 500, venue_id=venue_id)]
    record_entries([Entry(LedgerEvent.DISPUTE_LOST, f"{dispute_id}:1", no_longer)])
    session.commit()
    return {"venue_id": venue_id}


@case("payouts.pay_everything")
def _(world: World) -> Arguments:
    earned(world)
    return {}


@case("payouts.retry")
def _(world: World) -> Arguments:
    plan_transfers(booking_id=earned(world).id)
    return {}


@case("payouts.read_account")
def _(world: World) -> Arguments:
    [booking] = bookings_of_order(paid(world).id)
    return {"account_id": open_account(world, booking).stripe_id or ""}


@case("payouts.read_payout")
def _(world: World) -> Arguments:
    gateway_flows.pay_booking(earned(world).id)
    session.commit()
    account_id = session.scalars(select(PayoutAccount.stripe_id)).one() or ""
    return {"account_id": account_id, "payout_id": world.stripe.pay_out(account_id)["id"]}


@case("payouts.email_paused")
def _(_: World) -> Arguments:
    account = PayoutAccount(venue_id=make_venue().id, requirements=["external_account"], read_at=NOW)
    return {"venue_id": add(account).venue_id}


@case("payouts.email_failed")
def _(_: World) -> Arguments:
    values = {"amount_cents": 10120, "status": PayoutStatus.FAILED, "arrives_on": NOW.date()}
    return {"payout_id": add(Payout(venue_id=make_venue().id, stripe_id="po_1", **values)).id}


@case("payouts.email_unseen")
def _(_: World) -> Arguments:
    sold(PaymentTerms.DEPOSIT)
    return {"venue_id": venues_with_unseen()[0]}


@case("payouts.ask_about_unseen")
def _(_: World) -> Arguments:
    sold(PaymentTerms.DEPOSIT)
    return {}


@case("payouts.follow_suspension")
def _(world: World) -> Arguments:
    venue = session.get_one(Venue, opened(world).venue_id)
    venue.status = VenueStatus.SUSPENDED
    session.commit()
    return {"venue_id": venue.id}


@case("payouts.read_again")
def _(world: World) -> Arguments:
    [booking] = bookings_of_order(paid(world).id)
    return {"venue_id": open_account(world, booking).venue_id}


@case("payouts.read_everything")
def _(world: World) -> Arguments:
    opened(world)
    return {}


@case("receipts.issue")
def _(world: World) -> Arguments:
    return {"order_id": paid(world).id}


@case("receipts.issue_missing")
def _(world: World) -> Arguments:
    paid(world)
    return {}


@case("receipts.email_paid")
def _(world: World) -> Arguments:
    order_id = paid(world).id
    issue_receipts(order_id=order_id)
    return {"order_id": order_id}


@case("receipts.email")
def _(world: World) -> Arguments:
    order_id = paid(world).id
    issue_receipts(order_id=order_id)
    return {"order_id": order_id, "asked_at": 1}


def over(world: World) -> Booking:
    """Return a booking that ended three hours ago."""
    booking = earned(world)
    booking.starts_at, booking.ends_at = NOW - timedelta(hours=4), NOW - timedelta(hours=3)
    session.commit()
    return booking


@case("tip_offers.send_due")
def _(world: World) -> Arguments:
    over(world)
    return {}


@case("tip_offers.email")
def _(world: World) -> Arguments:
    return {"booking_ids": str(over(world).id)}


@case("tips.email_received")
def _(world: World) -> Arguments:
    booking = earned(world)
    return {"order_id": start_tip(booking_id=booking.id, cents=500).id}
