"""A guest's bank disputes two payments. The owner says what happened, and an admin submits it: one is won, one lost."""

import re
import time

import requests
from playwright.sync_api import expect

from e2e.accounts import ADMIN
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_on_phone
from e2e.running import PATIENCE
from e2e.venues import OWNER_OF

VENUE = "hazel-bodywork"
PAID = """
    SELECT p.payment_intent_id FROM payment p JOIN customer_order o ON o.id = p.order_id
    WHERE o.public_id = %s AND p.state = 'paid'
"""
DECIDED = "SELECT id FROM dispute WHERE public_id = %s AND status = %s AND settled_at IS NOT NULL"


def test_one_dispute_is_won_and_another_lost(opened: Open, shape: str) -> None:
    guest, owner, admin = opened(shape), opened(shape), opened(shape)
    owner.log_in(owner.running.column(OWNER_OF, VENUE)[0])
    admin.log_in(ADMIN)
    won, lost = is_disputed(guest, day=2), is_disputed(guest, day=3)
    says_what_happened(owner, won)
    submits(admin, won, "winning_evidence", status="won")
    submits(admin, lost, "losing_evidence", status="lost")
    reads_the_outcome(owner, won, lost)
    admin.page.goto("/admin/disputes")
    check_on_phone(admin.page)


def is_disputed(guest: Guest, *, day: int) -> str:
    """Book a massage, dispute its payment at the bank, and return the number of the dispute."""
    guest.massage(day=day)
    [intent] = guest.running.column(PAID, guest.book())
    address = f"{guest.running.stack.stripe}/_sandbox/disputes"
    made = requests.post(address, json={"payment_intent": intent}, timeout=20).json()["id"]
    query = "SELECT public_id FROM dispute WHERE stripe_id = %s"
    return wait_for(guest, query, made)


def says_what_happened(owner: Guest, number: str) -> None:
    page = owner.page
    page.goto("/venue/payouts/")
    check_on_phone(page)
    owner.link("Go to Disputes").click()
    check_on_phone(page)
    owner.link(number).click()
    expect(page.get_by_label("What they booked")).to_have_value(re.compile("Unwinding massage"))
    page.get_by_label("Emails, messages, and anything else").fill("They came at noon, and left a review.")
    page.get_by_label("This is complete").check()
    owner.button("Save evidence").click()
    expect(page.get_by_text("The venue says that it’s complete.")).to_be_visible()
    check_on_phone(page)


def submits(admin: Guest, number: str, evidence: str, *, status: str) -> None:
    """Submit evidence to the bank, whose decision depends on these words in the stand-in."""
    page = admin.page
    page.goto(f"/admin/disputes/{number}")
    check_on_phone(page)
    page.get_by_label("Emails, messages, and anything else").fill(evidence)
    admin.button("Save and submit to the bank").click()
    expect(page.get_by_text("The evidence is on its way to the bank.").first).to_be_visible()
    wait_for(admin, DECIDED, number, status)


def reads_the_outcome(owner: Guest, won: str, lost: str) -> None:
    page = owner.page
    page.goto(f"/venue/disputes/{won}")
    expect(page.get_by_text("You won: the bank returned the payment to us.")).to_be_visible()
    page.goto(f"/venue/disputes/{lost}")
    expect(page.get_by_text("It counts as a refund")).to_be_visible()
    check_on_phone(page)


def wait_for(person: Guest, query: str, *values: object) -> str:
    deadline = time.monotonic() + PATIENCE
    while not (found := person.running.column(query, *values)):
        assert time.monotonic() < deadline, (query, values)
        time.sleep(0.1)
    return str(found[0])
