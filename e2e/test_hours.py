"""Business hours as an owner sets them: by mouse, thumb and keyboard, without scripts, and over existing bookings."""

import re
from datetime import timedelta

import psycopg
import pytest
from playwright.sync_api import Locator, expect

from e2e.conftest import Open
from e2e.guest import PORTLAND, Guest
from e2e.keyboard import Keyboard
from e2e.page_check import check_page
from e2e.venues import LEFT_ALONE
from tests.sizes import THOROUGH_ONLY

OWNERS = """
    SELECT u.email FROM venue v JOIN user_account u ON u.id = v.owner_id
    WHERE v.slug <> ALL(%s) AND v.status = 'live' ORDER BY (
        SELECT count(*) FROM venue_order b JOIN booking i ON i.venue_order_id = b.id
        JOIN reservation r ON r.booking_id = i.id
        WHERE b.venue_id = v.id AND i.state = 'confirmed' AND i.starts_at > %s) DESC, v.id
    LIMIT 1 OFFSET %s
"""


def at_hours(provider: Guest, number: int) -> Guest:
    """Log in as the owner of the `number`-th venue, by most upcoming bookings first, and open its business hours.

    Each journey uses a different number.
    """
    soon = provider.running.now() + timedelta(hours=1)
    with psycopg.connect(provider.running.stack.database_url) as connection:
        owner = connection.execute(OWNERS, (list(LEFT_ALONE), soon, number)).fetchone()
        assert owner is not None, "the demo has too few venues"
    provider.log_in(owner[0])
    provider.page.goto("/venue/hours/")
    expect(provider.heading("Business hours")).to_be_visible()
    return provider


def day(provider: Guest, name: str) -> Locator:
    return provider.page.get_by_role("region", name=name, exact=True)


def time(provider: Guest, label: str) -> Locator:
    return provider.page.locator(f'input[aria-label="{label}"]')


def choose(provider: Guest, label: str, value: str, *, shape: str) -> None:
    """Set a time: from the phone's own list, or by typing on a desktop."""
    field = provider.page.locator("time-field").filter(has=time(provider, label))
    if shape == "phone":
        field.get_by_role("combobox", name=label).select_option(value)
    else:
        field.get_by_role("textbox", name=label).fill(value.lower().replace(":00", ""))
        field.get_by_role("textbox", name=label).blur()
    expect(time(provider, label)).to_have_value(value)


def usual_week(provider: Guest, name: str) -> None:
    provider.page.get_by_text("typical week").click()
    provider.button(name).click()


def save(provider: Guest) -> None:
    """Save the hours, keeping bookings outside them: another journey covers those."""
    provider.button("Save hours").click()
    keep = provider.button(re.compile("keep bookings?"))
    expect(provider.page.get_by_text("Hours saved.").or_(keep)).to_be_visible()
    if keep.is_visible():
        keep.click()
    expect(provider.page.get_by_text("Hours saved.")).to_be_visible()


