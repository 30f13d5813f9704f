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
from e2e.input_methods import Hands, InMain, Keys
from e2e.page_check import check_page
from tests.sizes import THOROUGH_ONLY, sized

LINK = re.compile(r"https?://[^\s/]+(/staff-invitations/\S+)")
STAFF, MINE = "/venue/staff/", "/venue/staff/you"


def reads(hands: Hands, words: str) -> None:
    expect(hands.page.get_by_text(words).first).to_be_visible()


def shows(person: Guest, title: str) -> None:
    expect(person.page.get_by_role("heading", level=1)).to_have_text(title)


def checks(person: Guest) -> None:
    """Check the page, which needs scripts."""
    if person.scripts:
        check_page(person.page)


def invites(owner: Guest, hands: Hands, email: str, *, role: str) -> None:
    owner.page.goto(STAFF)
    hands.press("Invite someone")
    shows(owner, "Invite someone")
    hands.write("Email", email)
    hands.select("Role", role)
    hands.press("Send invitation")
    reads(hands, f"Invitation sent to {email}")


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
    reads(InMain(person.page), "Welcome to Hazel Bodywork.")


@pytest.mark.parametrize("shape", sized(["phone", "desktop"], ["phone"]))
def test_front_desk_accepts_an_invitation_adds_a_booking_and_leaves(opened: Open, shape: str) -> None:
    """The owner's side works without scripts."""
    owner, person = opened(shape, java_script_enabled=False), opened(shape)
    # Each width books for a guest of its own: the venue would recognize one with the same name.
    guest = {"phone": "Ottoline Pryce", "desktop": "Cosima Hale"}[shape]
    owner.log_in(OWNER)
    invites(owner, InMain(owner.page), person.email, role="Front desk")
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

    owner.page.goto(STAFF)
    owner.link(f"Edit {person.name}").click()
    owner.page.get_by_label("Role").select_option(label="Manager")
    owner.button("Save role").click()
    expect(owner.page.get_by_text(f"{person.name}’s role is now Manager.")).to_be_visible()
    person.running.email(person.email, "Your role at Hazel Bodywork is now Manager")

    person.log_in(person.email)
    assert person.page.goto("/venue/deals/").ok  # type: ignore[union-attr]
    person.page.goto(MINE)
    expect(person.page.get_by_text("Your role at Hazel Bodywork: Manager")).to_be_visible()
    checks(person)
    hands = Keys(person.page)
    hands.press("Leave venue")
    reads(hands, "You no longer work at Hazel Bodywork.")
    assert person.page.goto("/calendar/").status == 403  # type: ignore[union-attr]


def link_of(person: Guest) -> str:
    """Return the link of the last invitation to a person, as its email has it."""
    mine = select(StaffInvitation).where(StaffInvitation.email == person.email).order_by(StaffInvitation.id.desc())
    with person.running.acting():
        return f"/staff-invitations/{token_for(session.scalars(mine).first())}"  # type: ignore[arg-type]


@THOROUGH_ONLY
@pytest.mark.parametrize("shape", sized(["phone", "desktop"], ["desktop"]))
def test_person_declines_once_accepts_and_becomes_an_owner(opened: Open, shape: str) -> None:
    """The owner uses the keyboard, and the person's side works without scripts."""
    owner, person = opened(shape), opened(shape, java_script_enabled=False)
    keys, hands = Keys(owner.page), InMain(person.page)
    person.create_account()
    owner.log_in(OWNER)

    owner.page.goto("/venue/team/")
    keys.press("Staff")
    shows(owner, "Staff")
    check_page(owner.page)
    keys.press("Invite someone")
    shows(owner, "Invite someone")
    check_page(owner.page)
    invites(owner, keys, person.email, role="Manager")
    check_page(owner.page)
    keys.press(f"Resend invitation to {person.email}")
    reads(keys, f"Invitation sent again to {person.email}")
    canceled = link_of(person)
    keys.press(f"Cancel invitation to {person.email}")
    reads(keys, f"Invitation to {person.email} canceled.")
    person.page.goto(canceled)
    reads(hands, "This invitation is no longer open.")

    invites(owner, keys, person.email, role="Manager")
    person.page.goto(link_of(person))
    hands.press("Decline invitation")
    reads(hands, "This invitation was declined.")

    invites(owner, keys, person.email, role="Manager")
    person.page.goto(link_of(person))
    hands.press("Accept invitation")
    reads(hands, "Welcome to Hazel Bodywork.")

    owner.page.goto(STAFF)
    keys.press(f"Edit {person.name}")
    shows(owner, person.name)
    keys.tick("I stay an owner, too")
    check_page(owner.page)
    keys.press("Offer ownership")
    reads(keys, f"You offered the ownership to {person.name}.")
    check_page(owner.page)
    person.page.goto(MINE)
    hands.press("Accept ownership")
    reads(hands, "You’re now an owner of Hazel Bodywork.")
    owner.page.goto(STAFF)
    check_page(owner.page)
    maren = person.page.get_by_role("main").get_by_role("listitem").filter(has_text=OWNER)
    expect(maren).to_contain_text("Main owner")
    maren.get_by_role("link", name="Edit").click()
    reads(hands, "Maren is the main owner.")
    person.page.goto(MINE)
    hands.press("Leave venue")
    reads(hands, "You no longer work at Hazel Bodywork.")
