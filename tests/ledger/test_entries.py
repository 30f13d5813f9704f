"""The rules of the ledger that the database holds: entries balance, and nothing is ever changed."""

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.core import clock
from app.core.db import session
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.ledger.models import LedgerEntry, LedgerPosting
from app.ledger.queries import balances

CASH, PREPAID = Account.CASH_AT_STRIPE, Account.GUEST_PREPAYMENTS


def payment(key: str, cents: int = 11000, *, owed: int | None = None) -> Entry:
    return Entry(LedgerEvent.PAYMENT, key, [debit(CASH, cents), credit(PREPAID, cents if owed is None else owed)])


def test_balances_are_debits_less_credits(db: None) -> None:
    assert record_entries([payment("1", 11000), payment("2", 500)]) == 2
    session.commit()
    assert balances() == {CASH: 11500, PREPAID: -11500}


def test_the_same_event_is_recorded_once(db: None) -> None:
    record_entries([payment("1")])
    assert record_entries([payment("1"), payment("2", 500)]) == 1
    assert record_entries([payment("2", 900)]) == 0
    session.commit()
    assert balances()[CASH] == 11500


def test_postings_of_nothing_are_left_out_and_an_entry_without_others_is_not_recorded(db: None) -> None:
    assert record_entries([payment("1", 0)]) == 0
    record_entries([Entry(LedgerEvent.PAYMENT, "2", [debit(CASH, 100), credit(PREPAID, 100), debit(CASH, 0)])])
    session.commit()
    assert session.scalars(select(LedgerPosting.amount_cents).order_by(LedgerPosting.id)).all() == [100, -100]


def test_an_entry_that_does_not_balance_is_refused_when_it_is_committed(db: None) -> None:
    record_entries([payment("1", 11000, owed=10999)])
    with pytest.raises(IntegrityError, match="does not balance: 1"):
        session.commit()


def test_an_entry_without_postings_is_refused_when_it_is_committed(db: None) -> None:
    session.add(LedgerEntry(event=LedgerEvent.PAYMENT, key="1"))
    with pytest.raises(IntegrityError, match="no postings"):
        session.commit()


def test_a_posting_cannot_be_added_later(db: None) -> None:
    record_entries([payment("1")])
    session.commit()
    entry_id = session.scalars(select(LedgerEntry.id)).one()
    session.add(LedgerPosting(entry_id=entry_id, account=CASH, amount_cents=1))
    with pytest.raises(IntegrityError, match="does not balance"):
        session.commit()


@pytest.mark.parametrize(
    "change",
    [
        update(LedgerEntry).values(at=clock.now()),
        update(LedgerPosting).values(amount_cents=LedgerPosting.amount_cents * 2),
        delete(LedgerPosting),
        delete(LedgerEntry),
    ],
)
def test_nothing_is_ever_changed(db: None, change: object) -> None:
    record_entries([payment("1")])
    session.commit()
    with pytest.raises(DatabaseError, match="the ledger is append-only"):
        session.execute(change)  # type: ignore[call-overload]


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_posting"])
def test_nothing_is_ever_truncated(db: None, table: str) -> None:
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"):
        session.execute(text(f"TRUNCATE {table} CASCADE"))
