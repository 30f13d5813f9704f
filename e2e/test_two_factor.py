"""Journeys with a second factor: an authenticator app and a trusted device, and a passkey of a virtual device."""

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from app.demo.accounts import ACCOUNTS
from app.two_factor.seeds import code_at
from e2e.accounts import ADMIN
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_page
from e2e.prepare import PASSWORD
from e2e.running import Running

SECURITY = "/account/security"
# A phone's own passkeys, opened by a face that the phone always recognizes.
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def person(opened: Open, shape: str) -> Guest:
    guest = opened(shape)
    guest.create_account()
    return guest


def log_in(guest: Guest) -> None:
    guest.page.goto("/login")
    guest.log_in_by_form(guest.email, PASSWORD)


def log_out(page: Page) -> None:
    token = page.locator("input[name=csrf_token]").first.input_value()
    page.context.request.post("/logout", form={"csrf_token": token})


def virtual_device(page: Page) -> CDPSession:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable", {"enableUI": False})
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session


def set_up(guest: Guest, running: Running, *, button: str = "Turn on") -> tuple[str, list[str]]:
    """Set up an app from the page that is open, and return its seed and the recovery codes."""
    page = guest.page
    seed = page.locator("code.key").inner_text().replace(" ", "")
    page.get_by_label("Code from the app").fill(code_at(seed, running.now()))
    check_page(page)
    guest.button(button).click()
    expect(page.get_by_role("heading", name="Save your recovery codes")).to_be_visible()
    check_page(page)
    return seed, page.locator("#codes").input_value().split()


def test_a_guest_turns_two_factor_on_and_logs_in_with_a_recovery_code_and_trusts_the_device(
    person: Guest, running: Running
) -> None:
    page = person.page
    page.goto(SECURITY)
    page.get_by_role("link", name="Turn on").click()
    seed, codes = set_up(person, running)
    with page.expect_download() as download:
        person.button("Download codes").click()
    assert codes[0] in download.value.path().read_text()
    page.get_by_role("link", name="I saved my codes").click()
    expect(page.get_by_text("10 of 10 left")).to_be_visible()
    check_page(page)
    log_out(page)

    log_in(person)
    expect(page.get_by_label("Code")).to_be_focused()
    check_page(page)
    page.get_by_label("Code").fill("000000")
    person.button("Log in").click()
    expect(page.get_by_text("That code didn’t work.").first).to_be_visible()
    page.get_by_role("link", name="Use a recovery code").click()
    check_page(page)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_label("Trust this device for 30 days").check()
    person.button("Log in").click()
    expect(page).to_have_url(re.compile(r"/$"))
    assert len(seed) == 32

    log_out(page)
    log_in(person)
    expect(page).to_have_url(re.compile(r"/$"))
    page.goto(SECURITY)
    expect(page.get_by_text("9 of 10 left")).to_be_visible()


def test_a_guest_adds_a_passkey_and_logs_in_with_it(person: Guest) -> None:
    page = person.page
    virtual_device(page)
    page.goto(SECURITY)
    page.get_by_role("link", name="Add a passkey").click()
    check_page(page)
    page.get_by_label("Name").fill("iPhone 16")
    person.button("Add passkey").click()
    expect(page.get_by_role("link", name="Remove iPhone 16")).to_be_visible()
    check_page(page)
    log_out(page)

    # The device offers its passkey in the email field without a click, as a person who picks it there would.
    page.goto("/login?next=/account/security")
    expect(page.get_by_role("link", name="Remove iPhone 16")).to_be_visible()
    page.get_by_role("link", name="Remove iPhone 16").click()
    check_page(page)
    person.button("Remove passkey").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()


def test_an_admin_logs_in_with_the_printed_code(opened: Open) -> None:
    admin = opened()
    account = next(account for account in ACCOUNTS if account.email == ADMIN)
    admin.page.goto("/login")
    admin.log_in_by_form(account.email, account.password)
    admin.enter_code(account.seed)
    expect(admin.page).to_have_url(re.compile("/admin/"))
