"""A venue's way online: from signup to the first paid booking, and a change of name that is reviewed first."""

import re

import pytest
from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import Guest
from e2e.looking import look
from e2e.provider import Admin, Provider
from e2e.running import Running


@pytest.mark.parametrize(("shape", "scripts"), [("phone", True), ("desktop", False)])
def test_a_new_venue_gets_from_signup_to_its_first_paid_booking(
    opened: Open, running: Running, shape: str, scripts: bool
) -> None:
    provider = Provider(opened(shape, java_script_enabled=scripts))
    provider.sets_up()
    nobody_finds_it(opened(shape), provider)
    Admin(opened(java_script_enabled=scripts)).approves(provider.venue)
    mail = running.mail(provider.guest.email, f"{provider.venue} is live")
    assert "Guests can find and book your venue now" in mail["text"]
    guest = opened(shape, java_script_enabled=scripts)
    books(guest, provider.venue, re.search(r"/venues/(\S+)", mail["text"])[1])  # type: ignore[index]
    told = running.mail(provider.guest.email, f"{guest.name} booked")
    assert "Slow massage" in told["text"]
    provider.guest.page.goto(re.search(r"http://\S+/calendar/\S+", told["text"])[0])  # type: ignore[index]
    expect(provider.guest.page.get_by_role("complementary")).to_contain_text(guest.name)


def nobody_finds_it(guest: Guest, provider: Provider) -> None:
    provider.guest.link("View as guest").click()
    expect(provider.guest.page.get_by_role("main")).to_contain_text("Only you can see this page.")
    answer = guest.page.goto(provider.guest.page.url)
    assert answer is not None
    assert answer.status == 404


def books(guest: Guest, venue: str, slug: str) -> None:
    guest.page.goto(f"/venues/{slug}")
    guest.link("Choose time for Slow massage", exact=True).click()
    guest.choose_day(1, times=3)
    guest.choose_time(2, venue=venue, service="Slow massage")
    guest.add_to_cart()
    guest.book()


def test_a_listing_is_resubmitted_and_approved_after_requested_changes(opened: Open, running: Running) -> None:
    provider, admin = Provider(opened("phone")), Admin(opened())
    provider.sets_up()
    admin.sends_back(provider.venue, reason="Health claim", note="Please take out “warm towels cure”.")
    mail = running.mail(provider.guest.email, f"{provider.venue} needs changes")
    assert "> Please take out “warm towels cure”." in mail["text"]
    provider.back()
    expect(provider.guest.page.get_by_role("main")).to_contain_text("Please take out “warm towels cure”.")
    look(provider.guest.page)
    provider.guest.link(re.compile("^Edit.*Name, category")).click()
    provider.fill("Description", "One room, one person, no hurry, and towels that are warm.")
    provider.saves("Save", "Saved.")
    provider.sends_it_in()
    admin.approves(provider.venue)
    provider.back()
    provider.reads(f"{provider.venue} is live.")


def see_new_page(guest: Guest, address: str, heading: str) -> None:
    """Reload until the new page shows. Guests see the cached page until the job that indexes the change has run."""
    for _ in range(40):
        guest.page.goto(address)
        if guest.heading(heading).is_visible():
            return
        guest.page.wait_for_timeout(500)
    expect(guest.heading(heading)).to_be_visible()


def test_a_new_venue_name_is_reviewed_while_the_old_page_stays_live(opened: Open) -> None:
    provider, admin, guest = Provider(opened()), Admin(opened()), opened()
    provider.sets_up()
    admin.approves(provider.venue)
    provider.back()
    provider.guest.link("View as guest").click()
    page = provider.guest.page.url
    provider.back()
    provider.guest.link(re.compile("^Edit.*Name, category")).click()
    new = provider.venue.replace("Willow", "Sallow")
    provider.fill("Name", new)
    provider.saves("Save", "We review the new name or category first")
    expect(provider.guest.page.get_by_role("table")).to_contain_text(new)
    look(provider.guest.page)
    guest.page.goto(page)
    expect(guest.heading(provider.venue)).to_be_visible()
    admin.approves(provider.venue)
    see_new_page(guest, page, new)
    assert "sallow-room" in guest.page.url


