"""Pages in the made-up language of PSEUDO_LOCALE.

Text that is a third longer must still fit a phone. Guests may read only data without brackets, because all other text
must be marked for translation.
"""

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import psycopg
import pytest

from app.catalog.queries import service_of
from app.venues.queries import venue_by_slug
from e2e.accounts import ADMIN, GUEST, OWNER
from e2e.conftest import Open
from e2e.guest import PORTLAND, Guest
from e2e.page_check import WIDER
from e2e.prepare import available_days
from e2e.running import Running
from scripts.stack import second_web
from tests.sizes import THOROUGH_ONLY

TIMES = "/venues/hazel-bodywork/unwinding-massage"
PUBLIC = ("/", "/search?near=Portland,+OR", "/search?q=massage&near=Anchorage", "/venues/hazel-bodywork", "/login")
OWNER_PAGES = (
    "/venue/",
    "/calendar/",
    "/calendar/week",
    "/calendar/bookings",
    "/venue/services/",
    "/venue/hours",
    "/venue/team/",
    "/venue/deals/",
    "/venue/reports/",
)
ADMIN_PAGES = ("/admin/", "/admin/approvals")

# Visible text in document order, with a separator between lines.
SEEN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest("script, style, template, svg, datalist, noscript") || !parent.checkVisibility()) continue;
    const block = getComputedStyle(parent).display !== "inline";
    seen.push(block ? `|${node.data}|` : node.data);
  }
  return seen.join("");
}"""
# Database columns with names and text that people wrote.
DATA = (
    "add_on.title",
    "booking.price_reason",
    "booking.title",
    "booking.served_by",
    "category.name",
    "customer_order.email",
    "customer_order.name",
    "deal.title",
    "faq.answer",
    "faq.question",
    "team_member.bio",
    "team_member.name",
    "team_member.title",
    "opening.note",
    "order_line.text",
    "service.description",
    "service.title",
    "tag.name",
    "user_account.name",
    "venue.arrival_note",
    "venue.city",
    "venue.directions",
    "venue.name",
    "venue.neighborhood",
    "venue.phone",
    "venue.state",
    "venue.street",
    "venue.summary",
)
# Text from Babel, booking numbers, and names that are the same in all languages.
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
MONTHS_LONG = "January|February|March|April|June|July|August|September|October|November|December"
DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
DAYS_LONG = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
FORMATTED = re.compile(
    rf"\b(?:(?:{MONTHS_LONG}|{MONTHS}|{DAYS_LONG}|{DAYS}|AM|PM|PDT|PST|hr|min|mi|and|or)\b|CW-[\w-]+|CozyWish\b|\d+px)"
)
LETTERS = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(scope="module")
def running(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Run a second web server, in the made-up language, on the data and beside the programs of the first."""
    with second_web(running.stack, tmp_path_factory.mktemp("pseudo"), {"PSEUDO_LOCALE": "1"}) as pseudo:
        yield Running(pseudo)


@pytest.fixture(scope="module")
def data(running: Running) -> list[str]:
    """Return the lines that people wrote, longest first because a name may be part of another."""
    found: set[str] = set()
    with psycopg.connect(running.stack.database_url) as connection:
        for column in DATA:
            table, name = column.split(".")
            rows = connection.execute(f"SELECT DISTINCT {name} FROM {table} WHERE {name} <> ''").fetchall()  # noqa: S608  # ours
            found |= {line for (text,) in rows for line in text.splitlines() if len(line) > 1}
            found |= {part for (text,) in rows if name == "name" for part in text.split() if len(part) > 1}
    return sorted({" ".join(text.split()) for text in found}, key=len, reverse=True)


def unmarked(seen: str, data: list[str]) -> list[str]:
    """Return the lines outside all brackets that are not data."""
    outside, depth = [], 0
    for letter in seen:
        depth += (letter == "[") - (letter == "]")
        outside.append(letter if depth == 0 and letter != "]" else "|" if letter == "[" else "")
    lines = [" ".join(line.split()) for line in re.split(r"[|\n]", "".join(outside))]
    # Only what is on the page: a pattern of everything would be tried thousands of times at each letter.
    page = "\n".join(lines).lower()
    there = "|".join(re.escape(each) for each in data if each.lower() in page)
    written = re.compile(rf"\b(?:{there})(?!\w)", re.IGNORECASE)
    return [line for line in lines if LETTERS.search(FORMATTED.sub("", written.sub("", line)))]


def test_text_outside_brackets_and_data_is_found() -> None:
    seen = "[Lóg <a>[íñ] ~~]|Hazel Bodywork, 2 hr|Not marked [Sávé ~~] at all|9:00 AM"
    assert unmarked(seen, ["Hazel Bodywork", "The Good Comb"]) == [
        "Not marked",
        "at all",
    ]


class Reader:
    """A reader of pages who records problems."""

    def __init__(self, person: Guest, data: list[str]) -> None:
        self.person, self.page, self._data = person, person.page, data
        self.wrong: dict[str, object] = {}

    def open(self, path: str, *, is_marked: bool = True) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        self.look(is_marked=is_marked)

    def look(self, *, is_marked: bool = True) -> None:
        here = urlsplit(self.page.url).path
        if by := self.page.evaluate(WIDER):
            self.wrong[f"{here} is wider than a phone"] = by
        if is_marked and (lines := unmarked(self.page.evaluate(SEEN), self._data)):
            self.wrong[f"{here} is not marked"] = lines

    def press(self, selector: str) -> None:
        """Press a button that leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).filter(visible=True).first.click()


@THOROUGH_ONLY
def test_guest_pages_show_only_marked_text_and_fit_a_phone(opened: Open, data: list[str]) -> None:
    reader = Reader(opened("phone"), data)
    for path in PUBLIC:
        reader.open(path)
    reader.person.log_in(GUEST)
    reader.open("/bookings/")
    reader.open("/bookings/?show=past")
    reader.person.create_account()  # the cart of the demo guest stays empty for other journeys
    reader.page.goto(f"{TIMES}?day={next_day_with_times(reader.person):%Y-%m-%d}")
    reader.page.get_by_role("radio").first.check()
    reader.page.wait_for_url(re.compile("start="))
    reader.look()
    reader.press("button[form=choose]")
    reader.look()
    reader.press("form[action='/checkout'] button")
    reader.look()
    assert reader.wrong == {}


def next_day_with_times(guest: Guest) -> date:
    """Return a day from tomorrow on at which the massage can be booked, whatever day it is today."""
    with guest.running.acting():
        venue = venue_by_slug("hazel-bodywork")
        service = service_of(venue, "unwinding-massage")
        return available_days(service, None)[0][0].astimezone(PORTLAND).date()


@THOROUGH_ONLY
@pytest.mark.parametrize(("who", "pages"), [(OWNER, OWNER_PAGES), (ADMIN, ADMIN_PAGES)])
def test_owner_and_admin_pages_fit_a_phone(opened: Open, data: list[str], who: str, pages: tuple[str, ...]) -> None:
    reader = Reader(opened("phone"), data)
    reader.person.log_in(who)
    for path in pages:
        reader.open(path, is_marked=False)
    assert reader.wrong == {}
