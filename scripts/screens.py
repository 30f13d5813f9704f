"""`make screens`: screenshots of the key pages in screens/, at 390 and 1280 pixels wide, light and dark.

The whole application runs on its own demo data; a guest, an owner and an admin use it as people do.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from app.demo.accounts import ACCOUNTS, PASSWORD
from e2e.guest import PAYS, BookedService, Guest
from e2e.owner import Owner
from e2e.running import Running
from scripts import postgres
from scripts.stack import fill, stack
from scripts.tools import Problem, chromium

SCREENS = Path("screens")
HEIGHTS = {390: 844, 1280: 900}
THEMES = ("light", "dark")
CUSTOMER, PROVIDER, ADMIN = (account.email for account in ACCOUNTS)
MASSAGE, SCALP = "hazel-bodywork/unwinding-massage", "hazel-bodywork/scalp-and-neck"
HAIRCUT, SAUNA = "the-good-comb/short-cut", "alder-and-salt/sauna-circuit"
# Images load lazily, when they come near the viewport.
SCROLL = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 500) {
    scrollTo(0, y);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  scrollTo(0, 0);
}"""


class Camera:
    """A camera for screenshots of pages in every width and theme, and of small states combined into one image."""

    def __init__(self) -> None:
        self.states: dict[str, list[Image.Image]] = {}

    def take(self, page: Page, name: str) -> None:
        for shape in self.shapes(page, again=True):
            page.screenshot(path=SCREENS / f"{name}-{shape}.png", full_page=True)
        print(f"{name}: {page.title()}", flush=True)

    def note(self, part: Locator) -> None:
        """Add a state to the combined image."""
        for shape in self.shapes(part.page):
            self.states.setdefault(shape, []).append(Image.open(BytesIO(part.screenshot())))

    def shapes(self, page: Page, *, again: bool = False) -> Iterator[str]:
        """Set each width and theme in turn and yield its name. `again` reloads at each width for the scripts."""
        for width, height in HEIGHTS.items():
            page.set_viewport_size({"width": width, "height": height})
            if again:
                page.reload()
            page.evaluate(SCROLL)
            page.wait_for_load_state("networkidle")
            # As tall as the page, so that elements fixed to the bottom of the window cover nothing.
            page.set_viewport_size({"width": width, "height": max(height, page.evaluate("document.body.scrollHeight"))})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                yield f"{width}-{theme}"

    def develop(self, name: str) -> None:
        """Save the combined image, with the states stacked vertically."""
        for shape, images in self.states.items():
            whole = Image.new("RGB", (images[0].width, sum(image.height for image in images)))
            top = 0
            for image in images:
                whole.paste(image, (0, top))
                top += image.height
            whole.save(SCREENS / f"{name}-{shape}.png")


def go_through(browser: Browser, running: Running) -> None:
    camera = Camera()
    guest = opened(browser, running)
    day = look_around(camera, guest)
    fill_the_cart(camera, guest, opened(browser, running), day)
    pay(camera, guest)
    provider = opened(browser, running)
    at_work(camera, provider, day)
    in_line(camera, guest, provider, day)
    at_the_desk(camera, provider)
    in_order(camera, provider)
    other_calendar(camera, provider)
    set_up(camera, Owner(opened(browser, running), venue="Willow Room"))
    in_the_office(camera, opened(browser, running))
    note_states(camera, opened(browser, running))


def opened(browser: Browser, running: Running) -> Guest:
    context = browser.new_context(
        base_url=running.url, timezone_id="America/Los_Angeles", reduced_motion="reduce", viewport=None
    )
    context.set_default_timeout(60_000)
    return Guest(context.new_page(), running)


def look_around(camera: Camera, guest: Guest) -> date:
    """Go from home to the times of a service. Returns the day shown: the one with off-peak prices and most times."""
    page = guest.page
    page.goto(f"/venues/{MASSAGE}")
    guest.choose_person("June")
    day = fullest_quiet_day(guest)
    for name, path in (
        ("01-home", "/"),
        ("02-search", f"/search?near=Portland, OR&part=afternoon&day={day}"),
        ("02b-search-map", f"/search?near=Portland, OR&part=afternoon&day={day}&view=map"),
        ("02b-search-map", f"/search?near=Portland, OR&part=afternoon&day={day}&view=map"),
        ("03-venue", "/venues/hazel-bodywork"),
    ):
        page.goto(path)
        camera.take(page, name)
    choose(guest, MASSAGE, day, person="June", quiet=True)
    camera.take(page, "04-times")
    return day


def fullest_quiet_day(guest: Guest) -> date:
    days = guest.days().filter(has_text="off-peak from")
    free = {day.get_attribute("id") or "": times_of(day) for day in days.all()}
    return date.fromisoformat(max(free, key=lambda name: free[name]).removeprefix("day-"))


def times_of(day: Locator) -> int:
    """Return the number of available times that the day's tile in the strip shows."""
    found = re.search(r"(\d+) times?", day.inner_text())
    return int(found[1]) if found else 0


