"""The front desk: adding bookings, refunds, and accepting and declining requests."""

import re
from datetime import timedelta

import psycopg
import pytest
from playwright.sync_api import Route, expect

from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.guest import PAYS, PORTLAND, Guest
from e2e.page_check import check_page
from e2e.running import Running
from e2e.venues import DESKS, at_empty_venue
from tests.sizes import THOROUGH_ONLY


def at_desk(provider: Guest, venue: str) -> Guest:
    """Log in as the owner of a venue without reservations, at the form that adds a booking."""
    at_empty_venue(provider, venue, "/calendar/new-booking")
    expect(provider.heading("Add booking")).to_be_visible()
    return provider


def reads(provider: Guest, words: str) -> None:
    expect(provider.page.get_by_text(words).first).to_be_visible()


def test_the_booking_form_follows_choices_without_losing_typed_text(opened: Open) -> None:
    """Keep typing while the form updates, however long that takes."""
    provider = at_desk(opened("phone"), DESKS[0])
    page = provider.page
    name, phone = page.get_by_label("Guest", exact=True), page.get_by_label("Phone")
    name.fill("Ottoline")
    on_its_way: list[Route] = []

    def hold(route: Route) -> None:
        on_its_way.append(route)

    page.route("**/calendar/new-booking", hold)
    service = page.get_by_label("Service")
    last = service.locator("option").last.get_attribute("value") or ""
    with page.expect_request("**/calendar/new-booking"):
        service.select_option(value=last)
    tomorrow = provider.running.now().astimezone(PORTLAND) + timedelta(days=1)
    with page.expect_request("**/calendar/new-booking"):
        page.get_by_label("Date", exact=True).fill(f"{tomorrow:%Y-%m-%d}")
    name.fill("Ottoline Pryce")
    page.get_by_text("Note, email, or different price").click()
    phone.press_sequentially("503 555")
    page.route("**/calendar/new-booking", lambda route: route.continue_())
    price = provider.button(re.compile(r"^Add booking, ")).last
    before = price.inner_text()
    on_its_way[-1].continue_()
    expect(price).not_to_have_text(before)
    expect(phone).to_be_focused()
    phone.press_sequentially(" 0142")
    expect(phone).to_have_value("503 555 0142")
    expect(name).to_have_value("Ottoline Pryce")
    expect(page.get_by_label("Note")).to_be_visible()
    expect(service).to_have_value(last)
    expect(page.get_by_label("Date", exact=True)).to_have_value(f"{tomorrow:%Y-%m-%d}")
    message = page.get_by_text(re.compile("^(Available times that day|Next available: )"))
    free = message.locator("xpath=..").get_by_role("button")
    chosen = free.nth(1).get_attribute("value") or ""
    free.nth(1).click()
    expect(page.get_by_label("Time")).to_have_value(chosen[-5:])
    expect(page.locator("button:focus")).to_have_attribute("value", chosen)
    expect(name).to_have_value("Ottoline Pryce")
    provider.button(re.compile(r"^Add booking, ")).last.click()
    reads(provider, "Booking added: Ottoline Pryce")


def test_enter_chooses_a_guest_or_moves_on_and_never_books(opened: Open) -> None:
    """Press Enter after each field. A morph in between (choosing a service) must not break the suggestions."""
    provider = at_desk(opened(), DESKS[0])
    page = provider.page
    guest = page.get_by_role("combobox", name="Guest", exact=True)
    options = page.get_by_role("listbox").get_by_role("option")
    guest.fill("Quillon Okafor")
    page.get_by_label("Phone").fill("503 555 0188")
    page.locator("[id^=free-]").first.click()
    expect(page.locator("[id^=free-][aria-pressed=true]")).to_have_count(1)
    provider.button(re.compile(r"^Add booking, ")).last.click()
    reads(provider, "Booking added: Quillon Okafor")
    page.goto("/calendar/new-booking")
    service = page.get_by_label("Service")
    with page.expect_response("**/calendar/new-booking"):
        service.select_option(index=1)
    guest.press_sequentially("quil")
    expect(options.first).to_contain_text("Quillon Okafor")
    check_page(page)
    guest.press("ArrowDown")
    guest.press("Enter")
    expect(guest).to_have_value("Quillon Okafor, (503) 555-0188")
    guest.press("Enter")
    expect(page.get_by_label("Phone")).to_be_focused()
    page.get_by_label("Phone").press("Enter")
    expect(service).to_be_focused()
    page.get_by_label("Time").press("Enter")
    expect(page).to_have_url(re.compile("/calendar/new-booking$"))
    expect(provider.heading("Add booking")).to_be_visible()


