"""Rescheduling by a guest: for the same price, for less, and for more through the payment page; and booking again."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.accounts import GUEST
from e2e.conftest import Open
from e2e.guest import PAYS, Guest
from e2e.page_check import check_page
from e2e.running import Running

NO_SCRIPTS = {"java_script_enabled": False}


def open_picker(guest: Guest, service: str) -> None:
    guest.page.goto("/bookings/")
    guest.page.get_by_role("article").filter(has_text=service).get_by_role("link", name="Reschedule").click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text(f"Reschedule {service}")


def choose(guest: Guest, how: str) -> None:
    """Choose the first time on the days shown whose label matches `how`: Same price, Save or more."""
    for number in range(guest.days().count()):
        guest.choose_day(number)
        times = guest.page.locator("a.time").filter(has_text=re.compile(how))
        if times.count():
            times.first.click()
            return
    raise AssertionError(f"no time is {how}")


@pytest.mark.parametrize("more", [{}, NO_SCRIPTS], ids=["on a phone", "without scripts"])
def test_a_guest_reschedules_for_the_same_price(opened: Open, running: Running, more: dict[str, Any]) -> None:
    guest = opened("phone", **more)
    massage = guest.massage(day=7, time=3)
    guest.book()
    open_picker(guest, massage.service)
    choose(guest, "Same price")
    guest.button("Reschedule booking").click()
    expect(guest.page.get_by_role("main")).to_contain_text("Rescheduled by you")
    email = running.email(guest.email, "You rescheduled")
    assert massage.venue in email["text"]
    assert "SEQUENCE:1" in running.calendar_file(email)


def test_a_guest_reschedules_to_a_cheaper_and_a_more_expensive_time(opened: Open, running: Running) -> None:
    guest = opened("phone")
    massage = guest.massage(day=7, time=3)
    guest.book()
    expensive_first = ("Save", "more")
    for how in expensive_first:
        open_picker(guest, massage.service)
        if not guest.page.locator("a.time").count():
            guest.choose_day(0)
        try:
            choose(guest, how)
        except AssertionError:
            open_picker(guest, massage.service)
            choose(guest, "more" if how == "Save" else "Save")
        finish(guest)
    running.email(guest.email, "We refunded")


def finish(guest: Guest) -> None:
    """Confirm the new time, paying the difference or getting a refund."""
    pay = guest.button(re.compile("Continue to payment"))
    if pay.count():
        pay.click()
        guest.pay_with(PAYS)
        expect(guest.page.get_by_role("main")).to_contain_text("Receipt for the difference")
    else:
        guest.button(re.compile("Reschedule and refund")).click()
        expect(guest.page.get_by_role("main")).to_contain_text("We’re refunding")


def test_rescheduling_pages_are_accessible_and_fit_phone_and_desktop(opened: Open) -> None:
    guest = opened("phone")
    massage = guest.massage(day=7, time=3)
    guest.book()
    open_picker(guest, massage.service)
    check_page(guest.page)
    choose(guest, "Same price")
    check_page(guest.page)


def test_a_guest_books_again_with_the_same_team_member_in_one_tap(opened: Open) -> None:
    guest = opened("phone")
    guest.log_in(GUEST)
    guest.page.goto("/bookings/?show=past")
    visit = guest.page.get_by_role("article").first
    visit.get_by_role("heading").get_by_role("link").click()
    member = re.search(r"with (\w+)", guest.page.get_by_role("main").inner_text())
    assert member is not None
    guest.page.go_back()
    visit.get_by_role("button", name=re.compile("^Book again")).click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Cart")
    expect(guest.page.get_by_role("article")).to_contain_text(f"with {member[1]}", ignore_case=True)
    expect(guest.link("Choose another time")).to_be_visible()
    guest.check_out()
