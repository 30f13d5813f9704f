"""A guest fills in their profile by keyboard, shares some of it, and the venue finds it on their booking."""

import re

from playwright.sync_api import expect

from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.input_methods import Hands, InMain, Keys
from e2e.keyboard import Keyboard
from e2e.page_check import check_on_phone
from tests.photos.samples import photo_file
from tests.sizes import THOROUGH_ONLY

ALLERGY = "Allergic to almond oil"


@THOROUGH_ONLY
def test_profile_is_filled_by_keyboard_and_the_owner_sees_what_is_shared(opened: Open, shape: str) -> None:
    guest, owner = opened(shape), opened(shape)
    guest.massage(day=5 if shape == "phone" else 6)
    guest.book()
    keys = Keys(guest.page)
    fill_profile(guest)
    add_photo(guest, keys)
    add_allergy(guest, keys)
    see_booking(owner, guest)
    guest.page.reload()
    expect(guest.page.get_by_role("main")).to_contain_text("Maren")
    check_on_phone(guest.page)


@THOROUGH_ONLY
def test_profile_and_photo_work_without_scripts(opened: Open) -> None:
    guest = opened("phone", java_script_enabled=False)
    guest.create_account()
    page = guest.page
    page.goto("/account/profile")
    page.get_by_label("Home city").fill("97202")
    guest.button("Save profile").click()
    expect(page.get_by_text("Profile saved.")).to_be_visible()
    add_photo(guest, InMain(page))
    guest.button("Remove photo").click()
    expect(guest.button("Add photo")).to_be_visible()
    add_allergy(guest, InMain(page))
    guest.button("Delete preferences and allergies").click()
    expect(guest.link(re.compile("^Add preferences"))).to_be_visible()


def fill_profile(guest: Guest) -> None:
    page, keys = guest.page, Keyboard(guest.page)
    page.goto("/account/profile")
    expect(page.get_by_text("of 5 done")).to_be_visible()
    check_on_phone(page)
    keys.go_to("Phone")
    keys.type("503 555 0123")
    keys.go_to("Month")
    keys.page.keyboard.type("May")
    keys.go_to("Day")
    keys.page.keyboard.type("14")
    keys.go_to("Home city")
    keys.type("97202")
    keys.press("Escape")
    keys.go_to("Language")
    keys.page.keyboard.type("Spanish")
    keys.go_to("Birthday", "input")
    keys.press("Space")
    keys.go_to("Save profile")
    keys.press("Enter")
    expect(page.get_by_text("Profile saved.")).to_be_visible()
    expect(page.get_by_label("Phone")).to_have_value("(503) 555-0123")
    expect(page.get_by_label("Home city")).to_have_value("Portland, OR")
    expect(page.get_by_role("checkbox", name="Birthday")).to_be_checked()


def add_photo(guest: Guest, hands: Hands) -> None:
    page = guest.page
    page.locator("#file").set_input_files([{"name": "me.png", "mimeType": "image/png", "buffer": photo_file()}])
    hands.press("Add photo$")
    expect(page.get_by_text("Photo added.")).to_be_visible()
    page.goto("/account/profile")
    expect(guest.button("Remove photo")).to_be_visible()


def add_allergy(guest: Guest, hands: Hands) -> None:
    page = guest.page
    hands.press("Add preferences")
    expect(page.get_by_role("heading", level=1)).to_have_text("Preferences and allergies")
    hands.write("Preferences and allergies$", ALLERGY)
    hands.press("Save$")
    expect(page.get_by_role("alert")).to_contain_text("Check the box to agree.")
    expect(page.get_by_label("Preferences and allergies", exact=True)).to_have_value(ALLERGY)
    if guest.scripts:
        check_on_phone(page)
    hands.tick("I agree")
    hands.press("Save$")
    expect(guest.link(re.compile("^View or change"))).to_be_visible()
    hands.press("View or change")
    expect(page.get_by_text("No one has opened them yet.")).to_be_visible()


def see_booking(owner: Guest, guest: Guest) -> None:
    page = owner.page
    owner.log_in(OWNER)
    page.goto(f"/calendar/bookings?q={guest.name}&state=all")
    page.get_by_role("row").filter(has_text=guest.name).get_by_role("rowheader").get_by_role("link").click()
    panel = page.locator("#booking")
    expect(panel).to_contain_text("May 14")
    expect(panel).not_to_contain_text("Spanish")
    panel.get_by_role("link", name="Preferences and allergies").click()
    main = page.get_by_role("main")
    expect(main).not_to_contain_text(ALLERGY)
    check_on_phone(page)
    owner.button("Open preferences and allergies").click()
    expect(main).to_contain_text(ALLERGY)
    expect(main).to_contain_text("The guest can see that.")
    check_on_phone(page)
