"""Tax, from the rules that an admin imports to the guest's receipt, the report, and the payment to the jurisdiction."""

import re
from datetime import timedelta

from playwright.sync_api import FilePayload, expect

from app.bookings.actions.attendance import mark_no_show
from app.core import clock
from app.tax.csv_rows import COLUMNS
from e2e import prepare
from e2e.accounts import ADMIN
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.owner import Owner
from e2e.page_check import check_on_phone
from e2e.running import Running
from tests.sizes import THOROUGH_ONLY

# No other journey has a venue there. Each width has a city of its own: rules and payments stay.
CITIES = {"phone": "Milwaukie", "desktop": "Gladstone"}
MOVE = "UPDATE venue SET city = %s WHERE slug = %s RETURNING id"
BOOKING = """
    SELECT b.id FROM booking b JOIN venue_order v ON v.id = b.venue_order_id
    JOIN customer_order o ON o.id = v.order_id WHERE o.email = %s
"""
CITY_TAX, COUNTY_TAX = "Tax, City of {} (6.5%)", "Tax, Clackamas County (3.85%)"  # of $95.00: $6.18 and $3.66
RULES = f"""{",".join(COLUMNS)}
OR,{{city}},massage,City of {{city}},6.5,platform,no,no,2026-01-01,
OR,{{city}},massage,Clackamas County,{{rate}},venue,no,no,2026-01-01,
"""


@THOROUGH_ONLY
def test_tax_by_imported_rules_is_paid_shown_and_reported(opened: Open, running: Running, shape: str) -> None:
    owner, admin, guest = Owner(opened(shape)), opened(shape), opened(shape)
    venue, city = owner.starts_live(), CITIES[shape]
    running.ids(MOVE, city, venue)
    imports_rules(admin, city)
    pays_tax(guest, venue, city)
    [booking] = running.ids(BOOKING, guest.email)
    with running.acting(), clock.pinned(running.now() + timedelta(days=2)):
        mark_no_show(booking_id=booking, user_id=prepare.account_of(owner.guest.email).id)
    pays_what_is_due(admin, city)
    page = owner.guest.page
    page.goto("/venue/payouts/statement")
    expect(page.get_by_role("row", name=re.compile("Tax"))).to_contain_text("$3.66")


def imports_rules(admin: Guest, city: str) -> None:
    admin.log_in(ADMIN)
    page = admin.page
    page.goto("/admin/tax/missing")
    check_on_phone(page)
    admin.link("Rules", exact=True).click()
    admin.link("Import rules").click()
    import_file(admin, RULES.format(city=city, rate="38.5"))
    expect(page.get_by_role("alert")).to_contain_text("Row 3")
    check_on_phone(page)
    import_file(admin, RULES.format(city=city, rate="3.85"))
    expect(page.get_by_text("Imported 2 rules.").first).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(f"Clackamas County.*{city}"))).to_contain_text("1 venue")
    check_on_phone(page)


def import_file(admin: Guest, rows: str) -> None:
    file: FilePayload = {"name": "rules.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    admin.page.get_by_label("CSV file").set_input_files(file)
    admin.button("Import rules").click()


def pays_tax(guest: Guest, venue: str, city: str) -> None:
    """Read the tax in the cart and at checkout, pay it, and find it on the receipt."""
    guest.put_in_cart(f"{venue}/slow-massage")
    page = guest.page
    guest.open_cart()
    for shown in (CITY_TAX.format(city), COUNTY_TAX, "$104.84"):
        expect(page.get_by_text(shown).first).to_be_visible()
    check_on_phone(page)
    guest.to_details()
    expect(page.get_by_text("Your total includes tax.")).to_be_visible()
    guest.page.goto(f"/orders/{guest.book()}")
    expect(page.get_by_text(COUNTY_TAX).first).to_be_visible()
    guest.link("Print receipt").click()
    expect(page.get_by_text(CITY_TAX.format(city))).to_be_visible()
    check_on_phone(page)


def pays_what_is_due(admin: Guest, city: str) -> None:
    page = admin.page
    page.goto("/admin/tax/report")
    due = page.get_by_role("region", name="List: CozyWish pays")
    amounts = re.compile(r"\$95.00.*\$6.18", re.DOTALL)
    expect(due.get_by_role("row", name=re.compile(f"City of {city}"))).to_contain_text(amounts)
    check_on_phone(page)
    admin.link("Payments", exact=True).click()
    admin.link(f"City of {city}").click()
    page.get_by_label("Amount in dollars").fill("6.18")
    page.get_by_label("Paid on").fill(f"{admin.running.now():%Y-%m-%d}")
    page.get_by_label("Reference").fill("77-1")
    check_on_phone(page)
    admin.button("Record payment").click()
    expect(page.get_by_text(f"Recorded. We paid $6.18 to City of {city}.").first).to_be_visible()
    check_on_phone(page)
