"""A guest in a browser: the steps to a booking, in terms of the text that guests read."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from e2e.running import Running

PORTLAND = ZoneInfo("America/Los_Angeles")
MOST_TIMES = 200  # in a day
PASSWORD = "several quiet words"
PAYS, DECLINED, ASKS = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0027 6000 3184"

_names, _emails = count(1), count(1)


@dataclass(frozen=True)
class BookedService:
    """A booked service, with its start in the venue's time zone and as pages format it."""

    venue: str
    service: str
    at: datetime

    @property
    def day(self) -> str:
        """Return the date, such as Sun, Nov 22."""
        return f"{self.at:%a}, {self.at:%b} {self.at.day}"

    @property
    def clock(self) -> str:
        """Return the time, such as 12:45 PM."""
        return f"{self.at:%I:%M %p}".lstrip("0")

    @property
    def hour(self) -> str:
        """Return the time without AM or PM, such as 12:45, as a range starts."""
        return self.clock.split()[0]


@dataclass
class Guest:
    page: Page
    running: Running
    scripts: bool = True
    # Unique, and no name is a prefix of another, because owners find the guest by name among all bookings.
    name: str = field(default_factory=lambda: f"Robin Vale {next(_names):03}")
    email: str = field(default_factory=lambda: f"robin{next(_emails)}@example.com")

    def another_tab(self) -> "Guest":
        return replace(self, page=self.page.context.new_page())

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name)

    def link(self, name: str | re.Pattern[str], *, exact: bool = False) -> Locator:
        return self.page.get_by_role("link", name=name, exact=exact)

    def heading(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("heading", name=name)

    # From the home page to a time

    def find(self, what: str) -> None:
        """Go from the home page to the list of venues."""
        self.page.goto("/")
        search = self.page.get_by_role("search")
        search.get_by_label("What").fill(what)
        search.get_by_label("Where").fill("Portland")
        search.get_by_label("Where").press("Tab")  # the suggestions cover the button
        search.get_by_role("button", name="Find times").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile("near Portland, OR"))

    def open_service(self, venue: str, service: str) -> None:
        """Go from the list of venues to the times of a service."""
        self.heading(venue).get_by_role("link").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(venue)
        self.link(f"Choose time for {service}", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(service)

    def days(self, *, times: int = 1) -> Locator:
        """Return the days of the strip with at least `times` available times, except today.

        How many times are left today depends on the hour and may drop a minute later.
        """
        days = self.page.get_by_role("navigation", name="Days").get_by_role("link")
        # A full day is a link too: it leads to the waitlist.
        enough = "|".join(str(number) for number in range(times, MOST_TIMES))
        return days.filter(has_text=re.compile(rf"(?<!\d)({enough}) times?")).filter(has_not_text="Today")

    def choose_person(self, first_name: str) -> None:
        self.follow(self.link(first_name, exact=True))

    def choose_day(self, number: int, *, times: int = 1) -> None:
        """Choose the `number`-th day, counted from 0, with at least `times` available times.

        Counting starts at the strip on screen. The day may be on a later strip, because how many such days a strip has
        depends on the weekday on which it starts and on what is booked.
        """
        while (here := self.days(times=times).count()) <= number:
            number -= here
            self.see_later_days()
        self.follow(self.days(times=times).nth(number))

    def see_later_days(self) -> None:
        first = self.page.locator(".day-strip .day").first
        shown = first.text_content() or ""
        self.link("Later days").click()
        expect(first).not_to_have_text(shown)

    def follow(self, choice: Locator) -> None:
        """Click a link of the picker and wait until the page shows it as chosen."""
        choice.click()
        expect(choice).to_have_attribute("aria-current", re.compile("."))

    def choose_time(self, number: int, *, venue: str, service: str) -> BookedService:
        """Choose the `number`-th time of the day shown, counted from 0."""
        time = self.page.get_by_role("radio").nth(number)
        at = datetime.fromisoformat(time.get_attribute("value") or "").astimezone(PORTLAND)
        visit = BookedService(venue, service, at)
        time.check()
        if self.scripts:
            expect(self.page).to_have_url(re.compile("start="))
            expect(self.page.locator("#choice, #choice-bar").filter(visible=True).first).to_contain_text(visit.day)
        return visit

    def add_to_cart(self) -> None:
        self.button("Add to cart").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Cart")

    def put_in_cart(
        self, venue: str, service: str, *, slug: str, day: int = 0, time: int = 0, person: str | None = None
    ) -> BookedService:
        """Add a booking to the cart by the short way, without a search: straight to the times at `slug`."""
        self.page.goto(f"/venues/{slug}")
        if person:
            self.choose_person(person)
        self.choose_day(day, times=time + 1)
        visit = self.choose_time(time, venue=venue, service=service)
        self.add_to_cart()
        return visit

    def massage(self, *, day: int, time: int = 0, person: str | None = None) -> BookedService:
        slug = "hazel-bodywork/unwinding-massage"
        return self.put_in_cart("Hazel Bodywork", "Unwinding massage", slug=slug, day=day, time=time, person=person)

    def haircut(self, *, day: int, time: int = 0) -> BookedService:
        return self.put_in_cart("The Good Comb", "Short cut", slug="the-good-comb/short-cut", day=day, time=time)

    # From the cart to the payment page

    def cart_item(self, visit: BookedService) -> Locator:
        return self.page.get_by_role("article").filter(has_text=visit.service)

    def register(self) -> None:
        """Create an account, starting at the log-in page."""
        self.link("Create account").first.click()
        self.page.get_by_label("Full name").fill(self.name)
        self.page.get_by_label("Email").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.button("Create account").click()

    def check_out(self) -> None:
        self.button("Check out").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Details and payment")

    def check_out_as_new(self) -> None:
        """Check out as a new guest: create an account, return to the cart and continue."""
        self.button("Check out").click()
        self.register()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Cart")
        self.check_out()

    def fill_details(self) -> None:
        self.page.get_by_label("Cell phone").fill("(503) 555-0199")
        self.page.get_by_label(re.compile("I agree")).check()

    def to_payment(self) -> None:
        self.button(re.compile("Continue to payment")).click()
        expect(self.heading(re.compile("Pay CozyWish"))).to_be_visible()

    # On the payment page

    def pay_with(self, card: str) -> None:
        self.page.get_by_label("Card number").fill(card)
        self.button(re.compile(r"^Pay \$")).click()

    def pay(self) -> str:
        """Pay, wait for the confirmation and return the order number."""
        self.pay_with(PAYS)
        return self.confirmed()

    def confirmed(self) -> str:
        expect(self.page.get_by_text("Paid and booked")).to_be_visible()
        found = re.search(r"/orders/(CW-\w{4}-\w{4})", self.page.url)
        assert found is not None, self.page.url
        return found[1]

    def book(self) -> str:
        """Check out a full cart as a new guest, pay, and return the order number."""
        self.check_out_as_new()
        self.fill_details()
        self.to_payment()
        return self.pay()

    def log_in(self, email: str, password: str) -> None:
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.button("Log in").click()
