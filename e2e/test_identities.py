"""Google and Apple in a browser: an account without a password, and what the security page does with both."""

import re

import pytest
from playwright.sync_api import expect

from e2e import prepare
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.input_methods import Hands, InMain, Keys
from e2e.page_check import check_on_phone
from e2e.prepare import PASSWORD
from e2e.running import Running
from tests.sizes import THOROUGH_ONLY, sized

SECURITY = "/account/security"
HOME = re.compile(r"\d/$")


def choose(guest: Guest, hands: Hands, *, provider: str) -> None:
    """Type an account on the provider's page. Without scripts, Apple's next page has a button that leads back."""
    page = guest.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose an account")
    expect(page.locator(".mark")).to_have_text(provider)
    axe(guest)
    hands.write("Name", guest.name)
    hands.write("Email", guest.email)
    hands.press("Continue")
    if provider == "Apple" and not guest.scripts:
        expect(page.get_by_role("heading", level=1)).to_have_text("Back to the application")
        hands.press("Continue")


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


def confirms_long_after(guest: Guest, hands: Hands, running: Running, wanted: str) -> None:
    """Select something important eleven minutes after the last proof, which asks for a new one."""
    running.ids(
        "UPDATE login_session s SET proven_at = proven_at - interval '11 minutes'"
        " FROM user_account u WHERE u.id = s.user_id AND u.email = %s RETURNING s.id",
        guest.email,
    )
    guest.page.goto(SECURITY)
    hands.press(wanted)
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Confirm it’s you")
    axe(guest)


@pytest.mark.parametrize(
    ("shape", "scripts", "used_by"),
    [
        pytest.param("phone", True, InMain, id="phone, touch"),
        *sized(
            [
                pytest.param("desktop", True, Keys, id="desktop, keyboard"),
                pytest.param("phone", False, InMain, id="phone, no scripts"),
            ],
            [],
        ),
    ],
)
def test_a_person_logs_in_with_google_and_connects_apple(
    opened: Open, running: Running, shape: str, scripts: bool, used_by: type[Keys | InMain]
) -> None:
    guest = opened(shape, java_script_enabled=scripts)
    page, hands = guest.page, used_by(guest.page)
    page.goto("/register")
    axe(guest)
    hands.press("Continue with Google")
    choose(guest, hands, provider="Google")
    expect(page).to_have_url(HOME)

    page.goto(SECURITY)
    section = page.get_by_role("region", name="Connected accounts")
    expect(section).to_contain_text(guest.email)
    hands.press("Disconnect Google")
    expect(page.get_by_role("alert")).to_contain_text("Google is your only way to log in.")
    axe(guest)
    confirms_long_after(guest, hands, running, "Connect Apple")
    hands.press("Continue with Google")
    choose(guest, hands, provider="Google")
    expect(section).to_be_visible()
    hands.press("Connect Apple")
    choose(guest, hands, provider="Apple")
    expect(page.locator("#flash")).to_contain_text("Apple is connected.")
    axe(guest)

    log_out(guest, shape)
    page.goto("/login")
    axe(guest)
    hands.press("Continue with Apple")
    choose(guest, hands, provider="Apple")
    expect(page).to_have_url(HOME)
    confirms_long_after(guest, hands, running, "Disconnect Google")
    hands.press("Email me a code")
    code = re.search(r"\b\d{6}\b", running.email(guest.email, "Your CozyWish code")["text"])
    assert code is not None
    hands.write("Code", code[0])
    hands.press("Confirm")
    expect(section).to_be_visible()
    hands.press("Disconnect Google")
    expect(page.locator("#flash")).to_contain_text("Google is disconnected.")
    expect(section.get_by_role("button", name="Connect Google")).to_be_visible()


@THOROUGH_ONLY
@pytest.mark.parametrize(
    ("scripts", "used_by"),
    [
        pytest.param(True, Keys, id="keyboard"),
        *sized([pytest.param(False, InMain, id="no scripts")], []),
    ],
)
def test_a_person_with_a_password_proves_it_before_google_is_connected(
    opened: Open, running: Running, scripts: bool, used_by: type[Keys | InMain]
) -> None:
    guest = opened("phone", java_script_enabled=scripts)
    page, hands = guest.page, used_by(guest.page)
    with running.acting():
        prepare.create_account(email=guest.email, name=guest.name)
    page.goto("/login")
    hands.press("Continue with Google")
    choose(guest, hands, provider="Google")
    expect(page.get_by_role("alert")).to_contain_text(f"You already have an account with {guest.email}.")
    axe(guest)
    hands.write("Email", guest.email)
    hands.write("Password", PASSWORD)
    hands.press("Log in$")
    expect(page.get_by_role("heading", level=1)).to_have_text("Connect Google")
    axe(guest)
    hands.press("Connect Google")
    expect(page.locator("#flash")).to_contain_text("Google is connected.")
