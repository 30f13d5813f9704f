"""Exchanges with the gateway about venues' money, each in named steps: read and store, call, store the response.

No transaction is open during a call: each flow runs `session.commit()` before it. The last step is left to the caller's
own commit.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta

from flask_babel import gettext as _

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core import clock
from app.core.db import session
from app.disputes.models import Dispute
from app.payments.gateway import GatewayRefused
from app.payments.models import Payment
from app.payouts.actions import transfers
from app.payouts.actions.accounts import (
    MANUAL,
    end_hold,
    note_account,
    note_payout,
    note_unknown_account,
    start_account,
    start_hold,
)
from app.payouts.actions.pass_transfers import plan_pass_transfers
from app.payouts.actions.returns import plan_return
from app.payouts.enums import TransferState
from app.payouts.gateway import TransferRequest, payout_gateway
from app.payouts.models import PayoutAccount, Transfer, TransferReversal
from app.payouts.queries.passes import open_transfers_of_pass
from app.payouts.queries.returns import open_returns
from app.payouts.queries.transfers import OPEN, account_of, reversals_in, transfers_in, venue_of_account
from app.venues.enums import VenueStatus
from app.venues.models import Venue

# For how long the gateway knows an idempotency key, with an hour to spare, and how far its clock may be from ours.
KEY_LASTS, CLOCKS_DIFFER = timedelta(hours=23), timedelta(minutes=5)
# How far back payouts are read again: one that failed may be reported days after it was due.
LATEST = timedelta(days=10)
# Sent without a response.
AWAITING = (TransferState.SENT,)


def pay_booking(booking_id: int) -> None:
    """Pay a booking's venue what it has earned since, or take back what was refunded since.

    What was sent earlier without a response comes first, because it decides what is left to do.
    """
    _send(booking_id, AWAITING)
    transfers.plan_transfers(booking_id=booking_id)
    _send(booking_id, OPEN)


def pay_pass(pass_id: int) -> None:
    """Pay a venue for what has expired of a package since, in the same way."""
    _send_all(open_transfers_of_pass(pass_id))
    plan_pass_transfers(pass_id=pass_id)
    _send_all(open_transfers_of_pass(pass_id))


def return_to_venue(venue_id: int) -> None:
    """Return to a venue what it no longer owes us, after it paid that or we kept it, in the same way."""
    _send_all([transfer.id for transfer in open_returns(venue_id)])
    plan_return(venue_id=venue_id)
    _send_all([transfer.id for transfer in open_returns(venue_id)])


def _send_all(transfer_ids: Sequence[int]) -> None:
    for transfer_id in transfer_ids:
        send_transfer(transfer_id)
        session.commit()


def _send(booking_id: int, states: Collection[TransferState]) -> None:
    _send_all(transfers_in(booking_id, states))
    for reversal_id in reversals_in(booking_id, states):
        send_reversal(reversal_id)
        session.commit()


def send_transfer(transfer_id: int) -> None:
    """Send a transfer that is due. Sent twice under one key, it is made once.

    The gateway forgets a key after a day, so if an earlier attempt got no response, look for its transfer first.
    """
    was_sent = session.get_one(Transfer, transfer_id).state is TransferState.SENT
    transfer = transfers.start_transfer(transfer_id=transfer_id)
    if transfer is None:
        return
    request = _request_for(transfer)
    session.commit()

    try:
        found = payout_gateway().find_transfer(request) if was_sent else None
        made = found or payout_gateway().transfer(request)
    except GatewayRefused as problem:
        transfers.refuse_transfer(transfer_id=transfer_id, why=problem.message)
        return

    transfers.note_transfer(transfer_id=transfer_id, stripe_id=made)


def _request_for(transfer: Transfer) -> TransferRequest:
    payment_id = None if transfer.is_from_balance else transfer.payment_id
    payment = session.get_one(Payment, payment_id) if payment_id else None
    account = session.get_one(PayoutAccount, transfer.venue_id)
    about = session.get(Order, transfer.order_id) if transfer.order_id else session.get(Dispute, transfer.dispute_id)
    group = about.public_id if about else ""
    return TransferRequest(
        key=transfer.idempotency_key,
        account_id=account.stripe_id or "",
        payment_intent_id=(payment.payment_intent_id if payment else None) or "",
        cents=transfer.amount_cents,
        group=group,
        reference=transfer.public_id,
        description=_description(transfer, group),
    )


def _description(transfer: Transfer, number: str) -> str:
    if transfer.booking_id:
        return _("Booking %(number)s", number=session.get_one(Booking, transfer.booking_id).public_id)
    if transfer.dispute_id:
        return _("Returned after dispute %(number)s", number=number)
    return _("Expired package, order %(number)s", number=number)


def send_reversal(reversal_id: int) -> None:
    """Send a reversal that is due, in the same way."""
    was_sent = session.get_one(TransferReversal, reversal_id).state is TransferState.SENT
    reversal = transfers.start_reversal(reversal_id=reversal_id)
    if reversal is None:
        return
    of = session.get_one(Transfer, reversal.transfer_id).stripe_id or ""
    key, cents = reversal.idempotency_key, reversal.amount_cents
    session.commit()

    try:
        found = payout_gateway().find_reversal(of, reference=key) if was_sent else None
        made = found or payout_gateway().reverse(of, cents=cents, key=key, reference=key)
    except GatewayRefused as problem:
        transfers.refuse_reversal(reversal_id=reversal_id, why=problem.message)
        return

    transfers.note_reversal(reversal_id=reversal_id, stripe_id=made)


def open_form(venue_id: int, *, refresh_url: str, return_url: str) -> str:
    """Return a link to Stripe's form for a venue's account, which is opened first if the venue has none."""
    account_id, request, asked_at = start_account(venue_id=venue_id)
    session.commit()

    if account_id is None:
        # The gateway forgets a key after a day: an older request without a response may have opened an account.
        is_old = clock.now() - asked_at > KEY_LASTS
        found = payout_gateway().find_account(request.reference, since=asked_at - CLOCKS_DIFFER) if is_old else None
        opened = found or payout_gateway().open_account(request)
        note_account(venue_id=venue_id, seen=opened)
        session.commit()
        account_id = opened.id

    return payout_gateway().form_url(account_id, refresh_url=refresh_url, return_url=return_url)


def read_account(venue_id: int) -> None:
    """Read a venue's account again: events say that it changed, and are never trusted for how."""
    account = account_of(venue_id)
    if account is None or account.stripe_id is None:
        return
    session.commit()

    seen = payout_gateway().account(account.stripe_id)

    note_account(venue_id=venue_id, seen=seen)


