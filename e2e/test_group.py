"""A group books for several guests: the same time or back to back, one cart, one order."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import PORTLAND
from e2e.page_check import check_page


def test_a_group_is_booked_by_keyboard_in_one_order(opened: Open, shape: str) -> None:
    guest = opened(shape)
    guest.create_account()
    page = guest.page
    page.goto("/venues/hazel-bodywork")
    guest.link("Book for a group").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Book for a group")
    guest.button("Find times for everyone").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose 2 to 8 guests in total.")
    page.get_by_label("Guests for Unwinding massage").press("2")
    page.get_by_label("Guests for Scalp and neck").press("1")
    today = guest.running.now().astimezone(PORTLAND).date()
    page.get_by_label("Day").fill(f"{today + timedelta(days=8 - today.weekday())}")  # next week's Tuesday
    page.get_by_label("Earliest start").fill("11:00")
    check_page(page)
    guest.button("Find times for everyone").press("Enter")
    expect(page.get_by_role("heading", level=2, name=re.compile("same time|Back to back"))).to_be_visible()
    check_page(page)
    guest.button(re.compile("^Add to cart")).first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cart")
    expect(page.get_by_role("article")).to_have_count(3)
    page.goto(f"/orders/{guest.book()}")
    expect(page.get_by_role("main")).to_contain_text("3 bookings")