def choose(
    guest: Guest, slug: str, day: date, *, person: str | None = "", quiet: bool = False, after: datetime | None = None
) -> BookedService:
    """Choose the first available time of a service on this day, with `quiet` the first off-peak one.

    With `after`, no earlier than that instant. An empty `person` means anyone; None means the first team member.
    Raises LookupError if nothing is available.
    """
    page = guest.page
    page.goto(f"/venues/{slug}?day={day}")
    if person is None:
        guest.follow(page.get_by_role("navigation", name="With").get_by_role("link").nth(1))
    elif person:
        guest.choose_person(person)
    for number, time in enumerate(page.get_by_role("radio").all()):
        at = datetime.fromisoformat(time.get_attribute("value") or "")
        if (after is None or at >= after) and (not quiet or "off-peak" in time.locator("..").inner_text()):
            return guest.choose_time(number, venue="", service=page.get_by_role("heading", level=1).inner_text())
    raise LookupError(f"nothing is free at {slug} on {day}")


def fill_the_cart(camera: Camera, guest: Guest, other: Guest, day: date) -> None:
    """Fill the cart with a day at two venues, and a booking whose time another guest books first."""
    page = guest.page
    page.goto("/login")
    guest.log_in_by_form(CUSTOMER, PASSWORD)
    first = choose(guest, MASSAGE, day, person="June", quiet=True)
    guest.add_to_cart()
    second = choose(guest, SCALP, day, person="Priya", after=first.at + timedelta(minutes=75))
    guest.add_to_cart()
    evening = second.at + timedelta(minutes=60)
    for someone in (guest, other):
        gone = choose(someone, HAIRCUT, day, person=None, after=evening)
        someone.add_to_cart()
    other.check_out_as_new()
    page.goto("/cart/")
    expect(page.get_by_text("No longer available", exact=True)).to_be_visible()
    camera.take(page, "05-cart")
    page.get_by_role("article").filter(has_text=gone.service).get_by_role("button", name="Remove").click()
    expect(page.get_by_role("article")).to_have_count(2)
    choose(guest, SAUNA, day, after=evening)
    guest.add_to_cart()


def pay(camera: Camera, guest: Guest) -> None:
    page = guest.page
    guest.check_out()
    camera.take(page, "05b-checkout")
    guest.fill_details()
    page.get_by_label("Anything Hazel Bodywork should know?").fill("Left shoulder, surgery in 2024. No almond oil.")
    guest.continue_to_payment()
    guest.pay_with(PAYS)
    guest.confirmed()
    camera.take(page, "06-confirmed")
    page.goto("/bookings/")
    camera.take(page, "06b-bookings")
    page.get_by_role("link", name="Reschedule").first.click()
    camera.take(page, "06c-move")
    page.locator("a.time").first.click()
    camera.take(page, "06d-move-terms")


def at_work(camera: Camera, provider: Guest, day: date) -> None:
    """Photograph the same day in the owner's calendar, with the guest's booking beside it."""
    page = provider.page
    page.goto("/login")
    provider.log_in_by_form(PROVIDER, PASSWORD)
    page.goto(f"/calendar/?day={day}")
    page.get_by_role("link", name=re.compile("Wren Abernathy")).first.click()
    expect(page.get_by_text("From the guest:")).to_be_visible()
    camera.take(page, "07-calendar-day")
    for name, path in (
        ("07b-calendar-week", f"week?day={day}"),
        ("07c-block-time", f"blocks/new?day={day}&start=12:00"),
    ):
        page.goto(f"/calendar/{path}")
        camera.take(page, name)


def in_line(camera: Camera, guest: Guest, provider: Guest, day: date) -> None:
    """Photograph joining the waitlist, booking two services together, and the venue's waitlist."""
    page = guest.page
    page.goto(f"/venues/{MASSAGE}/waitlist?day={day}&when=afternoon")
    camera.take(page, "04c-wait")
    page.goto(f"/combo/hazel-bodywork?first=unwinding-massage&second=scalp-and-neck&day={day}")
    camera.take(page, "04d-together")
    provider.page.goto("/calendar/waitlist")
    camera.take(provider.page, "07p-waitlist")


def at_the_desk(camera: Camera, provider: Guest) -> None:
    """Photograph all bookings, the form that adds one, the daily schedule, and a frequent guest."""
    page = provider.page
    for name, path in (
        ("07d-bookings", "calendar/bookings?state=all"),
        ("07f-add-booking", "calendar/new-booking"),
        ("07g-daily-schedule", "calendar/daily-schedule"),
        ("07h-guests", "venue/guests/?sort=visits"),
    ):
        page.goto(f"/{path}")
        camera.take(page, name)
    page.locator(".guest-row a").first.click()
    expect(page.get_by_label("What you want to remember")).to_be_visible()
    camera.take(page, "07e-guest")


