"""Key pages in all their states, checked at both widths and in both themes: axe, width and console."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Open
from e2e.guest import PASSWORD, Guest
from e2e.looking import look
from e2e.test_booking import PROVIDER

PUBLIC = {
    "home": "/",
    "search": "/search?q=massage&near=Portland",
    "nothing found": "/search?q=massage&near=Anchorage&open=1&deals=1&kind=massage",
    "kind in a town": "/massage/portland-or",
    "filters": "/search?near=Portland,+OR&kind=massage&kind=deep-tissue&tag=parking&max=150&part=15:00",
    "map": "/search?near=Portland,+OR&view=map",
    "venue": "/venues/hazel-bodywork",
    "times": "/venues/hazel-bodywork/unwinding-massage",
    "times of a room": "/venues/alder-and-salt/sauna-circuit",
    "why not": "/venues/hazel-bodywork/unwinding-massage?why=03:00",
    "cart, empty": "/cart/",
    "login": "/login",
    "register": "/register",
    "help": "/about/help",
    "cancellation": "/about/cancellation",
    "terms": "/about/terms",
    "privacy": "/about/privacy",
    "for venues": "/about/venues",
    "not found": "/nothing-here",
    "not allowed": "/logout",
}
STATUS = {"not found": 404, "not allowed": 405}
DAYS = 7  # at least one of the demo's first days is always open
TRIES = 10  # allowed log-in attempts per minute


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_are_accessible_and_fit_phone_and_desktop(opened: Open, name: str) -> None:
    guest = opened()
    answer = guest.page.goto(PUBLIC[name])
    assert answer is not None
    assert answer.status == STATUS.get(name, 200)
    look(guest.page)


def test_cart_pages_are_accessible_with_and_without_errors(opened: Open) -> None:
    guest = opened()
    massage = guest.massage(day=5, time=1, person="Maren")
    guest.haircut(day=6, time=3)
    look(guest.page)
    guest.button("Check out").click()
    guest.link("Create account").first.click()
    guest.button("Create account").click()
    expect(guest.page.get_by_role("alert")).to_contain_text("Fix 3 things to continue")
    look(guest.page)
    guest.page.goto("/cart/")
    guest.button("Check out").click()
    guest.register()
    expect(guest.button("Check out")).to_be_enabled()
    somebody_takes_the_massage(opened())
    guest.page.reload()
    expect(guest.page.get_by_role("alert").first).to_contain_text("just booked by another guest")
    look(guest.page)
    guest.cart_item(massage).get_by_role("button", name=re.compile("[AP]M")).first.click()
    expect(guest.button("Check out")).to_be_enabled()
    look(guest.page)


def somebody_takes_the_massage(other: Guest) -> None:
    other.massage(day=5, time=1, person="Maren")
    other.check_out_as_new()


def test_pages_from_checkout_to_cancellation_are_accessible(opened: Open) -> None:
    guest = opened()
    guest.massage(day=7)
    guest.haircut(day=8)
    guest.check_out_as_new()
    look(guest.page)
    guest.button(re.compile("Continue to payment")).click()
    expect(guest.page.get_by_role("alert")).to_contain_text("Fix 2 things to continue")
    look(guest.page)
    guest.fill_details()
    guest.to_payment()
    guest.pay()
    look(guest.page)
    looks_at_the_bookings(guest)
    looks_at_what_is_canceled(guest)


def looks_at_the_bookings(guest: Guest) -> None:
    guest.link("See all bookings").click()
    expect(guest.heading("Your bookings")).to_be_visible()
    look(guest.page)
    guest.page.get_by_role("article").first.get_by_role("link", name="Cancel").click()
    expect(guest.page.get_by_role("dialog")).to_be_visible()
    look(guest.page)
    guest.page.keyboard.press("Escape")
    expect(guest.page.get_by_role("dialog")).to_have_count(0)
    guest.page.get_by_role("article").first.get_by_role("heading").get_by_role("link").click()
    expect(guest.heading("Payment and policy")).to_be_visible()
    look(guest.page)


def looks_at_what_is_canceled(guest: Guest) -> None:
    """Check canceling from a booking's page, by the page for browsers without scripts, and the lists afterwards."""
    visit = guest.page.url
    guest.page.goto(f"{visit}/cancel")
    look(guest.page)
    guest.button(re.compile("^Cancel and refund")).click()
    expect(guest.page).to_have_url(visit)
    look(guest.page)
    for which in ("canceled", "past"):
        guest.page.goto(f"/bookings/?show={which}")
        look(guest.page)


