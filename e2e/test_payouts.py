"""An owner sets up payouts on Stripe's form, is paid what the venue has earned, and reads which bookings it is for."""

import time
from datetime import timedelta

import requests
from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_page
from e2e.running import PATIENCE
from e2e.venues import LEFT_ALONE

PAGE = "/venue/payouts/"
# Owners of venues that earned something days ago, have no account at Stripe and owe us nothing, the one with the fewest
# earnings first.
OWNERS = """
    SELECT u.email FROM ledger_posting p JOIN ledger_entry e ON e.id = p.entry_id
    JOIN venue v ON v.id = p.venue_id JOIN user_account u ON u.id = v.owner_id
    WHERE p.account = 'venue_payable' AND v.slug <> ALL(%s) AND v.id NOT IN (SELECT venue_id FROM payout_account)
    AND v.id NOT IN (SELECT venue_id FROM venue_invoice)
    GROUP BY u.email, v.id HAVING sum(p.amount_cents) < 0 AND max(e.at) < %s ORDER BY count(*), v.id
"""
VENUE = "SELECT v.id FROM venue v JOIN user_account u ON u.id = v.owner_id WHERE u.email = %s"
ACCOUNT = "SELECT stripe_id FROM payout_account WHERE venue_id = %s"
MADE = "SELECT id FROM transfer WHERE venue_id = %s AND state = 'made'"
PAID = "SELECT id FROM payout WHERE venue_id = %s AND status = 'paid'"


def test_owner_sets_up_payouts_and_gets_the_first_one(opened: Open, shape: str) -> None:
    owner = opened(shape)
    email = owner.running.column(OWNERS, list(LEFT_ALONE), owner.running.now() - timedelta(days=2))[0]
    owner.log_in(email)
    page = owner.page
    page.goto(PAGE)
    check_page(page)
    owner.button("Set up payouts").click()
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_text("You haven’t finished yet.").first).to_be_visible()
    owner.button("Continue setup").click()
    fills_in(owner)
    expect(page.get_by_text("Your payout details are complete.").first).to_be_visible()
    expect(page.get_by_text("STRIPE TEST BANK, ending in 6789").first).to_be_visible()
    check_page(page)
    gets_a_payout(owner, email)
    expect(page.get_by_text("Paid", exact=True)).to_be_visible()
    check_page(page)
    payout, booking = page.get_by_role("table").get_by_role("link").first, page.get_by_role("link", name="CW-").first
    payout.click()
    expect(booking).to_be_visible()
    check_page(page)
    payout.click()
    expect(booking).to_be_hidden()


def fills_in(owner: Guest) -> None:
    """Complete Stripe's form."""
    page = owner.page
    page.get_by_label("Legal name of the business").fill("Quiet Rooms LLC")
    page.get_by_label("One person").check()
    page.get_by_label("Name", exact=True).fill("Robin Vale")
    page.get_by_label("Last 4 digits of the SSN").fill("0000")
    page.get_by_label("Routing number").fill("110000000")
    page.get_by_label("Account number").fill("000123456789")
    page.get_by_role("button", name="Save and return").click()


def gets_a_payout(owner: Guest, email: str) -> None:
    """Wait for the transfers, let Stripe pay everything out at once, and reload the page."""
    [venue] = owner.running.ids(VENUE, email)
    wait_for_rows(owner, MADE, venue)
    [account] = owner.running.column(ACCOUNT, venue)
    requests.post(f"{owner.running.stack.stripe}/_sandbox/accounts/{account}/payout", json={}, timeout=20)
    wait_for_rows(owner, PAID, venue)
    owner.page.goto(PAGE)


def wait_for_rows(owner: Guest, query: str, venue: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while not owner.running.ids(query, venue):
        assert time.monotonic() < deadline, query
        time.sleep(0.1)