def set_up(camera: Camera, provider: Owner) -> None:
    """Photograph a listing with a few steps left to do."""
    provider.lists_business()
    provider.describes()
    provider.adds_address()
    camera.take(provider.guest.page, "08-setup")
    for name, path in (("08c-basics", "basics"), ("08d-location", "location")):
        provider.guest.page.goto(f"/venue/{path}")
        camera.take(provider.guest.page, name)


def in_order(camera: Camera, provider: Guest) -> None:
    """Photograph the pages on which the owner of a live venue maintains it."""
    page = provider.page
    for name, path in (
        ("07d-reports", "reports/"),
        ("08b-hours", "hours/"),
        ("08e-photos", "photos"),
        ("08f-team", "team/"),
        ("08g-member", "team/maren"),
        ("08h-services", "services/"),
        ("08i-service", "services/unwinding-massage/edit"),
        ("08j-faqs", "faqs/"),
        ("08k-rules", "rules"),
        ("08l-deals", "deals/"),
        ("08m-deal", "deals/new?days=1&days=2&days=3&begins=780&ends=960&percent=20"),
    ):
        page.goto(f"/venue/{path}")
        camera.take(page, name)


def other_calendar(camera: Camera, provider: Guest) -> None:
    """Photograph calendar sync: a private calendar that blocks time, from the demo data, and a new private link."""
    page = provider.page
    page.goto("/venue/calendar-sync")
    expect(page.get_by_text("in the next six months.").first).to_be_visible()
    page.get_by_role("button", name="Create link for The whole venue").click()
    expect(page.get_by_label("Private link for The whole venue", exact=True)).to_be_visible()
    camera.take(page, "08l-calendar-sync")


def in_the_office(camera: Camera, admin: Guest) -> None:
    """Photograph an admin's pages: approvals, a venue, featured venues, the audit log, a person and an order."""
    page = admin.page
    page.goto("/login")
    admin.log_in_by_form(ADMIN, PASSWORD)
    page.goto("/admin/venues/the-good-comb/suspend")
    page.get_by_label("Reason").fill("The license on file has run out. Send us the new one, and we reinstate you.")
    admin.button("Suspend The Good Comb").click()
    admin.button("Reinstate venue").click()
    for name in ("Hazel Bodywork", "Cedar Hammam", "Alder & Salt"):
        page.goto(f"/admin/featured?q={name.replace('&', '%26')}")
        admin.button(f"Feature {name}").click()
        expect(page.get_by_role("listitem").filter(has_text=name).first).to_be_visible()
    for name, path in (
        ("09-approval", "approvals/agave-hands"),
        ("09b-resubmitted", "approvals/little-lacquer"),
        ("09c-today", ""),
        ("09d-venue", "venues/hazel-bodywork"),
        ("09e-featured", "featured"),
        ("09f-audit-log", "audit-log"),
        ("09g-people", "people"),
        ("09j-categories", "categories"),
        ("09k-content", "content/cancellation"),
        ("09l-deals", "deals"),
    ):
        page.goto(f"/admin/{path}")
        camera.take(page, name)
    for name, path, link in (
        ("09h-person", f"people?q={PROVIDER}", "Maren Oyelaran"),
        ("09i-order", "orders?state=confirmed", "CW-"),
    ):
        page.goto(f"/admin/{path}")
        main = page.get_by_role("main")
        main.get_by_role("link", name=re.compile(f"^{link}")).first.click()
        expect(page).not_to_have_url(re.compile(re.escape(path)))
        camera.take(page, name)


def note_states(camera: Camera, guest: Guest) -> None:
    page = guest.page
    main = page.get_by_role("main")
    page.goto("/register")
    page.get_by_label("Full name").fill("Wren Abernathy")
    page.get_by_label("Email").fill("wren@example")
    page.get_by_label("Password", exact=True).fill("too short")
    guest.button("Create account").click()
    expect(page.get_by_role("alert")).to_be_visible()
    camera.note(main)
    for path in ("/search?q=float&near=Anchorage&deals=1&open=1", "/cart/", "/nothing-here", "/logout"):
        page.goto(path)
        camera.note(main)
    camera.develop("10-states")


@contextmanager
def running_on_demo(folder: Path) -> Iterator[Running]:
    server = postgres.start(folder / "postgres", settings=postgres.FAST_AND_FORGETFUL)
    try:
        fill(server.url, application_url=server.application_url, pictures=folder / "pictures", say=print)
        with stack(folder, server.application_url, pictures=folder / "pictures") as started:
            yield Running(started)
    finally:
        server.stop()


def main() -> int:
    try:
        program = chromium()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    shutil.rmtree(SCREENS, ignore_errors=True)
    SCREENS.mkdir()
    with tempfile.TemporaryDirectory(prefix="cozywish-screens-") as folder, running_on_demo(Path(folder)) as running:
        photograph(running, program)
    print(f"{len(list(SCREENS.iterdir()))} pictures in {SCREENS}/")
    return 0


def photograph(running: Running, program: Path) -> None:
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        go_through(browser, running)
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
