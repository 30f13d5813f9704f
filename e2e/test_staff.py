"""Staff: from the owner's invitation to a front desk that works and leaves."""

import re

import pytest
from playwright.sync_api import expect

from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_page

LINK = re.compile(r"https?://[^\s/]+(/staff-invitations/\S+)")


def invites(owner: Guest, email: str) -> None:
    """Go from the team to the form, and invite a front desk."""
    owner.log_in(OWNER)
    owner.page.goto("/venue/team/")
    owner.page.get_by_role("main").get_by_role("link", name="Staff").click()
    check_page(owner.page)
    owner.link("Invite someone").click()
    check_page(owner.page)
    owner.page.get_by_label("Email").fill(email)
    owner.page.get_by_label("Role").select_option(label="Front desk")
    owner.button("Send invitation").click()
    expect(owner.page.get_by_text(f"Invitation sent to {email}")).to_be_visible()
    expect(owner.page.get_by_text(re.compile("^Expires "))).to_be_visible()
    check_page(owner.page)


def checks(person: Guest) -> None:
    """Check the page, which needs scripts."""
    if person.scripts:
        check_page(person.page)


def accepts(person: Guest) -> None:
    """Open the emailed link, create an account there, and accept."""
    mail = person.running.email(person.email, "Maren Oyelaran invites you")
    found = LINK.search(mail["text"])
    assert found is not None
    person.page.goto(found[1])
    expect(person.heading("Work with Hazel Bodywork")).to_be_visible()
    checks(person)
    person.page.get_by_role("main").get_by_role("link", name="Create account").click()
    person.fills_in_account()
    person.button("Accept invitation").click()
    expect(person.page.get_by_text("Welcome to Hazel Bodywork.").first).to_be_visible()


@pytest.mark.parametrize("shape", ["phone", "desktop"])
def test_front_desk_accepts_an_invitation_adds_a_booking_and_leaves(opened: Open, shape: str) -> None:
    owner, person = opened(shape), opened(shape, java_script_enabled=shape == "desktop")
    # Each width books for a guest of its own: the venue would recognize one with the same name.
    guest = {"phone": "Ottoline Pryce", "desktop": "Cosima Hale"}[shape]
    invites(owner, person.email)
    accepts(person)
    expect(person.page.get_by_role("link", name="Deals")).to_have_count(0)
    person.page.goto("/calendar/new-booking")
    person.page.get_by_label("Guest", exact=True).fill(guest)
    person.page.locator("[id^=free-]").first.click()
    expect(person.page.locator("[id^=free-][aria-pressed=true]")).to_have_count(1)
    person.button(re.compile(r"^Add booking, ")).last.click()
    expect(person.page.get_by_text(f"Booking added: {guest}").first).to_be_visible()
    assert person.page.goto("/venue/deals/").status == 403  # type: ignore[union-attr]
    expect(person.page.get_by_text("Only owners and managers have access to “Deals”. Ask Maren.")).to_be_visible()

    owner.page.goto("/venue/staff/")
    owner.link(f"Edit {person.name}").click()
    check_page(owner.page)
    owner.page.get_by_label("Role").select_option(label="Manager")
    owner.button("Save role").click()
    expect(owner.page.get_by_text(f"{person.name}’s role is now Manager.")).to_be_visible()
    person.running.email(person.email, "Your role at Hazel Bodywork is now Manager")

    person.log_in(person.email)
    assert person.page.goto("/venue/deals/").ok  # type: ignore[union-attr]
    person.page.goto("/venue/staff/you")
    expect(person.page.get_by_text("Your role at Hazel Bodywork: Manager")).to_be_visible()
    checks(person)
    person.button("Leave venue").click()
    expect(person.page.get_by_text("You no longer work at Hazel Bodywork.").first).to_be_visible()
    assert person.page.goto("/calendar/").status == 403  # type: ignore[union-attr]