@pytest.mark.parametrize("shape", ["phone", pytest.param("desktop", marks=THOROUGH_ONLY)])
def test_business_hours_are_set_by_mouse_and_by_thumb(opened: Open, shape: str) -> None:
    provider = at_hours(opened(shape), 2)
    usual_week(provider, "Tue – Sat, 10 – 6")
    expect(day(provider, "Monday").get_by_role("checkbox", name="Closed")).to_be_checked()
    tuesday = day(provider, "Tuesday")
    expect(tuesday.get_by_role("img")).to_have_accessible_name("Open 10:00 AM – 6:00 PM.")

    choose(provider, "Tuesday closes", "1:00 PM", shape=shape)
    tuesday.get_by_role("button", name="Add a break or second range").click()
    choose(provider, "Tuesday opens, range 2", "8:00 PM", shape=shape)
    choose(provider, "Tuesday closes, range 2", "2:00 AM", shape=shape)
    expect(tuesday.get_by_text("Closes 2:00 AM, Wednesday")).to_be_visible()
    wednesday = day(provider, "Wednesday").get_by_role("img")
    expect(wednesday).to_have_accessible_name("Open 12:00 AM – 2:00 AM. Open 10:00 AM – 6:00 PM.")

    tuesday.locator("summary").click()
    tuesday.get_by_label("Thursday").check()
    tuesday.get_by_label("Friday").check()
    if shape == "phone":
        check_page(provider.page)
    tuesday.get_by_role("button", name="Copy to 2 days").click()
    expect(time(provider, "Friday closes, range 2")).to_have_value("2:00 AM")
    day(provider, "Thursday").get_by_role("button", name="Remove range 2, Thursday").click()
    expect(time(provider, "Thursday closes, range 2")).to_have_count(0)
    day(provider, "Monday").get_by_role("checkbox", name="Closed").uncheck()
    save(provider)

    provider.page.reload()
    expect(time(provider, "Monday opens")).to_have_value("10:00 AM")
    expect(time(provider, "Thursday closes")).to_have_value("1:00 PM")
    expect(time(provider, "Friday closes, range 2")).to_have_value("2:00 AM")
    expect(day(provider, "Sunday").get_by_role("checkbox", name="Closed")).to_be_checked()


def test_business_hours_are_set_by_keyboard(opened: Open) -> None:
    provider = at_hours(opened(), 3)
    usual_week(provider, "Every day, 9 – 8")
    hands = Keyboard(provider.page)
    hands.go_to("Sunday opens", "input")
    hands.type("9:30 pm")
    hands.press("Tab")
    expect(time(provider, "Sunday opens")).to_have_value("9:30 PM")
    hands.press("ArrowUp", "ArrowUp", "ArrowDown", "PageUp")
    expect(time(provider, "Sunday closes")).to_have_value("9:15 PM")
    hands.type("21:45")
    hands.go_to("Add a break", "button")
    hands.press("Enter")
    assert hands.focus().words == "Sunday opens, range 2"
    hands.go_to("Remove range 2, Sunday", "button")
    hands.press("Enter")
    assert hands.focus().words == "Remove range 1, Sunday"
    hands.go_to("Copy to other days, Sunday", "summary", back=True)
    hands.press("Enter")
    hands.go_to("Monday", "input")
    hands.press("Space")
    hands.go_to("Copy to 1 day", "button")
    hands.press("Enter")
    assert hands.focus().words == "Copy to other days, Sunday"
    expect(time(provider, "Monday closes")).to_have_value("9:45 PM")
    hands.go_to("Save hours", "button")
    hands.press("Enter")
    keep = provider.button(re.compile("keep bookings?"))
    expect(provider.page.get_by_text("Hours saved.").or_(keep)).to_be_visible()


@THOROUGH_ONLY
def test_business_hours_are_set_without_scripts(opened: Open) -> None:
    provider = at_hours(opened("phone", java_script_enabled=False), 4)
    usual_week(provider, "Mon – Fri, 9 – 5")
    expect(time(provider, "Monday opens")).to_have_value("9:00 AM")
    monday = day(provider, "Monday")
    monday.get_by_role("button", name="Add a break or second range").click()
    time(provider, "Monday closes").fill("noon")
    time(provider, "Monday opens, range 2").fill("1")
    time(provider, "Monday closes, range 2").fill("6")
    monday.locator("summary").click()
    monday.get_by_role("button", name="All days").click()
    expect(time(provider, "Saturday closes, range 2")).to_have_value("6:00 PM")
    day(provider, "Sunday").get_by_role("button", name="Remove range 1, Sunday").click()
    day(provider, "Saturday").get_by_role("checkbox", name="Closed").check()
    save(provider)
    expect(time(provider, "Sunday opens")).to_have_value("1:00 PM")
    expect(day(provider, "Saturday").get_by_text("Closed all day")).to_be_visible()


