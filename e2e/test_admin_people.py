"""Admins and people: roles, corrections, the security log, a lost second factor, and privacy requests.

Each journey runs on a desktop by keyboard, and in a thorough run on a phone without scripts.
"""

import pytest
from playwright.sync_api import expect

from app.accounts.actions.accounts import open_account
from app.accounts.enums import Role
from e2e.accounts import ADMIN
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.input_methods import Hands, InMain, Keys
from e2e.page_check import check_page
from e2e.prepare import password_hash
from e2e.running import Running
from e2e.test_office import find
from e2e.test_two_factor import turn_on
from tests.sizes import THOROUGH_ONLY, sized

SECOND = "second.admin@example.com"


@pytest.fixture(
    params=sized([True, False], [True]),
    ids=lambda scripts: "desktop-by-keyboard" if scripts else "phone-without-scripts",
)
def admin(opened: Open, request: pytest.FixtureRequest) -> Guest:
    has_scripts: bool = request.param
    admin = opened("desktop" if has_scripts else "phone", java_script_enabled=has_scripts)
    admin.log_in(ADMIN)
    return admin


@pytest.fixture
def hands(admin: Guest) -> Hands:
    return Keys(admin.page) if admin.scripts else InMain(admin.page)


def check(admin: Guest) -> None:
    if admin.scripts:
        check_page(admin.page)


def finds(admin: Guest, hands: Hands, person: Guest) -> None:
    """Find the account with the person's email address and open its page."""
    admin.page.goto("/admin/people")
    hands.write("Name, email, or booking number", person.email)
    hands.press("Find accounts")
    expect(admin.page.get_by_role("main").get_by_role("link", name=person.name)).to_be_visible()
    hands.press(person.name)
    shows(admin, person.name)


def shows(admin: Guest, title: str) -> None:
    expect(admin.page.get_by_role("heading", level=1)).to_have_text(title)


@THOROUGH_ONLY
def test_an_admin_gives_a_role_and_corrects_a_name_and_an_email(
    admin: Guest, hands: Hands, opened: Open, running: Running
) -> None:
    person, page = opened(), admin.page
    person.create_account()
    finds(admin, hands, person)
    hands.press("Change role")
    hands.pick("Moderator")
    check(admin)
    hands.press("Change role")
    expect(page.locator("#flash")).to_contain_text("is now an admin.")
    hands.press("Correct name or email")
    shows(admin, f"Correct {person.name}’s details")
    hands.write("Full name", "Robin Marsh")
    hands.write("Email", f"corrected.{person.email}")
    check(admin)
    hands.press("Correct details")
    expect(page.get_by_role("alert")).to_contain_text("Enter a reason.")
    hands.write("Reason", "She married.")
    hands.press("Correct details")
    shows(admin, "Robin Marsh")
    for address in (person.email, f"corrected.{person.email}"):
        running.email(address, "We corrected your CozyWish account")
    page.goto("/admin/people")
    hands.select("Role", "Admins")
    hands.press("Find accounts")
    expect(page.get_by_role("main").get_by_role("link", name="Robin Marsh").first).to_be_visible()
    check(admin)
    page.goto("/admin/audit-log?about=Marsh")
    expect(page.get_by_role("main")).to_contain_text("Corrected a name or an email, Robin Marsh")
    check(admin)


@THOROUGH_ONLY
def test_an_admin_resolves_a_security_event(admin: Guest, hands: Hands, opened: Open) -> None:
    person, page = opened(), admin.page
    person.create_account()
    person.page.context.clear_cookies()
    person.page.goto("/login")
    person.log_in_by_form(person.email, "not my password")
    expect(person.page.get_by_role("alert")).to_be_visible()
    page.goto("/admin/security-log")
    hands.write("Person", person.email)
    hands.tick("Not resolved")
    hands.press("Search")
    expect(page.get_by_role("listitem").filter(has_text=person.name)).to_have_count(1)
    if admin.scripts:
        hands.press("Resolve")
    else:
        page.locator("main summary").click()
    hands.press("Resolve event")
    expect(page.get_by_role("alert")).to_contain_text("Say what you found")
    check(admin)
    hands.write("Note", "Forgot the password.")
    hands.press("Resolve event")
    expect(page.locator("#flash")).to_contain_text("The event is resolved.")
    page.goto(f"/admin/security-log?person={person.email}")
    expect(page.get_by_role("main")).to_contain_text("“Forgot the password.”")
    check(admin)


@THOROUGH_ONLY
def test_two_admins_remove_second_factors_that_a_person_lost(
    admin: Guest, hands: Hands, opened: Open, running: Running
) -> None:
    person, second = opened(), opened()
    person.create_account()
    turn_on(person, Keys(person.page), running)
    finds(admin, hands, person)
    hands.press("Remove second factors…")
    shows(admin, f"Remove {person.name}’s second factors?")
    hands.write("Reason", "Robin called from the number in the account.")
    check(admin)
    hands.press("Request removal")
    expect(admin.page.get_by_text("Another admin has to approve it.")).to_be_visible()
    check(admin)
    with running.acting():
        address = f"{person.name.split()[-1]}.{SECOND}"
        account = {"email": address, "password_hash": password_hash(), "name": "Ines Okafor"}
        open_account(**account, role=Role.ADMIN, is_verified=True)
    second.log_in(address)
    find(second, person)
    Keys(second.page).press("Approve and remove")
    expect(second.page.locator("#flash")).to_contain_text("are removed.")
    person.page.goto("/account/security")
    shows(person, "Log in")


@THOROUGH_ONLY
def test_an_admin_completes_a_privacy_request(admin: Guest, hands: Hands) -> None:
    page = admin.page
    page.goto("/admin/people")
    hands.press("Privacy requests")
    shows(admin, "Privacy requests")
    who = f"request.{admin.name.split()[-1]}@example.com"
    hands.press("Add request")
    expect(page.get_by_role("alert")).to_contain_text("Enter who made the request.")
    check(admin)
    hands.select("Request$", "Deletion")
    hands.write("Name or email", who)
    hands.press("Add request")
    waiting = page.get_by_role("listitem").filter(has_text=who)
    expect(waiting).to_contain_text("due Jun 27, 2026")
    check(admin)
    hands.write("What you did", "Erased on the same day.")
    hands.press("Complete request")
    expect(page.get_by_role("region", name="Completed")).to_contain_text("Erased on the same day.")
    check(admin)
