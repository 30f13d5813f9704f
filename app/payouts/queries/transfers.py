from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import case, func, select, union_all
from sqlalchemy.orm import joinedload

from app.bookings.enums import OrderKind, OrderState, RefundSource, RefundState
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.core.db import session
from app.ledger.enums import PAYABLE, Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.payouts.enums import TransferState
from app.payouts.models import PayoutAccount, Transfer, TransferReversal
from app.receivables.models import VenueSettlement

OPEN = (TransferState.DUE, TransferState.SENT)


def account_of(venue_id: int, *, lock: bool = False) -> PayoutAccount | None:
    """Return a venue's account at Stripe, if it has one. With `lock`, its row is locked until the transaction ends."""
    query = select(PayoutAccount).where(PayoutAccount.venue_id == venue_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def venue_of_account(stripe_id: str) -> int | None:
    """Return the venue with this account at Stripe, or None if it isn't one of ours."""
    return session.scalar(select(PayoutAccount.venue_id).where(PayoutAccount.stripe_id == stripe_id))


def venues_with_accounts() -> Sequence[int]:
    """List the venues that have an account at Stripe. One statement."""
    found = select(PayoutAccount.venue_id).where(PayoutAccount.stripe_id.is_not(None))
    return session.scalars(found.order_by(PayoutAccount.venue_id)).all()


def payments_of_orders(order_ids: Collection[int]) -> dict[int, int]:
    """Return the payment that paid each of these orders. Those that were free are missing. One statement."""
    rows = session.execute(
        select(Payment.order_id, Payment.id).where(Payment.order_id.in_(order_ids), Payment.state == PaymentState.PAID)
    )
    return dict(rows.all())


def transfers_of(booking_id: int) -> Sequence[Transfer]:
    """List a booking's transfers with their reversals, oldest first. Two statements."""
    return (
        session.scalars(
            select(Transfer)
            .where(Transfer.booking_id == booking_id)
            .order_by(Transfer.id)
            .options(joinedload(Transfer.reversals))
            .execution_options(populate_existing=True)
        )
        .unique()
        .all()
    )


def owed_by_venue(venue_id: int) -> int:
    """Return what a venue owes us, in cents, less what open transfers keep of it, and what its owner is paying now.

    What open transfers return to it counts as owed again. Two statements.
    """
    owed = session.scalar(
        select(func.sum(LedgerPosting.amount_cents)).where(
            LedgerPosting.account == Account.VENUE_RECEIVABLE, LedgerPosting.venue_id == venue_id
        )
    )
    return int(owed or 0) - underway(venue_id)


def underway(venue_id: int) -> int:
    """Return how much of what a venue owes us open transfers keep, less what they return to it, and its owner is paying
    now. One statement.
    """
    returned = case((Transfer.dispute_id.is_not(None), Transfer.amount_cents), else_=0)
    kept = select(func.coalesce(func.sum(Transfer.offset_cents - returned), 0)).where(
        Transfer.venue_id == venue_id, Transfer.state.in_(OPEN)
    )
    paying = (
        select(func.coalesce(func.sum(VenueSettlement.amount_cents), 0))
        .join(Order, Order.id == VenueSettlement.order_id)
        .where(VenueSettlement.venue_id == venue_id, Order.state == OrderState.PENDING)
    )
    found = session.execute(select(kept.scalar_subquery(), paying.scalar_subquery())).one()
    return int(found[0] + found[1])


def left_of_payment(payment_id: int) -> int:
    """Return how much of a payment is neither refunded nor with a venue, in cents. One statement.

    Less than nothing is left if it was refunded and the venue had nothing left to take back. Credit that a guest kept
    isn't refunded, and what a bank took is another matter: both stay in the payment.
    """
    refunded = (
        select(func.coalesce(func.sum(Refund.amount_cents), 0))
        .where(Refund.order_id == Payment.order_id, Refund.source == RefundSource.CARD, ~Refund.is_kept)
        .where(Refund.state.in_((RefundState.SENT, RefundState.SUCCEEDED)))
        .correlate(Payment)
    )
    out_of_it = Transfer.payment_id == Payment.id, ~Transfer.is_from_balance
    sent = (
        select(func.coalesce(func.sum(Transfer.amount_cents), 0))
        .where(*out_of_it, Transfer.state.in_((TransferState.SENT, TransferState.MADE)))
        .correlate(Payment)
    )
    taken_back = (
        select(func.coalesce(func.sum(TransferReversal.amount_cents), 0))
        .join(Transfer, Transfer.id == TransferReversal.transfer_id)
        .where(*out_of_it, TransferReversal.state == TransferState.MADE)
        .correlate(Payment)
    )
    left = Payment.amount_cents - refunded.scalar_subquery() - sent.scalar_subquery() + taken_back.scalar_subquery()
    return int(session.scalars(select(left).where(Payment.id == payment_id)).one())


def payable_of(order_id: int) -> Account:
    """Return the account from which transfers for an order are made. One statement."""
    kind = session.scalar(select(Order.kind).where(Order.id == order_id))
    return Account.TIPS_PAYABLE if kind is OrderKind.TIP else Account.VENUE_PAYABLE


def earned_since(booking_id: int, event: LedgerEvent) -> tuple[datetime, bool] | None:
    """Return when a venue last earned more with a booking, or got a tip, and whether that was before the ledger.

    A refund of a part doesn't delay the rest. None if it has earned nothing. One statement.
    """
    row = session.execute(
        select(func.max(LedgerEntry.at), func.bool_or(LedgerEntry.is_opening))
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(
            LedgerPosting.booking_id == booking_id,
            LedgerPosting.account.in_(PAYABLE),
            LedgerPosting.amount_cents < 0,
            LedgerEntry.event == event,
        )
    ).one()
    return (row[0], row[1]) if row[0] else None


def unsettled_bookings(venue_id: int | None = None) -> Sequence[int]:
    """List the bookings whose venue is owed something for them, or was paid too much. One statement.

    Venues that haven't set up payouts are left out: nothing can be sent to them.
    """
    set_up = select(PayoutAccount.venue_id).where(PayoutAccount.is_submitted)
    query = (
        select(LedgerPosting.booking_id)
        .where(LedgerPosting.account.in_(PAYABLE), LedgerPosting.venue_id.in_(set_up))
        .group_by(LedgerPosting.booking_id, LedgerPosting.account)
        .having(func.sum(LedgerPosting.amount_cents) != 0)
        .distinct()
        .order_by(LedgerPosting.booking_id)
    )
    if venue_id is not None:
        query = query.where(LedgerPosting.venue_id == venue_id)
    return [booking_id for booking_id in session.scalars(query) if booking_id is not None]


def transfers_in(booking_id: int, states: Collection[TransferState]) -> Sequence[int]:
    """Return the ids of a booking's transfers in these states, oldest first."""
    query = select(Transfer.id).where(Transfer.booking_id == booking_id, Transfer.state.in_(states))
    return session.scalars(query.order_by(Transfer.id)).all()


def reversals_in(booking_id: int, states: Collection[TransferState]) -> Sequence[int]:
    """Return the ids of a booking's reversals in these states, oldest first."""
    return session.scalars(
        select(TransferReversal.id)
        .join(Transfer, Transfer.id == TransferReversal.transfer_id)
        .where(Transfer.booking_id == booking_id, TransferReversal.state.in_(states))
        .order_by(TransferReversal.id)
    ).all()


def bookings_to_retry(*, limit: int = 500) -> Sequence[int]:
    """Return the bookings with transfers or reversals that are still to be sent, the longest-waiting first."""
    reversing = (
        select(Transfer.booking_id, TransferReversal.created_at)
        .join(TransferReversal, TransferReversal.transfer_id == Transfer.id)
        .where(TransferReversal.state.in_(OPEN))
    )
    sending = select(Transfer.booking_id, Transfer.created_at).where(Transfer.state.in_(OPEN))
    found = union_all(sending, reversing).subquery()
    return session.scalars(
        select(found.c.booking_id)
        .where(found.c.booking_id.is_not(None))
        .group_by(found.c.booking_id)
        .order_by(func.min(found.c.created_at))
        .limit(limit)
    ).all()
