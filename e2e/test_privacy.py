"""A guest gets a copy of their data, asks for the deletion of their account, keeps it, asks again, and is gone."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Open
from e2e.guest import Guest
from e2e.input_methods import Hands, Keys
from e2e.page_check import check_page
from e2e.prepare import PASSWORD

PAGE = "/account/privacy/"


def test_guest_downloads_their_data_and_deletes_their_account_by_keyboard(opened: Open, shape: str) -> None:
    guest = opened(shape)
    guest.massage(day=5)
    guest.book()
    page, keys = guest.page, Keys(guest.page)
    open_privacy(guest, keys)
    check_page(page)
    download(guest, keys)
    request_deletion(guest, keys, bookings="Cancel them now")
    check_page(page)
    page.goto("/")
    keys.press("Keep my account")
    expect(page.get_by_role("status")).to_contain_text("We’ll keep your account.")
    expect(page.get_by_text("will be deleted on")).to_have_count(0)
    request_deletion(guest, keys)
    assert "select Keep my account" in guest.running.email(guest.email, "We’ll delete")["text"]
    let_two_weeks_pass(guest)
    guest.running.email(guest.email, "Your CozyWish account is deleted")
    page.goto(PAGE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    guest.log_in_by_form(guest.email, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("don’t match")


def open_privacy(guest: Guest, hands: Hands) -> None:
    """Go to the page as people find it: a phone starts at the list of account pages."""
    guest.page.goto("/account/")
    hands.press("Privacy and data")
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Privacy and data")


def download(guest: Guest, hands: Hands) -> None:
    """Ask for a copy, watch its progress, follow the email and download the file."""
    page = guest.page
    hands.press("Request a copy")
    if guest.scripts:
        expect(guest.link("Download your data")).to_be_visible()
    email = guest.running.email(guest.email, "Your copy of your data is ready")
    found = re.search(r"http\S+/account/privacy/", email["text"])
    assert found is not None
    page.goto(found[0])
    with page.expect_download() as started:
        hands.press("Download your data")
    assert started.value.suggested_filename == "cozywish-data.zip"


def request_deletion(guest: Guest, hands: Hands, *, bookings: str = "") -> None:
    guest.page.goto(PAGE)
    if bookings:
        hands.pick(bookings)
    hands.tick("I understand")
    hands.press("Delete my account")
    expect(banner(guest.page)).to_be_visible()


def banner(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Your account")


def let_two_weeks_pass(guest: Guest) -> None:
    """Move the planned deletion to now, as if two weeks had passed, and run the hourly job."""
    now = guest.running.now() - timedelta(seconds=1)
    query = "UPDATE user_account SET deletion_due_at = %s WHERE email = %s RETURNING id"
    guest.running.ids(query, now, guest.email)
    guest.running.run_job("privacy.delete_due")
    guest.running.finish_jobs()