@THOROUGH_ONLY
def test_overlapping_hours_are_reported_and_corrected(opened: Open) -> None:
    provider = at_hours(opened("phone"), 5)
    usual_week(provider, "Tue – Sat, 10 – 6")
    day(provider, "Thursday").get_by_role("button", name="Add a break or second range").click()
    choose(provider, "Thursday opens, range 2", "4:00 PM", shape="phone")
    choose(provider, "Thursday closes, range 2", "8:00 PM", shape="phone")
    provider.button("Save hours").click()
    sentence = "These two ranges overlap. End the first by 4:00 PM, or start the second at 6:00 PM or later."
    summary = provider.page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(sentence)
    expect(day(provider, "Thursday").get_by_text(sentence)).to_be_visible()
    check_page(provider.page)
    choose(provider, "Thursday closes", "4:00 PM", shape="phone")
    expect(day(provider, "Thursday").get_by_text(sentence)).to_have_count(0)
    save(provider)


def test_hours_are_filled_from_text_and_removed_special_hours_are_restored(opened: Open) -> None:
    provider = at_hours(opened(), 6)
    page = provider.page
    page.get_by_text("typical week").click()
    page.get_by_label("Your hours as text").fill("Mo-Fr 09:00-18:00; Sa 10:00-14:00; Dec 24 off; by appointment")
    provider.button("Fill in hours").click()
    expect(page.get_by_text("Check these hours.")).to_be_visible()
    expect(page.get_by_text("by appointment").last).to_be_visible()
    expect(time(provider, "Saturday closes")).to_have_value("2:00 PM")
    save(provider)
    special = page.get_by_role("region", name="Special hours")
    expect(special.get_by_role("listitem").filter(has_text="Dec 24")).to_contain_text("Closed")

    time(provider, "Saturday closes").fill("3:00 PM")
    provider.button("Add special hours").click()
    expect(page.get_by_text("Hours saved.")).to_be_visible()
    first = provider.running.now().astimezone(PORTLAND).date() + timedelta(days=200)
    last = first + timedelta(days=11)
    page.get_by_label("Date or first day").fill(f"{first}")
    page.get_by_label("Last day").fill(f"{last}")
    page.get_by_label("Reason").fill("Summer break")
    check_page(page)
    provider.button("Save special hours").click()
    break_ = special.get_by_role("listitem").filter(has_text="Summer break")
    expect(break_).to_contain_text(f"{first:%a}, {first:%b} {first.day} – {last:%a}, {last:%b} {last.day}")
    break_.get_by_role("button", name="Remove").click()
    expect(break_).to_have_count(0)
    provider.button("Undo").click()
    expect(break_).to_be_visible()
    check_page(page)


def test_new_hours_ask_about_bookings_outside_them_and_keep_them(opened: Open) -> None:
    provider = at_hours(opened(), 0)
    page = provider.page
    closed = page.get_by_role("checkbox", name="Closed", exact=True)
    for box in closed.all():
        box.check()
    provider.button("Save hours").click()
    expect(page.get_by_role("alert")).to_contain_text("Your venue is closed on all seven days.")
    provider.button("Save as closed all week").click()
    expect(provider.heading(re.compile("outside these hours"))).to_be_visible()
    visits = page.get_by_role("main").get_by_role("listitem")
    assert visits.count() >= 1
    guest = visits.first.get_by_role("link").inner_text().split("\n")[0].removesuffix("(opens in a new tab)").strip()
    check_page(page)
    provider.button("Go back to hours").click()
    expect(closed).to_have_count(7)
    assert all(box.is_checked() for box in closed.all())
    provider.button("Save hours").click()
    provider.button(re.compile("keep bookings?")).click()
    expect(page.get_by_text("Hours saved.")).to_be_visible()
    page.locator(".note.warn:visible").get_by_role("link").click()
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text(guest)
    check_page(page)
    provider.link(guest).first.click()
    expect(page.get_by_role("complementary")).to_contain_text("Paid online")
