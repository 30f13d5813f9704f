"""Admins and people: roles, corrections, the security log, a lost second factor, and privacy requests.

Each journey runs on a desktop with scripts, and on a phone without.
"""

import re

import pytest
from playwright.sync_api import expect

from app.accounts.actions.accounts import open_account
from app.accounts.enums import Role
from e2e.accounts import ADMIN
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.input_methods import Keys
from e2e.keyboard import Keyboard
from e2e.page_check import check_page
from e2e.prepare import password_hash
from e2e.running import Running
from e2e.test_office import find
from e2e.test_two_factor import turn_on

SECOND = "second.admin@example.com"


@pytest.fixture(params=[True, False], ids=["desktop", "phone-without-scripts"])
def admin(opened: Open, request: pytest.FixtureRequest) -> Guest:
    has_scripts: bool = request.param
    admin = opened("desktop" if has_scripts else "phone", java_script_enabled=has_scripts)
    admin.log_in(ADMIN)
    return admin


def check(admin: Guest) -> None:
    if admin.scripts:
        check_page(admin.page)


def test_an_admin_gives_a_role_and_corrects_a_name_and_an_email(admin: Guest, opened: Open, running: Running) -> None:
    person, page = opened(), admin.page
    person.create_account()
    find(admin, person)
    admin.link("Change role").click()
    page.get_by_label(re.compile("^Moderator")).check()
    check(admin)
    admin.button("Change role").click()
    expect(page.locator("#flash")).to_contain_text("is now an admin.")
    admin.link("Correct name or email").click()
    page.get_by_label("Full name").fill("Robin Marsh")
    page.get_by_label("Email", exact=True).fill(f"corrected.{person.email}")
    check(admin)
    admin.button("Correct details").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a reason.")
    page.get_by_label("Reason").fill("She married.")
    admin.button("Correct details").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Robin Marsh")
    for address in (person.email, f"corrected.{person.email}"):
        running.email(address, "We corrected your CozyWish account")
    page.goto("/admin/people")
    page.get_by_label("Role").select_option(label="Admins")
    admin.button("Find accounts").click()
    expect(page.get_by_role("main").get_by_role("link", name="Robin Marsh").first).to_be_visible()
    check(admin)
    page.goto("/admin/audit-log?about=Marsh")
    expect(page.get_by_role("main")).to_contain_text("Corrected a name or an email, Robin Marsh")
    check(admin)


def test_an_admin_resolves_a_security_event(admin: Guest, opened: Open) -> None:
    person, page = opened(), admin.page
    person.create_account()
    person.page.context.clear_cookies()
    person.page.goto("/login")
    person.log_in_by_form(person.email, "not my password")
    expect(person.page.get_by_role("alert")).to_be_visible()
    page.goto("/admin/security-log")
    page.get_by_label("Person").fill(person.email)
    page.get_by_label("Not resolved").check()
    admin.button("Search").click()
    event = page.get_by_role("listitem").filter(has_text=person.name).first
    event.get_by_text("Resolve", exact=False).first.click()
    event.get_by_role("button", name="Resolve event").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what you found")
    check(admin)
    page.get_by_label("Note").first.fill("Forgot the password.")
    page.get_by_role("button", name="Resolve event").first.click()
    expect(page.locator("#flash")).to_contain_text("The event is resolved.")
    page.goto(f"/admin/security-log?person={person.email}")
    expect(page.get_by_role("main")).to_contain_text("“Forgot the password.”")
    check(admin)


def test_two_admins_remove_second_factors_that_a_person_lost(admin: Guest, opened: Open, running: Running) -> None:
    person, second = opened(), opened()
    person.create_account()
    turn_on(person, Keys(person.page), running)
    find(admin, person)
    admin.link("Remove second factors…").click()
    admin.page.get_by_label("Reason").fill("Robin called from the number in the account.")
    check(admin)
    admin.button("Request removal").click()
    expect(admin.page.get_by_text("Another admin has to approve it.")).to_be_visible()
    check(admin)
    with running.acting():
        address = f"{person.name.split()[-1]}.{SECOND}"
        account = {"email": address, "password_hash": password_hash(), "name": "Ines Okafor"}
        open_account(**account, role=Role.ADMIN, is_verified=True)
    second.log_in(address)
    find(second, person)
    second.button("Approve and remove").click()
    expect(second.page.locator("#flash")).to_contain_text("are removed.")
    person.page.goto("/account/security")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Log in")


def test_an_admin_completes_a_privacy_request(admin: Guest) -> None:
    page = admin.page
    page.goto("/admin/people")
    admin.link("Privacy requests").click()
    who = f"request.{admin.name.split()[-1]}@example.com"
    admin.button("Add request").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter who made the request.")
    check(admin)
    page.get_by_label("Request", exact=True).select_option(label="Deletion")
    page.get_by_label("Name or email").fill(who)
    admin.button("Add request").click()
    waiting = page.get_by_role("listitem").filter(has_text=who)
    expect(waiting).to_contain_text("due Jun 27, 2026")
    check(admin)
    waiting.get_by_label("What you did").fill("Erased on the same day.")
    waiting.get_by_role("button", name="Complete request").click()
    expect(page.get_by_role("region", name="Completed")).to_contain_text("Erased on the same day.")
    check(admin)


def test_an_admin_completes_a_request_by_keyboard(opened: Open) -> None:
    admin = opened()
    admin.log_in(ADMIN)
    keys = Keyboard(admin.page)
    admin.page.goto("/admin/privacy")
    keys.go_to("Request$")
    keys.type("A cor")
    keys.go_to("Name or email")
    keys.type("keyboard@example.com")
    keys.go_to("Add request")
    keys.press("Enter")
    expect(admin.page.get_by_role("region", name="Open")).to_contain_text("keyboard@example.com")
    keys.go_to("What you did")
    keys.type("Corrected.")
    keys.go_to("Complete request")
    keys.press("Enter")
    expect(admin.page.get_by_role("region", name="Completed")).to_contain_text("Corrected.")
