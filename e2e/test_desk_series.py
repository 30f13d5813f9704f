"""Repeating bookings at the front desk: added with one date at another time, and canceled together."""

import re
from datetime import datetime, time, timedelta

from playwright.sync_api import expect

from e2e import prepare
from e2e.conftest import Open
from e2e.guest import PORTLAND
from e2e.owner import Owner
from e2e.page_check import check_page
from tests.sizes import THOROUGH_ONLY


@THOROUGH_ONLY
def test_an_owner_adds_a_repeating_booking_with_an_alternative_and_cancels_the_rest(opened: Open, shape: str) -> None:
    owner = Owner(opened(shape))
    owner.starts_live()
    page, day = owner.guest.page, owner.guest.running.now().astimezone(PORTLAND).date() + timedelta(days=1)
    taken = datetime.combine(day + timedelta(days=7), time(14), PORTLAND)
    with owner.guest.running.acting():
        prepare.block(owner.guest.email, taken, taken + timedelta(hours=1))
    flash, sheet = page.locator("#flash"), page.get_by_role("dialog")

    # The day on screen is the day of the form.
    page.goto(f"/calendar/?day={day}")
    page.get_by_role("link", name="Add booking").locator("visible=true").first.click()
    expect(page.get_by_label("Date", exact=True)).to_have_value(f"{day}")
    page.get_by_label("Guest", exact=True).fill("Ottoline Pryce")
    page.get_by_label("Time").fill("14:00")
    page.get_by_label("Repeat").select_option("Every week")
    page.get_by_label("How long").select_option("3 bookings")
    # With the keyboard only, from the list of dates on.
    second = page.get_by_role("group", name=re.compile(f"{taken:%b} {taken.day}"))
    expect(owner.guest.button("Add 2 bookings, $190.00")).to_be_visible()
    expect(second.get_by_label("Skip this date")).to_be_checked()
    check_page(page)
    second.get_by_role("radio").first.press("Space")
    owner.guest.button("Add 3 bookings, $285.00").press("Enter")
    expect(flash).to_contain_text("3 bookings added for Ottoline Pryce.")

    panel = page.locator("#booking")
    expect(panel).to_contain_text("1 of 3")
    panel.get_by_role("link", name="Ottoline Pryce").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ottoline Pryce")
    upcoming = page.locator(".visit-row")
    expect(upcoming).to_have_count(3)
    # From the second one on.
    upcoming.nth(1).get_by_role("link").click()
    expect(panel).to_contain_text("2 of 3")
    owner.guest.link("Cancel booking").press("Enter")
    sheet.get_by_role("link", name="This and the 1 later one").press("Enter")
    cancel = sheet.get_by_role("button", name="Cancel 2 bookings")
    expect(cancel).to_be_visible()
    sheet.get_by_label("Reason").fill("The boiler broke.")
    cancel.press("Enter")
    expect(flash).to_contain_text("2 bookings canceled.")
    expect(page.locator(".calendar").get_by_role("link", name=re.compile("Ottoline Pryce"))).to_have_count(0)
