"""A closed month stays as it was: the database refuses entries that are dated in it."""

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.finance.actions.months import close_month
from app.finance.enums import JournalFormat
from app.finance.journal import rows_of
from app.finance.models import ClosedMonth, Reconciliation
from app.finance.months import Month, month_of
from app.finance.queries.months import months, next_to_close, totals
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from app.web.csv_export import encoded
from tests.support import NOW, utc

ZONE = ZoneInfo("America/Los_Angeles")
APRIL_30_LATE = utc("2026-05-01 06:00")  # 11 PM in the office
MAY_1 = utc("2026-05-01 12:00")


def named(key: str) -> Month:
    month = month_of(key, ZONE)
    assert month is not None
    return month


def paid(key: str, cents: int, at: datetime) -> None:
    with clock.pinned(at):
        lines = [debit(Account.CASH_AT_STRIPE, cents), credit(Account.GUEST_PREPAYMENTS, cents)]
        record_entries([Entry(LedgerEvent.PAYMENT, key, lines)])
    session.commit()


def close(key: str, at: datetime, *, accepts: bool = True) -> None:
    with clock.pinned(at):
        close_month(month=named(key), accepts_differences=accepts)
        session.commit()


@pytest.fixture
def two_months(db: None) -> None:
    paid("1", 10000, utc("2026-04-10 12:00"))
    paid("2", 500, APRIL_30_LATE)
    paid("3", 2000, MAY_1)


@pytest.mark.usefixtures("two_months")
def test_months_begin_at_midnight_in_the_office_and_balances_carry_over() -> None:
    with clock.pinned(NOW):
        assert [month.key for month in months(ZONE)] == ["2026-05", "2026-04"]
    april, may = totals(named("2026-04")), totals(named("2026-05"))
    assert [(each.opening, each.debits, each.credits) for each in april] == [(0, 10500, 0), (0, 0, 10500)]
    assert [(each.opening, each.debits, each.closing) for each in may] == [(10500, 2000, 12500), (-10500, 0, -12500)]


@pytest.mark.usefixtures("two_months")
def test_closed_month_refuses_entries_and_keeps_its_totals() -> None:
    before = totals(named("2026-04"))
    close("2026-04", NOW)
    assert totals(named("2026-04")) == before
    with pytest.raises(IntegrityError, match="is closed: a correction is a new entry"):
        paid("4", 100, APRIL_30_LATE)
    session.rollback()
    paid("4", 100, MAY_1)
    with clock.pinned(NOW):
        found = next_to_close(ZONE)
    assert found is not None
    assert found.key == "2026-05"
    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(update(ClosedMonth).values(differences=0))
    session.rollback()


@pytest.mark.usefixtures("two_months")
@pytest.mark.parametrize(
    ("key", "at", "error"),
    [
        ("2026-04", utc("2026-05-02 06:00"), "a day after it ends"),
        ("2026-05", NOW, "a day after it ends"),
        ("2026-05", utc("2026-06-10 12:00"), "earlier months first"),
    ],
)
def test_month_is_closed_after_it_ended_and_after_those_before(key: str, at: datetime, error: str) -> None:
    with pytest.raises(DomainError, match=error):
        close(key, at)


@pytest.mark.usefixtures("two_months")
def test_month_is_closed_once_and_none_is_skipped() -> None:
    close("2026-04", NOW)
    with pytest.raises(Conflict, match="closed already"):
        close("2026-04", NOW)
    with pytest.raises(DomainError, match="earlier months first"):
        close("2026-06", utc("2026-07-10 12:00"))


@pytest.mark.usefixtures("two_months")
def test_month_without_a_comparison_is_closed_only_if_an_admin_accepts_that() -> None:
    with pytest.raises(DomainError, match="don’t agree yet"):
        close("2026-04", NOW, accepts=False)
    session.add(Reconciliation(started_at=NOW - timedelta(days=1), finished_at=NOW))
    session.commit()
    close("2026-04", NOW, accepts=False)


def exported(key: str, wanted: JournalFormat) -> list[dict[str, str]]:
    """Return the rows of an export by their columns."""
    text = b"".join(encoded(rows_of(named(key), wanted, ZONE))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def added(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row[column] or 0) for row in rows), Decimal())


@pytest.mark.usefixtures("two_months")
def test_exports_have_the_columns_of_each_program_and_balance() -> None:
    every = exported("2026-04", JournalFormat.ALL)
    assert len(every) == 4
    assert (added(every, "Debit"), added(every, "Credit")) == (Decimal("105.00"), Decimal("105.00"))
    quickbooks = exported("2026-04", JournalFormat.QUICKBOOKS)
    assert quickbooks[0] == {
        "Journal No.": "CW-20260410",
        "Journal Date": "04/10/2026",
        "Account Name": "Cash at Stripe",
        "Description": "CozyWish 2026-04-10",
        "Debits": "100.00",
        "Credits": "",
    }
    assert {row["Journal No."] for row in quickbooks} == {"CW-20260410", "CW-20260430"}
    assert added(quickbooks, "Debits") == added(quickbooks, "Credits") == Decimal("105.00")
    xero = exported("2026-04", JournalFormat.XERO)
    assert xero[0] == {
        "*Narration": "CozyWish 2026-04-10",
        "*Date": "10 Apr 2026",
        "Description": "Cash at Stripe",
        "*AccountCode": "1010",
        "*TaxRate": "Tax Exempt",
        "*Amount": "100.00",
    }
    assert added(xero, "*Amount") == 0
