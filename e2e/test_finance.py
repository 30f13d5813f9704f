"""An admin compares the ledger with Stripe, closes a month of the books, and downloads its journal."""

import csv
import time
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from app.core import clock
from app.ledger.actions import Entry, credit, debit, record_entries
from app.ledger.enums import Account, LedgerEvent
from e2e.accounts import ADMIN
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_on_phone
from e2e.running import PATIENCE, Running

EARLIER = (datetime(2026, 2, 10, 18, tzinfo=UTC), datetime(2026, 3, 10, 18, tzinfo=UTC))
DONE = "SELECT id FROM reconciliation WHERE finished_at IS NOT NULL"


@pytest.fixture(scope="module")
def _earlier_months(running: Running) -> None:
    """Record entries of two earlier months, so that each width has a month to close."""
    for at in EARLIER:
        with running.acting(), clock.pinned(at):
            lines = [debit(Account.STRIPE_FEES, 1250), credit(Account.CASH_AT_STRIPE, 1250)]
            record_entries([Entry(LedgerEvent.FEE, f"{at:%Y-%m}", lines)])


@pytest.mark.usefixtures("_earlier_months")
def test_a_month_is_reconciled_closed_and_exported(opened: Open, shape: str) -> None:
    admin = opened(shape)
    admin.log_in(ADMIN)
    page = admin.page
    page.goto("/admin/finance")
    check_on_phone(page)
    page.get_by_role("link", name="Reconciliation", exact=True).click()
    admin.button("Compare now").click()
    expect(page.get_by_text("We’re comparing the ledger with Stripe.").first).to_be_visible()
    wait_for_comparison(admin)
    page.reload()
    expect(page.get_by_text("Last compared on")).to_be_visible()
    check_on_phone(page)
    admin.link("Bank payouts").click()
    check_on_phone(page)
    admin.link("Months").click()
    check_on_phone(page)
    page.get_by_role("row").filter(has_text="Ready to close").get_by_role("link").click()
    check_on_phone(page)
    page.get_by_label("Close it although").check()
    admin.button("Close month").click()
    expect(page.get_by_text("is closed.").first).to_be_visible()
    check_on_phone(page)
    for program, debits, credits in (("QuickBooks Online", "Debits", "Credits"), ("Xero", "*Amount", None)):
        rows = downloaded(admin, program)
        total = sum(Decimal(row[debits] or 0) for row in rows)
        assert rows
        assert total == (sum(Decimal(row[credits] or 0) for row in rows) if credits else 0)


def wait_for_comparison(admin: Guest) -> None:
    deadline = time.monotonic() + PATIENCE
    while not admin.running.ids(DONE):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def downloaded(admin: Guest, program: str) -> list[dict[str, str]]:
    """Download a month's journal for a program, and return its rows."""
    with admin.page.expect_download() as started:
        admin.link(program).click()
    with started.value.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
