"""Transfers to venues and reversals, as far as our database is concerned.

Nothing here makes network calls: see gateway_flows.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.bookings.actions.refunds import lock_booking
from app.bookings.charges import Charge, less_held
from app.bookings.queries.charges import charges_of
from app.core import clock
from app.core.db import session
from app.core.ids import token
from app.core.logs import log
from app.core.settings import settings
from app.disputes.queries.held import held_cents
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.payouts.enums import TransferState
from app.payouts.models import PayoutAccount, Transfer, TransferReversal
from app.payouts.queries.transfers import (
    OPEN,
    account_of,
    earned_since,
    left_of_payment,
    owed_by_venue,
    payable_of,
    payments_of_orders,
    transfers_of,
)
from app.venues.enums import VenueStatus
from app.venues.models import Venue


def plan_transfers(*, booking_id: int) -> None:
    """Bring a booking's transfers up to date with what its venue has earned.

    What was added since is a new transfer, for each payment and for what store credit paid. What was refunded since, or
    what a bank holds in an open dispute, is reversed, from this booking's own transfers only. Repeating it changes
    nothing. Does nothing while Stripe's response to an earlier one is missing.
    """
    lock_booking(booking_id)
    charges, known = charges_of([booking_id]), transfers_of(booking_id)
    if not charges or any(awaits_response(transfer) for transfer in known):
        return
    account = account_of(charges[0].venue_id, lock=True)
    payments = payments_of_orders([charge.order_id for charge in charges])
    for charge in less_held(charges, held_cents(booking_id)):
        can_send = account is not None and _is_due(charge, account)
        for part in _parts(charge, payments.get(charge.order_id)):
            mine = [one for one in known if (one.order_id, one.payment_id) == (part.order_id, part.payment_id)]
            plan_part(part, mine, can_send=can_send)


@dataclass(frozen=True, slots=True)
class Part:
    """What a venue has earned of a charge after our commission, by what paid it: one payment, or our balance."""

    venue_id: int
    booking_id: int | None
    order_id: int
    payment_id: int | None
    cents: int
    commission_cents: int


def _parts(charge: Charge, payment_id: int | None) -> list[Part]:
    """Split a charge. A venue gets what the card paid first: no more can come out of that payment.

    What store credit or a package paid comes out of our balance. A tax that the venue pays goes to it without
    commission.
    """
    of = charge.venue_id, charge.booking_id, charge.order_id
    earned = charge.earned_cents + charge.venue_tax_cents
    by_card = min(earned, charge.cents - charge.credit_cents) if payment_id is not None else 0
    commission = min(charge.commission_cents, by_card)
    rest = charge.commission_cents - commission
    parts = [Part(*of, payment_id, by_card - commission, commission)] if payment_id is not None else []
    return [*parts, Part(*of, None, earned - by_card - rest, rest)]


def plan_part(part: Part, known: Sequence[Transfer], *, can_send: bool) -> None:
    """Bring the transfers of one part up to date. `known` are all that were ever planned."""
    for never_sent in (transfer for transfer in known if transfer.state is TransferState.DUE):
        session.delete(never_sent)
    session.flush()
    made = [transfer for transfer in known if transfer.state is TransferState.MADE]
    change = part.cents - sum(_settled(transfer) for transfer in made)
    if change > 0 and can_send:
        commission = part.commission_cents - sum(transfer.commission_cents for transfer in made)
        _add_transfer(part, change, max(0, commission))
    elif change < 0:
        _add_reversals(made, -change)


def awaits_response(transfer: Transfer) -> bool:
    return TransferState.SENT in (transfer.state, *(reversal.state for reversal in transfer.reversals))


def _settled(transfer: Transfer) -> int:
    """Return what a transfer settles of what the venue has earned. What it owes us instead of a reversal counts."""
    return transfer.earned_cents - sum(reversal.amount_cents for reversal in transfer.reversals)


def _is_due(charge: Charge, account: PayoutAccount) -> bool:
    """Return whether the venue can be paid for a charge now."""
    earned = earned_since(charge.booking_id, LedgerEvent.TIP if charge.is_tip else LedgerEvent.EARNING)
    if earned is None:
        return False
    at, was_before = earned
    if was_before and account.opening_released_at is None:
        return False
    return is_payable(account, at)


def is_payable(account: PayoutAccount, at: datetime) -> bool:
    """Return whether the venue can be paid now what it earned at a time."""
    return can_be_paid(account) and at + timedelta(days=settings().transfer_delay_days) <= clock.now()


def can_be_paid(account: PayoutAccount) -> bool:
    is_suspended = session.get_one(Venue, account.venue_id).status is VenueStatus.SUSPENDED
    return account.takes_transfers and not is_suspended


def _add_transfer(part: Part, cents: int, commission: int) -> None:
    """Add a transfer, less what the venue owes us."""
    kept = max(0, min(cents, owed_by_venue(part.venue_id)))
    session.add(
        Transfer(
            venue_id=part.venue_id,
            booking_id=part.booking_id,
            order_id=part.order_id,
            payment_id=part.payment_id,
            amount_cents=cents - kept,
            offset_cents=kept,
            commission_cents=commission,
            created_at=clock.now(),
        )
    )
    session.flush()


def _add_reversals(transfers: Sequence[Transfer], cents: int) -> None:
    """Take `cents` back from these transfers, the newest first. The venue owes us what was never sent."""
    for transfer in reversed(transfers):
        left = min(cents, _settled(transfer))
        reversible = transfer.amount_cents - sum(
            one.amount_cents for one in transfer.reversals if one.state is not TransferState.REFUSED
        )
        sendable = min(left, max(0, reversible))
        for part, state in ((sendable, TransferState.DUE), (left - sendable, TransferState.REFUSED)):
            if part:
                reversal = TransferReversal(
                    transfer_id=transfer.id, amount_cents=part, state=state, created_at=clock.now()
                )
                session.add(reversal)
                session.flush()
                if state is TransferState.REFUSED:
                    _record_receivable(transfer, reversal)
        cents -= left


def start_transfer(*, transfer_id: int) -> Transfer | None:
    """Mark a transfer as sent before sending it. Returns None if there is nothing to send.

    One that only settles what the venue owes us is made without Stripe.
    """
    transfer = session.get_one(Transfer, transfer_id, with_for_update=True, populate_existing=True)
    if transfer.state not in OPEN:
        return None
    if transfer.amount_cents == 0:
        _make(transfer)
        return None
    if transfer.state is TransferState.DUE and transfer.payment_id is not None:
        # Another venue of the order may have kept what its guest got back.
        transfer.is_from_balance = transfer.amount_cents > left_of_payment(transfer.payment_id)
    transfer.state = TransferState.SENT
    session.flush()
    return transfer


def note_transfer(*, transfer_id: int, stripe_id: str) -> None:
    """Record that Stripe has made a transfer."""
    transfer = session.get_one(Transfer, transfer_id, with_for_update=True, populate_existing=True)
    if transfer.state is not TransferState.MADE:
        transfer.stripe_id = stripe_id
        _make(transfer)


def _make(transfer: Transfer) -> None:
    transfer.state, transfer.made_at, transfer.failure = TransferState.MADE, clock.now(), ""
    which = {"booking_id": transfer.booking_id, "venue_id": transfer.venue_id}
    record_entries(
        [
            Entry(
                LedgerEvent.TRANSFER,
                str(transfer.id),
                [
                    debit(_paid_from(transfer), transfer.earned_cents, **which),
                    credit(Account.CASH_AT_STRIPE, transfer.amount_cents),
                    credit(Account.VENUE_RECEIVABLE, transfer.offset_cents, venue_id=transfer.venue_id),
                ],
            )
        ]
    )


def _paid_from(transfer: Transfer) -> Account:
    """Return the account of what a transfer settles: what the venue has earned, or no longer owes us."""
    return Account.VENUE_RECEIVABLE if transfer.order_id is None else payable_of(transfer.order_id)


def refuse_transfer(*, transfer_id: int, why: str) -> None:
    """Note why Stripe refused a transfer. It is due again, under a new key: Stripe repeats answers to old ones."""
    transfer = session.get_one(Transfer, transfer_id, with_for_update=True, populate_existing=True)
    if transfer.state is TransferState.SENT:
        transfer.state, transfer.failure, transfer.idempotency_key = TransferState.DUE, why[:300], token()
        log.error("a transfer to a venue was refused", transfer=transfer.id, venue=transfer.venue_id, why=why)
    session.flush()


def start_reversal(*, reversal_id: int) -> TransferReversal | None:
    """Mark a reversal as sent before sending it. Returns None if there is nothing to send."""
    reversal = session.get_one(TransferReversal, reversal_id, with_for_update=True, populate_existing=True)
    if reversal.state not in OPEN:
        return None
    reversal.state = TransferState.SENT
    session.flush()
    return reversal


def note_reversal(*, reversal_id: int, stripe_id: str) -> None:
    """Record that Stripe has made a reversal."""
    reversal = session.get_one(TransferReversal, reversal_id, with_for_update=True, populate_existing=True)
    if reversal.state is TransferState.MADE:
        return
    reversal.state, reversal.stripe_id, reversal.ended_at = TransferState.MADE, stripe_id, clock.now()
    transfer = session.get_one(Transfer, reversal.transfer_id)
    record_entries(
        [
            Entry(
                LedgerEvent.REVERSAL,
                str(reversal.id),
                [
                    debit(Account.CASH_AT_STRIPE, reversal.amount_cents),
                    credit(
                        _paid_from(transfer),
                        reversal.amount_cents,
                        booking_id=transfer.booking_id,
                        venue_id=transfer.venue_id,
                    ),
                ],
            )
        ]
    )


def refuse_reversal(*, reversal_id: int, why: str) -> None:
    """Record that Stripe can't take money back: the venue owes it to us, and we keep it from its next transfers."""
    reversal = session.get_one(TransferReversal, reversal_id, with_for_update=True, populate_existing=True)
    if reversal.state not in OPEN:
        return
    reversal.state, reversal.failure, reversal.ended_at = TransferState.REFUSED, why[:300], clock.now()
    log.error("stripe took nothing back from a venue", reversal=reversal.id, why=why)
    _record_receivable(session.get_one(Transfer, reversal.transfer_id), reversal)


def _record_receivable(transfer: Transfer, reversal: TransferReversal) -> None:
    which = {"booking_id": transfer.booking_id, "venue_id": transfer.venue_id}
    record_entries(
        [
            Entry(
                LedgerEvent.RECEIVABLE,
                str(reversal.id),
                [
                    debit(Account.VENUE_RECEIVABLE, reversal.amount_cents, venue_id=transfer.venue_id),
                    credit(_paid_from(transfer), reversal.amount_cents, **which),
                ],
            )
        ]
    )
