"""Exchanges with the gateway about venues' money, each in named steps: read and store, call, store the response.

No transaction is open during a call: each flow runs `session.commit()` before it. The last step is left to the caller's
own commit.
"""

from collections.abc import Collection

from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.core.db import session
from app.payments.gateway import GatewayRefused
from app.payments.models import Payment
from app.payouts.actions import transfers
from app.payouts.actions.accounts import note_account, note_payout, start_account
from app.payouts.enums import TransferState
from app.payouts.gateway import TransferRequest, payout_gateway
from app.payouts.models import PayoutAccount, Transfer, TransferReversal
from app.payouts.queries.transfers import OPEN, account_of, reversals_in, transfers_in, venue_of_account

# Sent without a response.
AWAITING = (TransferState.SENT,)


def pay_booking(booking_id: int) -> None:
    """Pay a booking's venue what it has earned since, or take back what was refunded since.

    What was sent earlier without a response comes first, because it decides what is left to do.
    """
    _send(booking_id, AWAITING)
    transfers.plan_transfers(booking_id=booking_id)
    _send(booking_id, OPEN)


def _send(booking_id: int, states: Collection[TransferState]) -> None:
    for transfer_id in transfers_in(booking_id, states):
        send_transfer(transfer_id)
        session.commit()
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
    payment = session.get_one(Payment, transfer.payment_id)
    account = session.get_one(PayoutAccount, transfer.venue_id)
    return TransferRequest(
        key=transfer.idempotency_key,
        account_id=account.stripe_id or "",
        payment_intent_id=payment.payment_intent_id or "",
        cents=transfer.amount_cents,
        group=session.get_one(Order, payment.order_id).public_id,
        reference=transfer.public_id,
        booking=session.get_one(Booking, transfer.booking_id).public_id,
    )


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
    account_id, request = start_account(venue_id=venue_id)
    session.commit()

    if account_id is None:
        opened = payout_gateway().open_account(request)
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


def dashboard(venue_id: int) -> str | None:
    """Return a link to Stripe's pages for a venue's account, or None if it has none."""
    account = account_of(venue_id)
    if account is None or account.stripe_id is None:
        return None
    session.commit()

    return payout_gateway().dashboard_url(account.stripe_id)


def read_payout(account_id: str, payout_id: str) -> None:
    """Read a payout of a venue's account. Does nothing for an account that isn't ours."""
    venue_id = venue_of_account(account_id)
    if venue_id is None:
        return
    session.commit()

    seen = payout_gateway().payout(account_id, payout_id)

    note_payout(venue_id=venue_id, seen=seen)
