"""Review of a listing as admin and owner see it: changes requested, corrected, submitted again and approved."""

import re

from playwright.sync_api import expect

from e2e.accounts import ADMIN
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.keyboard import Keyboard
from e2e.page_check import check_page
from e2e.running import Running
from tests.sizes import THOROUGH_ONLY

AGAVE = "lupe@agave-hands.example"
NOTE = "Please take out “cures chronic back pain”; “for sore backs” is fine."
CORRECTED = "Deep, slow massage for sore backs, in a blue house with a garden."


def logged_in(person: Guest, email: str, path: str) -> Guest:
    person.log_in(email)
    person.page.goto(path)
    return person


def says(person: Guest, words: str | re.Pattern[str]) -> None:
    expect(person.page.get_by_role("main")).to_contain_text(words)


@THOROUGH_ONLY
def test_a_listing_with_a_health_claim_goes_live_after_changes(opened: Open, running: Running) -> None:
    admin, owner, guest = opened(), opened("phone"), opened()
    logged_in(admin, ADMIN, "/admin/approvals")
    requests_changes_by_keyboard(admin)
    email = running.email(AGAVE, "Agave Hands needs changes")
    assert NOTE in email["text"]
    logged_in(owner, AGAVE, "/venue/")
    says(owner, NOTE)
    corrects(owner)
    admin.page.goto("/admin/approvals/agave-hands")
    says(admin, "resubmitted")
    says(admin, "Removed: that cures chronic")
    check_page(admin.page)
    answer = guest.page.goto("/venues/agave-hands")
    assert answer is not None
    assert answer.status == 404
    admin.page.get_by_label("Approve", exact=True).check()
    admin.button("Approve listing").click()
    expect(admin.page.get_by_text("Agave Hands is approved and live.")).to_be_visible()
    running.email(AGAVE, "Agave Hands is live")
    guest.page.goto("/venues/agave-hands")
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Agave Hands")
    says(guest, CORRECTED)


def requests_changes_by_keyboard(admin: Guest) -> None:
    """Press J until the listing is shown, then request changes with Tab, arrow keys and Enter."""
    keys, title = Keyboard(admin.page), admin.page.get_by_role("heading", level=1)
    expect(admin.page.get_by_role("checkbox", name=re.compile("Shortcuts"))).to_be_checked()
    for _ in range(10):
        if title.inner_text() == "Agave Hands":
            break
        before = admin.page.url
        keys.press("j")
        expect(admin.page).not_to_have_url(before)
    keys.arrives("Agave Hands")
    says(admin, "“Description” makes a health claim (“cures”).")
    check_page(admin.page)
    keys.go_to("Approve|Request changes", "input")
    keys.press("ArrowDown" if admin.page.get_by_label("Approve", exact=True).is_checked() else "Space")
    admin.page.get_by_label("Request changes").focus()
    keys.press("Space")
    keys.go_to("Reason", "select")
    keys.page.keyboard.type("Health")
    expect(admin.page.get_by_label("Note to Lupe")).to_have_value(re.compile("cure or treat"))
    keys.go_to("Part of the listing", "select")
    keys.page.keyboard.type("Description")
    keys.go_to("Note to Lupe", "textarea")
    keys.type(NOTE)
    check_page(admin.page)
    keys.go_to("Request changes", "button")
    keys.press("Enter")
    expect(admin.page.get_by_text("You requested changes to Agave Hands.")).to_be_visible()


def corrects(owner: Guest) -> None:
    owner.page.goto("/venue/basics")
    owner.page.locator("textarea").first.fill(CORRECTED)
    owner.button(re.compile("^Save")).first.click()
    owner.page.goto("/venue/")
    owner.button("Submit for review").click()
    says(owner, "is in review.")


def test_a_suspension_without_a_reason_shows_an_accessible_error(opened: Open) -> None:
    admin = logged_in(opened(), ADMIN, "/admin/venues/the-good-comb/suspend")
    admin.button(re.compile("^Suspend")).click()
    expect(admin.page.get_by_role("alert")).to_contain_text("Enter a reason")
    check_page(admin.page)


@THOROUGH_ONLY
def test_featured_venues_are_reordered_by_keyboard_and_removal_is_undone(opened: Open) -> None:
    admin = opened()
    admin.log_in(ADMIN)
    for name in ("Alder & Salt", "Cedar Hammam"):
        admin.page.goto(f"/admin/featured?q={name.replace('&', '%26')}")
        admin.button(f"Feature {name}").click()
        expect(admin.page.get_by_text(f"{name} is now featured for guests near Portland.")).to_be_visible()
    titles = admin.page.locator(".featured-row h3")
    expect(titles).to_have_text(["Alder & Salt", "Cedar Hammam"])
    admin.button("Move Cedar Hammam up").press("Enter")
    expect(titles).to_have_text(["Cedar Hammam", "Alder & Salt"])
    check_page(admin.page)
    admin.button("Remove Cedar Hammam").click()
    expect(titles).to_have_text(["Alder & Salt"])
    admin.button("Undo").click()
    expect(titles).to_have_text(["Cedar Hammam", "Alder & Salt"])