def follow_suspension(venue_id: int) -> None:
    """Hold the payouts of a venue while it is suspended, and go back to its schedule afterwards."""
    if session.get_one(Venue, venue_id).status is VenueStatus.SUSPENDED:
        _hold(venue_id)
    else:
        _end_hold(venue_id)


def _hold(venue_id: int) -> None:
    account = start_hold(venue_id=venue_id)
    session.commit()
    if account is None:
        return

    seen = payout_gateway().set_schedule(account.stripe_id or "", interval=MANUAL, anchor="")

    note_account(venue_id=venue_id, seen=seen)


def _end_hold(venue_id: int) -> None:
    account = account_of(venue_id)
    if account is None or account.stripe_id is None or account.held_interval is None:
        return
    account_id, interval, anchor = account.stripe_id, account.held_interval, account.held_anchor or ""
    session.commit()

    seen = payout_gateway().set_schedule(account_id, interval=interval, anchor=anchor)

    end_hold(venue_id=venue_id, seen=seen)


def read_again(venue_id: int) -> None:
    """Read a venue's account and its latest payouts, in case Stripe's events about them were lost."""
    account = account_of(venue_id)
    if account is None or account.stripe_id is None:
        return
    account_id, since = account.stripe_id, clock.now().date() - LATEST
    session.commit()

    seen = payout_gateway().account(account_id)
    payouts = payout_gateway().payouts_since(account_id, since)

    note_account(venue_id=venue_id, seen=seen)
    session.commit()
    for payout_id in payouts:
        read_payout(account_id, payout_id)
        session.commit()


def dashboard(venue_id: int) -> str | None:
    """Return a link to Stripe's pages for a venue's account, or None if it has none."""
    account = account_of(venue_id)
    if account is None or account.stripe_id is None:
        return None
    session.commit()

    return payout_gateway().dashboard_url(account.stripe_id)


def read_payout(account_id: str, payout_id: str) -> None:
    """Read a payout of a venue's account. An account that isn't ours is only noted, for admins."""
    venue_id = venue_of_account(account_id)
    if venue_id is None:
        note_unknown_account(account_id)
        return
    session.commit()

    seen = payout_gateway().payout(account_id, payout_id)

    note_payout(venue_id=venue_id, seen=seen)
