"""Every key page in its states, looked at in both widths and themes: axe, width, console."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Open
from e2e.guest import Guest
from e2e.looking import look
from e2e.test_booking import PROVIDER

PUBLIC = {
    "home": "/",
    "search": "/search?q=massage&near=Portland",
    "nothing found": "/search?q=massage&near=Anchorage&open=1&deals=1&kind=massage",
    "venue": "/venues/hazel-bodywork",
    "times": "/venues/hazel-bodywork/unwinding-massage",
    "times of a room": "/venues/alder-and-salt/sauna-circuit",
    "why not": "/venues/hazel-bodywork/unwinding-massage?why=03:00",
    "cart, empty": "/cart/",
    "login": "/login",
    "register": "/register",
    "help": "/about/help",
    "cancellation": "/about/cancellation",
    "not found": "/nothing-here",
    "not allowed": "/logout",
}


STATUS = {"not found": 404, "not allowed": 405}


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page(opened: Open, name: str) -> None:
    guest = opened(reduced_motion="reduce")
    answer = guest.page.goto(PUBLIC[name])
    assert answer is not None
    assert answer.status == STATUS.get(name, 200)
    look(guest.page)


def test_the_pages_on_the_way_to_a_booking(opened: Open) -> None:
    guest = opened(reduced_motion="reduce")
    massage = guest.massage(day=5, time=1, person="Maren")
    guest.haircut(day=6, time=3)
    look(guest.page)
    guest.button("Check out").click()
    guest.link("Make an account").first.click()
    guest.button("Make an account").click()
    expect(guest.page.get_by_role("alert")).to_contain_text("Three things need fixing")
    look(guest.page)
    guest.page.goto("/cart/")
    guest.button("Check out").click()
    guest.register()
    somebody_takes(opened(), day=5, time=1)
    guest.page.reload()
    expect(guest.page.get_by_role("alert").first).to_contain_text("gone")
    look(guest.page)
    guest.cart_item(massage).get_by_role("button", name=re.compile("[AP]M")).first.click()
    guest.check_out()
    look(guest.page)
    guest.button(re.compile("Continue to payment")).click()
    expect(guest.page.get_by_role("alert")).to_contain_text("Two things need fixing")
    look(guest.page)
    guest.fill_details()
    guest.to_payment()
    guest.pay()
    look(guest.page)
    looks_at_the_bookings(guest)


def somebody_takes(other: Guest, *, day: int, time: int) -> None:
    other.massage(day=day, time=time, person="Maren")
    other.check_out_as_new()


def looks_at_the_bookings(guest: Guest) -> None:
    guest.link("See all bookings").click()
    expect(guest.heading("Your bookings")).to_be_visible()
    look(guest.page)
    guest.page.get_by_role("article").first.get_by_role("link", name="Cancel").click()
    expect(guest.page.get_by_role("dialog")).to_be_visible()
    look(guest.page)
    guest.page.keyboard.press("Escape")
    guest.page.get_by_role("article").first.get_by_role("heading").get_by_role("link").click()
    expect(guest.heading("What was agreed")).to_be_visible()
    look(guest.page)
    visit = guest.page.url
    guest.page.goto(f"{visit}/cancel")
    look(guest.page)
    guest.button(re.compile("^Cancel and refund")).click()
    expect(guest.page).to_have_url(visit)
    look(guest.page)
    guest.page.goto("/calendar/")
    expect(guest.page.get_by_role("main")).to_contain_text("This page is for people who run a venue.")
    look(guest.page)


def test_the_pages_of_a_provider(opened: Open) -> None:
    provider = opened(reduced_motion="reduce")
    provider.page.goto("/login")
    provider.log_in(PROVIDER.email, "not the password")
    expect(provider.page.get_by_role("alert")).to_be_visible()
    look(provider.page)
    provider.log_in(PROVIDER.email, PROVIDER.password)
    to_a_day_with_bookings(provider.page)
    look(provider.page)
    provider.page.locator("a[href*='booking=']").first.click()
    expect(provider.page.get_by_role("complementary")).to_contain_text("Code")
    look(provider.page)


def to_a_day_with_bookings(page: Page) -> None:
    """Of the demo's first days one is always open."""
    while page.locator("a[href*='booking=']").count() == 0:
        before = page.url
        page.get_by_role("link", name="The day after").click()
        expect(page).not_to_have_url(before)
