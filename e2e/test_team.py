"""The team and FAQs as an owner edits them: by mouse, by keyboard and by plain forms."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from app.catalog.models import ServiceTeamMember
from app.catalog.queries import any_service
from app.core.db import session
from app.offboarding.actions import CANCEL, ReassignDecisions, remove_member
from app.offboarding.queries import upcoming_assignments
from app.team.actions import add_member
from app.team.queries import members_of
from app.venues.queries import venue_by_slug
from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.keyboard import Keyboard
from e2e.page_check import check_page
from e2e.running import Running
from tests.sizes import THOROUGH_ONLY

NELL = "Nell Ashby"


@pytest.fixture
def desk(opened: Open) -> Iterator[Guest]:
    """Log in as the flagship's owner at the team page. Afterwards the team is as it was before."""
    provider = at_work(opened())
    yield provider
    forget_nell(provider.running)


@pytest.fixture
def plain_desk(opened: Open) -> Iterator[Guest]:
    """Log in in the same way, on a phone without scripts."""
    provider = at_work(opened("phone", java_script_enabled=False))
    yield provider
    forget_nell(provider.running)


def at_work(provider: Guest, path: str = "/venue/team/") -> Guest:
    provider.log_in(OWNER)
    provider.page.goto(path)
    return provider


def forget_nell(running: Running) -> None:
    """Cancel Nell's bookings and remove them, if a journey has left them on the team."""
    with running.acting():
        venue = venue_by_slug("hazel-bodywork")
        nell = next((member for member in members_of(venue) if member.name == NELL), None)
        if nell is not None:
            left = {serving.booking.public_id: CANCEL for serving in upcoming_assignments(nell)}
            remove_member(venue=venue, member=nell, decisions=ReassignDecisions(left, "Nell has left."))


def hire_nell(running: Running) -> str:
    """Add Nell to the team, who gives the unwinding massage, and return their slug."""
    with running.acting():
        venue = venue_by_slug("hazel-bodywork")
        nell = add_member(venue=venue, name=NELL)
        massage = any_service(venue, "unwinding-massage")
        session.add(ServiceTeamMember(service_id=massage.id, member_id=nell.id))
        return nell.slug


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name))


def add_nell(provider: Guest) -> None:
    provider.link("Add team member").click()
    provider.page.get_by_label("Name").fill(NELL)
    provider.page.get_by_label("Job title").fill("Swedish massage")
    provider.page.get_by_role("checkbox", name="Unwinding massage 1 hr").check()
    provider.button("Add team member").click()
    expect(provider.heading(NELL)).to_be_visible()


def order_of(page: Page) -> list[str]:
    return page.locator("#team h2").all_inner_texts()


def test_removing_a_team_member_reassigns_or_cancels_their_bookings(
    desk: Guest, opened: Open, running: Running
) -> None:
    """Reassign one of the member's bookings and cancel the other. Both guests get an email."""
    nell = hire_nell(running)
    first, second = opened("phone"), opened()
    kept, lost = (guest.massage(day=7 + number, person=nell) for number, guest in enumerate((first, second)))
    for guest in (first, second):
        guest.book()

    desk.page.goto("/venue/team/")
    row(desk.page, NELL).get_by_role("link", name="Remove").click()
    expect(desk.page.get_by_text("Nell has 2 upcoming bookings.")).to_be_visible()
    of_first = desk.page.get_by_role("group", name=re.compile(first.name)).filter(has_text=kept.day)
    of_second = desk.page.get_by_role("group", name=re.compile(second.name)).filter(has_text=lost.day)
    heir = of_first.get_by_role("radio", name=re.compile("^Reassign to")).first
    heir.check()
    name = heir.locator("xpath=..").inner_text().removeprefix("Reassign to ").strip()
    of_second.get_by_role("radio", name=re.compile("^Cancel with a full refund")).check()
    desk.button("Remove Nell").click()
    expect(desk.page.get_by_role("alert")).to_contain_text("Enter a reason for the guests.")
    desk.page.get_by_label("Message to guests").fill("Nell has moved to Vermont.")
    check_page(desk.page)
    desk.button("Remove Nell").click()
    expect(desk.page.get_by_text("1 booking reassigned. 1 booking canceled.")).to_be_visible()
    expect(row(desk.page, NELL)).to_have_count(0)

    email = running.email(first.email, f"{kept.venue} reassigned your booking to {name}: {kept.service}")
    assert "Nell has moved to Vermont." in email["text"]
    assert "SEQUENCE:1" in running.calendar_file(email)
    running.email(second.email, f"{lost.venue} canceled your booking: {lost.service}", about="Nell has moved")
    running.email(second.email, "We refunded")

    # The guest had chosen Nell, so canceling is free.
    link = re.search(r"http://\S+/bookings/\S+/cancel", email["text"])
    assert link is not None
    first.page.goto(link[0])
    first.button(re.compile(r"Cancel and refund \$")).click()
    expect(first.page.get_by_role("main")).to_contain_text("Canceled")
    running.email(first.email, "We refunded")