def test_confirmations_are_in_view_and_available_times_are_one_tap_away(opened: Open) -> None:
    """Check the form that adds a booking and the one that reschedules it."""
    provider = at_desk(opened("phone"), DESKS[0])
    page = provider.page
    page.get_by_label("Guest", exact=True).fill("Philippa Stroud")
    page.get_by_label("Time").fill("02:10")
    reads(provider, "This booking is outside your business hours")
    provider.button(re.compile(r"^Add booking, ")).last.click()
    expect(provider.button("Add booking anyway")).to_be_in_viewport()
    expect(page.locator(".note:focus")).to_contain_text("This booking is outside your business hours")
    page.locator("[id^=free-]").nth(2).click()
    expect(provider.button("Add booking anyway")).to_have_count(0)
    provider.button(re.compile(r"^Add booking, ")).last.click()
    reads(provider, "Booking added: Philippa Stroud")
    provider.link(re.compile("^Reschedule$")).click()
    sheet = page.get_by_role("dialog")
    free = sheet.locator("[id^=move-to-]").nth(3)
    chosen = free.get_attribute("value") or ""
    free.click()
    expect(sheet.get_by_label("Start time")).to_have_value(chosen[-5:])
    sheet.get_by_label("Start time").fill("20:10")
    sheet.get_by_role("button", name="Reschedule booking").click()
    expect(sheet.get_by_role("button", name="Reschedule anyway")).to_be_visible()
    expect(page.locator(".note:focus")).to_have_count(1)


def test_an_owner_refunds_part_of_a_booking_and_then_cancels_it(opened: Open) -> None:
    guest, provider = opened(), opened("phone")
    guest.massage(day=2)
    guest.book()
    provider.log_in(OWNER)
    provider.page.goto("/calendar/bookings")
    provider.page.get_by_label("Guest, phone, or booking number").fill(guest.name)
    provider.button("Search").click()
    provider.page.get_by_role("rowheader").get_by_role("link").first.click()
    provider.link(re.compile("^Refund guest")).click()
    sheet = provider.page.get_by_role("dialog")
    sheet.get_by_label("Refund amount").fill("20")
    sheet.get_by_label("Refund amount").press("Enter")
    expect(sheet.get_by_text("Enter a reason for the refund.")).to_be_visible()
    expect(sheet.get_by_label("Reason"), "the field with the error").to_be_focused()
    sheet.get_by_label("Reason").fill("The shower was cold.")
    sheet.get_by_role("button", name="Refund guest").click()
    reads(provider, "We’re refunding $20.00 to")
    provider.link("Cancel booking").click()
    sheet.get_by_label("Reason").fill("The boiler broke.")
    sheet.get_by_role("button", name=re.compile("^Cancel and refund")).click()
    reads(provider, "Booking canceled. We’re refunding")


@pytest.mark.parametrize(
    "is_accepted",
    [pytest.param(True, id="confirmed"), pytest.param(False, id="declined", marks=THOROUGH_ONLY)],
)
def test_an_owner_accepts_or_declines_a_booking_request(opened: Open, running: Running, is_accepted: bool) -> None:
    with psycopg.connect(running.stack.database_url) as connection:
        connection.execute("UPDATE venue SET accept_within_hours = 4 WHERE slug = 'hazel-bodywork'")
    guest, provider = opened(), opened("phone")
    try:
        guest.massage(day=3 if is_accepted else 4)
        guest.to_payment()
        guest.pay_with(PAYS)
        expect(guest.page.get_by_role("main")).to_contain_text("Request sent")
        expect(guest.page.get_by_role("main")).to_contain_text("Request pending. Hazel Bodywork has until")
    finally:
        with psycopg.connect(running.stack.database_url) as connection:
            connection.execute("UPDATE venue SET accept_within_hours = NULL WHERE slug = 'hazel-bodywork'")
    provider.log_in(OWNER)
    provider.page.goto("/calendar/bookings?state=to-confirm")
    provider.page.get_by_role("row").filter(has_text=guest.name).get_by_role("rowheader").get_by_role("link").click()
    if is_accepted:
        provider.button("Accept request").click()
        reads(provider, f"Request accepted: {guest.name}")
    else:
        provider.link("Decline request").click()
        sheet = provider.page.get_by_role("dialog")
        sheet.get_by_label("Reason").fill("June is away that day.")
        sheet.get_by_role("button", name=re.compile("^Decline and refund")).click()
        reads(provider, "Request declined.")
