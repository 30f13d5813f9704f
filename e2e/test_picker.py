"""Choosing a time while the page is still loading."""

import re

from playwright.sync_api import Route, expect

from e2e.conftest import Open


def test_a_time_chosen_while_another_day_loads_stays_chosen(opened: Open) -> None:
    guest = opened()
    guest.find("massage")
    guest.open_service("Hazel Bodywork", "Unwinding massage")
    guest.choose_day(0, times=3)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    guest.page.route(lambda url: "day=" in url and "start=" not in url, hold)
    other = guest.days(times=2).and_(guest.page.locator(":not([aria-current])")).first
    with guest.page.expect_request(lambda request: "day=" in request.url):
        other.click(no_wait_after=True)
    time = guest.page.get_by_role("radio").nth(1)
    chosen = time.get_attribute("value") or ""
    time.check()
    expect(guest.page).to_have_url(re.compile("start="))
    # The other day arrives late, if the page still waits for it.
    for route in held:
        route.continue_()
    guest.page.wait_for_timeout(500)
    expect(guest.page.locator(f'input[type=radio][value="{chosen}"]')).to_be_checked()
