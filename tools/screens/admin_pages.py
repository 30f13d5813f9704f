"""What an admin sees: approvals, venues, featured venues, content, the audit log, people and orders."""

import re

from playwright.sync_api import expect

from app.demo.accounts import ACCOUNTS
from e2e.guest import Guest
from tools.screens.camera import Camera, open_page

OWNER, ADMIN = ACCOUNTS[1:]
SUSPENDED = "the-good-comb"
FEATURED = ("hazel-bodywork", "cedar-hammam", "alder-and-salt")
ADMIN_PAGES = {
    "09-approval": "/admin/approvals/agave-hands",
    "09b-resubmitted": "/admin/approvals/little-lacquer",
    "09c-today": "/admin/",
    "09d-venue": "/admin/venues/hazel-bodywork",
    "09e-featured": "/admin/featured",
    "09f-audit-log": "/admin/audit-log",
    "09g-people": "/admin/people",
    "09j-categories": "/admin/categories",
    "09k-content": "/admin/content/cancellation",
    "09l-deals": "/admin/deals",
}
# The first person and order of these lists.
LISTS = {"09h-person": f"/admin/people?q={OWNER.email}", "09i-order": "/admin/orders?state=confirmed"}


def administer(camera: Camera, admin: Guest) -> None:
    """Photograph an admin's pages, after a few actions that the audit log shows."""
    page = admin.page
    open_page(page, "/login")
    admin.log_in_by_form(ADMIN.email, ADMIN.password)
    admin.enter_code(ADMIN.seed)
    expect(page).not_to_have_url(re.compile("/login"))
    act(admin)
    camera.visit(page, ADMIN_PAGES)
    for name, path in LISTS.items():
        open_page(page, path)
        page.locator(".ledger-row a").first.click()
        expect(page).not_to_have_url(re.compile(re.escape(path)))
        camera.take(page, name)


def act(admin: Guest) -> None:
    """Suspend a venue, reinstate it, and feature three."""
    page = admin.page
    open_page(page, f"/admin/venues/{SUSPENDED}/suspend")
    page.locator("[name=reason]").fill("The license on file has expired. Send us the new one, and we’ll reinstate you.")
    page.locator("form[action$='/suspend'] button").click()
    page.locator("form[action$='/reinstate'] button").click()
    expect(page.locator("a[href$='/suspend']")).to_be_visible()
    for slug in FEATURED:
        open_page(page, f"/admin/featured?q={slug}")
        page.locator(f"form[action$='/featured/{slug}'] button").first.click()
        expect(page.locator(f"li[data-key={slug}]")).to_be_visible()