def test_team_members_are_added_moved_and_removed_by_keyboard(desk: Guest) -> None:
    keys = Keyboard(desk.page)
    keys.go_to("Add team member")
    keys.press("Enter")
    keys.arrives("Add team member")
    keys.go_to("Name")
    keys.type(NELL)
    keys.go_to("Unwinding massage")
    keys.press("Space")
    keys.go_to("Add team member", "button")
    keys.press("Enter")
    keys.arrives(NELL)

    desk.page.goto("/venue/team/")
    before = order_of(desk.page)
    keys.go_to(f"Move {NELL}", "button")
    keys.press("ArrowUp")
    expect(desk.page.locator("#team-said")).to_have_text(f"{NELL} is now {len(before) - 1} of {len(before)}.")
    assert order_of(desk.page) == [*before[:-2], NELL, before[-2]]
    assert keys.focus().words == f"Move {NELL}"
    keys.press("ArrowDown")
    expect(desk.page.locator("#team-said")).to_have_text(f"{NELL} is now {len(before)} of {len(before)}.")

    keys.go_to("Remove Nell")
    keys.press("Enter")
    keys.arrives(f"Remove {NELL}?")
    keys.go_to("Remove Nell")
    keys.press("Enter")
    expect(row(desk.page, NELL)).to_have_count(0)
    desk.button("Undo").click()
    expect(row(desk.page, NELL)).to_be_visible()


@THOROUGH_ONLY
def test_dragging_reorders_the_team(desk: Guest) -> None:
    page = desk.page
    page.set_viewport_size({"width": 1280, "height": 1600})  # the whole list, without scrolling
    before = order_of(page)
    grip = page.locator("[data-grip]")
    grip.last.hover()
    from_, to = grip.last.bounding_box(), grip.first.bounding_box()
    assert from_ is not None
    assert to is not None
    page.mouse.down()
    page.mouse.move(from_["x"] + 10, to["y"] - 5, steps=20)
    page.mouse.up()
    expect(page.locator("#team-said")).to_have_text("New order saved.")
    assert order_of(page) == [before[-1], *before[:-1]]
    page.reload()
    assert order_of(page) == [before[-1], *before[:-1]]
    for place in range(2, len(before) + 1):
        page.get_by_role("button", name=f"Move {before[-1]} down").click()
        expect(page.locator("#team-said")).to_have_text(f"{before[-1]} is now {place} of {len(before)}.")
    assert order_of(page) == before


