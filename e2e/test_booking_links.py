"""Book now on an owner's website: what they copy works there, and on no other website."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.booking_links.actions import remove_origin
from app.booking_links.queries import origins_of
from app.venues.queries import venue_by_slug
from e2e.conftest import SHAPES, Open
from e2e.guest import Guest
from e2e.page_check import check_page
from e2e.running import Running
from e2e.test_team import at_work

LISTED, OTHER = "https://www.hazel.example", "https://other.example"
# Chromium asks before a public website may show a page of this machine.
LOCAL = ["local-network-access"]
# A start, at any hour at which the test runs.
A_TIME = re.compile(r"\d [AP]M")


@pytest.fixture
def provider(opened: Open) -> Iterator[Guest]:
    """Log in as the flagship's owner at their booking links. Afterwards empty the list of websites."""
    provider = at_work(opened("phone"), "/venue/booking-links/")
    yield provider
    with provider.running.acting():
        venue = venue_by_slug("hazel-bodywork")
        for each in origins_of(venue):
            remove_origin(venue=venue, key=each.key)


def website(page: Page, origin: str, html: str) -> Page:
    """Open a page of another website that contains the HTML."""
    content = f'<!doctype html><html lang="en"><title>Hazel</title><h1>Hazel</h1>{html}</html>'
    page.context.route(f"{origin}/**", lambda route: route.fulfill(body=content, content_type="text/html"))
    page.goto(f"{origin}/")
    return page


def refused(context: BrowserContext, origin: str, html: str) -> str | None:
    """Return why the browser refused the frame on another website's page."""
    page = context.new_page()
    with page.expect_event("requestfailed") as failed:
        website(page, origin, html)
    return str(failed.value.failure)


def test_only_a_listed_website_shows_times_and_each_opens_the_time_picker(
    provider: Guest, new_context: Callable[..., BrowserContext]
) -> None:
    page = provider.page
    page.get_by_label("Website address").fill("https://*.hazel.example")
    provider.button("Add website").click()
    expect(page.locator(".error-summary")).to_contain_text("without *")
    page.get_by_label("Website address").fill(f"{LISTED}/")
    provider.button("Add website").click()
    expect(page.get_by_role("listitem").filter(has_text=LISTED)).to_be_visible()
    expect(page.frame_locator("iframe").get_by_role("heading", name="Book at Hazel Bodywork")).to_be_visible()
    check_page(page)

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    provider.button("Copy HTML of the booking page").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    html = page.evaluate("navigator.clipboard.readText()")
    picker = f'<iframe src="{provider.running.url}/venues/hazel-bodywork/unwinding-massage"></iframe>'
    assert refused(new_context(permissions=LOCAL), OTHER, html) == "net::ERR_BLOCKED_BY_RESPONSE"
    assert refused(new_context(permissions=LOCAL), LISTED, picker) == "net::ERR_BLOCKED_BY_RESPONSE"

    # Not watched: the browser warns of our http:// in a page with https://.
    guest = new_context(**SHAPES["phone"], java_script_enabled=False, permissions=LOCAL)
    frame = website(guest.new_page(), LISTED, html).frame_locator("iframe")
    frame.get_by_role("link", name="All times Unwinding massage", exact=True).click()
    time = frame.get_by_role("link", name=A_TIME).first
    with guest.expect_page() as new_tab:
        time.click()
    chosen = new_tab.value
    expect(chosen.get_by_role("heading", name="Unwinding massage")).to_be_visible()
    expect(chosen.get_by_role("button", name="Add to cart").first).to_be_visible()
    assert "start=" in chosen.url
    assert [cookie["name"] for cookie in guest.cookies() if cookie["sameSite"] != "Lax"] == []


def test_a_website_around_the_page_cannot_book_for_a_guest(
    new_context: Callable[..., BrowserContext], running: Running
) -> None:
    guest = Guest(new_context(base_url=running.url, permissions=LOCAL).new_page(), running)
    guest.create_account()
    guest.page.goto("/embed/hazel-bodywork/unwinding-massage")
    start = guest.page.get_by_role("link", name=A_TIME).first.get_attribute("href") or ""
    form = f"""
        <iframe name="frame" src="{running.url}/embed/hazel-bodywork"></iframe>
        <form method="post" action="{running.url}/cart/lines" target="frame">
          <input name="venue" value="hazel-bodywork"><input name="service" value="unwinding-massage">
          <input name="start" value="{unquote(start.partition("start=")[2])}">
        </form>
        <script>document.forms[0].submit()</script>"""
    with guest.page.expect_response("**/cart/lines") as answer:
        website(guest.page, LISTED, form)
    assert answer.value.status == 400
    assert "cookie" not in answer.value.request.all_headers()
    guest.page.goto("/cart/")
    expect(guest.page.get_by_text("Your cart is empty")).to_be_visible()


def test_booking_page_is_accessible_in_both_themes(opened: Open) -> None:
    page = opened().page
    page.goto("/embed/hazel-bodywork?colors=device")
    check_page(page)
    page.get_by_role("link", name="All times Unwinding massage", exact=True).click()
    check_page(page)
    page.goto("/venues/hazel-bodywork")  # its structured data is refused by no policy, or the watch complains
    expect(page.locator('script[type="application/ld+json"]')).to_have_count(1)
