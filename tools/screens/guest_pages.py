"""What a guest sees: from the home page to a booking and its new time, and the states in which something is missing."""

import re
from datetime import date, datetime, timedelta

from playwright.sync_api import Locator, expect

from app.demo.accounts import ACCOUNTS
from e2e.guest import PAYS, BookedService, Guest
from tools.screens.camera import Camera, open_page

CUSTOMER = ACCOUNTS[0]
MASSAGE, SCALP = "hazel-bodywork/unwinding-massage", "hazel-bodywork/scalp-and-neck"
HAIRCUT, SAUNA = "the-good-comb/short-cut", "alder-and-salt/sauna-circuit"
ANYONE, FIRST = "any", None
# {day} is the day of the times.
FIND = {
    "01-home": "/",
    "02-search": "/search?near=Portland, OR&part=afternoon&day={day}",
    "02b-search-map": "/search?near=Portland, OR&part=afternoon&day={day}&view=map",
    "02c-compare": "/compare?venues=hazel-bodywork,ash-street-massage,laurelhurst-hands&q=massage&near=Portland, OR",
    "03-venue": "/venues/hazel-bodywork",
}
WAIT = {
    "04c-waitlist": f"/venues/{MASSAGE}/waitlist?day={{day}}&when=afternoon",
    "04d-two-services": "/combo/hazel-bodywork?first=unwinding-massage&second=scalp-and-neck&day={day}",
    "04e-group": "/party/hazel-bodywork?guests-unwinding-massage=2&guests-scalp-and-neck=1&day={day}",
}
MISSING = ("/search?q=float&near=Anchorage&deals=1&open=1", "/cart/", "/nothing-here", "/logout")


def on_day(paths: dict[str, str], day: date) -> dict[str, str]:
    return {name: path.format(day=day) for name, path in paths.items()}


def find(camera: Camera, guest: Guest, day: date) -> None:
    """Go from home to the times of a service."""
    camera.visit(guest.page, on_day(FIND, day))
    choose(guest, MASSAGE, day, member="june", quiet=True)
    camera.take(guest.page, "04-times")


def choose(
    guest: Guest,
    slug: str,
    day: date,
    *,
    member: str | None = ANYONE,
    quiet: bool = False,
    after: datetime | None = None,
) -> BookedService:
    """Choose the first available time of a service on this day, with `quiet` the first off-peak one.

    With `after`, no earlier than that instant. `member` is the key of a team member; None means the first one. Raises
    LookupError if nothing is available.
    """
    page = guest.page
    open_page(page, f"/venues/{slug}?day={day}")
    if member != ANYONE:
        guest.follow(page.locator(f"a#with-{member}" if member else "a[id^=with-]:not(#with-any)").first)
    for number, time in enumerate(page.locator("#picker input[name=start]").all()):
        at = datetime.fromisoformat(time.get_attribute("value") or "")
        if (after is None or at >= after) and (not quiet or is_deal(time)):
            return guest.choose_time(number, venue="", service=page.get_by_role("heading", level=1).inner_text())
    raise LookupError(f"nothing is available at {slug} on {day}")


def is_deal(time: Locator) -> bool:
    """Return whether the radio of a time is shown with an off-peak price."""
    return "deal" in (time.locator("xpath=..").get_attribute("class") or "").split()


def fill_cart(camera: Camera, guest: Guest, other: Guest, day: date) -> None:
    """Fill the cart with a day at two venues, and a booking whose time another guest books first."""
    page = guest.page
    open_page(page, "/login")
    guest.log_in_by_form(CUSTOMER.email, CUSTOMER.password)
    expect(page).not_to_have_url(re.compile("/login"))
    first = choose(guest, MASSAGE, day, member="june", quiet=True)
    guest.add_to_cart()
    second = choose(guest, SCALP, day, member="priya", after=first.at + timedelta(minutes=75))
    guest.add_to_cart()
    evening = second.at + timedelta(minutes=60)
    for someone in (guest, other):
        choose(someone, HAIRCUT, day, member=FIRST, after=evening)
        someone.add_to_cart()
    other.button("Check out").click()
    other.register()
    expect(other.page.get_by_role("heading", level=1)).to_have_text("Cart")
    other.check_out()
    open_page(page, "/cart/")
    lost = page.locator(".cart-item.unavailable")
    expect(lost).to_have_count(1)
    camera.take(page, "05-cart")
    lost.locator("form[action$='/remove'] button").click()
    expect(lost).to_have_count(0)
    choose(guest, SAUNA, day, after=evening)
    guest.add_to_cart()


def pay(camera: Camera, guest: Guest) -> None:
    page = guest.page
    guest.check_out()
    camera.take(page, "05b-checkout")
    guest.fill_details()
    page.locator("#contact textarea").first.fill("Left shoulder, surgery in 2024. No almond oil.")
    guest.continue_to_payment()
    guest.pay_with(PAYS)
    guest.confirmed()
    camera.take(page, "06-confirmed")
    camera.visit(page, {"06b-bookings": "/bookings/"})
    page.locator("a[href*='/bookings/'][href$='/reschedule']").first.click()
    camera.take(page, "06c-reschedule")
    page.locator("a.time").first.click()
    camera.take(page, "06d-reschedule-confirm")


def wait(camera: Camera, guest: Guest, day: date) -> None:
    """Photograph joining the waitlist, and booking two services together."""
    camera.visit(guest.page, on_day(WAIT, day))


def note_states(camera: Camera, guest: Guest) -> None:
    """Photograph a form with errors, a search and a cart with nothing in them, and addresses that don't exist."""
    page = guest.page
    main = page.get_by_role("main")
    open_page(page, "/register")
    form = page.locator("form[action$='/register']")
    form.locator("[name=name]").fill("Wren Abernathy")
    form.locator("[name=email]").fill("wren@example")
    form.locator("[name=password]").fill("too short")
    form.locator("button.go").click()
    expect(page.get_by_role("alert")).to_be_visible()
    camera.note(main)
    for path in MISSING:
        page.goto(path)
        camera.note(main)
    camera.develop("10-states")
