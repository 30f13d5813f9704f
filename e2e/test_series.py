"""A booking that repeats: all of its dates, one group in the cart, one order, and rescheduling all of it at once."""

import re

import pytest
from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_page
from tests.sizes import sized


# Each width books on its own weekday, so that neither takes the other's later dates.
@pytest.mark.parametrize(("width", "day"), [("phone", 3), *sized([("desktop", 4)], [])])
def test_a_guest_books_a_massage_every_two_weeks(opened: Open, width: str, day: int) -> None:
    guest = opened(width)
    page = guest.page
    guest.create_account()
    page.goto("/venues/hazel-bodywork/unwinding-massage")
    guest.choose_day(day)
    page.locator("#picker .time").first.click()
    expect(page.locator("#choice")).to_contain_text("Price")
    # With the keyboard only, from the disclosure to the cart.
    page.get_by_text("Repeat this booking").focus()
    page.keyboard.press("Enter")
    page.get_by_label("How often").select_option("2")
    page.get_by_label("Number of bookings").last.fill("3")
    guest.button("Show dates").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Repeat this booking")
    check_page(page)
    first = page.locator("#date-1")
    first.get_by_label("Skip this date").focus()
    page.keyboard.press("Space")
    expect(guest.button(re.compile(r"^Add 2 bookings to cart"))).to_be_visible()
    expect(first.get_by_label("Skip this date")).to_be_focused()
    guest.button(re.compile(r"^Add 2 bookings to cart")).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cart")
    expect(page.locator(".cart-series > summary")).to_contain_text("2 × Unwinding massage")
    check_page(page)
    page.goto(f"/orders/{guest.book()}")
    expect(page.get_by_role("main")).to_contain_text("2 bookings")
    if width == "phone":
        move_all(guest)


def move_all(guest: Guest) -> None:
    """Reschedule both bookings at once, to a time on the same day that costs the same."""
    page = guest.page
    page.goto("/bookings/")
    page.get_by_role("link", name="Reschedule").first.click()
    page.get_by_role("link", name="This and the 1 later one").click()
    page.locator(".time", has_text="Same price").last.click()
    expect(page.get_by_text("Check each new date.")).to_be_visible()
    check_page(page)
    second = page.locator("#date-2").get_by_label("Keep current time")
    second.focus()
    page.keyboard.press("Space")
    expect(guest.button("Reschedule 1 booking")).to_be_visible()
    expect(second).to_be_focused()
    page.locator("#date-2 input").first.check()
    guest.button("Reschedule 2 bookings").press("Enter")
    expect(page.locator("#flash")).to_contain_text("Your 2 bookings have new times.")
