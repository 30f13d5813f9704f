"""Payouts to venues' banks, which may fail, and what venues owe us."""

from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.invoices.actions import NewSettlement, settle, start_payment
from app.payouts.models import PayoutAccount
from app.payouts.queries.transfers import owed_by_venue
from app.receivables.enums import SettlementKind
from app.receivables.queries import invoices_of
from app.venues.actions.publication import reinstate_venue, suspend_venue
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from tests.benchmarks.chaos.day import Day
from tests.benchmarks.chaos.guests import pay_on_page
from tests.benchmarks.chaos.office import admin

FAILS = 0.3


def pay_venues_out(day: Day) -> None:
    """Pay venues out at Stripe. Some banks return the money, and then Stripe pauses the payouts."""
    for account_id in accounts():
        balance = day.stripe.client().v1.balance.retrieve(None, {"stripe_account": account_id})
        if sum(each.amount for each in (*balance.available, *balance.pending)) <= 0:
            continue
        fails = day.chance.random() < FAILS
        day.stripe.pay_out(account_id, fail=fails)
        day.done["payouts to venues that failed" if fails else "payouts to venues"] += 1


def replace_banks(day: Day) -> None:
    """Have the owners enter bank accounts that work."""
    for account_id in accounts():
        day.stripe.change_bank(account_id)


def suspend_some(day: Day) -> None:
    """Suspend a quarter of the venues: their bookings stay, but they get no transfers and no payouts."""
    venues = session.scalars(select(Venue).where(Venue.status == VenueStatus.LIVE).order_by(Venue.id)).all()
    for venue in day.chance.sample(venues, len(venues) // 4):
        suspend_venue(venue=venue, by=admin(), reason="Guests found it closed.")
        day.done["venues suspended for weeks"] += 1
    session.commit()


def reinstate_all(_day: Day) -> None:
    for venue in session.scalars(select(Venue).where(Venue.status == VenueStatus.SUSPENDED)).all():
        reinstate_venue(venue=venue, by=admin())
    session.commit()


def settle_invoices(day: Day) -> None:
    """Pay what venues owe with a card or to our bank, write it off, or leave it."""
    for venue_id in session.scalars(select(Venue.id).order_by(Venue.id)).all():
        if any(each.open_cents for each in invoices_of(venue_id)):
            how = day.chance.choice(("card", "bank", "never", "open"))
            try:
                settle_invoice(day, venue_id, how)
            except DomainError:
                session.rollback()
                how = "open"
            day.done[f"invoices to venues: {how}"] += 1
        session.commit()


def settle_invoice(day: Day, venue_id: int, how: str) -> None:
    owner = day.user(session.get_one(Venue, venue_id).owner_id)
    if how == "card":
        order_id = start_payment(venue_id=venue_id, user=owner, text="Invoices").id
        session.commit()
        pay_on_page(day, order_id)
    elif how != "open":
        today = clock.now().date()
        kind = SettlementKind.BANK if how == "bank" else SettlementKind.WRITE_OFF
        cents = max(1, owed_by_venue(venue_id) // day.chance.randint(1, 2))
        settle(NewSettlement(kind, cents, today, "1"), venue_id=venue_id, user_id=owner.id, today=today)


def accounts() -> list[str]:
    found = session.scalars(select(PayoutAccount.stripe_id).order_by(PayoutAccount.venue_id)).all()
    session.commit()
    return [each for each in found if each]
