"""Recording entries, always in the transaction of the event that causes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql

from app.core import clock
from app.core.db import session
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount in an account; see `debit` and `credit`."""

    account: Account
    amount_cents: int
    booking_id: int | None = None
    venue_id: int | None = None
    tax_rule_id: int | None = None
    taxable_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one event moves. `key` tells it apart from other events of its kind."""

    event: LedgerEvent
    key: str
    postings: Sequence[Posting]


def debit(account: Account, cents: int, *, booking_id: int | None = None, venue_id: int | None = None) -> Posting:
    """Return a posting that debits an account, or credits it if `cents` is negative."""
    return Posting(account, cents, booking_id, venue_id)


def credit(account: Account, cents: int, *, booking_id: int | None = None, venue_id: int | None = None) -> Posting:
    """Return a posting that credits an account, or debits it if `cents` is negative."""
    return Posting(account, -cents, booking_id, venue_id)


def record_entries(entries: Iterable[Entry]) -> int:
    """Record entries, except those whose event is already recorded. Returns how many are new. At most two statements.

    Postings of nothing are left out, and so is an entry that has no others. When the transaction commits, the database
    refuses an entry that doesn't balance.
    """
    wanted = {(each.event, each.key): [one for one in each.postings if one.amount_cents] for each in entries}
    rows = [{"event": event, "key": key, "at": clock.now()} for (event, key), postings in wanted.items() if postings]
    if not rows:
        return 0
    session.flush()
    added = session.execute(
        postgresql.insert(LedgerEntry)
        .on_conflict_do_nothing(index_elements=["event", "key"])
        .returning(LedgerEntry.id, LedgerEntry.event, LedgerEntry.key),
        rows,
    ).all()
    lines = [
        {
            "entry_id": entry.id,
            "account": posting.account,
            "amount_cents": posting.amount_cents,
            "booking_id": posting.booking_id,
            "venue_id": posting.venue_id,
            "tax_rule_id": posting.tax_rule_id,
            "taxable_cents": posting.taxable_cents,
        }
        for entry in added
        for posting in wanted[entry.event, entry.key]
    ]
    if lines:
        session.execute(insert(LedgerPosting), lines)
    return len(added)
