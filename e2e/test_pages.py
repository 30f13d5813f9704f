"""The register of pages that are checked at both widths, and in a thorough run in both themes: axe, width and console.

A page is checked once, here. Journeys check only the states of a page that they alone lead to, such as a dialog, and
leave out the looks of components, which tests/assets/test_look.py checks for all components.
"""

import re
from collections.abc import Iterable
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from e2e.accounts import ADMIN, OWNER
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.owner import Owner
from e2e.page_check import check_page

# By area, so that one browser, and one login, is enough for several pages.
PUBLIC_PAGES = {
    "search": (
        *("/", "/search?q=massage&near=Portland", "/search?q=massage&near=Anchorage&open=1&deals=1&kind=massage"),
        *("/massage/portland-or", "/search?near=Portland,+OR&view=map"),
        "/search?near=Portland,+OR&kind=massage&kind=deep-tissue&tag=parking&max=150&part=15:00",
    ),
    "venues and times": (
        *("/venues/hazel-bodywork", "/venues/hazel-bodywork/unwinding-massage"),
        *("/venues/hazel-bodywork/unwinding-massage?why=03:00", "/venues/alder-and-salt/sauna-circuit"),
        "/combo/hazel-bodywork",
    ),
    "about": (
        *("/cart/", "/login", "/register", "/about/help", "/about/cancellation", "/about/terms", "/about/privacy"),
        *("/about/venues", "/nothing-here", "/logout"),
    ),
}
OWNER_PAGES = {
    "calendar": ("/calendar/", "/calendar/three-days", "/calendar/week", "/calendar/week?who=everyone"),
    "front desk": (
        *("/calendar/blocks/new", "/calendar/new-booking", "/calendar/bookings?state=all", "/calendar/daily-schedule"),
        *("/venue/guests/", "/venue/rules"),
    ),
    "services": (
        *("/venue/services/", "/venue/services/new", "/venue/services/new/type/treatment"),
        *("/venue/services/new/type/room", "/venue/services/new/type/class"),
    ),
    "team": (
        *("/venue/team/", "/venue/team/new", "/venue/team/june", "/venue/team/june/hours?own=1"),
        *("/venue/team/june/time-off", "/venue/team/june/time-off?kind=weekly", "/venue/team/june/bookings"),
        *("/venue/team/june/remove", "/venue/faqs/", "/venue/faqs/new?like=parking"),
        *("/venue/staff/", "/venue/staff/invite", "/venue/imports/"),
    ),
    "deals and reports": (
        *("/venue/deals/", "/venue/deals/new?days=1&days=2&begins=780&ends=960&percent=20"),
        "/venue/reports/?period=84",
    ),
    "money": ("/venue/payouts/", "/venue/payouts/invoices/", "/venue/payouts/nothing-here"),
}
# Journeys check the other pages of an account.
ACCOUNT_PAGES = (
    *("/account/", "/account/profile", "/account/security/activity", "/about/health-data"),
    "/password/reset/used-before",
)
DRAFT_PAGES = ("/venue/", "/venue/basics", "/venue/location", "/venue/rules", "/venue/delete")
ADMIN_PAGES = {
    "people and orders": (
        "/admin/people",
        "/admin/privacy",
        "/admin/security-log",
        "/admin/people?q=nobody+at+all",
        "/admin/orders",
        "/admin/orders?state=stuck",
    ),
    "categories and tags": (
        *("/admin/categories", "/admin/categories/add", "/admin/categories/massage"),
        *("/admin/categories/massage/merge", "/admin/tags", "/admin/tags/add"),
    ),
    "content": ("/admin/content", "/admin/content/help", "/admin/announcement"),
    "venues": (
        *("/admin/", "/admin/venues", "/admin/venues/hazel-bodywork", "/admin/featured?q=portland"),
        *("/admin/audit-log", "/admin/deals", "/admin/deals/new"),
    ),
    "money": (
        "/admin/finance",
        "/admin/invoices",
        "/admin/cash-outs",
        "/admin/unclaimed",
        "/admin/tax",
        "/admin/tax/import",
    ),
}
STATUS = {"/nothing-here": 404, "/venue/payouts/nothing-here": 404, "/logout": 405, "/password/reset/used-before": 404}
check_with_looks = partial(check_page, with_looks=True)
DAYS = 7  # at least one of the demo's first days is always open
TRIES = 10  # allowed login attempts per minute


@pytest.mark.parametrize("area", PUBLIC_PAGES)
def test_public_pages_are_accessible_and_fit_phone_and_desktop(opened: Open, area: str) -> None:
    check_all(opened().page, PUBLIC_PAGES[area])