def test_a_draft_venue_is_deleted_and_restored_without_scripts(opened: Open) -> None:
    provider = Provider(opened("phone", java_script_enabled=False))
    provider.begins()
    provider.guest.link(re.compile("^Delete")).click()
    expect(provider.guest.page.get_by_role("main")).to_contain_text("It has no upcoming bookings.")
    provider.guest.button("Delete venue").click()
    expect(provider.guest.page.get_by_role("main")).to_contain_text(f"You deleted {provider.venue}.")
    provider.guest.button("Restore venue").click()
    provider.reads("5 more steps before you can submit for review")


def test_the_front_door_pin_moves_by_mouse_and_by_keyboard(opened: Open) -> None:
    provider = Provider(opened())
    provider.begins()
    provider.guest.page.goto("/venue/location")
    latitude, longitude = (provider.guest.page.get_by_label(name) for name in ("Latitude", "Longitude"))
    before = float(latitude.input_value()), float(longitude.input_value())
    door = provider.guest.page.get_by_label("Front door. Move it with the arrow keys.")
    door.scroll_into_view_if_needed()
    box = door.locator(".door").bounding_box()  # the visible part of the marker, which itself is a point
    assert box is not None
    mouse = provider.guest.page.mouse
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 - 40, steps=5)
    mouse.up()
    dragged = float(latitude.input_value()), float(longitude.input_value())
    assert dragged[0] > before[0]
    assert dragged[1] > before[1]
    door.focus()
    provider.guest.page.keyboard.press("ArrowDown")
    provider.guest.page.keyboard.press("Shift+ArrowLeft")
    moved = float(latitude.input_value()), float(longitude.input_value())
    assert moved[0] < dragged[0]
    assert moved[1] < dragged[1]
    provider.fill("Street address", "2800 SE Clinton St")
    provider.guest.page.get_by_label("The pin is at our front door").check()
    look(provider.guest.page)
    provider.saves("Save", "Saved.")


def test_onboarding_pages_are_accessible_and_fit_phone_and_desktop(opened: Open) -> None:
    provider = Provider(opened())
    provider.begins()
    for path in ("/venue/", "/venue/basics", "/venue/location", "/venue/rules", "/venue/delete"):
        provider.guest.page.goto(path)
        look(provider.guest.page)
    provider.guest.button("Delete venue").click()
    expect(provider.guest.heading("List your business")).to_be_visible()
    look(provider.guest.page)


LONG = {
    "one word": "W" * 120,
    "thai": "สปาแห่งความเงียบสงบ" * 6,
    "arabic": "مركز العافية والاسترخاء " * 5,
    "markup": "<b>" * 40,
}


@pytest.mark.parametrize("name", LONG.values(), ids=LONG)
def test_a_long_name_in_any_script_does_not_overflow(opened: Open, name: str) -> None:
    provider = Provider(opened(), venue=name.strip()[:120])
    provider.guest.page.goto("/venue/start")
    provider.guest.register()
    provider.fills_the_start()
    provider.guest.button("Create draft").click()
    provider.reads("5 more steps before you can submit for review")
    provider.guest.page.goto("/venue/basics")
    provider.fill("Description", (name * 20)[:300])
    provider.saves("Save", "Saved.")
    provider.guest.page.goto("/venue/location")
    for label in ("Street address", "Neighborhood"):
        provider.fill(label, name.strip()[:80])
    provider.guest.page.get_by_label("The pin is at our front door").check()
    provider.saves("Save", "Saved.")
    look(provider.guest.page)
    provider.guest.link("View as guest").click()
    expect(provider.guest.heading(re.compile(re.escape(name[:20])))).to_be_visible()
    look(provider.guest.page)
