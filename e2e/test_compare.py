"""Venues side by side: chosen in a list, remembered in the next one, compared on their own page."""

import re

from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.page_check import check_page


def test_a_guest_compares_venues_by_keyboard(opened: Open, shape: str) -> None:
    page = opened(shape).page
    page.goto("/massage/portland-or")
    boxes, bar = page.get_by_role("checkbox", name=re.compile("^Compare ")), page.get_by_role("region", name="Compare")
    for number in range(3):
        boxes.nth(number).press("Space")
        expect(boxes.nth(number)).to_be_checked()
    boxes.nth(3).press("Space")
    expect(boxes.nth(3)).not_to_be_checked()
    expect(page.get_by_text("You can compare 3 venues at a time.")).to_be_visible()
    expect(page).to_have_url(re.compile("/massage/portland-or$"))  # a choice is no change of the search
    page.goto("/search?q=massage&near=Portland, OR&part=afternoon")
    check_page(page)
    bar.get_by_role("link", name=re.compile("^Compare 3")).press("Enter")
    heads = page.get_by_role("columnheader")
    expect(heads).to_have_count(3)
    expect(page).to_have_url(re.compile(r"/compare\?venues=[\w-]+,[\w-]+,[\w-]+&.*part=afternoon"))
    check_page(page)
    page.get_by_role("link", name=re.compile("^Remove ")).first.press("Enter")
    expect(heads).to_have_count(2)
    page.get_by_role("link", name="Add a venue").press("Enter")
    expect(bar.get_by_role("link", name=re.compile("^Compare 2"))).to_be_visible()
