"""An account's email, password and devices: from registration to putting a stranger out, twice."""

import re

import pytest
from playwright.sync_api import expect

from e2e import prepare
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.keyboard import Keyboard
from e2e.page_check import check_on_phone
from e2e.prepare import PASSWORD
from e2e.running import Running
from tests.sizes import THOROUGH_ONLY, sized

RESET, LAST = "eight slow evenings", "nine calm mornings"


@THOROUGH_ONLY
@pytest.mark.parametrize(
    "scripts", sized([True, False], [True]), ids=lambda scripts: "keyboard" if scripts else "no scripts"
)
def test_a_guest_keeps_their_account_through_forgetting_and_a_theft(
    opened: Open, running: Running, shape: str, *, scripts: bool
) -> None:
    guest = opened(shape, java_script_enabled=scripts)
    keys = Keyboard(guest.page) if scripts else WithoutScripts(guest.page)
    old, new = guest.email, f"new.{guest.email}"
    registers(keys, guest)
    confirms_email(keys, guest, running)
    resets_password(keys, guest, running)
    logs_in(keys, old, RESET)
    changes_email(keys, running, new)
    undoes_the_change(keys, guest, running)
    logs_in(keys, old, LAST)


class WithoutScripts(Keyboard):
    """The same steps by mouse: where scripts are off, the page can't be asked where its focus is."""

    def enter(self, label: str, text: str) -> None:
        self.page.get_by_label(re.compile(label)).first.fill(text)

    def select(self, words: str) -> None:
        named = re.compile(words)
        self.page.get_by_role("main").get_by_role("button", name=named).or_(
            self.page.get_by_role("main").get_by_role("link", name=named)
        ).first.click()


def enter(keys: Keyboard, label: str, text: str) -> None:
    if isinstance(keys, WithoutScripts):
        keys.enter(label, text)
        return
    keys.page.get_by_label(re.compile(label)).first.focus()
    keys.type(text)


def select(keys: Keyboard, words: str) -> None:
    if isinstance(keys, WithoutScripts):
        keys.select(words)
        return
    focused = keys.page.evaluate("document.activeElement.innerText || ''")
    if not re.match(words, focused):
        keys.go_to(words)
    keys.press("Enter")


def shows(keys: Keyboard, title: str) -> None:
    expect(keys.page.get_by_role("heading", level=1)).to_have_text(title)
    if not isinstance(keys, WithoutScripts):
        check_on_phone(keys.page)


def opens_link(keys: Keyboard, running: Running, to: str, subject: str) -> None:
    found = re.search(r"http://\S+/(email|password|login)/\S+", running.email(to, subject)["text"])
    assert found is not None
    keys.page.goto(found[0])


def registers(keys: Keyboard, guest: Guest) -> None:
    keys.page.goto("/register")
    enter(keys, "^Full name", guest.name)
    enter(keys, "^Email", guest.email)
    enter(keys, "^Password", PASSWORD)
    if guest.scripts:
        expect(keys.page.locator("password-strength")).to_contain_text("trong.")
    shows(keys, "Create account")
    select(keys, "Create account")
    expect(keys.page.get_by_role("link", name="Log in", exact=True)).to_have_count(0)


def confirms_email(keys: Keyboard, guest: Guest, running: Running) -> None:
    keys.page.goto("/account/security")
    expect(keys.page.get_by_role("main")).to_contain_text("Send it again")
    shows(keys, "Security")
    opens_link(keys, running, guest.email, "Confirm your email")
    shows(keys, "Confirm your email")
    select(keys, "Confirm email")
    expect(keys.page.locator("#flash")).to_contain_text("Your email is confirmed.")


def resets_password(keys: Keyboard, guest: Guest, running: Running) -> None:
    guest.page.context.clear_cookies()
    keys.page.goto("/login")
    select(keys, "Forgot your password")
    shows(keys, "Set a new password")
    enter(keys, "^Email", guest.email)
    select(keys, "Send link")
    shows(keys, "Check your email")
    opens_link(keys, running, guest.email, "Set a new CozyWish password")
    shows(keys, "Set a new password")
    enter(keys, "^New password", RESET)
    select(keys, "Set new password")
    expect(keys.page.locator("#flash")).to_contain_text("Your new password is set.")


def logs_in(keys: Keyboard, email: str, password: str) -> None:
    keys.page.goto("/login")
    enter(keys, "^Email", email)
    enter(keys, "^Password", password)
    select(keys, "Log in")
    expect(keys.page.get_by_role("link", name="Create account")).to_have_count(0)


