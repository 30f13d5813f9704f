"""An owner imports guests: from the file to undo, on a phone and on a desktop."""

import pytest
from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.page_check import check_page
from e2e.test_team import at_work

FILE = b"First name,Last name,Email\nAda,Importquist,ada.importquist@example.com\nKim,Lee,kim@\n"


@pytest.mark.parametrize("shape", ["phone", "desktop"])
def test_owner_checks_imports_and_undoes_a_file(opened: Open, shape: str) -> None:
    owner = at_work(opened(shape), "/venue/imports/")
    page = owner.page
    check_page(page)
    guests = page.get_by_role("region", name="Guests")
    guests.get_by_label("CSV file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": FILE})
    guests.get_by_role("button", name="Upload file").click()
    expect(page.get_by_role("heading", name="Match columns")).to_be_visible()
    check_page(page)
    owner.button("Check rows").click()
    expect(page.get_by_text("If you import now: 1 new and 1 not readable.")).to_be_visible(timeout=20_000)
    expect(page.get_by_text("“kim@” isn’t an email address.")).to_be_visible()
    check_page(page)
    owner.button("Import rows").click()
    expect(page.get_by_text("Imported: 1 new and 1 not readable.")).to_be_visible(timeout=20_000)
    owner.button("Undo import").click()
    expect(page.get_by_text("1 imported item is removed.")).to_be_visible(timeout=20_000)
    check_page(page)
