"""What an owner sees: the calendar, bookings and guests, and the pages on which they maintain their venue."""

import re
from datetime import date

from playwright.sync_api import expect

from app.demo.accounts import ACCOUNTS
from e2e.guest import Guest
from e2e.owner import Owner
from tools.screens.camera import Camera, open_page
from tools.screens.guest_pages import on_day

OWNER = ACCOUNTS[1]
CALENDAR = {
    "07b-calendar-week": "/calendar/week?day={day}",
    "07q-rooms-day": "/calendar/rooms?day={day}",
    "07c-block-time": "/calendar/blocks/new?day={day}&start=12:00",
}
FRONT_DESK = {
    "07d-bookings": "/calendar/bookings?state=all",
    "07f-add-booking": "/calendar/new-booking",
    "07g-daily-schedule": "/calendar/daily-schedule?day={day}",
    "07p-waitlist": "/calendar/waitlist",
    "07h-guests": "/venue/guests/?sort=visits",
}
VENUE = {
    "12-reports": "/venue/reports/",
    "08b-hours": "/venue/hours/",
    "08e-photos": "/venue/photos",
    "08f-team": "/venue/team/",
    "08g-team-member": "/venue/team/maren",
    "08h-services": "/venue/services/",
    "13-service-form": "/venue/services/unwinding-massage/edit",
    "08q-rooms": "/venue/rooms/",
    "08r-import": "/venue/imports/",
    "08t-intake-forms": "/venue/forms/",
    "08j-faqs": "/venue/faqs/",
    "08o-booking-links": "/venue/booking-links/",
    "08p-booking-page": "/embed/hazel-bodywork",
    "08k-rules": "/venue/rules",
    "08l-deals": "/venue/deals/",
    "08m-deal": "/venue/deals/new?days=1&days=2&days=3&begins=780&ends=960&percent=20",
}
DRAFT = {"08c-basics": "/venue/basics", "08d-location": "/venue/location"}


def work(camera: Camera, owner: Guest, day: date) -> None:
    """Photograph the same day in the owner's calendar, with the guest's booking beside it."""
    page = owner.page
    open_page(page, "/login")
    owner.log_in_by_form(OWNER.email, OWNER.password)
    expect(page).not_to_have_url(re.compile("/login"))
    open_page(page, f"/calendar/?day={day}")
    owner.link(re.compile("Wren Abernathy")).first.click()
    expect(page.locator("#booking")).to_be_visible()
    camera.take(page, "07-calendar-day")
    open_page(page, owner.link(re.compile("^Change room")).first.get_attribute("href") or "")
    camera.take(page, "07r-change-room")
    camera.visit(page, on_day(CALENDAR, day))


def greet(camera: Camera, owner: Guest, day: date) -> None:
    """Photograph the front desk: all bookings, the form that adds one, the schedule, the waitlist, a frequent guest."""
    page = owner.page
    camera.visit(page, on_day(FRONT_DESK, day))
    page.locator(".guest-row a.title-link").first.click()
    expect(page.locator("#known [name=notes]")).to_be_visible()
    camera.take(page, "07e-guest")
    open_page(page, f"/calendar/new-booking?day={day}&start=16:00")
    page.get_by_label("Guest", exact=True).fill("Ottoline Pryce")
    page.get_by_label("Repeat").select_option("Every 2 weeks")
    expect(page.get_by_role("button", name=re.compile("^Add [0-9]+ bookings"))).to_be_visible()
    camera.take(page, "07t-repeating-booking", reload=False)


def maintain(camera: Camera, owner: Guest) -> None:
    """Photograph the pages on which the owner of a live venue maintains it."""
    camera.visit(owner.page, VENUE)


def sync_calendar(camera: Camera, owner: Guest) -> None:
    """Photograph calendar sync: a private calendar that blocks time, from the demo data, and a new private link."""
    page = owner.page
    open_page(page, "/venue/calendar-sync")
    page.locator("#address form button").first.click()
    expect(page.locator("#address-url")).to_be_visible()
    camera.take(page, "08n-calendar-sync")


def set_up(camera: Camera, owner: Owner) -> None:
    """Photograph a listing with a few steps left to do."""
    owner.lists_business()
    owner.describes()
    owner.adds_address()
    owner.back()
    camera.take(owner.guest.page, "08-setup")
    camera.visit(owner.guest.page, DRAFT)
