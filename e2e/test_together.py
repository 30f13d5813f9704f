"""Two services booked together: back to back, or at the same time for a couple."""

import re

from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_page
from tests.sizes import THOROUGH_ONLY

PAGE = "/combo/hazel-bodywork"
MASSAGE, SCALP = "unwinding-massage", "scalp-and-neck"


def choose(guest: Guest, first: str, second: str, how: str) -> None:
    page = guest.page
    page.locator("#first").select_option(first)
    page.locator("#second").select_option(second)
    page.get_by_label(how).check()
    guest.button("Find times for both").click()
    expect(guest.button(re.compile("^Add both")).first).to_be_visible()


def test_two_services_are_booked_back_to_back(opened: Open) -> None:
    guest = opened("phone")
    guest.create_account()
    guest.page.goto("/venues/hazel-bodywork")
    guest.link("Book two services").click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Book two services")
    choose(guest, MASSAGE, SCALP, "Either order")
    guest.choose_day(6, times=3)
    row = guest.page.get_by_role("listitem").filter(has=guest.button(re.compile("^Add both"))).nth(2)
    expect(row).to_contain_text(re.compile("Unwinding massage with"))
    expect(row).to_contain_text(re.compile("Back to back|between"))
    row.get_by_role("button").click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Cart")
    expect(guest.page.get_by_role("article")).to_have_count(2)
    guest.page.goto(f"/orders/{guest.book()}")
    expect(guest.page.get_by_role("main")).to_contain_text("2 bookings")


@THOROUGH_ONLY
def test_a_couple_books_two_services_at_the_same_time(opened: Open) -> None:
    guest = opened("phone")
    guest.create_account()
    guest.page.goto(PAGE)
    choose(guest, MASSAGE, SCALP, "At the same time, for 2 guests")
    guest.follow(guest.days().last)
    row = guest.page.get_by_role("listitem").filter(has=guest.button(re.compile("^Add both"))).first
    expect(row).to_contain_text("Both start together")
    row.get_by_role("button").click()
    expect(guest.page.get_by_text("Keep both only if they’re for two different guests")).to_be_visible()
    guest.book()


def test_a_couple_books_the_same_massage_together(opened: Open) -> None:
    guest = opened("phone")
    guest.create_account()
    guest.page.goto("/venues/hazel-bodywork/unwinding-massage")
    guest.follow(guest.link("2 guests", exact=True))
    expect(guest.page.get_by_text("both booked at the same time")).to_be_visible()
    guest.choose_day(4, times=2)
    guest.choose_time(1, venue="Hazel Bodywork", service="Unwinding massage")
    guest.add_to_cart()
    expect(guest.page.get_by_role("main")).to_contain_text("Unwinding massage × 2")
    guest.book()


@THOROUGH_ONLY
def test_combo_pages_are_accessible_and_fit_phone_and_desktop(opened: Open) -> None:
    guest = opened()
    guest.page.goto(PAGE)
    check_page(guest.page)
    choose(guest, MASSAGE, SCALP, "Either order")
    check_page(guest.page)
