"""Somebody at a browser: what a person does on the way to a booking, in the words that she reads."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from e2e.running import Running

PORTLAND = ZoneInfo("America/Los_Angeles")
MOST_TIMES = 200  # of a day
PASSWORD = "several quiet words"
PAYS, DECLINED, ASKS = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0027 6000 3184"

_names, _emails = count(1), count(1)


@dataclass(frozen=True)
class BookedService:
    """A start, by the clock of its venue, as pages write it."""

    venue: str
    service: str
    at: datetime

    @property
    def day(self) -> str:
        """Sun, Nov 22"""
        return f"{self.at:%a}, {self.at:%b} {self.at.day}"

    @property
    def clock(self) -> str:
        """12:45 PM"""
        return f"{self.at:%I:%M %p}".lstrip("0")

    @property
    def hour(self) -> str:
        """12:45, as a range begins."""
        return self.clock.split()[0]


@dataclass
class Guest:
    page: Page
    running: Running
    scripts: bool = True
    # Nobody else's, and none is the beginning of another: a venue finds her by it among all who booked.
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

    # From home to a time

    def find(self, what: str) -> None:
        """From the start to the list."""
        self.page.goto("/")
        search = self.page.get_by_role("search")
        search.get_by_label("What").fill(what)
        search.get_by_label("Where").fill("Portland")
        search.get_by_label("Where").press("Tab")  # what is proposed lies over the button
        search.get_by_role("button", name="Find times").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile("near Portland, OR"))

    def open_service(self, venue: str, service: str) -> None:
        """From the list to the times of a service."""
        self.heading(venue).get_by_role("link").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(venue)
        self.link(f"Choose time for {service}", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(service)

    def days(self, *, times: int = 1) -> Locator:
        """Those of the strip with at least so many times. Not today: what is left of it depends on the hour, and is
        less a minute later."""
        days = self.page.get_by_role("navigation", name="Days").get_by_role("link")
        # A full day is a link too: to who waits for it.
        enough = "|".join(str(number) for number in range(times, MOST_TIMES))
        return days.filter(has_text=re.compile(rf"(?<!\d)({enough}) times?")).filter(has_not_text="Today")

    def choose_person(self, first_name: str) -> None:
        self.follow(self.link(first_name, exact=True))

    def choose_day(self, number: int, *, times: int = 1) -> None:
        """The `number`-th that has at least so many times, counted from 0 and from the strip that is shown on. How many
        a strip has depends on the weekday on which it begins, and on what is booked: it may be on a later one."""
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
        """A link of the picker; done when the page shows what it chose."""
        choice.click()
        expect(choice).to_have_attribute("aria-current", re.compile("."))

    def choose_time(self, number: int, *, venue: str, service: str) -> BookedService:
        """The `number`-th time of the day that is shown, counted from 0."""
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
        """The short way, for what is not about finding: straight to the times at `slug`."""
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
        """On the log-in page, as somebody new."""
        self.link("Create account").first.click()
        self.page.get_by_label("Full name").fill(self.name)
        self.page.get_by_label("Email").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.button("Create account").click()

    def check_out(self) -> None:
        self.button("Check out").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Details and payment")

    def check_out_as_new(self) -> None:
        """Through registering, back in the cart, and on."""
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
        """Paid and back. The order's code."""
        self.pay_with(PAYS)
        return self.confirmed()

    def confirmed(self) -> str:
        expect(self.page.get_by_text("Paid and booked")).to_be_visible()
        found = re.search(r"/orders/(CW-\w{4}-\w{4})", self.page.url)
        assert found is not None, self.page.url
        return found[1]

    def book(self) -> str:
        """From a cart that is filled, as somebody new, to a paid order."""
        self.check_out_as_new()
        self.fill_details()
        self.to_payment()
        return self.pay()

    def log_in(self, email: str, password: str) -> None:
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.button("Log in").click()
