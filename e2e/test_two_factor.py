"""Journeys with a second factor: an authenticator app and a trusted device, and a passkey of a virtual device."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy import update

from app.accounts.models import LoginSession
from app.core import clock
from app.core.db import session
from app.demo.accounts import ACCOUNTS
from app.two_factor.seeds import code_at
from e2e import prepare
from e2e.accounts import ADMIN
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.input_methods import Hands, InMain, Keys
from e2e.page_check import check_on_phone
from e2e.prepare import PASSWORD
from e2e.running import Running
from tests.sizes import THOROUGH_ONLY, sized

SECURITY = "/account/security"
HOME = re.compile(r"\d/$")
# A phone's own passkeys, opened by a face that the phone always recognizes.
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def log_out(page: Page) -> None:
    token = page.locator("input[name=csrf_token]").first.input_value()
    page.context.request.post("/logout", form={"csrf_token": token})


def virtual_device(page: Page) -> CDPSession:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable", {"enableUI": False})
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devtools


def shows(person: Guest, title: str) -> None:
    expect(person.page.get_by_role("heading", level=1)).to_have_text(title)
    if person.scripts:
        check_on_phone(person.page)


def turn_on(person: Guest, hands: Hands, running: Running) -> list[str]:
    """Set up an app from the security page, save the recovery codes, and return them."""
    page = person.page
    page.goto(SECURITY)
    hands.press("Turn on")
    shows(person, "Set up two-factor login")
    seed = page.get_by_label("Key for the app").input_value().replace(" ", "")
    assert len(seed) == 32
    hands.write("Code from the app", code_at(seed, running.now()))
    hands.press("Turn on")
    shows(person, "Save your recovery codes")
    codes = page.locator("#codes").input_value().split()
    with page.expect_download() as download:
        hands.press("Download codes")
    assert codes[0] in download.value.path().read_text()
    hands.press("I saved my codes")
    expect(page.get_by_text("10 of 10 left")).to_be_visible()
    shows(person, "Security")
    return codes


def gets_new_codes(person: Guest, hands: Hands, *, instead_of: list[str]) -> list[str]:
    hands.press("Get new codes")
    shows(person, "Get new recovery codes?")
    hands.press("Get new codes")
    shows(person, "Save your recovery codes")
    codes = person.page.locator("#codes").input_value().split()
    assert not set(instead_of) & set(codes)
    return codes


def first_step(person: Guest, hands: Hands) -> None:
    person.page.goto("/login")
    hands.write("Email", person.email)
    hands.write("Password", PASSWORD)
    hands.press("Log in")


@pytest.mark.parametrize(
    ("shape", "scripts", "used_by"),
    [
        pytest.param("phone", True, Keys, id="phone, keyboard"),
        *sized(
            [
                pytest.param("desktop", True, Keys, id="desktop, keyboard"),
                pytest.param("phone", False, InMain, id="phone, no scripts"),
            ],
            [],
        ),
    ],
)
def test_a_guest_turns_two_factor_on_and_logs_in_with_a_recovery_code_and_trusts_the_device(
    opened: Open, running: Running, shape: str, scripts: bool, used_by: type[Keys | InMain]
) -> None:
    person = opened(shape, java_script_enabled=scripts)
    page, hands = person.page, used_by(person.page)
    person.create_account()
    codes = gets_new_codes(person, hands, instead_of=turn_on(person, hands, running))
    log_out(page)

    first_step(person, hands)
    shows(person, "Confirm it’s you")
    expect(page.get_by_label("Code")).to_be_focused()
    hands.write("Code", "000000")
    hands.press("Log in")
    expect(page.get_by_text("That code didn’t work.").first).to_be_visible()
    hands.press("Use a recovery code")
    expect(page.get_by_text("Enter one of the recovery codes")).to_be_visible()
    shows(person, "Confirm it’s you")
    hands.write("Recovery code", codes[0])
    hands.tick("Trust this device for 30 days")
    hands.press("Log in")
    expect(page).to_have_url(HOME)
    log_out(page)

    first_step(person, hands)
    expect(page).to_have_url(HOME)
    page.goto(SECURITY)
    expect(page.get_by_text("9 of 10 left")).to_be_visible()
    hands.press("Turn off")
    # A trusted device proves nothing: an important change asks for both factors.
    shows(person, "Confirm it’s you")
    hands.write("Password", PASSWORD)
    hands.write("Code from your authenticator app", codes[1])
    hands.press("Confirm")
    shows(person, "Turn off two-factor login?")
    hands.press("Turn off")
    expect(page.get_by_text("Two-factor login is off.")).to_be_visible()


@pytest.fixture
def person(opened: Open, shape: str) -> Guest:
    guest = opened(shape)
    guest.create_account()
    return guest


def test_a_guest_adds_a_passkey_and_logs_in_with_it_by_keyboard(person: Guest) -> None:
    page, keys = person.page, Keys(person.page)
    virtual_device(page)
    adds_passkey(person, keys)
    check_on_phone(page)
    log_out(page)

    # The device offers its passkey in the email field without a click, as a person who picks it there would.
    page.goto("/login?next=/account/security")
    expect(page.get_by_role("link", name="Remove iPhone 16")).to_be_visible()
    keys.press("Remove iPhone 16")
    shows(person, "Remove iPhone 16?")
    keys.press("Remove passkey")
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()


def adds_passkey(person: Guest, keys: Keys) -> None:
    person.page.goto(SECURITY)
    keys.press("Add a passkey")
    shows(person, "Add a passkey")
    keys.write("Name", "iPhone 16")
    keys.press("Add passkey")
    expect(person.page.get_by_role("link", name="Remove iPhone 16")).to_be_visible()


@THOROUGH_ONLY
def test_a_guest_whose_only_way_in_is_a_passkey_confirms_with_it(person: Guest, running: Running) -> None:
    page, keys = person.page, Keys(person.page)
    virtual_device(page)
    adds_passkey(person, keys)
    with running.acting():
        account = prepare.account_of(person.email)
        account.password_hash = None
        session.execute(
            update(LoginSession)
            .where(LoginSession.user_id == account.id)
            .values(proven_at=clock.now() - timedelta(minutes=11))
        )
    page.goto(SECURITY)
    keys.press("Set a password")
    shows(person, "Confirm it’s you")
    keys.press("Use a passkey")
    shows(person, "Set a password")
    keys.write("New password", "nine calm mornings")
    keys.press("Save password")
    expect(page.get_by_role("link", name="Change password")).to_be_visible()


def test_an_admin_logs_in_with_the_printed_code(opened: Open) -> None:
    admin = opened()
    account = next(account for account in ACCOUNTS if account.email == ADMIN)
    admin.page.goto("/login")
    admin.log_in_by_form(account.email, account.password)
    admin.enter_code(account.seed)
    expect(admin.page).to_have_url(re.compile("/admin/"))
