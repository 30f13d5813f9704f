"""Google and Apple in a browser: an account without a password, and what the security page does with both."""

import re

import pytest
from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_on_phone

HOME = re.compile(r"\d/$")


def choose(guest: Guest, *, provider: str) -> None:
    """Type an account on the provider's page. Without scripts, Apple's next page has a button that leads back."""
    page = guest.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose an account")
    expect(page.locator(".mark")).to_have_text(provider)
    axe(guest)
    page.get_by_label("Name").fill(guest.name)
    page.get_by_label("Email", exact=True).fill(guest.email)
    page.get_by_role("button", name="Continue").click()
    if provider == "Apple" and not guest.scripts:
        expect(page.get_by_role("heading", level=1)).to_have_text("Back to the application")
        page.get_by_role("button", name="Continue").click()


def axe(guest: Guest) -> None:
    if guest.scripts:
        check_on_phone(guest.page)


def log_out(guest: Guest, shape: str) -> None:
    page = guest.page
    if guest.scripts:
        menu = "Menu" if shape == "phone" else "Account"
        page.get_by_label(menu, exact=True).filter(visible=True).first.click()
        page.get_by_role("button", name="Log out", exact=True).filter(visible=True).click()
    else:
        token = page.locator("input[name=csrf_token]").first.input_value()
        page.context.request.post("/logout", form={"csrf_token": token})


@pytest.mark.parametrize(("shape", "scripts"), [("phone", True), ("desktop", True), ("phone", False)])
def test_a_person_logs_in_with_google_and_connects_apple(opened: Open, shape: str, scripts: bool) -> None:
    guest = opened(shape, java_script_enabled=scripts)
    page = guest.page
    page.goto("/register")
    axe(guest)
    guest.button("Continue with Google").click()
    choose(guest, provider="Google")
    expect(page).to_have_url(HOME)

    page.goto("/account/security")
    section = page.get_by_role("region", name="Connected accounts")
    expect(section).to_contain_text(guest.email)
    section.get_by_role("button", name="Disconnect Google").click()
    expect(page.get_by_role("alert")).to_contain_text("Google is your only way to log in.")
    axe(guest)
    section.get_by_role("button", name="Connect Apple").click()
    choose(guest, provider="Apple")
    expect(page.locator("#flash")).to_contain_text("Apple is connected.")
    axe(guest)

    log_out(guest, shape)
    page.goto("/login")
    axe(guest)
    guest.button("Continue with Apple").click()
    choose(guest, provider="Apple")
    expect(page).to_have_url(HOME)
    page.goto("/account/security")
    section.get_by_role("button", name="Disconnect Google").click()
    expect(page.locator("#flash")).to_contain_text("Google is disconnected.")
    expect(section.get_by_role("button", name="Connect Google")).to_be_visible()
