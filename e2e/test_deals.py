"""Deals: from a suggestion through an admin's approval to a booking at the same price on every page."""

import re

from playwright.sync_api import Locator, Page, expect

from app.core import clock
from app.deals.actions.drafts import create_deal
from app.deals.actions.review import approve_deal
from app.deals.enums import DealKind
from app.venues.queries import venue_by_slug
from e2e.accounts import ADMIN, OWNER
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_page
from e2e.running import Running
from e2e.test_approvals import logged_in
from tests.sizes import THOROUGH_ONLY

HOME = "/venue/deals/"
# No deal of the demo data applies to it.
DEEP_SLUG = "hazel-bodywork/deep-tissue-massage"
SERVICE, SLUG, CENTS = "Prenatal massage", "/venues/hazel-bodywork/prenatal-massage", 11800
PERCENT = 40  # more than any deal of the demo data


def dollars(percent: int) -> str:
    """Return the price after a discount of `percent`, in the short format of pages."""
    cents = CENTS * (100 - percent) // 100
    return f"${cents / 100:.2f}".removesuffix(".00")


def entry(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=title)


def approve(opened: Open, running: Running, title: str) -> None:
    admin = logged_in(opened(), ADMIN, "/admin/approvals")
    admin.link(re.compile(f"^{title}, Hazel Bodywork")).click()
    expect(admin.page.get_by_role("heading", level=1)).to_have_text(f"{title}, Hazel Bodywork")
    admin.page.get_by_label("Approve", exact=True).check()
    admin.button("Approve deal").click()
    expect(admin.page.get_by_text(f"{title}, Hazel Bodywork is approved and live.")).to_be_visible()
    running.email(OWNER, f"“{title}” is live")


def test_a_suggested_deal_leads_to_a_booking_at_its_price(opened: Open, running: Running) -> None:
    title, price = "Empty hours", dollars(PERCENT)
    provider = logged_in(opened("phone"), OWNER, HOME)
    follows_a_suggestion(provider, title)
    approve(opened, running, title)
    provider.page.goto(HOME)
    expect(entry(provider.page, title)).to_contain_text("No bookings yet")
    guest = opened("phone")
    guest.create_account()
    guest.page.goto("/venues/hazel-bodywork")
    row = guest.page.get_by_role("listitem").filter(
        has=guest.page.get_by_role("link", name=f"Choose time for {SERVICE}")
    )
    expect(row.first).to_contain_text(price)
    chooses_an_off_peak_time(guest, price)
    expect(guest.page.get_by_role("article").filter(has_text=SERVICE)).to_contain_text(price)
    guest.check_out()
    guest.fill_details()
    expect(guest.button(re.compile("Continue to payment"))).to_contain_text(price)
    guest.continue_to_payment()
    expect(guest.page.get_by_role("main")).to_contain_text(price)
    guest.pay()
    provider.page.goto(HOME)
    expect(entry(provider.page, title)).to_contain_text(f"1 booking, {price} sold")


def follows_a_suggestion(provider: Guest, title: str) -> None:
    page = provider.page
    expect(provider.heading("Your slowest hours")).to_be_visible()
    provider.link(re.compile("^Add deal for")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add deal")
    expect(page.get_by_label("Amount")).to_have_value("20")
    page.get_by_label("Applies to").select_option(SERVICE)
    page.get_by_label("Name").fill(title)
    page.get_by_label("Amount").fill(str(PERCENT))
    expect(page.get_by_role("complementary", name="What guests will see")).to_contain_text(dollars(PERCENT))
    provider.button("Submit for review").click()
    expect(page.get_by_text(f"“{title}” is in review.")).to_be_visible()


def chooses_an_off_peak_time(guest: Guest, price: str) -> None:
    page = guest.page
    page.goto(SLUG)
    guest.follow(guest.days().filter(has_text=price).first)
    time = page.locator("label").filter(has=page.get_by_role("radio")).filter(has_text=price).first
    time.get_by_role("radio").check()
    expect(page).to_have_url(re.compile("start="))
    guest.add_to_cart()


@THOROUGH_ONLY
def test_a_promo_code_limited_to_one_booking_works_once(opened: Open, running: Running) -> None:
    with running.acting():
        venue = venue_by_slug("hazel-bodywork")
        deal = create_deal(
            venue=venue,
            title="Only one",
            kind=DealKind.FIXED,
            amount=800,
            valid_from=clock.now(),
            max_uses=1,
            code="ONLY1",
        )
        approve_deal(deal=deal)
    first, second = opened(), opened("phone")
    # On different days, so that they compete only for the promo code.
    for guest, day in ((first, 2), (second, 3)):
        guest.put_in_cart(DEEP_SLUG, day=day)
        guest.open_cart()
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


def test_a_deal_form_with_errors_is_accessible_and_fits_phone_and_desktop(opened: Open) -> None:
    provider = logged_in(opened(), OWNER, f"{HOME}new?days=1&days=2&begins=780&ends=960&percent=20")
    provider.button("Add more hours").click()
    expect(provider.page.locator("#windows-1-opens")).to_be_visible()
    provider.page.get_by_label("Amount").fill("95")
    provider.button("Submit for review").click()
    expect(provider.page.get_by_role("alert")).to_contain_text("Enter a discount from 1% to 90%.")
    check_page(provider.page)
