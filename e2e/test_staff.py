"""Staff: from the owner's invitation to a front desk that works and leaves, and to a second owner."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import session
from app.staff.models import StaffInvitation
from app.staff.signed import token_for
from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.keyboard import Keyboard
from e2e.page_check import check_page
from tests.sizes import sized

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


@pytest.mark.parametrize("shape", sized(["phone", "desktop"], ["phone"]))
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


def link_of(person: Guest) -> str:
    """Return the link of the last invitation to a person, as its email has it."""
    mine = select(StaffInvitation).where(StaffInvitation.email == person.email).order_by(StaffInvitation.id.desc())
    with person.running.acting():
        return f"/staff-invitations/{token_for(session.scalars(mine).first())}"  # type: ignore[arg-type]


def invites_by_keyboard(owner: Guest, email: str) -> None:
    keys = Keyboard(owner.page)
    owner.page.goto("/venue/staff/")
    keys.go_to("Invite someone")
    keys.press("Enter")
    keys.arrives("Invite someone")
    keys.go_to("Email")
    keys.type(email)
    keys.go_to("Role")
    owner.page.keyboard.type("Man")
    keys.go_to("Send invitation")
    keys.press("Enter")
    expect(owner.page.get_by_text(f"Invitation sent to {email}")).to_be_visible()


@pytest.mark.parametrize("shape", sized(["phone", "desktop"], ["desktop"]))
def test_person_declines_once_accepts_and_becomes_an_owner(opened: Open, shape: str) -> None:
    owner, person = opened(shape), opened(shape, java_script_enabled=shape == "desktop")
    person.create_account()
    owner.log_in(OWNER)

    invites_by_keyboard(owner, person.email)
    owner.button(f"Resend invitation to {person.email}").click()
    expect(owner.page.get_by_text(f"Invitation sent again to {person.email}")).to_be_visible()
    canceled = link_of(person)
    owner.button(f"Cancel invitation to {person.email}").click()
    expect(owner.page.get_by_text(f"Invitation to {person.email} canceled.")).to_be_visible()
    person.page.goto(canceled)
    expect(person.page.get_by_text("This invitation is no longer open.")).to_be_visible()
    checks(person)

    invites_by_keyboard(owner, person.email)
    person.page.goto(link_of(person))
    person.button("Decline invitation").click()
    expect(person.page.get_by_text("This invitation was declined.")).to_be_visible()

    invites_by_keyboard(owner, person.email)
    person.page.goto(link_of(person))
    person.button("Accept invitation").click()
    expect(person.page.get_by_text("Welcome to Hazel Bodywork.").first).to_be_visible()

    owner.page.goto("/venue/staff/")
    owner.link(f"Edit {person.name}").click()
    owner.page.get_by_label("I stay an owner, too").check()
    owner.button("Offer ownership").click()
    expect(owner.page.get_by_text(f"You offered the ownership to {person.name}.")).to_be_visible()
    check_page(owner.page)
    person.page.goto("/venue/staff/you")
    checks(person)
    person.button("Accept ownership").click()
    expect(person.page.get_by_text("You’re now an owner of Hazel Bodywork.").first).to_be_visible()
    maren = person.page.get_by_role("main").get_by_role("listitem").filter(has_text=OWNER)
    expect(maren).to_contain_text("Main owner")
    checks(person)
    maren.get_by_role("link", name="Edit").click()
    expect(person.page.get_by_text("Maren is the main owner.")).to_be_visible()
    checks(person)
    person.page.goto("/venue/staff/you")
    person.button("Leave venue").click()
    expect(person.page.get_by_text("You no longer work at Hazel Bodywork.").first).to_be_visible()
