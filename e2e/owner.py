"""An owner who lists a venue, in terms of the text they read."""

import re
from dataclasses import dataclass, field
from itertools import count

from playwright.sync_api import expect

from e2e import prepare
from e2e.accounts import ADMIN
from e2e.guest import Guest
from e2e.prepare import MASSAGE, SUMMARY, TEAM_MEMBER

_numbers = count(1)


@dataclass
class Owner:
    """An owner in their own browser; `venue` is the name of their venue."""

    guest: Guest
    venue: str = field(default_factory=lambda: f"Willow Room {next(_numbers)}")

    # On the pages

    def lists_business(self) -> None:
        """Go from the page for venues, through creating an account, to a draft and its first step."""
        self.guest.page.goto("/about/venues")
        self.guest.page.get_by_role("main").get_by_role("link", name="List your business").first.click()
        self.guest.fills_in_account()
        expect(self.guest.heading("List your business")).to_be_visible()
        self.fills_in_start()
        self.saves("Create draft", "Draft created.")
        self.reads("Name, category, and description")

    def fills_in_start(self) -> None:
        self.fill("Business name", self.venue)
        self.choose("Main category", "Massage")
        self.guest.page.get_by_label("Practice").check()
        self.fill("ZIP code", "97202")

    def describes(self) -> None:
        self.fill("Description", SUMMARY)
        self.guest.page.get_by_text("Phone and amenities").click()
        self.guest.page.get_by_label("Parking").check()
        self.saves("Save and go to Address", "Saved.")

    def adds_address(self) -> None:
        self.fill("Street address", "2800 SE Clinton St")
        self.guest.button("Save address").click()
        self.saves("Confirm pin and go to Hours", "Saved. The pin is confirmed.")

    def sets_hours(self) -> None:
        self.guest.button("Every day, 9 – 8").click()
        self.saves("Save and go to Team", "Hours saved.")

    def adds_team_member(self) -> None:
        expect(self.guest.page.get_by_label("Name", exact=True)).to_have_value(self.guest.name)
        self.fill("Name", TEAM_MEMBER)
        self.saves("Save and go to Services", f"{TEAM_MEMBER} is on your team.")

    def adds_service(self) -> None:
        self.guest.link(re.compile("treatment", re.IGNORECASE)).first.click()
        self.fill("Name", MASSAGE)
        self.choose("Category", "Massage")
        self.fill("Price", "95")
        self.saves("Save and go to Photos", f"{MASSAGE} was added.")
        self.reads("Photos")
        self.guest.link("Skip for now and go to FAQs").click()
        self.guest.link("Skip for now and go back to the checklist").click()

    def confirms_email(self) -> None:
        """Select the link in the email of the registration, and go back to the checklist."""
        found = re.search(r"http://\S+/email/\S+", self.guest.running.email(self.guest.email, "Confirm your")["text"])
        assert found is not None
        self.guest.page.goto(found[0])
        self.guest.button("Confirm email").click()
        expect(self.guest.page.locator("#flash")).to_contain_text("Your email is confirmed.")
        self.back()

    def submits(self) -> None:
        expect(self.guest.page.get_by_role("heading", level=1)).to_have_text(
            re.compile("Ready to submit|One change, then submit")
        )
        self.guest.button("Submit for review").click()
        self.reads(f"{self.venue} is in review.")

    def sets_up(self) -> None:
        """Complete all steps, up to a listing in review."""
        self.lists_business()
        self.describes()
        self.adds_address()
        self.sets_hours()
        self.adds_team_member()
        self.adds_service()
        self.confirms_email()
        self.submits()

    # Without pages

    def starts_with_draft(self) -> None:
        self.guest.create_account()
        with self.guest.running.acting():
            prepare.create_draft(self.guest.email, self.venue)

    def starts_in_review(self) -> None:
        """Start with a complete listing in review."""
        self.starts_with_draft()
        with self.guest.running.acting():
            prepare.complete(self.guest.email)
            prepare.submit(self.guest.email)

    def starts_live(self) -> str:
        """Start with a live venue, and return its slug."""
        self.starts_in_review()
        with self.guest.running.acting():
            return prepare.approve(self.guest.email).slug

    # One step

    def opens(self, action: str) -> None:
        """Open a step of the checklist by its button."""
        self.guest.link(re.compile(f"^{action}")).click()

    def back(self) -> None:
        self.guest.page.goto("/venue/")

    def reads(self, headline: str) -> None:
        expect(self.guest.page.get_by_role("heading", level=1)).to_have_text(headline)

    def saves(self, button: str, says: str) -> None:
        self.guest.button(button).click()
        expect(self.guest.page.locator("#flash")).to_contain_text(says)

    def fill(self, label: str, words: str) -> None:
        self.guest.page.get_by_label(label).first.fill(words)

    def choose(self, label: str, option: str) -> None:
        self.guest.page.get_by_label(label).first.select_option(label=option)


@dataclass
class Admin:
    guest: Guest

    def opens(self, venue: str) -> None:
        """Open the pending review of a venue."""
        self.guest.log_in(ADMIN)
        self.guest.page.goto("/admin/approvals")
        self.guest.link(re.compile(venue)).first.click()
        expect(self.guest.page.get_by_role("heading", level=1)).to_contain_text(venue)

    def approves(self, venue: str) -> None:
        self.opens(venue)
        self.guest.page.get_by_label("Approve", exact=True).check()
        self.guest.button(re.compile("^Approve (listing|change|deal)")).click()
        expect(self.guest.page.locator("#flash")).to_contain_text(venue)

    def requests_changes(self, venue: str, *, reason: str, note: str) -> None:
        self.opens(venue)
        self.guest.page.get_by_label("Request changes").check()
        self.guest.page.get_by_label("Reason").select_option(label=reason)
        self.guest.page.get_by_label(re.compile("^Note")).fill(note)
        self.guest.button("Request changes").click()
        expect(self.guest.page.locator("#flash")).to_contain_text(venue)
