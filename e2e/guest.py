"""A guest in a browser: the steps to a booking, in terms of the text that guests read."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import requests
from playwright.sync_api import Locator, Page, expect

from app.two_factor.seeds import code_at
from e2e import prepare
from e2e.prepare import PASSWORD
from e2e.running import Running

PORTLAND = ZoneInfo("America/Los_Angeles")
MOST_TIMES = 200  # in a day
PAYS, DECLINED, ASKS = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0027 6000 3184"

ANY = "any"

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
    """A person with a browser of their own.

    What a journey is about happens on the pages. What only comes before it has a shorter way here: `create_account`,
    `log_in`, `put_in_cart`, `to_details`, `to_payment` and `book` send no page to the browser but the last.
    """

    page: Page
    running: Running
    scripts: bool = True
    # Unique, and no name is a prefix of another, because owners find the guest by name among all bookings.
    name: str = field(default_factory=lambda: f"Robin Vale {next(_names):03}")
    email: str = field(default_factory=lambda: f"robin{next(_emails)}@example.com")
    csrf_token: str = ""

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

    # To a full cart, without pages

    def create_account(self) -> None:
        """Create an account and log in."""
        with self.running.acting():
            prepare.create_account(email=self.email, name=self.name)
        self.log_in(self.email)

    def log_in(self, email: str) -> None:
        self.csrf_token = self.running.log_in(self.page.context, email)

    def put_in_cart(self, slug: str, *, day: int = 0, time: int = 0, person: str = ANY) -> BookedService:
        """Add a booking to the cart: the `time`-th time of the `day`-th day with so many times, counted from 0.

        Creates an account first if nobody is logged in.
        """
        if not self.csrf_token:
            self.create_account()
        with self.running.acting():
            slot = prepare.fill_cart(self.email, slug, day=day, time=time, person=person)
        return BookedService(slot.venue, slot.service, slot.starts_at.astimezone(PORTLAND))

    def massage(self, *, day: int, time: int = 0, person: str = ANY) -> BookedService:
        return self.put_in_cart("hazel-bodywork/unwinding-massage", day=day, time=time, person=person)

    def haircut(self, *, day: int, time: int = 0) -> BookedService:
        return self.put_in_cart("the-good-comb/short-cut", day=day, time=time)

    # From the cart to the payment page

    def cart_item(self, visit: BookedService) -> Locator:
        return self.page.get_by_role("article").filter(has_text=visit.service)

    def register(self) -> None:
        """Create an account, starting at the login page."""
        self.link("Create account").first.click()
        self.fills_in_account()

    def fills_in_account(self) -> None:
        self.page.get_by_label("Full name").fill(self.name)
        self.page.get_by_label("Email").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.button("Create account").click()

    def open_cart(self) -> None:
        self.page.goto("/cart/")

    def check_out(self) -> None:
        self.button("Check out").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Details and payment")

    def fill_details(self) -> None:
        self.page.get_by_label("Cell phone").fill("(503) 555-0199")
        self.page.get_by_label(re.compile("I agree")).check()

    def continue_to_payment(self) -> None:
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

    def log_in_by_form(self, email: str, password: str) -> None:
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.button("Log in").click()

    def enter_code(self, seed: str) -> None:
        """Take the second step of logging in, with the code of an authenticator app."""
        self.page.get_by_label("Code").fill(code_at(seed, self.running.now()))
        self.button("Log in").click()

    # From the cart to a booking, without pages

    def send(self, path: str, **fields: str) -> str:
        """Send a form as this person and return the address that it leads to."""
        form: dict[str, str | float | bool] = {**fields, "csrf_token": self.csrf_token}
        answer = self.page.context.request.post(path, form=form, max_redirects=0)
        assert answer.status in {302, 303}, f"{path}: {answer.status}\n{answer.text()[:2000]}"
        return answer.headers["location"]

    def hold(self) -> str:
        """Check out the cart and return the address of the order's details."""
        address = self.send("/checkout")
        assert "/checkout/CW-" in address, address
        return address

    def to_details(self) -> None:
        """Check out the cart and open the page for details and payment."""
        self.page.goto(self.hold())

    def to_payment(self) -> None:
        """Check out the cart, send the details and open the payment page."""
        self.page.goto(self._payment(self.hold()))

    def _payment(self, details: str) -> str:
        return self.send(details, name=self.name, email=self.email, phone="(503) 555-0199", agree="y")

    def book(self) -> str:
        """Check out the cart, pay, and return the order number."""
        details = self.hold()
        payment = self._payment(details).rsplit("/", 1)[1].partition("#")[0]
        paid = requests.post(f"{self.running.stack.stripe}/_sandbox/sessions/{payment}/pay", json={}, timeout=20)
        assert paid.json()["result"] == "paid", paid.text
        code = details.rsplit("/", 1)[1]
        # Where the payment page leads to: it checks the payment, in case no webhook has yet.
        assert self.page.context.request.get(f"/orders/{code}").ok
        return code
