"""An owner who lists a venue, in terms of the text they read."""

import re
from dataclasses import dataclass, field
from itertools import count

from playwright.sync_api import expect

from app.demo.accounts import ACCOUNTS
from e2e.guest import Guest

ADMIN = next(account for account in ACCOUNTS if account.email.startswith("admin@"))
SUMMARY = "One room, one person, no hurry. Known for slow pressure and warm towels."

_numbers = count(1)


@dataclass
class Provider:
    """An owner in their own browser; `venue` is the name of their venue."""

    guest: Guest
    venue: str = field(default_factory=lambda: f"Willow Room {next(_numbers)}")

    def begins(self) -> None:
        """Go from the page for venues, through creating an account, to a draft."""
        self.guest.page.goto("/about/venues")
        self.guest.page.get_by_role("main").get_by_role("link", name="List your business").first.click()
        self.guest.register()
        expect(self.guest.heading("List your business")).to_be_visible()
        self.fills_the_start()
        self.saves("Create draft", "Draft created.")
        self.reads("5 more steps before you can submit for review")

    def fills_the_start(self) -> None:
        self.fill("Business name", self.venue)
        self.choose("Main category", "Massage")
        self.guest.page.get_by_label("Practice").check()
        self.fill("ZIP code", "97202")

    def describes(self) -> None:
        self.opens("Describe venue")
        self.fill("Description", SUMMARY)
        self.guest.page.get_by_label("Parking").check()
        self.saves("Save", "Saved.")

    def gives_the_place(self) -> None:
        self.opens("Add address")
        self.fill("Street address", "2800 SE Clinton St")
        self.guest.page.get_by_label("The pin is at our front door").check()
        self.saves("Save", "Saved.")

    def sets_hours(self) -> None:
        self.opens("Set hours")
        self.guest.button("Every day, 9 – 8").click()
        self.guest.button("Save hours").click()
        self.back()

    def adds_herself(self) -> None:
        self.opens("Add team member")
        self.guest.link("Add team member").first.click()
        self.fill("Name", "Inga Moss")
        self.guest.button(re.compile("^(Add|Save)")).first.click()
        expect(self.guest.page.get_by_role("main")).to_contain_text("Inga Moss")
        self.back()

    def adds_a_massage(self, title: str = "Slow massage") -> None:
        self.guest.link(re.compile("^Add.*Services and prices")).click()
        self.guest.link("Add service").first.click()
        self.guest.link(re.compile("treatment", re.IGNORECASE)).first.click()
        self.fill("Name", title)
        self.choose("Category", "Massage")
        self.fill("Length", "60")
        self.fill("Price", "95")
        self.guest.page.get_by_label("Inga Moss").check()
        self.guest.button("Add service").click()
        expect(self.guest.heading("Services")).to_be_visible()
        self.back()

    def sends_it_in(self) -> None:
        expect(self.guest.page.get_by_role("heading", level=1)).to_have_text(
            re.compile("Ready to submit|One change, then submit")
        )
        self.guest.button("Submit for review").click()
        self.reads(f"{self.venue} is in review.")

    def sets_up(self) -> None:
        """Complete all steps, up to a listing in review."""
        self.begins()
        self.describes()
        self.gives_the_place()
        self.sets_hours()
        self.adds_herself()
        self.adds_a_massage()
        self.sends_it_in()

    def opens(self, act: str) -> None:
        """Open a step of the checklist by its button."""
        self.guest.link(re.compile(f"^{act}")).click()

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
        """Open the pending review of a venue, logging in if needed."""
        self.guest.page.goto("/admin/approvals")
        if self.guest.page.get_by_role("button", name="Log in").count():
            self.guest.log_in(ADMIN.email, ADMIN.password)
        self.guest.page.goto("/admin/approvals")
        self.guest.link(re.compile(venue)).first.click()
        expect(self.guest.page.get_by_role("heading", level=1)).to_contain_text(venue)

    def approves(self, venue: str) -> None:
        self.opens(venue)
        self.guest.page.get_by_label("Approve", exact=True).check()
        self.guest.button(re.compile("^Approve (listing|change|deal)")).click()
        expect(self.guest.page.locator("#flash")).to_contain_text(venue)

    def sends_back(self, venue: str, *, reason: str, note: str) -> None:
        self.opens(venue)
        self.guest.page.get_by_label("Request changes").check()
        self.guest.page.get_by_label("Reason").select_option(label=reason)
        self.guest.page.get_by_label(re.compile("^Note")).fill(note)
        self.guest.button("Request changes").click()
        expect(self.guest.page.locator("#flash")).to_contain_text(venue)
