"""Booking without a mouse, up to the payment page: Tab, Enter, Space and arrow keys."""

import re

from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import Guest
from e2e.keyboard import Keyboard
from e2e.prepare import PASSWORD


def test_a_guest_gets_from_home_to_payment_by_keyboard_alone(opened: Open) -> None:
    guest = opened()
    keys = Keyboard(guest.page)
    skips_to_the_content(keys)
    finds_a_massage(keys)
    chooses_a_time(keys, guest)
    changes_the_cart(keys, guest)
    registers(keys, guest)
    corrects_the_details(keys)
    keys.press("Enter")
    expect(guest.heading(re.compile("Pay CozyWish"))).to_be_visible()


def skips_to_the_content(keys: Keyboard) -> None:
    keys.page.goto("/")
    keys.go_to("Skip to content")
    keys.press("Enter", "Tab")
    assert keys.page.evaluate("document.getElementById('main').contains(document.activeElement)")


def finds_a_massage(keys: Keyboard) -> None:
    keys.page.goto("/")
    keys.go_to("What", "input")
    keys.type("massage")
    keys.go_to("Where", "input")
    keys.type("Portland")
    keys.press("Enter")
    keys.arrives("Massage near Portland, OR")
    keys.go_to("Hazel Bodywork", "a")
    keys.press("Enter")
    keys.arrives("Hazel Bodywork")
    keys.go_to("Choose time for Unwinding massage$|Choose time$", "a")
    keys.press("Enter")
    keys.arrives("Unwinding massage")


def chooses_a_time(keys: Keyboard, guest: Guest) -> None:
    """Choose a time. Each choice replaces the picker and must leave the focus in place."""
    keys.go_to("Maren|M Maren", "a")
    keys.press("Enter")
    expect(keys.page.get_by_role("link", name="Maren")).to_have_attribute("aria-current", "true")
    assert "Maren" in keys.focus().words
    days = guest.days(times=2)
    wanted = re.sub(r"\s+", " ", days.nth(3).inner_text())
    keys.go_to(re.escape(wanted[:6]), "a")
    keys.press("Enter")
    expect(days.nth(3)).to_have_attribute("aria-current", "date")
    assert keys.focus().words[:6] == wanted[:6]
    keys.go_to(r"\d+:\d\d", "input")
    keys.press("Space")
    expect(keys.page).to_have_url(re.compile("start="))
    expect(keys.page.locator("#picker")).not_to_have_attribute("aria-busy", "true")
    first = keys.focus().words
    keys.press("ArrowRight")
    expect(keys.page.get_by_role("radio").nth(1)).to_be_checked()
    expect(keys.page.locator("#picker")).not_to_have_attribute("aria-busy", "true")
    assert keys.focus().words != first
    keys.go_to("Add to cart", "button")
    keys.press("Enter")
    keys.arrives("Cart")


def changes_the_cart(keys: Keyboard, guest: Guest) -> None:
    """Add and remove a second booking. The focus must stay in the cart."""
    guest.page.goto("/venues/the-good-comb/short-cut")
    guest.choose_day(3)
    haircut = guest.choose_time(0, venue="The Good Comb", service="Short cut")
    guest.add_to_cart()
    keys.go_to(f"Remove {haircut.service}|Remove", "button")
    while haircut.service not in (keys.page.evaluate("document.activeElement.textContent")):
        keys.go_to("Remove", "button")
    keys.press("Enter")
    expect(keys.page.get_by_role("article")).to_have_count(1)
    expect(keys.page.locator("#cart")).not_to_have_attribute("aria-busy", "true")
    keys.focus()
    assert keys.page.evaluate("document.getElementById('cart').contains(document.activeElement)")
    keys.go_to("Check out", "button")
    keys.press("Enter")
    keys.arrives("Log in")


def registers(keys: Keyboard, guest: Guest) -> None:
    keys.go_to("Create account", "a")
    keys.press("Enter")
    keys.arrives("Create account")
    assert keys.focus().words.startswith("Full name")
    keys.type(guest.name)
    keys.go_to("Email", "input")
    keys.type(guest.email)
    keys.go_to("Password", "input")
    keys.type(PASSWORD)
    keys.press("Enter")
    keys.arrives("Cart")
    keys.go_to("Check out", "button")
    keys.press("Enter")
    keys.arrives("Details and payment")


def corrects_the_details(keys: Keyboard) -> None:
    """Correct the details. The error summary must get the focus, and its links must lead to the fields."""
    keys.go_to("Continue to payment", "button")
    keys.press("Enter")
    summary = keys.page.get_by_role("alert")
    expect(summary).to_contain_text("Fix 2 things to continue")
    expect(summary).to_be_focused()
    keys.go_to("Cell phone: Enter a phone number", "a")
    keys.press("Enter")
    expect(keys.page.get_by_label("Cell phone")).to_be_focused()
    keys.type("(503) 555-0199")
    keys.go_to("I agree", "input")
    keys.press("Space")
    expect(keys.page.get_by_label(re.compile("I agree"))).to_be_checked()
    keys.go_to("Continue to payment", "button")