def changes_email(keys: Keyboard, running: Running, new: str) -> None:
    keys.page.goto("/account/security")
    select(keys, "Change email")
    shows(keys, "Change email")
    enter(keys, "^New email", new)
    select(keys, "Send link")
    opens_link(keys, running, new, "Confirm your new email")
    shows(keys, "Confirm your new email")
    select(keys, "Confirm new email")
    expect(keys.page.get_by_role("main")).to_contain_text(f"You log in with {new}.")


def undoes_the_change(keys: Keyboard, guest: Guest, running: Running) -> None:
    opens_link(keys, running, guest.email, "Your CozyWish email was changed")
    shows(keys, "Undo the change to your email")
    select(keys, "Undo the change")
    shows(keys, "Set a new password")
    enter(keys, "^New password", LAST)
    select(keys, "Set new password")
    expect(keys.page.locator("#flash")).to_contain_text("Your new password is set.")


@pytest.mark.parametrize(
    ("shape", "scripts"),
    [
        pytest.param("phone", True, id="phone, keyboard"),
        *sized([pytest.param("desktop", True, id="desktop, keyboard")], []),
        pytest.param("phone", False, id="phone, no scripts", marks=THOROUGH_ONLY),
    ],
)
def test_a_guest_logs_in_by_link_and_puts_a_stranger_out(
    opened: Open, running: Running, shape: str, *, scripts: bool
) -> None:
    guest, stranger = opened(shape, java_script_enabled=scripts), opened()
    keys = Keyboard(guest.page) if scripts else WithoutScripts(guest.page)
    with running.acting():
        prepare.create_account(email=guest.email, name=guest.name)
    logs_in_by_link(keys, guest, stranger, running)
    comes_in(stranger, guest.email, PASSWORD)
    puts_the_stranger_out(keys)
    stranger.page.goto("/account/security")
    expect(stranger.heading("Log in")).to_be_visible()
    comes_in(stranger, guest.email, RESET)
    logs_the_other_device_out(keys)
    confirms_identity(keys, running, guest.email)


def logs_in_by_link(keys: Keyboard, guest: Guest, stranger: Guest, running: Running) -> None:
    """Ask for a link, which doesn't work for a stranger who has it, and log in with it."""
    keys.page.goto("/login")
    select(keys, "Email me a link")
    shows(keys, "Log in by email")
    enter(keys, "^Email", guest.email)
    select(keys, "Send link")
    shows(keys, "Check your email")
    opens_link(Keyboard(stranger.page), running, guest.email, "Your link to log in")
    shows(Keyboard(stranger.page), "Open this link where you asked for it")
    opens_link(keys, running, guest.email, "Your link to log in")
    shows(keys, "Log in")
    select(keys, "Log in")
    expect(keys.page.get_by_role("link", name="Log in", exact=True)).to_have_count(0)


def comes_in(stranger: Guest, email: str, password: str) -> None:
    stranger.page.goto("/login")
    stranger.log_in_by_form(email, password)
    expect(stranger.heading("Log in")).to_have_count(0)


def puts_the_stranger_out(keys: Keyboard) -> None:
    keys.page.goto("/account/security")
    expect(keys.page.get_by_role("main")).to_contain_text("Was this you?")
    shows(keys, "Security")
    select(keys, "No, secure my account")
    shows(keys, "Secure your account")
    select(keys, "Log out all other devices")
    shows(keys, "Change password")
    enter(keys, "^New password", RESET)
    select(keys, "Save password")
    expect(keys.page.locator("#flash")).to_contain_text("Your password is changed.")


def logs_the_other_device_out(keys: Keyboard) -> None:
    keys.page.goto("/account/security")
    select(keys, "Yes, it was me")
    expect(keys.page.locator("#flash")).to_contain_text("We won’t ask about this device again.")
    select(keys, "Log out other devices")
    expect(keys.page.locator("#flash")).to_contain_text("1 other device is logged out.")


def confirms_identity(keys: Keyboard, running: Running, email: str) -> None:
    """Prove again who one is, long after logging in, before a change of the email."""
    running.ids(
        "UPDATE login_session s SET proven_at = proven_at - interval '11 minutes'"
        " FROM user_account u WHERE u.id = s.user_id AND u.email = %s RETURNING s.id",
        email,
    )
    keys.page.goto("/account/security")
    select(keys, "Change email")
    shows(keys, "Confirm it’s you")
    enter(keys, "^Password", RESET)
    select(keys, "Confirm")
    shows(keys, "Change email")