@pytest.mark.parametrize("area", OWNER_PAGES)
def test_owner_pages_are_accessible_and_fit_phone_and_desktop(opened: Open, area: str) -> None:
    owner = opened()
    owner.log_in(OWNER)
    check_all(owner.page, OWNER_PAGES[area])


def test_pages_of_an_account_are_accessible_and_fit_phone_and_desktop(opened: Open) -> None:
    guest = opened()
    guest.create_account()
    check_all(guest.page, ACCOUNT_PAGES)


def test_pages_of_a_guest_and_a_booking_are_accessible_and_fit_phone_and_desktop(opened: Open) -> None:
    owner = opened()
    owner.log_in(OWNER)
    owner.page.goto("/venue/guests/")
    owner.page.locator(".guest-row a").first.click()
    expect(owner.page).not_to_have_url(re.compile("/venue/guests/$"))
    check_with_looks(owner.page)
    owner.page.goto("/calendar/bookings?state=all")
    owner.page.get_by_role("rowheader").get_by_role("link").first.click()
    expect(owner.page.get_by_role("complementary")).to_contain_text("Booking number")
    check_with_looks(owner.page)


def test_pages_of_a_draft_are_accessible_and_fit_phone_and_desktop(opened: Open) -> None:
    owner = Owner(opened())
    owner.starts_with_draft()
    check_all(owner.guest.page, DRAFT_PAGES)
    owner.guest.button("Delete venue").click()
    expect(owner.guest.heading("List your business")).to_be_visible()
    check_with_looks(owner.guest.page)


def test_preview_of_a_draft_is_accessible_and_fits_phone_and_desktop(opened: Open) -> None:
    owner = Owner(opened())
    owner.starts_in_review()
    owner.back()
    owner.guest.link("View as guest").click()
    expect(owner.guest.page.get_by_role("main")).to_contain_text("Only you can see this page.")
    check_with_looks(owner.guest.page)


@pytest.mark.parametrize("area", ADMIN_PAGES)
def test_admin_pages_are_accessible_and_fit_phone_and_desktop(opened: Open, area: str) -> None:
    admin = opened()
    admin.log_in(ADMIN)
    check_all(admin.page, ADMIN_PAGES[area])


def test_pages_of_a_person_an_order_and_a_review_are_accessible(opened: Open) -> None:
    admin = opened()
    admin.log_in(ADMIN)
    follow(admin.page, "/admin/people?q=provider@example.com", "Maren")
    check_with_looks(admin.page)
    person = admin.page.url
    for way in ("Change role", "Suspend account…"):
        admin.page.goto(person)
        admin.link(way).click()
        expect(admin.page).not_to_have_url(person)
        check_with_looks(admin.page)
    follow(admin.page, "/admin/orders", "CW-")
    check_with_looks(admin.page)
    follow(admin.page, "/admin/approvals", "Slow Wednesdays")
    check_with_looks(admin.page)


def check_all(page: Page, paths: Iterable[str]) -> None:
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == STATUS.get(path, 200), path
        check_with_looks(page)


def follow(page: Page, path: str, name: str) -> None:
    """Follow the first link of a list whose text starts with `name`."""
    page.goto(path)
    page.get_by_role("main").get_by_role("link", name=re.compile(f"^{name}")).first.click()
    expect(page).not_to_have_url(re.compile(re.escape(path) + "$"))


def test_cart_pages_are_accessible_with_and_without_errors(opened: Open) -> None:
    guest, other = opened(), opened()
    massage = guest.massage(day=5, time=1, person="maren")
    guest.haircut(day=6, time=3)
    guest.open_cart()
    check_with_looks(guest.page)
    other.massage(day=5, time=1, person="maren")
    other.hold()
    guest.page.reload()
    expect(guest.page.get_by_role("alert").first).to_contain_text("just booked by another guest")
    check_with_looks(guest.page)
    guest.cart_item(massage).get_by_role("button", name=re.compile("[AP]M")).first.click()
    expect(guest.button("Check out")).to_be_enabled()
    check_with_looks(guest.page)


def test_the_account_form_with_errors_is_accessible_and_fits_phone_and_desktop(opened: Open) -> None:
    guest = opened()
    guest.page.goto("/register")
    guest.button("Create account").click()
    expect(guest.page.get_by_role("alert")).to_contain_text("Fix 3 things to continue")
    check_with_looks(guest.page)


def test_pages_from_checkout_to_cancellation_are_accessible(opened: Open) -> None:
    guest = opened()
    guest.massage(day=7)
    guest.haircut(day=8)
    guest.to_details()
    check_with_looks(guest.page)
    guest.button(re.compile("Continue to payment")).click()
    expect(guest.page.get_by_role("alert")).to_contain_text("Fix 2 things to continue")
    check_with_looks(guest.page)
    guest.page.goto(f"/orders/{guest.book()}")
    expect(guest.page.get_by_text("Paid and booked")).to_be_visible()
    check_with_looks(guest.page)
    checks_the_bookings(guest)
    checks_what_is_canceled(guest)


