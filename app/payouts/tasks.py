"""Background jobs for venues' money."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.bookings.queries.unseen import unseen_bookings, venues_with_unseen
from app.core import clock
from app.core.db import session
from app.core.jobs import defer, email_task, periodic, task
from app.email.mailer import send
from app.payouts import emails, gateway_flows
from app.payouts.actions.accounts import note_unknown_account
from app.payouts.actions.deferrals import defer_all_transfers, defer_returns, defer_transfers
from app.payouts.models import Payout
from app.payouts.queries.transfers import account_of, bookings_to_retry, venue_of_account, venues_with_accounts
from app.venues.models import Venue


@task("payouts.pay_booking")
def pay_booking(*, booking_id: int) -> None:
    gateway_flows.pay_booking(booking_id)


@task("payouts.pay_pass")
def pay_pass(*, pass_id: int) -> None:
    gateway_flows.pay_pass(pass_id)


@task("payouts.return_to_venue")
def return_to_venue(*, venue_id: int) -> None:
    gateway_flows.return_to_venue(venue_id)


@task("payouts.read_account")
def read_account(*, account_id: str) -> None:
    venue_id = venue_of_account(account_id)
    if venue_id is not None:
        gateway_flows.read_account(venue_id)
    else:
        note_unknown_account(account_id)


@task("payouts.read_payout")
def read_payout(*, account_id: str, payout_id: str) -> None:
    gateway_flows.read_payout(account_id, payout_id)


@task("payouts.follow_suspension")
def follow_suspension(*, venue_id: int) -> None:
    gateway_flows.follow_suspension(venue_id)


@task("payouts.read_again")
def read_again(*, venue_id: int) -> None:
    gateway_flows.read_again(venue_id)
    gateway_flows.follow_suspension(venue_id)


@email_task("payouts.email_paused")
def email_paused(*, venue_id: int) -> None:
    """Tell the owner that Stripe paused their payouts, unless they are back already."""
    account = account_of(venue_id)
    if account is not None and not account.pays_out:
        send(emails.paused(_venue(venue_id), account))


@email_task("payouts.email_failed")
def email_failed(*, payout_id: int) -> None:
    """Tell the owner that their bank did not take a payout."""
    payout = session.get_one(Payout, payout_id)
    send(emails.failed(_venue(payout.venue_id), payout))


@email_task("payouts.email_unseen")
def email_unseen(*, venue_id: int) -> None:
    """Ask the owner which guests of sitewide deals came, unless they said so by now."""
    unseen = unseen_bookings(venue_id)
    if unseen:
        send(emails.unseen(_venue(venue_id), unseen, clock.now()))


def _venue(venue_id: int) -> Venue:
    return session.scalars(select(Venue).where(Venue.id == venue_id).options(joinedload(Venue.owner))).one()


@periodic("payouts.retry", cron="37 * * * *")
def retry() -> None:
    """Retry every hour what Stripe refused, or didn't respond to."""
    for booking_id in bookings_to_retry():
        defer_transfers(booking_id=booking_id)
    defer_returns()
    session.flush()


@periodic("payouts.ask_about_unseen", cron="43 15 * * 1")
def ask_about_unseen() -> None:
    """Ask venues every Monday, in the morning of all states, which guests of sitewide deals came."""
    for venue_id in venues_with_unseen():
        defer("payouts.email_unseen", lock=f"payouts.email_unseen:{venue_id}", venue_id=venue_id)
    session.flush()


@periodic("payouts.read_everything", cron="53 8 * * *")
def read_everything() -> None:
    """Read all accounts and their latest payouts every night, in case an event was lost."""
    for venue_id in venues_with_accounts():
        defer("payouts.read_again", lock=f"payouts.read_again:{venue_id}", venue_id=venue_id)
    session.flush()


@periodic("payouts.pay_everything", cron="23 9 * * *")
def pay_everything() -> None:
    """Look every night at all bookings that aren't settled with their venue, in case a job was lost."""
    defer_all_transfers()
