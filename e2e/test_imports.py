"""An owner imports guests, services and bookings: from the file to undo, on a phone and on a desktop."""

from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import Guest
from e2e.keyboard import Keyboard
from e2e.page_check import check_page
from e2e.test_team import at_work
from tests.sizes import THOROUGH_ONLY

GUESTS = "First name,Last name,Email\nAda,Importquist,ada.importquist@example.com\nKim,Lee,kim@\n"
SERVICES = "Service,Category,Minutes,Price\n{0},Massage,60,110\n{0},Massage,90,150\n"
# The second overlaps the first, whoever it is with: both name one team member.
BOOKINGS = (
    "Date,Time,Service,Minutes,Team member,Guest,Email\n"
    "6/17/2026,10 AM,{0},60,{1},Ada Importquist,ada.importquist@example.com\n"
    "6/17/2026,10:30 AM,{0},60,{1},Bo Importvale,bo.importvale@example.com\n"
)


def uploaded(owner: Guest, name: str, content: str) -> None:
    """Upload a file at the page that lists the kinds, to the page that matches its columns."""
    region = owner.page.get_by_role("region", name=name)
    region.get_by_label("CSV file").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    region.get_by_role("button", name="Upload file").click()
    expect(owner.heading("Match columns")).to_be_visible()


def says(owner: Guest, words: str) -> None:
    """Wait for what a job has done."""
    expect(owner.page.get_by_text(words)).to_be_visible(timeout=20_000)


@THOROUGH_ONLY
def test_owner_checks_imports_and_undoes_a_file(opened: Open) -> None:
    owner = at_work(opened("phone"), "/venue/imports/")
    check_page(owner.page)
    uploaded(owner, "Guests", GUESTS)
    owner.button("Check rows").click()
    says(owner, "If you import now: 1 new and 1 not readable.")
    expect(owner.page.get_by_text("“kim@” isn’t an email address.")).to_be_visible()
    check_page(owner.page)
    owner.button("Import rows").click()
    says(owner, "Imported: 1 new and 1 not readable.")
    owner.button("Undo import").click()
    says(owner, "1 imported item is removed.")
    check_page(owner.page)


@THOROUGH_ONLY
def test_owner_imports_services_and_their_bookings_with_a_conflict(opened: Open) -> None:
    owner = at_work(opened(), "/venue/imports/")
    title = "Importing massage"
    imported(owner, "Services", SERVICES.format(title), preview="2 new", by_keyboard=True)
    services = owner.page.url
    owner.page.goto("/venue/imports/")
    member = "June Castellano"
    imported(owner, "Upcoming bookings", BOOKINGS.format(title, member), preview="1 new and 1 to place by hand")
    expect(owner.page.get_by_text("Ada Importquist in row 2 has this time.")).to_be_visible()
    expect(owner.link("Place this booking of row 3")).to_be_visible()
    check_page(owner.page)
    undone(owner, "3 imported items are removed.")
    owner.page.goto(services)
    undone(owner, "2 imported items are removed.")


def imported(owner: Guest, name: str, content: str, *, preview: str, by_keyboard: bool = False) -> None:
    uploaded(owner, name, content)
    check_page(owner.page)
    press(owner, "Check rows", by_keyboard=by_keyboard)
    says(owner, f"If you import now: {preview}.")
    press(owner, "Import rows", by_keyboard=by_keyboard)
    says(owner, f"Imported: {preview}.")


def undone(owner: Guest, words: str) -> None:
    owner.button("Undo import").click()
    says(owner, words)


def press(owner: Guest, name: str, *, by_keyboard: bool) -> None:
    if not by_keyboard:
        owner.button(name).click()
        return
    keyboard = Keyboard(owner.page)
    keyboard.go_to(name, "button")
    keyboard.press("Enter")