def test_owner_pages_from_login_to_cancellation_are_accessible(opened: Open) -> None:
    provider = opened()
    provider.page.goto("/login")
    provider.log_in(PROVIDER.email, "not the password")
    expect(provider.page.get_by_role("alert")).to_be_visible()
    look(provider.page)
    provider.log_in(PROVIDER.email, PROVIDER.password)
    expect(provider.link("Next day")).to_be_visible()
    look(provider.page)
    to_a_day_with_bookings(provider.page)
    look(provider.page)
    provider.page.locator("a[href*='booking=']").last.click()
    expect(provider.page.get_by_role("complementary")).to_contain_text("Booking number")
    look(provider.page)
    looks_at_canceling(provider)


def to_a_day_with_bookings(page: Page) -> None:
    """Go to the first day after today with bookings, because a booking that has started cannot be canceled."""
    for _ in range(DAYS):
        before = page.url
        page.get_by_role("link", name="Next day").click()
        expect(page).not_to_have_url(before)
        if page.locator("a[href*='booking=']").count():
            return
    raise AssertionError(f"nothing is booked until {page.url}")


def looks_at_canceling(provider: Guest) -> None:
    """Check the cancel dialog, its error without a reason, and the page that replaces it without scripts."""
    cancel = provider.link("Cancel booking")
    address = cancel.get_attribute("href")
    cancel.click()
    sheet = provider.page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    look(provider.page)
    sheet.get_by_role("button", name=re.compile("^Cancel and refund")).click()
    expect(sheet.locator(".error")).to_be_visible()
    look(provider.page)
    assert address is not None
    provider.page.goto(address)
    look(provider.page)


def test_pages_for_refused_requests_are_accessible(opened: Open) -> None:
    """Check the pages for denied access and invalid forms. Not found and not allowed are among the public pages."""
    guest = opened()
    guest.page.goto("/register")
    guest.page.get_by_label("Full name").fill(guest.name)
    guest.page.get_by_label("Email").fill(guest.email)
    guest.page.get_by_label("Password", exact=True).fill(PASSWORD)
    guest.button("Create account").click()
    expect(guest.link("Bookings").first).to_be_attached()
    answer = guest.page.goto("/calendar/")
    assert answer is not None
    assert answer.status == 403
    expect(guest.page.get_by_role("main")).to_contain_text("This page is for venue owners.")
    look(guest.page)
    sends_a_form_without_its_token(guest.page)
    look(guest.page)


def sends_a_form_without_its_token(page: Page) -> None:
    page.goto("/")
    with page.expect_navigation() as arrived:
        page.evaluate(
            """() => {
              const form = document.createElement("form");
              Object.assign(form, { method: "post", action: "/cart/code" });
              document.body.append(form);
              form.submit();
            }"""
        )
    assert arrived.value.status == 400
    expect(page.get_by_role("button", name="Send form again")).to_be_visible()


def test_too_many_login_attempts_show_an_error_page(opened: Open) -> None:
    guest = opened()
    guest.page.goto("/login")
    guest.page.get_by_label("Email").fill(guest.email)
    guest.page.get_by_label("Password", exact=True).fill("not the password")
    guest.page.evaluate(
        """(times) => {
          const form = document.querySelector("form[action='/login']");
          const send = () => fetch(form.action, { method: "POST", body: new FormData(form) });
          return Promise.all(Array.from({ length: times }, send)).then(() => null);
        }""",
        TRIES,
    )
    guest.button("Log in").click()
    expect(guest.heading("Too many tries")).to_be_visible()
    look(guest.page)
