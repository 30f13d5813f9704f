"""A person's rights: a copy and a deletion without scripts, changed terms by keyboard, and who opened their data."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from app.content.actions import ask_again
from e2e import prepare
from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.input_methods import InMain, Keys
from e2e.keyboard import Keyboard
from e2e.page_check import check_on_phone, check_page
from e2e.prepare import PASSWORD
from e2e.running import Running
from e2e.test_privacy import PAGE, banner, download, let_two_weeks_pass, request_deletion
from tests.sizes import THOROUGH_ONLY


@THOROUGH_ONLY
def test_a_copy_and_a_deletion_need_no_scripts(opened: Open, shape: str) -> None:
    guest = opened(shape, java_script_enabled=False)
    guest.create_account()
    page, hands = guest.page, InMain(guest.page)
    page.goto(PAGE)
    download(guest, hands)
    request_deletion(guest, hands)
    banner(page).get_by_role("button", name="Keep my account").click()
    expect(banner(page)).to_have_count(0)
    request_deletion(guest, hands)
    let_two_weeks_pass(guest)
    page.goto(PAGE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


@pytest.fixture
def changed_terms(running: Running) -> Iterator[None]:
    """Let an admin change the terms. Afterwards nobody else is asked."""
    with running.acting():
        ask_again(slug="terms")
    yield
    running.ids("DELETE FROM text_version RETURNING 1")


@pytest.mark.usefixtures("changed_terms")
def test_changed_terms_are_agreed_to_by_keyboard(opened: Open, shape: str) -> None:
    guest = opened(shape)
    guest.create_account()
    guest.massage(day=7)
    page, keys = guest.page, Keyboard(guest.page)
    page.context.clear_cookies()
    page.goto("/login")
    guest.log_in_by_form(guest.email, PASSWORD)
    keys.arrives("Our terms changed")
    check_on_phone(page)
    keys.go_to("Not now")
    keys.press("Enter")
    expect(page.get_by_role("link", name="Log in", exact=True)).to_have_count(0)
    page.goto("/login")
    keys.arrives("Our terms changed")
    keys.go_to("Agree and continue")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Our terms changed")
    page.goto(PAGE)
    agreed = page.get_by_role("region", name="What you agreed to")
    expect(agreed.get_by_role("listitem").filter(has_text="Terms")).to_contain_text("Version 2.")
    check_on_phone(page)


@pytest.mark.usefixtures("changed_terms")
def test_checkout_asks_for_changed_terms_without_scripts(opened: Open) -> None:
    guest = opened("phone", java_script_enabled=False)
    guest.massage(day=8)
    guest.to_details()
    guest.page.get_by_label("Cell phone").fill("(503) 555-0199")
    guest.page.get_by_label(re.compile("I agree to the cancellation policy")).check()
    guest.button(re.compile("Continue to payment")).click()
    expect(guest.page.get_by_role("alert")).to_contain_text("Agree to our new terms to continue.")
    guest.page.get_by_label(re.compile("Our terms changed")).check()
    guest.button(re.compile("Continue to payment")).click()
    expect(guest.page.get_by_role("alert")).to_have_count(0)


@THOROUGH_ONLY
def test_a_guest_reads_who_opened_their_data(opened: Open, shape: str) -> None:
    guest, owner = opened(shape), opened(shape)
    guest.massage(day=9)
    guest.book()
    owner.log_in(OWNER)
    owner.page.goto(f"/venue/guests/?q={guest.name}")
    owner.page.get_by_role("main").get_by_role("link", name=guest.name).first.click()
    expect(owner.page.get_by_role("heading", level=1)).to_contain_text(guest.name)
    open_booking(owner, guest)
    guest.page.goto(PAGE)
    opened_by = guest.page.get_by_role("region", name="Who opened your data")
    expect(opened_by).to_contain_text("Your guest record")
    expect(opened_by).to_contain_text("One of your bookings")
    check_on_phone(guest.page)


def open_booking(owner: Guest, guest: Guest) -> None:
    """Open the guest's booking beside the calendar."""
    owner.page.goto(f"/calendar/bookings?q={guest.name}")
    owner.page.get_by_role("row").filter(has_text=guest.name).get_by_role("rowheader").get_by_role("link").click()
    expect(owner.page.get_by_role("heading", name=re.compile(guest.name)).first).to_be_visible()


@pytest.mark.parametrize(
    ("scripts", "used_by"),
    [pytest.param(True, Keys, id="keyboard"), pytest.param(False, InMain, id="no scripts", marks=THOROUGH_ONLY)],
)
def test_a_venue_gives_a_guest_a_copy_and_erases_their_details(
    opened: Open, scripts: bool, used_by: type[Keys | InMain]
) -> None:
    owner = opened("desktop" if scripts else "phone", java_script_enabled=scripts)
    page, hands = owner.page, used_by(owner.page)
    owner.log_in(OWNER)
    with owner.running.acting():
        prepare.add_guest(OWNER, name=owner.name, email=owner.email)
    page.goto(f"/venue/guests/?q={owner.name}")
    hands.press(owner.name)
    expect(page.get_by_role("heading", level=1)).to_contain_text(owner.name)
    hands.press("Export or erase this guest’s details")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Details of")
    if scripts:
        check_page(page)
    with page.expect_download() as started:
        hands.press("Download the copy")
    assert started.value.suggested_filename.startswith("guest-")
    hands.tick("The guest asked for this")
    hands.press("Erase details")
    expect(page.locator("#flash")).to_contain_text("The guest’s details are erased.")
    expect(page.get_by_role("main")).not_to_contain_text(owner.email)
