"""An admin's morning: a person, an order, the categories that venues choose from, and site content."""

import re

import pytest
from playwright.sync_api import expect

from e2e.accounts import ADMIN
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.keyboard import Keyboard
from e2e.page_check import check_page
from e2e.running import Running
from tests.sizes import THOROUGH_ONLY

# The history of a paid order that was partially refunded, oldest first.
HISTORY = ("checked out", "opened.", "was paid with Visa 4242", "Stripe sent", "Refunded a guest", "is complete.")


def office(opened: Open, **more: object) -> Guest:
    """Log in as an admin."""
    admin = opened(**more)
    admin.log_in(ADMIN)
    return admin


def find(admin: Guest, guest: Guest) -> None:
    """Find the account with the guest's email address and open its page."""
    admin.page.goto("/admin/people")
    admin.page.get_by_role("searchbox", name="Name, email, or booking number").fill(guest.email)
    admin.button("Find accounts").click()
    admin.page.get_by_role("main").get_by_role("link", name=guest.name).click()
    expect(admin.page.get_by_role("heading", level=1)).to_have_text(guest.name)


def test_an_admin_views_as_a_guest_and_partially_refunds_an_order(opened: Open, running: Running) -> None:
    guest, admin = opened(), office(opened)
    guest.massage(day=6, time=2)
    code = guest.book()
    find(admin, guest)
    sees_and_changes_nothing(admin, guest)
    find(admin, guest)
    admin.link(code).click()
    refunds_20(admin, guest)
    assert "$20.00" in running.email(guest.email, "We refunded")["text"]
    admin.page.reload()
    history = admin.page.get_by_role("region", name="Order history")
    for step in HISTORY:
        expect(history.get_by_text(step).first).to_be_visible()
    check_page(admin.page)


def sees_and_changes_nothing(admin: Guest, guest: Guest) -> None:
    """View as Robin, who has a booking, check that nothing can be changed, and stop viewing."""
    admin.button("View as Robin (read-only)").click()
    bar = admin.page.get_by_role("region", name="Viewing as someone else")
    expect(bar).to_contain_text(guest.name)
    visit = admin.page.get_by_role("article")
    expect(visit).to_contain_text("Unwinding massage")
    visit.get_by_role("link", name="Cancel booking").click()
    admin.page.get_by_role("dialog").get_by_role("button", name=re.compile("Cancel and refund")).click()
    expect(admin.page.get_by_role("status").get_by_text("so you can’t change anything")).to_be_visible()
    admin.page.goto("/bookings/")
    expect(visit.get_by_role("link", name="Cancel booking")).to_be_visible()
    check_page(admin.page)
    bar.get_by_role("button", name="Stop viewing").click()
    expect(bar).to_have_count(0)


def refunds_20(admin: Guest, guest: Guest) -> None:
    """Refund $20 from the page of an order with one booking. The booking is not canceled."""
    admin.page.get_by_role("link", name=re.compile("^Refund")).click()
    admin.page.get_by_label("Amount in dollars").fill("20")
    admin.button("Refund guest").click()
    expect(admin.page.get_by_role("alert")).to_contain_text("Enter a reason.")
    check_page(admin.page)
    expect(admin.page.get_by_label("Amount in dollars")).to_have_value("20")
    admin.page.get_by_label("Reason").fill("The room was cold.")
    admin.button("Refund guest").click()
    expect(admin.page.get_by_text(f"We’re refunding $20.00 to {guest.name}")).to_be_visible()


@pytest.fixture
def reiki(opened: Open) -> Guest:
    """Return an admin without scripts who has added a category."""
    admin = office(opened, java_script_enabled=False)
    admin.page.goto("/admin/categories")
    admin.link("Add category").click()
    admin.page.get_by_label("Name", exact=True).fill("Reiki")
    admin.page.get_by_label("Also called").fill("energy work")
    admin.button("Save category").click()
    expect(admin.page.get_by_text("Also called: energy work")).to_be_visible()
    return admin


def test_a_category_is_moved_and_merged_into_another(reiki: Guest) -> None:
    page = reiki.page
    reiki.button("Move Reiki up").click()
    expect(reiki.button("Move Reiki down")).to_be_enabled()
    reiki.link("Reiki", exact=True).click()
    reiki.link("Merge category…").click()
    page.get_by_label("Merge into").select_option(label="Massage")
    reiki.button("Merge Reiki").click()
    expect(page.get_by_text("Reiki was merged into Massage.")).to_be_visible()
    page.goto("/reiki/portland-or")
    expect(page).to_have_url(re.compile("/massage/portland-or$"))


@THOROUGH_ONLY
def test_an_announcement_appears_above_every_page_until_turned_off(opened: Open) -> None:
    admin, guest = office(opened), opened("phone")
    for on in (True, False):
        admin.page.goto("/admin/announcement")
        admin.page.get_by_label("Text").fill("Closed for stock-taking on Monday.")
        admin.page.get_by_label("Link").fill("/about/help")
        admin.page.get_by_label("Show the announcement above every page").set_checked(on)
        admin.button("Save announcement").click()
        expect(admin.page.get_by_role("heading", level=1)).to_have_text("Content")
        guest.page.goto("/about/terms")
        for page in (admin.page, guest.page):
            expect(page.get_by_role("complementary", name="Announcement")).to_have_count(int(on))
        if on:
            check_page(admin.page)
            guest.page.get_by_role("complementary", name="Announcement").get_by_role("link", name="Read more").click()
            expect(guest.page).to_have_url(re.compile("/about/help$"))
            check_page(guest.page)


def test_an_admin_finds_a_person_by_keyboard(opened: Open) -> None:
    admin = office(opened)
    admin.page.goto("/admin/people")
    keyboard = Keyboard(admin.page)
    keyboard.go_to("Name, email, or booking number")
    keyboard.type("provider@example.com")
    keyboard.press("Enter")
    expect(admin.page).to_have_url(re.compile("q=provider"))
    keyboard.go_to("Maren")
    keyboard.press("Enter")
    keyboard.arrives("Maren Oyelaran")
    keyboard.go_to("Suspend account…")
    keyboard.press("Enter")
    keyboard.arrives("Suspend Maren Oyelaran?")
    keyboard.go_to("Cancel")
    keyboard.press("Enter")
    keyboard.arrives("Maren Oyelaran")
