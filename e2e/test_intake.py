"""An owner adds a ready-made form, a guest answers it on a phone, and the owner opens the health answers."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.intake.actions.forms import remove_form
from app.intake.queries.forms import forms_of
from app.venues.queries import venue_by_slug
from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_page
from tests.sizes import sized

FORM = "Before your massage"
CONDITION = "Asthma, and a sore left knee"


@pytest.mark.parametrize("scripts", sized([True, False], [True]))
def test_a_form_is_added_answered_on_a_phone_and_opened(opened: Open, scripts: bool) -> None:
    owner = opened("desktop", java_script_enabled=scripts)
    add_form(owner)
    guest = opened("phone", java_script_enabled=scripts)
    guest.massage(day=3 if scripts else 4)
    order = guest.book()
    answer(guest)
    open_answers(owner, guest)
    guest.page.goto(f"/orders/{order}")
    guest.link("Unwinding massage").first.click()
    guest.link(FORM).click()
    expect(guest.page.get_by_role("main")).to_contain_text("Opened by")
    if scripts:
        check_page(guest.page)
    with owner.running.acting():
        venue = venue_by_slug("hazel-bodywork")
        for version in forms_of(venue):
            remove_form(venue=venue, key=version.form.key)


def add_form(owner: Guest) -> None:
    """Add the ready-made form for massage and remove one of its questions, with the pages checked on the way."""
    owner.log_in(OWNER)
    page = owner.page
    page.goto("/venue/services/")
    owner.link("Intake forms").click()
    checked(owner)
    owner.button("Add form Massage").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FORM)
    row(page, "Who should we call in an emergency?").get_by_role("button", name=re.compile("^Remove")).click()
    expect(row(page, "Who should we call in an emergency?")).to_have_count(0)
    row(page, "Signature").get_by_role("button", name=re.compile("up$")).click()
    expect(page.get_by_role("article").nth(-2)).to_contain_text("Signature")
    checked(owner)
    row(page, "Where would you like us to focus?").get_by_role("link", name=re.compile("^Edit")).click()
    expect(page.get_by_label("Choices, one on each line")).to_be_visible()
    checked(owner)
    page.go_back()
    owner.link("Preview form").click()
    expect(page.get_by_text("How much pressure do you like?")).to_be_visible()


def answer(guest: Guest) -> None:
    """Open the form from the email, send it half empty, then answer everything that is needed."""
    email = guest.running.email(guest.email, "Before your booking at Hazel Bodywork")
    link = re.search(r"http\S+/forms/\S+", email["text"])
    assert link is not None
    page = guest.page
    page.goto(link[0])
    expect(page.get_by_role("heading", level=1)).to_have_text(FORM)
    page.get_by_label(re.compile("anything else about your health")).fill(CONDITION)
    page.get_by_label("Yes, save my health answers").check()
    guest.button("Send answers").click()
    expect(page.get_by_role("alert")).to_contain_text("things to continue")
    expect(page.get_by_label(re.compile("anything else about your health"))).to_have_value(CONDITION)
    checked(guest)
    page.get_by_label("Medium", exact=True).check()
    for question in ("Are you pregnant", "Have you had surgery"):
        page.get_by_role("group", name=re.compile(question)).get_by_label("No", exact=True).check()
    page.get_by_label("None of these").check()
    for statement in page.get_by_role("checkbox", name=re.compile("^(I understand|My answers)")).all():
        statement.check()
    if guest.scripts:
        draw(page)
    else:
        page.get_by_role("textbox", name="Signature").fill(guest.name)
    guest.button("Send answers").click()
    expect(page.get_by_role("main")).to_contain_text("You answered this form")
    expect(page.get_by_role("main")).to_contain_text("No one has opened them yet.")
    checked(guest)


def draw(page: Page) -> None:
    pad = page.get_by_role("img", name="Your drawn signature")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 30, steps=8)
    page.mouse.up()
    expect(page.get_by_role("button", name="Clear drawing")).to_be_visible()


def open_answers(owner: Guest, guest: Guest) -> None:
    """Find the booking, then read its answers: health answers only after the button."""
    page = owner.page
    page.goto(f"/calendar/bookings?q={guest.name}&state=all")
    page.get_by_role("row").filter(has_text=guest.name).get_by_role("rowheader").get_by_role("link").click()
    owner.link(FORM).click()
    main = page.get_by_role("main")
    expect(main).to_contain_text("Medium")
    expect(main).not_to_contain_text(CONDITION)
    checked(owner)
    owner.button("Open health answers").click()
    expect(main).to_contain_text(CONDITION)
    expect(main).to_contain_text("The guest can see that.")
    checked(owner)


def checked(person: Guest) -> None:
    """Check the page for accessibility and width, in the run with scripts."""
    if person.scripts:
        check_page(person.page)


def row(page: Page, question: str) -> Locator:
    return page.get_by_role("article", name=question)
