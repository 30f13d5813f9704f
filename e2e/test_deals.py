"""Deals: from a suggestion through an admin's approval to a booking at the same price on every page."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.demo.accounts import ACCOUNTS
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.looking import look
from e2e.running import Running
from e2e.test_approvals import signed_in
from e2e.test_booking import PROVIDER

ADMIN = ACCOUNTS[2].email
HOME = "/venue/deals/"
# No deal of the demo data applies to it.
DEEP, DEEP_SLUG = "Deep-tissue massage", "hazel-bodywork/deep-tissue-massage"
SERVICE, SLUG, CENTS = "Prenatal massage", "/venues/hazel-bodywork/prenatal-massage", 11800


def dollars(percent: int) -> str:
    """Return the price after a discount of `percent`, in the short format of pages."""
    cents = CENTS * (100 - percent) // 100
    return f"${cents / 100:.2f}".removesuffix(".00")


def entry(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=title)


def approve(opened: Open, running: Running, title: str) -> None:
    admin = signed_in(opened(), ADMIN, "/admin/approvals")
    admin.link(re.compile(f"^{title}, Hazel Bodywork")).click()
    expect(admin.page.get_by_role("heading", level=1)).to_have_text(f"{title}, Hazel Bodywork")
    look(admin.page)
    admin.page.get_by_label("Approve", exact=True).check()
    admin.button("Approve deal").click()
    expect(admin.page.get_by_text(f"{title}, Hazel Bodywork is approved and live.")).to_be_visible()
    running.mail(PROVIDER.email, f"“{title}” is live")


@pytest.mark.parametrize(("scripts", "percent"), [(True, 40), (False, 45)], ids=["scripts", "plain forms"])
def test_a_suggested_deal_leads_to_a_booking_at_its_price(
    opened: Open, running: Running, scripts: bool, percent: int
) -> None:
    title, price = f"Empty hours {percent}", dollars(percent)
    provider = signed_in(opened("phone", java_script_enabled=scripts), PROVIDER.email, HOME)
    follows_a_suggestion(provider, title, percent)
    approve(opened, running, title)
    provider.page.goto(HOME)
    expect(entry(provider.page, title)).to_contain_text("No bookings yet")
    guest = opened("phone", java_script_enabled=scripts)
    guest.page.goto("/venues/hazel-bodywork")
    row = guest.page.get_by_role("listitem").filter(
        has=guest.page.get_by_role("link", name=f"Choose time for {SERVICE}")
    )
    expect(row.first).to_contain_text(price)
    chooses_an_off_peak_time(guest, price)
    expect(guest.page.get_by_role("article").filter(has_text=SERVICE)).to_contain_text(price)
    guest.check_out_as_new()
    guest.fill_details()
    expect(guest.button(re.compile("Continue to payment"))).to_contain_text(price)
    guest.to_payment()
    expect(guest.page.get_by_role("main")).to_contain_text(price)
    guest.pay()
    provider.page.goto(HOME)
    expect(entry(provider.page, title)).to_contain_text(f"1 booking, {price} sold")


def follows_a_suggestion(provider: Guest, title: str, percent: int) -> None:
    page = provider.page
    expect(provider.heading("Your slowest hours")).to_be_visible()
    provider.link(re.compile("^Add deal for")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add deal")
    expect(page.get_by_label("Amount")).to_have_value("20")
    page.get_by_label("Applies to").select_option(SERVICE)
    page.get_by_label("Name").fill(title)
    page.get_by_label("Amount").fill(str(percent))
    sketch = page.get_by_role("complementary", name="What guests will see")
    if provider.scripts:
        expect(sketch).to_contain_text(dollars(percent))
    else:
        provider.button("Update preview").click()
        expect(page.get_by_role("complementary", name="What guests will see")).to_contain_text(dollars(percent))
    provider.button("Submit for review").click()
    expect(page.get_by_text(f"“{title}” is in review.")).to_be_visible()


def chooses_an_off_peak_time(guest: Guest, price: str) -> None:
    page = guest.page
    page.goto(SLUG)
    guest.follow(guest.days().filter(has_text=price).first)
    time = page.locator("label").filter(has=page.get_by_role("radio")).filter(has_text=price).first
    time.get_by_role("radio").check()
    if guest.scripts:
        expect(page).to_have_url(re.compile("start="))
    guest.add_to_cart()


def test_a_promo_code_limited_to_one_booking_works_once(opened: Open, running: Running) -> None:
    provider = signed_in(opened(), PROVIDER.email, HOME)
    page = provider.page
    provider.link("Add deal").first.click()
    page.get_by_label("Dollars").check()
    page.get_by_label("Amount").fill("8")
    page.get_by_label("Name").fill("Only one")
    page.get_by_text("Last-minute window and booking limit").click()
    page.get_by_label("Booking limit").fill("1")
    page.locator("summary", has_text="Promo code").click()
    page.get_by_label("Promo code").first.fill("ONLY1")
    provider.button("Submit for review").click()
    expect(page.get_by_text("“Only one” is in review.")).to_be_visible()
    approve(opened, running, "Only one")
    first, second = opened(), opened("phone")
    # On different days, so that they compete only for the promo code.
    for guest, day in ((first, 2), (second, 3)):
        guest.put_in_cart("Hazel Bodywork", DEEP, slug=DEEP_SLUG, day=day)
        guest.page.get_by_text("Add a promo code").click()
        guest.page.get_by_label("Code").fill("only1")
        guest.button("Apply promo code").click()
        expect(guest.page.get_by_text("Promo code ONLY1, $8 off")).to_be_visible()
    first.book()
    second.page.reload()
    expect(second.page.get_by_text("A price has gone up.")).to_be_visible()
    expect(second.page.get_by_text("Promo code ONLY1 has been used up.")).to_be_visible()
    second.button(re.compile("^Accept")).click()
    expect(second.button("Check out")).to_be_enabled()


def test_deal_pages_are_accessible_and_fit_phone_and_desktop(opened: Open) -> None:
    provider = signed_in(opened(), PROVIDER.email, HOME)
    for path in (HOME, f"{HOME}new?days=1&days=2&begins=780&ends=960&percent=20"):
        provider.page.goto(path)
        look(provider.page)
    provider.button("Add more hours").click()
    expect(provider.page.locator("#windows-1-opens")).to_be_visible()
    provider.page.get_by_label("Amount").fill("95")
    provider.button("Submit for review").click()
    expect(provider.page.get_by_role("alert")).to_contain_text("Enter a discount from 1% to 90%.")
    look(provider.page)
    admin = signed_in(opened(), ADMIN, "/admin/deals")
    look(admin.page)
    admin.link("New sitewide deal").click()
    look(admin.page)


def test_an_admin_publishes_and_ends_a_sitewide_deal(opened: Open) -> None:
    admin = signed_in(opened("phone"), ADMIN, "/admin/deals")
    admin.link("New sitewide deal").click()
    admin.page.get_by_label("Amount").fill("5")
    admin.page.get_by_label("Name").fill("Welcome everywhere")
    admin.page.locator("summary", has_text="Promo code").click()
    admin.page.get_by_label("Promo code").first.fill("EVERYWHERE")
    admin.button("Publish sitewide deal").click()
    expect(admin.page.get_by_text("“Welcome everywhere” is live at every venue.")).to_be_visible()
    entry(admin.page, "Welcome everywhere").get_by_role("button", name="End now").click()
    expect(admin.page.get_by_text("“Welcome everywhere” has ended.")).to_be_visible()