def checks_the_bookings(guest: Guest) -> None:
    guest.link("See all bookings").click()
    expect(guest.heading("Your bookings")).to_be_visible()
    check_with_looks(guest.page)
    guest.page.get_by_role("article").first.get_by_role("link", name="Cancel booking").click()
    expect(guest.page.get_by_role("dialog")).to_be_visible()
    check_with_looks(guest.page)
    guest.page.keyboard.press("Escape")
    expect(guest.page.get_by_role("dialog")).to_have_count(0)
    guest.page.get_by_role("article").first.get_by_role("heading").get_by_role("link").click()
    expect(guest.heading("Payment and policy")).to_be_visible()
    check_with_looks(guest.page)


def checks_what_is_canceled(guest: Guest) -> None:
    """Check canceling from a booking's page, by the page for browsers without scripts, and the lists afterwards."""
    visit = guest.page.url
    guest.page.goto(f"{visit}/cancel")
    check_with_looks(guest.page)
    guest.button(re.compile("^Cancel and refund")).click()
    expect(guest.page).to_have_url(visit)
    check_with_looks(guest.page)
    for which in ("canceled", "past"):
        guest.page.goto(f"/bookings/?show={which}")
        check_with_looks(guest.page)


def test_owner_pages_from_login_to_cancellation_are_accessible(opened: Open) -> None:
    provider = opened()
    provider.page.goto("/login")
    provider.log_in_by_form(OWNER, "not the password")
    expect(provider.page.get_by_role("alert")).to_be_visible()
    check_with_looks(provider.page)
    provider.log_in(OWNER)
    provider.page.goto("/calendar/")
    to_a_day_with_bookings(provider.page)
    check_with_looks(provider.page)
    provider.page.locator("a[href*='booking=']").last.click()
    expect(provider.page.get_by_role("complementary")).to_contain_text("Booking number")
    check_with_looks(provider.page)
    checks_canceling(provider)


def to_a_day_with_bookings(page: Page) -> None:
    """Go to the first day after today with bookings, because a booking that has started cannot be canceled."""
    for _ in range(DAYS):
        before = page.url
        page.get_by_role("link", name="Next day").click()
        expect(page).not_to_have_url(before)
        if page.locator("a[href*='booking=']").count():
            return
    raise AssertionError(f"nothing is booked until {page.url}")


def checks_canceling(provider: Guest) -> None:
    """Check the cancel dialog, its error without a reason, and the page that replaces it without scripts."""
    cancel = provider.link("Cancel booking")
    address = cancel.get_attribute("href")
    cancel.click()
    sheet = provider.page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    check_with_looks(provider.page)
    sheet.get_by_role("button", name=re.compile("^Cancel and refund")).click()
    expect(sheet.locator(".error")).to_be_visible()
    check_with_looks(provider.page)
    assert address is not None
    provider.page.goto(address)
    check_with_looks(provider.page)


def test_pages_for_refused_requests_are_accessible(opened: Open) -> None:
    """Check the pages for denied access and invalid forms. Not found and not allowed are among the public pages."""
    guest = opened()
    guest.create_account()
    answer = guest.page.goto("/calendar/")
    assert answer is not None
    assert answer.status == 403
    expect(guest.page.get_by_role("main")).to_contain_text("This page is for venue owners.")
    check_with_looks(guest.page)
    sends_a_form_without_its_token(guest.page)
    check_with_looks(guest.page)


def sends_a_form_without_its_token(page: Page) -> None:
    page.goto("/")
    with page.expect_navigation() as arrived:
        page.evaluate(
            """() => {
              const form = document.createElement("form");
              Object.assign(form, { method: "post", action: "/cart/code" });
              document.body.append(form);
              form.submit();
            }"""
        )
    assert arrived.value.status == 400
    expect(page.get_by_role("button", name="Send form again")).to_be_visible()


def test_too_many_login_attempts_show_an_error_page(opened: Open) -> None:
    guest = opened()
    guest.page.goto("/login")
    guest.page.get_by_label("Email").fill(guest.email)
    guest.page.get_by_label("Password", exact=True).fill("not the password")
    guest.page.evaluate(
        """async (times) => {
          const form = document.querySelector("form[action='/login']");
          for (let sent = 0; sent < times; sent++) {
            await fetch(form.action, { method: "POST", body: new FormData(form) });
          }
        }""",
        TRIES,
    )
    guest.button("Log in").click()
    expect(guest.heading("Too many tries")).to_be_visible()
    check_with_looks(guest.page)
