"""An owner's reports, by mouse, thumb and keyboard, and without scripts."""

import re

from playwright.sync_api import expect

from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.keyboard import Keyboard
from e2e.page_check import check_page
from tests.sizes import THOROUGH_ONLY

REPORTS = "/venue/reports/"


def at_reports(provider: Guest, query: str = "") -> Guest:
    """Log in as the flagship's owner at reports. The venue has bookings in the past few days."""
    provider.log_in(OWNER)
    provider.page.goto(REPORTS + query)
    expect(provider.heading("Reports")).to_be_visible()
    return provider


@THOROUGH_ONLY
def test_reports_show_a_period_with_definitions_and_a_csv_download(opened: Open) -> None:
    provider = at_reports(opened("phone"))
    page = provider.page
    page.get_by_role("link", name="7 days", exact=True).click()
    expect(page).to_have_url(re.compile(r"period=7$"))
    expect(page.get_by_role("link", name="7 days", exact=True)).to_have_attribute("aria-current", "true")
    page.locator("summary", has_text="What’s included in the summary?").click()
    expect(page.get_by_text("All bookings that weren’t canceled.")).to_be_visible()
    expect(page.get_by_role("img", name="Revenue by day")).to_be_visible()
    page.get_by_role("listitem").get_by_role("link", name="Fill rate").click()
    expect(page.get_by_role("img", name="Fill rate by day")).to_be_visible()
    page.get_by_text("Show as a table").click()
    table = page.get_by_role("table", name="Bookings and revenue by day")
    expect(table.get_by_role("row")).to_have_count(9)  # seven days, the header and the total
    with page.expect_download() as got:
        page.get_by_role("link", name="Download CSV (By service)").click()
    assert got.value.suggested_filename.startswith("hazel-bodywork-services-")
    rows = got.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("Service,Bookings,Revenue ($)")
    check_page(page)


def test_custom_report_dates_are_chosen_by_keyboard_and_validated(opened: Open) -> None:
    provider = at_reports(opened())
    page, keyboard = provider.page, Keyboard(provider.page)
    keyboard.go_to("Custom dates")
    keyboard.press("Enter")
    page.get_by_label("From", exact=True).fill("2026-04-20")
    page.get_by_label("To", exact=True).fill("2026-04-19")
    page.get_by_label("To", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This date is before the first day.")
    check_page(page)
    page.get_by_label("To", exact=True).fill("2026-04-26")
    page.get_by_label("To", exact=True).press("Enter")
    expect(page.get_by_text("No bookings on these days.")).to_be_visible()
    check_page(page)


@THOROUGH_ONLY
def test_reports_work_without_scripts(opened: Open) -> None:
    provider = at_reports(opened("phone", java_script_enabled=False), "?period=this-month")
    page = provider.page
    expect(page.get_by_role("table", name="Fill rate by weekday and hour")).to_be_visible()
    page.get_by_text("Show as a table").click()
    expect(page.get_by_role("table", name="Bookings and revenue by day")).to_be_visible()
    page.get_by_role("link", name="12 weeks").click()
    page.get_by_role("navigation", name="Details").get_by_role("link", name="Deals").click()
    expect(page.get_by_role("heading", name="Deal performance")).to_be_visible()


def test_the_fill_rate_is_shown_as_text_and_not_only_as_shading(opened: Open) -> None:
    provider = at_reports(opened(), "?period=7")
    heat = provider.page.get_by_role("table", name="Fill rate by weekday and hour")
    texts = [text.strip() for text in heat.locator("td").all_inner_texts()][1:]
    assert texts
    assert [text for text in texts if not re.fullmatch(r"\d+%(\s*, off-peak prices)?|closed", text)] == []
