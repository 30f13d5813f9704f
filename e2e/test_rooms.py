"""Rooms: from listing them to the calendar by room, for an owner who moves bookings between them."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import PORTLAND
from e2e.owner import Owner
from e2e.page_check import check_page
from tests.sizes import THOROUGH_ONLY


@THOROUGH_ONLY
def test_an_owner_lists_rooms_blocks_them_moves_a_booking_and_removes_one(opened: Open, shape: str) -> None:
    owner, guest = Owner(opened(shape)), opened(shape)
    venue = owner.starts_live()
    page, day = owner.guest.page, owner.guest.running.now().astimezone(PORTLAND).date() + timedelta(days=1)
    flash, sheet = page.locator("#flash"), page.get_by_role("dialog")

    page.goto("/venue/rooms/")
    for room in ("Room 1", "Room 2"):
        owner.guest.link("Add room").first.click()
        page.get_by_label("Name").fill(room)
        page.get_by_label("Slow massage").check()
        owner.guest.button("Add room").click()
        expect(flash).to_contain_text(f"{room} added.")

    # Both are blocked in the morning, and the guest reads that the rooms are missing.
    page.goto(f"/calendar/blocks/new?day={day}&start=10:00")
    page.get_by_label("End time").fill("12:00")
    for name, is_blocked in (("Room 1", True), ("Room 2", True), ("Inga Moss", False)):
        page.get_by_label(name).set_checked(is_blocked)
    owner.guest.button("Block time").click()
    expect(flash).to_contain_text("Time blocked")
    guest.page.goto(f"/venues/{venue}/slow-massage?day={day}&why=10:30")
    expect(guest.page.get_by_role("main")).to_contain_text("No room for this is available until 12:00 PM.")

    page.goto(f"/calendar/new-booking?day={day}&start=14:00")
    page.get_by_label("Guest", exact=True).fill("Ottoline Pryce")
    owner.guest.button(re.compile("^Add booking, ")).last.click()
    expect(flash).to_contain_text("Booking added: Ottoline Pryce")

    page.goto(f"/calendar/rooms?day={day}")
    first, second = (page.get_by_role("group", name=room) for room in ("Room 1", "Room 2"))
    first.get_by_role("link", name=re.compile("Ottoline Pryce")).click()
    # With the keyboard only: the change, and back to the calendar.
    owner.guest.link("Change room").press("Enter")
    expect(sheet.get_by_label("Room 2")).to_be_checked()
    check_page(page)
    sheet.get_by_role("button", name="Change room").press("Enter")
    expect(flash).to_contain_text("Booking moved to Room 2.")
    expect(second.get_by_role("link", name=re.compile("Ottoline Pryce"))).to_have_count(1)
    expect(first.get_by_role("link", name=re.compile("Ottoline Pryce"))).to_have_count(0)

    page.goto("/venue/rooms/")
    page.get_by_role("button", name="Remove Room 2").click()
    expect(flash).to_contain_text("Room 2 removed. 1 booking moved to another place.")
