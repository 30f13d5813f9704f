"""Cancellation by the guest or by the venue: the payment is refunded, and both sides are notified."""

import re

from playwright.sync_api import expect

from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.running import Running


def test_a_guest_cancels_one_of_two_bookings(opened: Open, running: Running) -> None:
    guest = opened("phone")
    massage, haircut = guest.massage(day=7, time=3), guest.haircut(day=8)
    guest.book()
    guest.page.goto("/bookings/")
    guest.page.get_by_role("article").filter(has_text=massage.service).get_by_role(
        "link", name="Cancel booking"
    ).click()
    sheet = guest.page.get_by_role("dialog")
    expect(sheet).to_contain_text(f"Cancel {massage.service}?")
    expect(sheet).to_contain_text("Refund to Visa 4242")
    sheet.get_by_role("link", name="Keep booking").click()
    expect(sheet).to_have_count(0)
    guest.page.get_by_role("article").filter(has_text=massage.service).get_by_role(
        "link", name="Cancel booking"
    ).click()
    confirm = sheet.get_by_role("button", name=re.compile(r"Cancel and refund \$\d"))
    amount = confirm.inner_text().removeprefix("Cancel and refund ")
    confirm.click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text(massage.service)
    expect(guest.page.get_by_role("main")).to_contain_text("Canceled")
    expect(guest.page.get_by_role("main")).to_contain_text(amount)
    email = running.email(guest.email, "Your booking is canceled")
    assert massage.venue in email["text"]
    assert amount in email["text"]
    assert "METHOD:CANCEL" in running.calendar_file(email)
    assert amount in running.email(guest.email, "We refunded")["text"]
    running.email(OWNER, f"{guest.name} canceled {massage.service}, {massage.day}")
    guest.page.goto("/bookings/")
    expect(guest.page.get_by_role("article").filter(has_text=haircut.service)).to_be_visible()
    expect(guest.page.get_by_role("article").filter(has_text=massage.service)).to_have_count(0)


def test_an_owner_cancels_a_booking_with_a_reason(opened: Open, running: Running) -> None:
    guest, provider = opened(), opened("phone")
    massage = guest.massage(day=8, time=3)
    guest.book()
    email = running.email(OWNER, f"{guest.name} booked {massage.service}, {massage.day}", about=guest.email)
    link = re.search(r"http://\S+/calendar/\S+", email["text"])
    assert link is not None
    provider.log_in(OWNER)
    provider.page.goto(link[0])
    beside = provider.page.locator("#booking")
    expect(beside.get_by_role("heading", name=guest.name)).to_be_in_viewport()
    provider.link("Cancel booking").click()
    sheet = provider.page.locator("dialog")
    confirm = sheet.get_by_role("button", name=re.compile(r"Cancel and refund \$"))
    confirm.click()
    expect(sheet.locator(".error")).to_be_visible()
    sheet.get_by_label("Reason").fill("The boiler broke, and the room is cold.")
    confirm.click()
    expect(provider.page.get_by_text(f"to {guest.name} and will email them.")).to_be_visible()
    email = running.email(guest.email, f"{massage.venue} canceled your booking: {massage.service}")
    assert "The boiler broke, and the room is cold." in email["text"]
    running.email(guest.email, "We refunded")
    guest.page.goto("/bookings/?show=canceled")
    expect(guest.page.get_by_role("article")).to_contain_text("refunded")
