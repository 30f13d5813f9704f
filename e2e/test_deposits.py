"""An owner asks for deposits. A guest pays one, misses the booking, and their card is charged the rest as a fee."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from app.bookings.actions.attendance import mark_no_show
from app.core import clock
from e2e.conftest import Open
from e2e.guest import BookedService, Guest
from e2e.owner import Owner
from e2e.page_check import check_on_phone
from e2e.prepare import MASSAGE
from e2e.running import Running

FEE_DUE = """
    UPDATE procrastinate_jobs SET scheduled_at = now()
    WHERE task_name = 'later_charges.charge' AND status = 'todo' RETURNING id
"""
BOOKING = """
    SELECT b.id FROM booking b JOIN venue_order v ON v.id = b.venue_order_id
    JOIN customer_order o ON o.id = v.order_id WHERE o.email = %s
"""


def test_a_guest_pays_a_deposit_misses_the_booking_and_is_charged(opened: Open, running: Running, shape: str) -> None:
    owner, guest = Owner(opened(shape)), opened(shape)
    venue = owner.starts_live()
    asks_for_deposit(owner)
    booked = pays_deposit(guest, venue)
    misses_booking(owner, running, guest, booked)
    is_charged(guest, running, owner.venue)


def asks_for_deposit(owner: Owner) -> None:
    page = owner.guest.page
    page.goto("/venue/how-guests-pay/")
    page.get_by_label("Deposit, the rest by card").check()
    owner.fill("Deposit in percent", "25")
    owner.guest.button("Preview").click()
    expect(page.get_by_text("$23.75").first).to_be_visible()
    check_on_phone(page)
    owner.guest.button("Save").click()
    expect(page.locator("#flash")).to_contain_text("Saved")


def pays_deposit(guest: Guest, venue: str) -> BookedService:
    """Read what is due now and later, agree to it, and pay what is due now."""
    booked = guest.put_in_cart(f"{venue}/slow-massage")
    guest.open_cart()
    check_on_phone(guest.page)
    guest.to_details()
    check_on_phone(guest.page)
    guest.fill_details()
    guest.continue_to_payment()
    expect(guest.heading(re.compile("Pay CozyWish"))).to_contain_text("$23.75")
    guest.pay()
    check_on_phone(guest.page)
    return booked


def misses_booking(owner: Owner, running: Running, guest: Guest, booked: BookedService) -> None:
    """Mark the booking as a no-show after its start. The guest is told before anything is charged."""
    [booking] = running.ids(BOOKING, guest.email)
    with running.acting(), clock.pinned(booked.at + timedelta(minutes=20)):
        mark_no_show(booking_id=booking, user_id=None)
    told = running.email(guest.email, "No-show fee of $71.25")
    assert "You agreed to this fee when you booked." in told["text"]
    page = owner.guest.page
    page.goto("/calendar/bookings?state=all")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(page.get_by_text("No-show fee, $71.25: we charge the guest’s card after")).to_be_visible()
    check_on_phone(page)


def is_charged(guest: Guest, running: Running, venue: str) -> None:
    running.ids(FEE_DUE)
    running.email(guest.email, f"You paid $71.25 to {venue}")
    guest.page.goto("/bookings/")
    guest.link(re.compile(MASSAGE)).first.click()
    expect(guest.page.get_by_role("complementary")).to_contain_text("No-show fee: $71.25.")
    check_on_phone(guest.page)
