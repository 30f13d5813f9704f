"""Which ledger entry records a movement of our balance at Stripe."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.bookings.models.refunds import Refund
from app.core.db import session
from app.finance.models import BankPayout, StripeTransaction
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.payments.models import Payment
from app.payouts.models import Transfer, TransferReversal

Recorded = tuple[LedgerEvent, str]
"""The event and the key of an entry."""

# What Stripe charges us that belongs to no charge. Such a transaction is its own entry.
FEES = frozenset({"stripe_fee", "stripe_fx_fee", "tax_fee", "network_cost"})
CHARGES = frozenset({"charge", "payment"})
# The type of a transaction -> the event that it is, and the column with the id of its object.
OBJECTS: dict[str, tuple[LedgerEvent, InstrumentedAttribute[Any], InstrumentedAttribute[int]]] = {
    "refund": (LedgerEvent.REFUND, Refund.stripe_id, Refund.id),
    "payment_refund": (LedgerEvent.REFUND, Refund.stripe_id, Refund.id),
    "refund_failure": (LedgerEvent.REFUND_FAILED, Refund.stripe_id, Refund.id),
    "transfer": (LedgerEvent.TRANSFER, Transfer.stripe_id, Transfer.id),
    "transfer_refund": (LedgerEvent.REVERSAL, TransferReversal.stripe_id, TransferReversal.id),
    "payout": (LedgerEvent.BANK_PAYOUT, BankPayout.stripe_id, BankPayout.id),
    "payout_cancel": (LedgerEvent.BANK_PAYOUT_FAILED, BankPayout.stripe_id, BankPayout.id),
    "payout_failure": (LedgerEvent.BANK_PAYOUT_FAILED, BankPayout.stripe_id, BankPayout.id),
}
# Events that Stripe has no transaction of: a fee is a part of its charge's, and a correction is ours alone.
NOT_AT_STRIPE = (LedgerEvent.FEE, LedgerEvent.CORRECTION)


def events_of(moved: Collection[StripeTransaction]) -> dict[int, Recorded]:
    """Return which event each of these is, by its id. Those about unknown objects are missing.

    At most one statement for each kind of object, and one for charges.
    """
    found: dict[int, Recorded] = {each.id: (LedgerEvent.FEE, each.stripe_id) for each in moved if each.kind in FEES}
    paid = payments_of(moved)
    found |= {each.id: (LedgerEvent.PAYMENT, str(paid[each.id].id)) for each in moved if each.id in paid}
    for kind, (event, stripe_id, row_id) in OBJECTS.items():
        wanted = {each.source_id: each for each in moved if each.kind == kind}
        if wanted:
            rows = session.execute(select(stripe_id, row_id).where(stripe_id.in_(wanted))).all()
            found |= {wanted[source].id: (event, str(number)) for source, number in rows}
    return found | _by_key([each for each in moved if each.id not in found])


def _by_key(moved: Collection[StripeTransaction]) -> dict[int, Recorded]:
    """Find entries whose key is Stripe's id of the transaction or of its object, whatever their event."""
    keys = {key: each.id for each in moved for key in (each.stripe_id, each.source_id) if key}
    if not keys:
        return {}
    rows = session.execute(
        select(LedgerEntry.event, LedgerEntry.key).where(LedgerEntry.key.in_(keys)).order_by(LedgerEntry.id.desc())
    )
    return {keys[key]: (event, key) for event, key in rows}  # the first entry wins


def payments_of(moved: Collection[StripeTransaction]) -> dict[int, Payment]:
    """Return the payment of each charge that we know, by the transaction's id. At most one statement."""
    charges = [each for each in moved if each.kind in CHARGES]
    if not charges:
        return {}
    sources, intents = [each.source_id for each in charges], [each.intent_id for each in charges if each.intent_id]
    query = select(Payment).where(or_(Payment.charge_id.in_(sources), Payment.payment_intent_id.in_(intents)))
    payments = session.scalars(query).all()
    by_id = {one.charge_id: one for one in payments} | {one.payment_intent_id: one for one in payments}
    found = {each.id: by_id.get(each.source_id) or by_id.get(each.intent_id or each.source_id) for each in charges}
    return {number: payment for number, payment in found.items() if payment is not None}


def cash_of(recorded: Collection[Recorded]) -> dict[Recorded, tuple[int, int]]:
    """Return the id and the cash, in cents, of each of these entries. Those that don't exist are missing."""
    rows = session.execute(
        select(LedgerEntry.event, LedgerEntry.key, LedgerEntry.id, func.sum(LedgerPosting.amount_cents))
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(
            tuple_(LedgerEntry.event, LedgerEntry.key).in_(list(recorded)),
            LedgerPosting.account == Account.CASH_AT_STRIPE,
        )
        .group_by(LedgerEntry.id)
    )
    return {(event, key): (number, int(cents)) for event, key, number, cents in rows}


def cash_by_key(key: str) -> int:
    """Return the cash of all entries with this key, in cents: an amount and its fee may have one each."""
    query = (
        select(func.coalesce(func.sum(LedgerPosting.amount_cents), 0))
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerEntry.key == key, LedgerPosting.account == Account.CASH_AT_STRIPE)
    )
    return int(session.scalars(query).one())


def unmatched(*, until: datetime | None = None, limit: int = 1000) -> Sequence[StripeTransaction]:
    """List the transactions that the ledger doesn't agree with yet, the oldest first."""
    query = select(StripeTransaction).where(StripeTransaction.matched_at.is_(None))
    if until is not None:
        query = query.where(StripeTransaction.at <= until)
    return session.scalars(query.order_by(StripeTransaction.at, StripeTransaction.id).limit(limit)).all()


def entries_missing_there(
    *, until: datetime, since: datetime | None, only: int | None = None, limit: int = 1000
) -> dict[int, int]:
    """Return the entries, and their cash, that Stripe has no transaction of. One statement."""
    seen = aliased(StripeTransaction)
    query = (
        select(LedgerEntry.id, func.sum(LedgerPosting.amount_cents))
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(
            LedgerPosting.account == Account.CASH_AT_STRIPE,
            LedgerEntry.event.not_in(NOT_AT_STRIPE),
            LedgerEntry.at <= until,
            ~exists().where(seen.event == LedgerEntry.event, seen.key == LedgerEntry.key),
            ~exists().where(seen.stripe_id == LedgerEntry.key),
        )
        .group_by(LedgerEntry.id)
        .having(func.sum(LedgerPosting.amount_cents) != 0)
        .order_by(LedgerEntry.id)
        .limit(limit)
    )
    if since is not None:
        query = query.where(LedgerEntry.at >= since)
    if only is not None:
        query = query.where(LedgerEntry.id == only)
    return {number: int(cents) for number, cents in session.execute(query)}
