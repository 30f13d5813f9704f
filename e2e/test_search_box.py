"""The search box: suggestions by keyboard, mouse and touch, recent searches, and the current location."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import BOTH_SHAPES, Open
from e2e.guest import Guest
from e2e.keyboard import Keyboard
from e2e.page_check import check_page
from e2e.test_finding import tomorrow
from tests.sizes import THOROUGH_ONLY

HERE = {"latitude": 45.51234, "longitude": -122.65432}
LONDON = {"latitude": 51.5, "longitude": -0.12}
# Stores searches as the page does, the last one first.
EARLIER = """words => localStorage.setItem("recent-searches", JSON.stringify(
  words.map((label) => ({ label, href: `/search?${new URLSearchParams({ q: label })}`, day: "" })).toReversed(),
))"""


def box(page: Page) -> Locator:
    """Return the search box of the page, or the one open over it."""
    return page.get_by_role("search").last


def field(page: Page, name: str) -> Locator:
    return box(page).get_by_role("combobox", name=name)


def options(page: Page) -> Locator:
    return box(page).get_by_role("listbox").get_by_role("option")


def option(page: Page, name: str) -> Locator:
    return options(page).filter(has_text=re.compile(f"^{name}"))


def type_in(page: Page, name: str, words: str) -> Locator:
    found = field(page, name)
    found.click()
    found.press("ControlOrMeta+a")
    found.press_sequentially(words)
    return found


def test_search_works_by_keyboard_alone(opened: Open) -> None:
    guest = opened()
    page, keys = guest.page, Keyboard(guest.page)
    page.goto("/")
    keys.go_to("What", "input")
    page.keyboard.type("mass")
    what = field(page, "What")
    expect(option(page, "Massage").first).to_be_visible()
    expect(what).to_have_attribute("aria-expanded", "true")
    expect(box(page).get_by_role("status").first).to_have_text(re.compile(r"^\d+ suggestions$"))
    check_page(page)

    keys.press("ArrowDown")
    first = options(page).first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(what).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    keys.press("ArrowUp")
    expect(what).not_to_have_attribute("aria-activedescendant", re.compile("."))
    keys.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    keys.press("Home")
    expect(what).not_to_have_attribute("aria-activedescendant", re.compile("."))
    keys.press("Escape")
    expect(options(page).first).to_be_hidden()
    expect(what).to_have_attribute("aria-expanded", "false")
    expect(what).to_have_value("mass")
    keys.press("ArrowDown")
    expect(first).to_be_visible()
    keys.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    keys.press("Enter")
    expect(what).to_have_value("Massage")
    expect(what).to_be_focused()

    keys.press("Tab")
    keys.type("9720")
    expect(option(page, "Portland, OR 97202")).to_be_visible()
    keys.press("ArrowDown", "ArrowDown", "Enter")
    expect(field(page, "Where")).to_have_value("Portland, OR 97202")
    keys.press("Enter")
    keys.arrives("Massage near Portland, OR 97202")


@BOTH_SHAPES
def test_suggestions_work_by_mouse_and_by_touch(opened: Open, shape: str) -> None:
    guest = opened(shape)
    page = guest.page
    page.goto("/")
    press(type_in(page, "What", "short c"), option(page, "Short cut"), shape)
    expect(field(page, "What")).to_have_value("Short cut")
    expect(options(page).first).to_be_hidden()
    press(type_in(page, "Where", "portl"), option(page, "Portland, OR"), shape)
    expect(field(page, "Where")).to_have_value("Portland, OR")
    field(page, "What").click()
    field(page, "Where").click()
    page.keyboard.type("97202")  # at once: what is typed replaces the old place and stays whole
    expect(field(page, "Where")).to_have_value("97202")
    box(page).get_by_role("button", name="Find times").click()
    expect(guest.heading("The Good Comb")).to_be_visible()


def press(_field: Locator, found: Locator, shape: str) -> None:
    if shape == "phone":
        expect(found).to_be_visible()
        size = found.bounding_box()
        assert size is not None
        assert size["height"] >= 44
        found.tap()
    else:
        found.click()


def test_choosing_a_suggested_venue_opens_its_page(opened: Open) -> None:
    page = opened().page
    page.goto("/search")
    type_in(page, "What", "hazel b")
    expect(option(page, "Hazel Bodywork")).to_have_attribute("href", "/venues/hazel-bodywork")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hazel Bodywork")


def test_one_letter_requests_no_suggestions_and_clearing_hides_them(opened: Open) -> None:
    page = opened().page
    page.goto("/")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url) if "/suggest/" in request.url else None)
    type_in(page, "What", "m")
    field(page, "What").press_sequentially("assage, lo", delay=10)
    expect(box(page).get_by_role("status").first).to_have_text(re.compile("suggestion"))
    assert requests
    assert all("massage" in url for url in requests)
    field(page, "What").fill("")
    expect(options(page).first).to_be_hidden()


@BOTH_SHAPES
def test_the_header_search_opens_as_a_dialog_over_the_page(opened: Open, shape: str) -> None:
    guest = opened(shape)
    page = guest.page
    page.goto("/venues/hazel-bodywork")
    opener = page.get_by_role("banner").get_by_role("link", name=re.compile("^Search"))
    opener.click()
    sheet = page.get_by_role("dialog", name="Find a time")
    expect(sheet.get_by_role("combobox", name="What")).to_be_focused()
    page.keyboard.type("sau")
    expect(option(page, "Sauna").first).to_be_visible()
    if shape == "phone":
        check_page(page)
    page.keyboard.press("Escape")
    expect(options(page).first).to_be_hidden()
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    type_in(page, "What", "sauna")
    expect(option(page, "Sauna").first).to_be_visible()
    sheet.get_by_role("button", name="Find times").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sauna")


def test_recent_searches_are_remembered_on_the_device_until_cleared(opened: Open) -> None:
    guest = opened("phone")
    page = guest.page
    page.goto("/")
    page.evaluate(EARLIER, [f"massage {number}" for number in range(5)])
    field(page, "What").fill("massage 5")
    field(page, "Where").fill("Portland, OR")
    box(page).get_by_role("combobox", name="Day").select_option(tomorrow(guest))
    page.keyboard.press("Escape")
    box(page).get_by_role("button", name="Find times").click()
    expect(page).to_have_url(re.compile("massage.5"))
    page.goto("/")
    field(page, "What").click()
    expect(options(page)).to_have_count(6)
    expect(options(page).first).to_have_text(re.compile(r"^massage 5, Portland, OR, \w+ \d+$"))
    expect(options(page).nth(4)).to_have_text("massage 1")  # the sixth, the oldest, is gone
    check_page(page)
    options(page).first.click()
    expect(page).to_have_url(re.compile(r"/search\?q=massage.5&near=Portland.*&day=\d{4}-"))
    page.goto("/")
    field(page, "What").click()
    option(page, "Clear").click()
    expect(options(page).first).to_be_hidden()
    page.reload()
    field(page, "What").click()
    expect(options(page).first).to_be_hidden()


def test_search_works_when_the_browser_blocks_local_storage(opened: Open) -> None:
    page = opened().page
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    page.goto("/")
    field(page, "What").click()
    field(page, "What").fill("massage")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Massage"))


def near_me(guest: Guest) -> None:
    guest.page.goto("/")
    field(guest.page, "Where").click()
    option(guest.page, "Use my location").click()


def test_use_my_location_sends_rounded_coordinates_and_finds_venues(opened: Open) -> None:
    guest = opened("phone", geolocation=HERE, permissions=["geolocation"])
    sent: list[str] = []
    guest.page.on("request", lambda request: sent.append(request.url) if "/place" in request.url else None)
    near_me(guest)
    expect(guest.heading("Venues near Portland, OR 97214")).to_be_visible()
    assert [url.partition("?")[2] for url in sent] == ["lat=45.51&lng=-122.65"]


def test_the_location_is_requested_only_after_use_my_location_is_chosen(opened: Open) -> None:
    page = opened().page
    page.add_init_script("navigator.geolocation.getCurrentPosition = () => { window.asked = true }")
    page.goto("/")
    field(page, "Where").click()
    expect(option(page, "Use my location")).to_be_visible()
    assert not page.evaluate("window.asked")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box(page).get_by_role("status").last).to_have_text("Finding your location…")
    assert page.evaluate("window.asked")


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        pytest.param({}, "Your browser didn’t share your location. Enter a city or ZIP code.", id="refused"),
        pytest.param(
            {"geolocation": LONDON, "permissions": ["geolocation"]},
            "We couldn’t find a US city near you. Enter a city or ZIP code.",
            id="abroad",
            marks=THOROUGH_ONLY,
        ),
    ],
)
def test_an_unknown_location_shows_what_to_do_instead(opened: Open, context: dict[str, object], expected: str) -> None:
    guest = opened("phone", **context)
    page = guest.page
    near_me(guest)
    message = box(page).get_by_role("status").last
    expect(message).to_have_text(expected)
    expect(message).to_be_visible()
    expect(field(page, "Where")).to_be_focused()
    check_page(page)
    type_in(page, "Where", "portland")
    expect(message).not_to_have_text(expected)
    expect(option(page, "Portland, ME")).to_be_visible()


def test_search_without_scripts_is_a_plain_form(opened: Open) -> None:
    guest = opened("phone", java_script_enabled=False)
    page = guest.page
    page.goto("/venues/hazel-bodywork")
    page.get_by_role("banner").get_by_role("link", name=re.compile("^Search")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("All venues")
    page.goto("/")
    page.get_by_role("textbox", name="What").fill("massage")
    page.get_by_role("textbox", name="Where").fill("97202")
    page.get_by_role("button", name="Find times").click()
    expect(guest.heading("Massage near Portland, OR 97202")).to_be_visible()
