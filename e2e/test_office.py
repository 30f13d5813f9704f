"""An admin keeps somebody out, and lets her in again."""

import pytest
from playwright.sync_api import expect

from app.demo.accounts import ACCOUNTS
from e2e.conftest import Open
from e2e.guest import PASSWORD, Guest

ADMIN = ACCOUNTS[2]


def office(opened: Open, **more: object) -> Guest:
    """Somebody who runs CozyWish, at her pages."""
    admin = opened(**more)
    admin.page.goto("/login?next=/admin/people")
    admin.log_in(ADMIN.email, ADMIN.password)
    expect(admin.page.get_by_role("heading", level=1)).to_have_text("People")
    return admin


def find(admin: Guest, guest: Guest) -> None:
    """The one person with this address, opened."""
    admin.page.goto("/admin/people")
    admin.page.get_by_role("searchbox", name="Name, email or code").fill(guest.email)
    admin.button("Find").click()
    admin.page.get_by_role("main").get_by_role("link", name=guest.name).click()
    expect(admin.page.get_by_role("heading", level=1)).to_have_text(guest.name)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_person_is_suspended_and_reads_why(opened: Open, scripts: bool) -> None:
    guest, admin = opened("phone"), office(opened, java_script_enabled=scripts)
    guest.page.goto("/login")
    guest.register()
    expect(guest.page.get_by_role("heading", level=1)).to_be_visible()
    find(admin, guest)
    admin.link("Suspend…").click()
    admin.button("Suspend Robin").click()
    expect(admin.page.get_by_role("alert")).to_contain_text("Write why.")
    admin.page.get_by_label("Reason").fill("Times were resold.")
    admin.button("Suspend Robin").click()
    expect(admin.page.get_by_text("Suspended since")).to_be_visible()
    guest.page.goto("/bookings/")
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Log in")
    guest.log_in(guest.email, PASSWORD)
    expect(guest.page.get_by_role("alert")).to_contain_text("Times were resold.")
    admin.button("Let Robin sign in again").click()
    expect(admin.page.get_by_text("Robin Vale can sign in again.")).to_be_visible()
    guest.log_in(guest.email, PASSWORD)
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Your bookings")
