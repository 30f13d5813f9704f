"""Google and Apple in a browser: an account without a password, and what the security page does with both."""

import re

from playwright.sync_api import Page, expect

from e2e.conftest import Open
from e2e.page_check import check_page

HOME = re.compile(r"\d/$")


def choose(page: Page, name: str, email: str, *, provider: str) -> None:
    """Type an account on the provider's page."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose an account")
    expect(page.locator(".mark")).to_have_text(provider)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email", exact=True).fill(email)
    page.get_by_role("button", name="Continue").click()


def test_a_person_logs_in_with_google_and_connects_apple(opened: Open, shape: str) -> None:
    guest = opened(shape)
    page = guest.page
    page.goto("/register")
    check_page(page)
    guest.button("Continue with Google").click()
    choose(page, guest.name, guest.email, provider="Google")
    expect(page).to_have_url(HOME)

    page.goto("/account/security")
    section = page.get_by_role("region", name="Connected accounts")
    expect(section).to_contain_text(guest.email)
    section.get_by_role("button", name="Disconnect Google").click()
    expect(page.get_by_role("alert")).to_contain_text("Google is your only way to log in.")
    check_page(page)
    section.get_by_role("button", name="Connect Apple").click()
    choose(page, guest.name, guest.email, provider="Apple")
    expect(page.get_by_role("status")).to_contain_text("Apple is connected.")
    check_page(page)

    menu = "Menu" if shape == "phone" else "Account"
    page.get_by_label(menu, exact=True).filter(visible=True).first.click()
    page.get_by_role("button", name="Log out", exact=True).filter(visible=True).click()
    page.goto("/login")
    check_page(page)
    guest.button("Continue with Apple").click()
    choose(page, guest.name, guest.email, provider="Apple")
    expect(page).to_have_url(HOME)
    page.goto("/account/security")
    section.get_by_role("button", name="Disconnect Google").click()
    expect(page.get_by_role("status")).to_contain_text("Google is disconnected.")
    expect(section.get_by_role("button", name="Connect Google")).to_be_visible()
