"""Calendar sync: an external calendar that blocks time, and a private link to ours that can be replaced."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from threading import Event

import pytest
import requests
from icalendar import Calendar
from playwright.sync_api import Locator, expect

from app.calendar_sync.actions import revoke_feed_url, unsubscribe
from app.core.errors import NotFound
from app.team.queries import members_of
from app.venues.queries import venue_by_slug
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_page
from e2e.test_team import at_work
from tests.calendar_sync.servers import Answer, Server, calendar, calendar_server, says, sends
from tests.sizes import THOROUGH_ONLY


@pytest.fixture
def elsewhere() -> Iterator[Server]:
    with calendar_server() as running:
        yield running


@pytest.fixture
def provider(opened: Open) -> Iterator[Guest]:
    """Log in as the flagship's owner at calendar sync. Afterwards disconnect all calendars and turn off all links."""
    provider = at_work(opened("phone"), "/venue/calendar-sync")
    yield provider
    with provider.running.acting():
        venue = venue_by_slug("hazel-bodywork")
        for member in members_of(venue):
            with suppress(NotFound):
                unsubscribe(member=member)
        for whose in (None, *members_of(venue)):
            revoke_feed_url(venue=venue, member=whose)


def of(provider: Guest, name: str) -> Locator:
    """Return a team member's row in the list of connected calendars."""
    return provider.page.locator("li[id^=busy-]").filter(has=provider.page.get_by_role("heading", name=name))


def read(provider: Guest, name: str, url: str) -> None:
    row = of(provider, name)
    if not row.get_by_label("Calendar link").is_visible():
        row.locator("summary").click()
    row.get_by_label("Calendar link").fill(url)
    row.get_by_role("button", name="Connect calendar").click()


def after(seen: Event, answer: Answer) -> Answer:
    """Hold an answer back until a test has seen the page while the calendar syncs."""

    def wait(request: BaseHTTPRequestHandler) -> None:
        seen.wait(20)
        answer(request)

    return wait


def starts(guest: Guest) -> list[str]:
    """Return the start times that the picker offers, as ISO instants."""
    return [time.get_attribute("value") or "" for time in guest.page.get_by_role("radio").all()]


@THOROUGH_ONLY
def test_a_connected_calendar_blocks_time(provider: Guest, opened: Open, elsewhere: Server) -> None:
    guest = opened()
    guest.page.goto("/venues/hazel-bodywork/unwinding-massage")
    guest.choose_person("June")
    guest.choose_day(9, times=12)  # more than an hour-long event can block
    offered = starts(guest)
    at = datetime.fromisoformat(offered[0]).astimezone(UTC)
    event = f"DTSTART:{at:%Y%m%dT%H%M%SZ}\nDTEND:{at + timedelta(hours=1):%Y%m%dT%H%M%SZ}\nSUMMARY:Dentist"

    read(provider, "June Castellano", "https://10.0.0.1/june.ics")
    expect(of(provider, "June Castellano")).to_contain_text("10.0.0.1 is inside a private network")
    expect(of(provider, "June Castellano").get_by_label("Calendar link")).to_have_value("https://10.0.0.1/june.ics")
    check_page(provider.page)

    seen = Event()
    elsewhere.answers["/june.ics"] = after(seen, sends(calendar(event)))
    read(provider, "June Castellano", elsewhere.url())
    expect(of(provider, "June Castellano")).to_contain_text("Syncing the calendar…")
    seen.set()
    expect(of(provider, "June Castellano")).to_contain_text(
        "We’re blocking 1 busy time from this calendar over the next six months."
    )

    guest.page.reload()
    expect(guest.page.get_by_role("radio").first).to_be_visible()
    assert offered[0] not in starts(guest)
    assert set(starts(guest)) < set(offered)

    elsewhere.answers["/june.ics"] = says(503)
    of(provider, "June Castellano").get_by_role("button", name="Sync now, June Castellano’s calendar").click()
    expect(of(provider, "June Castellano")).to_contain_text("has a problem right now (503)")
    check_page(provider.page)


def test_a_private_calendar_link_is_read_and_replaced(provider: Guest) -> None:
    provider.button("Create link for The whole venue").click()
    field = provider.page.get_by_role("textbox", name="Private link for The whole venue")
    expect(field).to_be_visible()
    url = field.input_value()
    read_here = requests.get(url, timeout=20)
    assert read_here.status_code == 200
    assert len(Calendar.from_ical(read_here.content).walk("VEVENT")) > 3
    assert requests.get(url, headers={"If-None-Match": read_here.headers["ETag"]}, timeout=20).status_code == 304

    provider.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    provider.button("Copy the private link for The whole venue").click()
    expect(provider.page.get_by_text("Copied")).to_be_visible()
    assert provider.page.evaluate("navigator.clipboard.readText()") == url

    provider.button("Replace link for The whole venue").click()
    expect(field).not_to_have_value(url)
    assert requests.get(url, timeout=20).status_code == 404
    provider.page.get_by_role("radio", name="No names").check()
    provider.button("Save guest names in the calendar").click()
    expect(provider.page.get_by_role("radio", name="No names")).to_be_checked()
    provider.page.get_by_role("radio", name="First name").check()
    provider.button("Save guest names in the calendar").click()
    check_page(provider.page)
