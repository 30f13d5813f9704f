"""A venue's way online: from signup to the first paid booking, and a change of name that is reviewed first."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from e2e import prepare
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.owner import Admin, Owner
from e2e.page_check import DESKTOP, PHONE, check_page, fits
from e2e.running import PATIENCE, Running
from tests.sizes import THOROUGH_ONLY, sized


@pytest.mark.parametrize(("shape", "scripts"), sized([("phone", True), ("desktop", False)], [("phone", True)]))
def test_a_new_venue_gets_from_signup_to_its_first_paid_booking(
    opened: Open, running: Running, shape: str, scripts: bool
) -> None:
    owner = Owner(opened(shape, java_script_enabled=scripts))
    owner.sets_up()
    nobody_finds_it(opened(shape), owner)
    Admin(opened(java_script_enabled=scripts)).approves(owner.venue)
    email = running.email(owner.guest.email, f"{owner.venue} is live")
    assert "Guests can find and book your venue now" in email["text"]
    guest = opened(shape, java_script_enabled=scripts)
    books(guest, owner.venue, re.search(r"/venues/(\S+)", email["text"])[1])  # type: ignore[index]
    email = running.email(owner.guest.email, f"{guest.name} booked")
    assert "Slow massage" in email["text"]
    owner.guest.page.goto(re.search(r"http://\S+/calendar/\S+", email["text"])[0])  # type: ignore[index]
    expect(owner.guest.page.locator("#booking")).to_contain_text(guest.name)


def nobody_finds_it(guest: Guest, owner: Owner) -> None:
    owner.guest.link("View as guest").click()
    expect(owner.guest.page.get_by_role("main")).to_contain_text("Only you can see this page.")
    answer = guest.page.goto(owner.guest.page.url)
    assert answer is not None
    assert answer.status == 404


def books(guest: Guest, venue: str, slug: str) -> None:
    guest.create_account()
    guest.page.goto(f"/venues/{slug}")
    guest.link("Choose time for Slow massage", exact=True).click()
    guest.choose_day(1, times=3)
    guest.choose_time(2, venue=venue, service="Slow massage")
    guest.add_to_cart()
    guest.book()


@THOROUGH_ONLY
def test_a_listing_is_resubmitted_and_approved_after_requested_changes(opened: Open, running: Running) -> None:
    owner, admin = Owner(opened("phone")), Admin(opened())
    owner.starts_in_review()
    admin.requests_changes(owner.venue, reason="Health claim", note="Please take out “warm towels cure”.")
    email = running.email(owner.guest.email, f"{owner.venue} needs changes")
    assert "> Please take out “warm towels cure”." in email["text"]
    owner.back()
    expect(owner.guest.page.get_by_role("main")).to_contain_text("Please take out “warm towels cure”.")
    check_page(owner.guest.page)
    owner.guest.link(re.compile("^Edit.*Name, category")).click()
    owner.fill("Description", "One room, one person, no hurry, and towels that are warm.")
    owner.saves("Save details", "Saved.")
    owner.submits()
    admin.approves(owner.venue)
    owner.back()
    owner.reads(f"{owner.venue} is live.")


def see_new_page(guest: Guest, address: str, heading: str) -> None:
    """Reload until the new page shows. Guests see the page as it was until the job that indexes the change has run."""
    guest.running.finish_jobs()
    deadline = time.monotonic() + PATIENCE
    guest.page.goto(address)
    while not guest.heading(heading).is_visible() and time.monotonic() < deadline:
        guest.page.goto(address)
    expect(guest.heading(heading)).to_be_visible()


@THOROUGH_ONLY
def test_a_new_venue_name_is_reviewed_while_the_old_page_stays_live(opened: Open) -> None:
    owner, admin, guest = Owner(opened()), Admin(opened()), opened()
    page = f"/venues/{owner.starts_live()}"
    owner.back()
    owner.guest.link(re.compile("^Edit.*Name, category")).click()
    new = owner.venue.replace("Willow", "Sallow")
    owner.fill("Name", new)
    owner.saves("Save details", "We review the new name or category first")
    expect(owner.guest.page.get_by_role("table")).to_contain_text(new)
    check_page(owner.guest.page)
    guest.page.goto(page)
    expect(guest.heading(owner.venue)).to_be_visible()
    admin.approves(owner.venue)
    see_new_page(guest, page, new)
    assert "sallow-room" in guest.page.url


@THOROUGH_ONLY
def test_a_draft_venue_is_deleted_and_restored_without_scripts(opened: Open) -> None:
    owner = Owner(opened("phone", java_script_enabled=False))
    owner.starts_with_draft()
    owner.back()
    owner.guest.link(re.compile("^Delete")).click()
    expect(owner.guest.page.get_by_role("main")).to_contain_text("It has no upcoming bookings.")
    owner.guest.button("Delete venue").click()
    expect(owner.guest.page.get_by_role("main")).to_contain_text(f"You deleted {owner.venue}.")
    owner.guest.button("Restore venue").click()
    owner.reads("5 more steps before you can submit for review")


def test_an_address_is_looked_up_and_its_pin_moves_by_mouse_and_by_keyboard(opened: Open, shape: str) -> None:
    owner = Owner(opened(shape))
    owner.starts_with_draft()
    page = owner.guest.page
    page.goto("/venue/location")
    owner.fill("Street address", "2800 Clinton")
    owner.guest.button("Save address").click()
    check_page(page)
    page.get_by_label("2800 Clinton Ave, Portland, OR 97202").check()
    owner.guest.button("Show on map").click()
    expect(page.locator("map-frame path.county").first).to_be_attached()
    expect(page.locator("map-frame .place-name").first).to_be_visible()
    page.get_by_text("Enter coordinates", exact=True).click()
    latitude, longitude = (page.get_by_label(name) for name in ("Latitude", "Longitude"))
    before = float(latitude.input_value()), float(longitude.input_value())
    door = page.get_by_label("Front door. Move it with the arrow keys.")
    door.scroll_into_view_if_needed()
    box = door.locator(".door").bounding_box()  # the visible part of the marker, which itself is a point
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2 - 30, steps=5)
    page.mouse.up()
    dragged = float(latitude.input_value()), float(longitude.input_value())
    assert dragged[0] > before[0]
    assert dragged[1] > before[1]
    door.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowLeft")
    moved = float(latitude.input_value()), float(longitude.input_value())
    assert moved[0] < dragged[0]
    assert moved[1] < dragged[1]
    check_page(page)
    owner.saves("Confirm pin and go to Hours", "Saved. The pin is confirmed.")


LONG = {
    "one word": "W" * 120,
    "thai": "สปาแห่งความเงียบสงบ" * 6,
    "arabic": "مركز العافية والاسترخاء " * 5,
    "markup": "<b>" * 40,
}


@pytest.mark.parametrize("name", LONG.values(), ids=LONG)
def test_a_long_name_in_any_script_does_not_overflow(opened: Open, name: str) -> None:
    owner = Owner(opened(), venue=name.strip()[:120])
    owner.starts_with_draft()
    with owner.guest.running.acting():
        words = name.strip()[:80]
        prepare.describe(owner.guest.email, summary=(name * 20)[:300], street=words, neighborhood=words)
    for path in ("/venue/location", "/venue/"):
        owner.guest.page.goto(path)
        fits_both_widths(owner.guest.page)
    owner.guest.link("View as guest").click()
    expect(owner.guest.heading(re.compile(re.escape(name[:20])))).to_be_visible()
    fits_both_widths(owner.guest.page)


def fits_both_widths(page: Page) -> None:
    """Check the widths only: to axe, a long name is a name like any other."""
    for width in (PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": 900})
        fits(page)
