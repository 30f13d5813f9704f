"""The front desk takes a deposit in cash and the rest on the guest's phone, and counts the drawer."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from e2e.conftest import BOTH_SHAPES, Open
from e2e.guest import PAYS, PORTLAND, Guest
from e2e.page_check import check_on_phone
from e2e.venues import DESKS, at_empty_venue

BOOKING = """
    SELECT b.public_id FROM booking b JOIN venue_order o ON o.id = b.venue_order_id JOIN venue v ON v.id = o.venue_id
    JOIN customer_order c ON c.id = o.order_id
    WHERE v.slug = %s AND c.name = %s AND c.kind = 'front_desk'
"""


@BOTH_SHAPES
def test_front_desk_takes_cash_and_a_payment_on_a_phone_and_counts_the_drawer(opened: Open, shape: str) -> None:
    owner, guest = opened(shape), opened("phone")
    number = adds_walk_in(owner, guest.name)
    page = owner.page
    page.goto(f"/venue/bookings/{number}/payments")
    check_on_phone(page)
    page.get_by_role("region", name="In person").get_by_label("Amount").fill("20")
    owner.button("Record payment").click()
    expect(page.get_by_text("Payment of $20.00 recorded.").first).to_be_visible()
    owner.button("Show QR code").click()
    address = page.get_by_label("Or send this link")
    expect(address).to_be_visible()
    check_on_phone(page)
    pays(guest, address.input_value())
    expect(page.get_by_text("on their phone on")).to_be_visible()
    check_on_phone(page)
    counts(owner)


def adds_walk_in(owner: Guest, name: str) -> str:
    """Add a booking for a guest who walks in, and return its number."""
    at_empty_venue(owner, DESKS[0], "/calendar/new-booking")
    page = owner.page
    page.get_by_label("Guest", exact=True).fill(name)
    tomorrow = owner.running.now().astimezone(PORTLAND) + timedelta(days=1)
    with page.expect_request("**/calendar/new-booking"):
        page.get_by_label("Date", exact=True).fill(f"{tomorrow:%Y-%m-%d}")
    message = page.get_by_text(re.compile("^(Available times that day|Next available: )"))
    free = message.locator("xpath=..").get_by_role("button").nth(1)
    chosen = free.get_attribute("value") or ""
    free.click()
    expect(page.get_by_label("Time")).to_have_value(chosen[-5:])
    owner.button(re.compile(r"^Add booking, ")).last.click()
    expect(page.get_by_text(f"Booking added: {name}").first).to_be_visible()
    [number] = owner.running.column(BOOKING, DESKS[0], name)
    return str(number)


def pays(guest: Guest, address: str) -> None:
    """Open the link on a phone without an account, and pay."""
    guest.page.goto(address)
    check_on_phone(guest.page)
    guest.button("Continue to payment").click()
    guest.page.get_by_label("Email").fill(guest.email)
    guest.pay_with(PAYS)
    expect(guest.heading("You paid")).to_be_visible()
    check_on_phone(guest.page)


def counts(owner: Guest) -> None:
    """Count $5 too little, and say why."""
    page = owner.page
    owner.link("Count today’s cash").click()
    check_on_phone(page)
    page.get_by_label("Cash in the morning").fill("100")
    page.get_by_label("Cash now").fill("115")
    owner.button("Save count").click()
    page.get_by_label("Note").fill("Bought stamps")
    owner.button("Save count").click()
    expect(page.get_by_text("Bought stamps").first).to_be_visible()
    check_on_phone(page)
