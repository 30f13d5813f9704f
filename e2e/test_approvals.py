"""Review of a listing as admin and owner see it: changes requested, corrected, submitted again and approved."""

import re

from playwright.sync_api import expect

from app.demo.accounts import ACCOUNTS, PASSWORD
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.keyboard import Keyboard
from e2e.looking import look
from e2e.running import Running

ADMIN = ACCOUNTS[2].email
AGAVE, WILLOW = "lupe@agave-hands.example", "asta@willow-and-steam.example"
NOTE = "Please take out “cures chronic back pain”; “for sore backs” is fine."
MENDED = "Deep, slow massage for sore backs, in a blue house with a garden."


def signed_in(person: Guest, email: str, path: str) -> Guest:
    person.page.goto(f"/login?next={path}")
    person.log_in(email, PASSWORD)
    expect(person.page).to_have_url(re.compile(re.escape(path)))
    return person


def says(person: Guest, words: str | re.Pattern[str]) -> None:
    expect(person.page.get_by_role("main")).to_contain_text(words)


def test_a_listing_with_a_health_claim_goes_live_after_changes(opened: Open, running: Running) -> None:
    admin, provider, guest = opened(), opened("phone"), opened()
    signed_in(admin, ADMIN, "/admin/approvals")
    sends_back_by_keyboard(admin)
    mail = running.mail(AGAVE, "Agave Hands needs changes")
    assert NOTE in mail["text"]
    signed_in(provider, AGAVE, "/venue/")
    says(provider, NOTE)
    mends(provider)
    admin.page.goto("/admin/approvals/agave-hands")
    says(admin, "Changes requested once")
    says(admin, "Removed: that cures chronic")
    look(admin.page)
    answer = guest.page.goto("/venues/agave-hands")
    assert answer is not None
    assert answer.status == 404
    admin.page.get_by_label("Approve", exact=True).check()
    admin.button("Approve listing").click()
    expect(admin.page.get_by_text("Agave Hands is approved and live.")).to_be_visible()
    running.mail(AGAVE, "Agave Hands is live")
    guest.page.goto("/venues/agave-hands")
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Agave Hands")
    says(guest, MENDED)


def sends_back_by_keyboard(admin: Guest) -> None:
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
    look(admin.page)
    keys.go_to("Approve|Request changes", tag="input")
    keys.press("ArrowDown" if admin.page.get_by_label("Approve", exact=True).is_checked() else "Space")
    admin.page.get_by_label("Request changes").focus()
    keys.press("Space")
    keys.go_to("Reason", tag="select")
    keys.page.keyboard.type("Health")
    expect(admin.page.get_by_label("Note to Lupe")).to_have_value(re.compile("cure or treat"))
    keys.go_to("Part of the listing", tag="select")
    keys.page.keyboard.type("Description")
    keys.go_to("Note to Lupe", tag="textarea")
    keys.type(NOTE)
    look(admin.page)
    keys.go_to("Request changes", tag="button")
    keys.press("Enter")
    expect(admin.page.get_by_text("You requested changes to Agave Hands.")).to_be_visible()


def mends(provider: Guest) -> None:
    provider.page.goto("/venue/basics")
    provider.page.locator("textarea").first.fill(MENDED)
    provider.button(re.compile("^Save")).first.click()
    provider.page.goto("/venue/")
    provider.button("Submit for review").click()
    says(provider, "is in review.")


def test_a_listing_is_corrected_and_approved_without_javascript(opened: Open, running: Running) -> None:
    admin, provider = opened(java_script_enabled=False), opened("phone", java_script_enabled=False)
    signed_in(admin, ADMIN, "/admin/approvals/willow-and-steam")
    admin.page.get_by_label("Request changes").check()
    admin.page.get_by_label("Reason").select_option("pictures")
    admin.button("Request changes").click()
    expect(admin.page.get_by_role("alert")).to_contain_text("Check the note we filled in")
    admin.button("Request changes").click()
    expect(admin.page.get_by_text("You requested changes to Willow & Steam.")).to_be_visible()
    running.mail(WILLOW, "Willow & Steam needs changes")
    signed_in(provider, WILLOW, "/venue/")
    says(provider, "photos of your own venue")
    mends(provider)
    admin.page.goto("/admin/approvals/willow-and-steam")
    says(admin, "Changes requested once")
    admin.page.get_by_label("Approve", exact=True).check()
    admin.button("Approve listing").click()
    expect(admin.page.get_by_text("Willow & Steam is approved and live.")).to_be_visible()


def test_admin_pages_are_accessible_and_fit_phone_and_desktop(opened: Open) -> None:
    admin = signed_in(opened(), ADMIN, "/admin/")
    for path in (
        "/admin/",
        "/admin/venues",
        "/admin/venues/hazel-bodywork",
        "/admin/featured?q=portland",
        "/admin/audit-log",
    ):
        admin.page.goto(path)
        look(admin.page)
    admin.page.goto("/admin/venues/the-good-comb/suspend")
    admin.button(re.compile("^Suspend")).click()
    expect(admin.page.get_by_role("alert")).to_contain_text("Enter a reason")
    look(admin.page)


def test_featured_venues_are_reordered_by_keyboard_and_removal_is_undone(opened: Open) -> None:
    admin = signed_in(opened(), ADMIN, "/admin/featured?q=portland")
    for name in ("Alder & Salt", "Cedar Hammam"):
        admin.page.goto(f"/admin/featured?q={name.replace('&', '%26')}")
        admin.button(f"Feature {name}").click()
        expect(admin.page.get_by_text(f"{name} is now featured for guests near Portland.")).to_be_visible()
    titles = admin.page.locator(".featured-row h3")
    expect(titles).to_have_text(["Alder & Salt", "Cedar Hammam"])
    admin.button("Move Cedar Hammam up").press("Enter")
    expect(titles).to_have_text(["Cedar Hammam", "Alder & Salt"])
    look(admin.page)
    admin.button("Remove Cedar Hammam").click()
    expect(titles).to_have_text(["Alder & Salt"])
    admin.button("Undo").click()
    expect(titles).to_have_text(["Cedar Hammam", "Alder & Salt"])
