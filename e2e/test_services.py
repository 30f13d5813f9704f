"""A venue's services as its owner edits them and as guests choose and pay for them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.catalog.actions.visibility import archive_service
from app.catalog.queries import all_services
from app.venues.queries import venue_by_slug
from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_page
from tests.sizes import THOROUGH_ONLY, sized

HOME = "/venue/services/"
ADDED = ("Copper bowl massage", "Salt room", "Evening stretch")


def at_work(guest: Guest) -> Page:
    guest.log_in(OWNER)
    guest.page.goto(HOME)
    expect(guest.heading("Services")).to_be_visible()
    return guest.page


def begin(page: Page, kind: str, title: str, *, minutes: str, price: str) -> None:
    """Open the form for a new service from the list and fill in the fields that all types share."""
    page.goto(HOME)
    page.get_by_role("link", name="Add service").click()
    page.get_by_role("link", name=kind).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(kind)
    page.get_by_label("Name", exact=True).fill(title)
    page.get_by_label("Length", exact=True).fill(minutes)
    page.get_by_label("Price", exact=True).fill(price)


def add(page: Page, title: str) -> None:
    page.get_by_role("button", name="Add service").click()
    expect(page).to_have_url(re.compile(f"{HOME}$"))
    expect(entry(page, title)).to_be_visible()


def entry(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title, exact=True)


def titles(page: Page, of: str) -> list[str]:
    """Return the service names of one category in order."""
    group = page.get_by_role("region", name=of, exact=True)
    return group.get_by_role("heading", level=3).all_inner_texts()


def remove(page: Page, title: str) -> None:
    page.goto(HOME)
    entry(page, title).get_by_role("button", name=f"Remove {title}").click()
    expect(entry(page, title)).to_have_count(0)
    expect(page.locator("#flash")).to_contain_text(f"{title} was removed.")


@THOROUGH_ONLY
@pytest.mark.parametrize(("shape", "scripts"), [("phone", True), pytest.param("desktop", False, marks=THOROUGH_ONLY)])
def test_services_of_all_three_types_are_added(opened: Open, shape: str, scripts: bool) -> None:
    guest = opened(shape, java_script_enabled=scripts)
    page = at_work(guest)
    begin(page, "Treatment by a team member", "Copper bowl massage", minutes="50 min", price="$95")
    page.get_by_label("Tobias Lind").uncheck()
    page.locator("summary", has_text="with June").click()
    page.get_by_label("Price with June").fill("120")
    add(page, "Copper bowl massage")
    expect(entry(page, "Copper bowl massage")).to_contain_text("$95 – $120")
    begin(page, "Room or sauna", "Salt room", minutes="45", price="30")
    page.get_by_label("Spots", exact=True).fill("6")
    add(page, "Salt room")
    expect(entry(page, "Salt room")).to_contain_text("Up to 6 guests")
    begin(page, "Class at set times", "Evening stretch", minutes="60", price="18")
    page.get_by_label("Spots", exact=True).fill("12")
    page.get_by_label("Tuesday", exact=True).fill("6:30 pm")
    page.get_by_label("Thursday", exact=True).fill("18:30")
    add(page, "Evening stretch")
    expect(entry(page, "Evening stretch")).to_contain_text("Tue and Thu 6:30 PM")
    with guest.running.acting():
        for service in all_services(venue_by_slug("hazel-bodywork")):
            if service.title in ADDED:
                archive_service(service=service)


def test_service_forms_with_errors_are_accessible_and_fit_phone_and_desktop(opened: Open) -> None:
    """Check each form with as many errors as possible, and the longest form with everything open."""
    page = at_work(opened())
    for kind in ("treatment", "room", "class"):
        page.goto(f"{HOME}new/type/{kind}")
        page.get_by_label("Price", exact=True).fill("free")
        page.get_by_label("Length", exact=True).fill("7")
        page.get_by_role("button", name="Add service").click()
        expect(page.get_by_role("alert")).to_contain_text("things to continue")
        expect(page.get_by_label("Price", exact=True)).to_have_value("free")
        check_page(page)
    page.goto(f"{HOME}prenatal-massage/edit")
    for key in ("about", "needs", "extras", "booking"):
        page.locator(f"#step-{key} > summary").click()
    check_page(page)


def test_a_service_form_shows_what_guests_will_see_and_is_filled_in_by_keyboard(opened: Open, shape: str) -> None:
    page = at_work(opened(shape))
    page.goto(f"{HOME}new/type/treatment")
    page.get_by_label("Name", exact=True).fill("Slow stones")
    page.get_by_label("Category", exact=True).select_option(label="Hot stone")
    expect(page.get_by_label("Length", exact=True)).to_have_value("90")
    page.get_by_label("Price", exact=True).fill("140")
    page.get_by_role("button", name="Add an option").press("Enter")
    expect(page.get_by_label("Length of option 2", exact=True)).to_be_focused()
    page.locator("summary", has_text="with June").press("Enter")
    page.get_by_label("Price of option 2 with June").or_(page.get_by_label("Price for 1 hr with June")).fill("120")
    if shape == "phone":
        page.get_by_role("button", name="Preview", exact=True).press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text("Slow stones")
        check_page(page)
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Preview", exact=True)).to_be_focused()
    else:
        expect(page.get_by_role("complementary")).to_contain_text("1 hr 30 min")
        expect(page.get_by_role("complementary")).to_contain_text("$140")
        expect(page.locator("#terms-1-june")).to_contain_text("$120")
        check_page(page)
    page.get_by_role("button", name="Add service").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#step-about")).not_to_have_attribute("open", "")
    expect(page.locator("#said-about")).to_have_text("Slow stones, in Hot stone.")


@THOROUGH_ONLY
def test_a_service_is_duplicated_hidden_reordered_and_removed(opened: Open) -> None:
    page = at_work(opened("phone"))
    entry(page, "Foot soak").get_by_role("button", name="Duplicate Foot soak").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Copy of Foot soak")
    page.get_by_label("Name", exact=True).fill("Mustard foot soak")
    page.get_by_label("Guests can book this service").check()
    page.get_by_role("button", name="Save service").click()
    switch = page.get_by_role("switch", name="Guests can book Mustard foot soak")
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(switch).to_be_focused()
    before = titles(page, "Massage")
    assert before[-1] == "Mustard foot soak"
    page.get_by_role("button", name="Move Mustard foot soak up").click()
    expect(page.locator("#services-said")).to_have_text(f"Mustard foot soak is now {len(before) - 1} of {len(before)}.")
    grip = page.get_by_role("button", name="Move Mustard foot soak", exact=True)
    grip.focus()
    grip.press("ArrowUp")
    expect(page.locator("#services-said")).to_have_text(f"Mustard foot soak is now {len(before) - 2} of {len(before)}.")
    expect(grip).to_be_focused()
    page.reload()
    assert titles(page, "Massage") == [*before[:-3], "Mustard foot soak", *before[-3:-1]]
    remove(page, "Mustard foot soak")
    page.get_by_role("button", name="Undo").click()
    expect(entry(page, "Mustard foot soak")).to_be_visible()
    remove(page, "Mustard foot soak")


def test_services_are_reordered_by_dragging(opened: Open) -> None:
    page = at_work(opened())
    before = titles(page, "Massage")
    grip = page.get_by_role("button", name=f"Move {before[0]}", exact=True).bounding_box()
    below = entry(page, before[1]).bounding_box()
    assert grip is not None
    assert below is not None
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, below["y"] + below["height"] - 4, steps=6)
    page.mouse.up()
    expect(page.locator("#services-said")).to_have_text("New order saved.")
    assert titles(page, "Massage") == [before[1], before[0], *before[2:]]
    page.get_by_role("button", name=f"Move {before[0]} up").click()
    expect(page.locator("#services-said")).to_contain_text("is now 1 of")


@pytest.mark.parametrize(("shape", "scripts"), sized([("phone", True), ("desktop", False)], [("phone", True)]))
def test_lengths_team_member_prices_and_add_ons_are_shown_and_charged(opened: Open, shape: str, scripts: bool) -> None:
    title, slug = ("Slow stone massage", "slow-stone-massage") if scripts else ("Warm stones", "warm-stones")
    page = at_work(opened(shape, java_script_enabled=scripts))
    begin(page, "Treatment by a team member", title, minutes="60", price="100")
    page.get_by_role("button", name="Add an option").click()
    expect(page.get_by_label("Length of option 2", exact=True)).to_have_value("90")
    page.get_by_label("Price of option 2", exact=True).fill("145")
    page.locator("summary", has_text="with June").click()
    page.get_by_label("Price for 1 hr with June").fill("140")
    page.get_by_label("Length instead of 1 hr with June").fill("75")
    page.locator("#step-extras > summary").click()
    page.get_by_role("button", name="Add an add-on").click()
    page.get_by_label("Name of add-on 1").fill("Hot stones")
    page.get_by_label("Price of add-on 1").fill("$20")
    page.get_by_label("Extra minutes for add-on 1").fill("15")
    add(page, title)
    guest = opened(shape, java_script_enabled=scripts)
    guest.create_account()
    guest.page.goto(f"/venues/hazel-bodywork/{slug}")
    guest.follow(guest.page.locator("#minutes-90"))
    expect(guest.page.locator(".service-head")).to_contain_text("1 hr 30 min, $145.")
    guest.follow(guest.page.locator("#minutes-60"))
    guest.follow(guest.link(re.compile("^June")).first)
    guest.follow(guest.link(re.compile("Hot stones")))
    guest.choose_day(2)
    visit = guest.choose_time(0, venue="Hazel Bodywork", service=title)
    expect(guest.page.locator("#choice" if scripts else "label.time:has(:checked)")).to_contain_text("$160")
    guest.add_to_cart()
    expect(guest.cart_item(visit)).to_contain_text(f"{title}, 1 hr 30 min")
    expect(guest.cart_item(visit)).to_contain_text("Add-ons: Hot stones")
    guest.check_out()
    expect(guest.button("Continue to payment, $160.00")).to_be_visible()
    guest.to_payment()
    expect(guest.page.get_by_text("Hot stones").first).to_be_visible()
    guest.pay()
    expect(guest.page.get_by_role("main")).to_contain_text("Hot stones")
    email = guest.running.email(guest.email, "You’re booked")
    assert "plus Hot stones" in email["text"]
    remove(page, title)
    expect(page.locator("#flash")).to_contain_text("1 upcoming booking stays in your calendar.")