@THOROUGH_ONLY
def test_the_team_is_managed_by_plain_forms(plain_desk: Guest) -> None:
    provider, page = plain_desk, plain_desk.page
    add_nell(provider)
    page.get_by_label("About").fill("Slow and exact. <b>Quiet</b>.")
    page.get_by_text("None added").click()
    page.get_by_role("checkbox", name="Spanish").check()
    page.get_by_label("Buffer time").select_option("15 min")
    provider.button("Save profile").click()
    expect(row(page, NELL)).to_contain_text("Spanish")

    row(page, NELL).get_by_role("link", name="Edit").click()
    provider.link("Hours", exact=True).last.click()
    provider.link("Set hours for Nell").click()
    page.get_by_text("Start over with a typical week").click()
    provider.button("Tue – Sat, 10 – 6").click()
    provider.button("Save hours").last.click()
    expect(page.get_by_text("Nell’s hours saved: Tue to Sat 10 AM – 6 PM.")).to_be_visible()

    provider.link("Time off").click()
    provider.link("Every week").click()
    page.get_by_label("Day of the week").select_option("Wednesday")
    page.get_by_label("Start time").fill("12:00")
    page.get_by_label("End time").fill("13:00")
    page.get_by_label("Note").fill("Lunch")
    provider.button("Add time off").click()
    expect(provider.button("Remove time off, Every Wednesday, 12:00 PM – 1:00 PM")).to_be_visible()

    page.goto("/venue/team/")
    before = order_of(page)
    page.get_by_role("button", name=f"Move {NELL} up").click()
    expect(page.locator("#team h2")).to_have_text([*before[:-2], NELL, before[-2]])
    page.goto("/venues/hazel-bodywork")
    expect(page.get_by_text("Slow and exact. <b>Quiet</b>.")).to_be_visible()
    page.goto("/venue/team/")
    row(page, NELL).get_by_role("link", name="Remove").click()
    provider.button("Remove Nell").click()
    expect(page.get_by_text(f"{NELL} is no longer on your team.")).to_be_visible()
    provider.button("Undo").click()
    expect(row(page, NELL)).to_be_visible()


def test_time_off_over_a_booking_asks_first(desk: Guest, opened: Open, running: Running) -> None:
    nell = hire_nell(running)
    guest = opened()
    visit = guest.massage(day=9, person=nell)
    guest.book()
    desk.page.goto(f"/venue/team/{nell}/time-off")
    desk.page.get_by_label("First day").fill(f"{visit.at:%Y-%m-%d}")
    desk.button("Add time off").click()
    expect(desk.page.get_by_role("alert")).to_contain_text("1 booking is at that time.")
    expect(desk.page.get_by_role("alert")).to_contain_text(guest.name)
    check_page(desk.page)
    desk.button("Save and keep booking").click()
    expect(desk.page.get_by_text("Time off added. Guests can’t book Nell at that time.")).to_be_visible()
    check_page(desk.page)


QUESTION = "Is there a shower?"


@THOROUGH_ONLY
def test_faqs_are_added_shown_and_removed(opened: Open) -> None:
    provider = at_work(opened("phone"), "/venue/faqs/")
    page = provider.page
    provider.link("Add question").click()
    page.get_by_label("Question").fill(QUESTION)
    page.get_by_label("Answer").fill("Yes, **two**.\n\n- towels\n- <i>soap</i>")
    expect(page.locator("#preview").get_by_text("two", exact=True)).to_be_visible()
    expect(page.locator("#preview").get_by_role("listitem")).to_have_text(["towels", "<i>soap</i>"])
    check_page(page)
    provider.button("Add question").click()
    added = row(page, QUESTION)
    expect(added).to_be_visible()
    added.get_by_role("button", name=re.compile("up$")).click()
    expect(page.locator("#faqs h2").nth(2)).to_have_text(QUESTION)  # of four
    page.goto("/venues/hazel-bodywork")
    page.get_by_text(QUESTION).click()
    expect(page.locator("#questions").get_by_text("<i>soap</i>")).to_be_visible()
    page.goto("/venue/faqs/")
    row(page, QUESTION).get_by_role("button", name="Remove").click()
    expect(row(page, QUESTION)).to_have_count(0)
    provider.button("Undo").click()
    expect(page.locator("#faqs h2").nth(2)).to_have_text(QUESTION)
    row(page, QUESTION).get_by_role("button", name="Remove").click()
    expect(row(page, QUESTION)).to_have_count(0)
