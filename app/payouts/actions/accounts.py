"""Venues' accounts at Stripe and the payouts from them, as far as our database is concerned.

Nothing here makes network calls: see gateway_flows.py.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.db import session
from app.core.jobs import defer, defer_once
from app.core.logs import log
from app.core.settings import settings
from app.payments.enums import Problem
from app.payments.models import StripeEvent
from app.payments.problems import forget_problem, note_problem
from app.payouts.actions.deferrals import defer_all_transfers
from app.payouts.enums import PayoutStatus
from app.payouts.gateway import AccountEvent, GatewayAccount, GatewayPayout, NewAccount
from app.payouts.models import Payout, PayoutAccount, Transfer
from app.payouts.queries.transfers import account_of
from app.venues.models import Venue

# The schedule with which Stripe pays nothing out on its own.
MANUAL = "manual"


def start_account(*, venue_id: int) -> tuple[str | None, NewAccount, datetime]:
    """Return the id of a venue's account, the request that opens one, and when it was first prepared.

    The id is None if no account is known yet.
    """
    venue = session.scalars(select(Venue).where(Venue.id == venue_id).options(joinedload(Venue.owner))).one()
    session.execute(insert(PayoutAccount).values(venue_id=venue_id, created_at=clock.now()).on_conflict_do_nothing())
    account = session.scalars(
        select(PayoutAccount).where(PayoutAccount.venue_id == venue_id).execution_options(populate_existing=True)
    ).one()
    base = settings().base_url
    request = NewAccount(
        key=account.idempotency_key,
        reference=venue.slug,
        email=venue.owner.email,
        name=venue.name,
        url=f"{base}/venues/{venue.slug}" if base.startswith("https://") else "",
    )
    return account.stripe_id, request, account.created_at


def note_account(*, venue_id: int, seen: GatewayAccount) -> None:
    """Save a venue's account as Stripe showed it. Once it takes transfers, the venue gets what it has earned so far."""
    account = account_of(venue_id, lock=True)
    if account is None:
        log.warning("an account of a venue that has none", venue=venue_id, account=seen.id)
        return
    forget_problem(about=seen.id)  # an event may have come before we knew whose it is
    was_ready, could_pay_out = account.takes_transfers, account.pays_out
    account.stripe_id = seen.id
    account.takes_transfers, account.pays_out = seen.takes_transfers, seen.pays_out
    account.is_submitted = seen.is_submitted
    account.requirements, account.due_by = list(seen.requirements), seen.due_by
    account.disabled_reason = seen.disabled_reason
    account.bank_name, account.bank_last4 = seen.bank_name, seen.bank_last4
    account.interval, account.anchor = seen.interval, seen.anchor
    account.read_at = clock.now()
    session.flush()
    if account.takes_transfers and not was_ready:
        defer_all_transfers(venue_id=venue_id)
    if could_pay_out and not account.pays_out:
        defer("payouts.email_paused", venue_id=venue_id)


def note_unknown_account(account_id: str) -> None:
    """Note that Stripe told us of an account that no venue has."""
    note_problem(Problem.UNKNOWN_ACCOUNT, about=account_id)


def start_hold(*, venue_id: int) -> PayoutAccount | None:
    """Return the account of a suspended venue, whose payouts are to be held, with the schedule to go back to noted.

    None if it has no account, or its payouts are held already.
    """
    account = account_of(venue_id, lock=True)
    if account is None or account.stripe_id is None:
        return None
    if account.held_interval is None:
        account.held_interval, account.held_anchor = account.interval, account.anchor
        session.flush()
    return account if account.interval != MANUAL else None


def end_hold(*, venue_id: int, seen: GatewayAccount) -> None:
    """Note that payouts of a venue are no longer held, and pay it what it has earned so far."""
    note_account(venue_id=venue_id, seen=seen)
    account = account_of(venue_id, lock=True)
    if account is not None:
        account.held_interval = account.held_anchor = None
    session.flush()
    defer_all_transfers(venue_id=venue_id)


def record_account_event(*, event: AccountEvent) -> bool:
    """Process a webhook event once: defer a job that reads what it is about. Returns False if it was known."""
    fresh = session.execute(
        insert(StripeEvent)
        .values(id=event.id, kind=event.kind, received_at=clock.now())
        .on_conflict_do_nothing(index_elements=["id"])
        .returning(StripeEvent.id)
    ).scalar()
    if fresh is None:
        return False
    if event.payout_id:
        defer_once(
            "payouts.read_payout",
            lock=f"payouts.read_payout:{event.payout_id}",
            account_id=event.account_id,
            payout_id=event.payout_id,
        )
    elif event.kind.startswith("account."):
        lock = f"payouts.read_account:{event.account_id}"
        defer_once("payouts.read_account", lock=lock, account_id=event.account_id)
    return True


def note_payout(*, venue_id: int, seen: GatewayPayout) -> None:
    """Save a payout as Stripe showed it, and which transfers it contains."""
    payout = session.scalar(select(Payout).where(Payout.stripe_id == seen.id).with_for_update())
    was = payout.status if payout else None
    if payout is None:
        payout = Payout(venue_id=venue_id, stripe_id=seen.id)
        session.add(payout)
    payout.amount_cents, payout.status = seen.cents, seen.status
    payout.arrives_on, payout.failure_code = seen.arrives_on, seen.failure_code
    session.flush()
    ours = Transfer.venue_id == venue_id, Transfer.stripe_id.in_(seen.transfers)
    session.execute(update(Transfer).where(*ours).values(payout_id=payout.id))
    if payout.status is PayoutStatus.FAILED and was is not PayoutStatus.FAILED:
        defer("payouts.email_failed", payout_id=payout.id)


def release_opening(*, venue_id: int) -> datetime | None:
    """Let a venue be paid what it earned before the ledger, and return when that was decided. None if it was before."""
    session.execute(insert(PayoutAccount).values(venue_id=venue_id).on_conflict_do_nothing())
    account = account_of(venue_id, lock=True)
    if account is None or account.opening_released_at is not None:
        return None
    account.opening_released_at = clock.now()
    session.flush()
    defer_all_transfers(venue_id=venue_id)
    return account.opening_released_at
