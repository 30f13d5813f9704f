"""Tests of the scripts that help while a person types: shortcuts of a queue, notes, and new passwords."""

import pytest
from playwright.sync_api import Page, expect

PLAYGROUND = "/_answers/"


@pytest.fixture
def playground(page: Page) -> Page:
    page.goto(PLAYGROUND)
    return page


def test_keys_open_the_neighbors_in_a_queue_until_they_are_turned_off(playground: Page) -> None:
    on = playground.get_by_role("checkbox", name="Shortcuts")
    playground.get_by_label("A note").press_sequentially("jk")
    on.uncheck()
    playground.keyboard.press("j")
    playground.reload()
    expect(on).not_to_be_checked()
    on.check()
    playground.keyboard.press("j")
    playground.wait_for_url("**/bookings")
    playground.go_back()
    expect(on).to_be_checked()
    playground.keyboard.press("k")
    playground.wait_for_url("**/cart")


def test_chosen_reason_fills_in_its_note_unless_a_person_wrote_one(playground: Page) -> None:
    reason, note = playground.get_by_label("Reason"), playground.get_by_label("Words to the owner")
    for chosen, words in (("Health", "Leave out the cure."), ("Photos", "Add a photo.")):
        reason.select_option(chosen)
        expect(note).to_have_value(words)
    note.fill("Add a photo of the sauna.")
    reason.select_option("Health")
    expect(note).to_have_value("Add a photo of the sauna.")


def test_password_meter_says_how_strong_the_typed_password_is(playground: Page) -> None:
    password, meter = playground.get_by_label("New password"), playground.locator("password-strength")
    for typed, words in (
        ("wren", "Use at least 12 characters."),
        ("Wren Abernathy", "Very easy to guess."),
        ("nine calm mornings by the sea", "Very strong."),
    ):
        password.fill(typed)
        expect(meter).to_contain_text(words)
    password.fill("")
    expect(meter).to_have_text("")
