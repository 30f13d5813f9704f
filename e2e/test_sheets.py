"""Dialogs over the owner's calendar: an action closes its dialog, shows a message and leaves the calendar in place."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.running import Running
from e2e.test_calendar import at_work, kept, quiet_week


def test_time_is_blocked_changed_and_unblocked_without_leaving_the_day(opened: Open, running: Running) -> None:
    page = at_work(opened("phone"))
    day = quiet_week(running) + timedelta(days=4)
    page.goto(f"/calendar/?day={day}")
    here, sheet = page.url, page.get_by_role("dialog")
    page.locator("summary[aria-label^=Notices]:visible").click()
    page.get_by_role("link", name="Block time", exact=True).click()
    sheet.get_by_label("Start time").fill("13:00")
    sheet.get_by_label("End time").fill("14:00")
    sheet.get_by_label("June Castellano").check()
    sheet.get_by_label("Note").fill("Inventory")
    sheet.get_by_role("button", name="Block time").click()
    expect(page.locator("#flash")).to_contain_text("Time blocked: June")
    expect(sheet).to_have_count(0)
    kept(page, "Inventory").click()
    expect(sheet.get_by_role("heading", name="Edit blocked time")).to_be_visible()
    sheet.get_by_label("End time").fill("14:30")
    sheet.get_by_role("button", name="Save changes").click()
    expect(kept(page, "Inventory")).to_contain_text("1:00 – 2:30 PM")
    expect(sheet).to_have_count(0)
    kept(page, "Inventory").click()
    sheet.get_by_role("button", name="Remove blocked time").click()
    expect(kept(page, "Inventory")).to_have_count(0)
    expect(sheet).to_have_count(0)
    expect(page).to_have_url(re.compile(re.escape(here)))


def test_the_hours_stay_in_place_while_a_day_scrolls_sideways(opened: Open) -> None:
    page = at_work(opened("phone"))
    hours, frame = page.locator(".calendar .axis"), page.locator(".calendar")
    expect(page.locator(".axis .now"), "scrolled to now").to_be_in_viewport()
    before = hours.bounding_box()
    frame.evaluate("frame => frame.scrollLeft = 200")
    page.wait_for_function("document.querySelector('.calendar').scrollLeft > 0")
    assert before
    after = hours.bounding_box()
    assert after
    assert after["x"] == before["x"]


def test_a_dialog_returns_the_focus_when_closed_after_an_error(opened: Open, running: Running) -> None:
    page = at_work(opened())
    page.goto(f"/calendar/?day={quiet_week(running) + timedelta(days=4)}")
    opener, sheet = page.get_by_role("link", name="Block time", exact=True), page.get_by_role("dialog")
    opener.press("Enter")
    sheet.get_by_role("button", name="Block time").press("Enter")
    expect(sheet.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(opener).to_be_focused()
