from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.core.db import session
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting

# What a venue earns with a booking, and its tips.
EARNING_EVENTS = (LedgerEvent.EARNING, LedgerEvent.TIP)


@dataclass(frozen=True, slots=True)
class Earned:
    """What the ledger says that a booking has earned before commission, in cents, and in how many entries.

    The same for its tips, which have no commission.
    """

    cents: int = 0
    # How much of it we pay, for a sitewide deal.
    funded_cents: int = 0
    commission_cents: int = 0
    entries: int = 0


def balances() -> dict[Account, int]:
    """Return the balance of every account with postings, in cents: debits less credits. One statement."""
    rows = session.execute(
        select(LedgerPosting.account, func.sum(LedgerPosting.amount_cents)).group_by(LedgerPosting.account)
    )
    return {account: int(cents) for account, cents in rows}


def earned_by(booking_ids: Collection[int]) -> dict[tuple[int, LedgerEvent], Earned]:
    """Return what is recorded as earned with each of these bookings, and as tips. Those without entries are missing.

    One statement.
    """
    amount, account = LedgerPosting.amount_cents, LedgerPosting.account
    rows = session.execute(
        select(
            LedgerPosting.booking_id,
            LedgerEntry.event,
            func.sum(amount).filter(account.in_([Account.GUEST_PREPAYMENTS, Account.PLATFORM_DISCOUNTS])),
            func.coalesce(func.sum(amount).filter(account == Account.PLATFORM_DISCOUNTS), 0),
            func.coalesce(-func.sum(amount).filter(account == Account.COMMISSION), 0),
            func.count(LedgerEntry.id.distinct()),
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerPosting.booking_id.in_(booking_ids), LedgerEntry.event.in_(EARNING_EVENTS))
        .group_by(LedgerPosting.booking_id, LedgerEntry.event)
    )
    return {
        (booking_id, event): Earned(int(cents), int(funded), int(commission), entries)
        for booking_id, event, cents, funded, commission, entries in rows
        if booking_id is not None
    }


@dataclass(frozen=True, slots=True)
class TaxBefore:
    """What the ledger says that is due of the taxes for a booking, in cents by rule, on which amounts, and in how many
    entries."""

    cents: Mapping[int, int] = field(default_factory=dict)
    taxable: Mapping[int, int] = field(default_factory=dict)
    entries: int = 0


def taxes_by(booking_ids: Collection[int]) -> dict[int, TaxBefore]:
    """Return what is recorded as due of the taxes for each of these bookings. One statement."""
    rows = session.execute(
        select(
            LedgerPosting.booking_id,
            LedgerPosting.tax_rule_id,
            LedgerPosting.entry_id,
            -LedgerPosting.amount_cents,
            LedgerPosting.taxable_cents,
        )
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerPosting.booking_id.in_(booking_ids), LedgerEntry.event == LedgerEvent.TAX)
    ).all()
    found = {}
    for booking_id in {row[0] for row in rows if row[0] is not None}:
        own = [row for row in rows if row[0] == booking_id]
        cents: Counter[int] = Counter()
        taxable: Counter[int] = Counter()
        for _, rule_id, _, amount, on in own:
            if rule_id is not None:
                cents[rule_id] += amount
                taxable[rule_id] += on or 0
        found[booking_id] = TaxBefore(cents, taxable, len({row[2] for row in own}))
    return found


def is_recorded(event: LedgerEvent, key: str) -> bool:
    """Return whether the ledger has an entry for this event."""
    found = select(LedgerEntry.id).where(LedgerEntry.event == event, LedgerEntry.key == key)
    return session.scalar(found) is not None
