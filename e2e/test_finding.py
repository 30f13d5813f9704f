"""From a search to a list: filters, availability, and suggestions when nothing matches."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from e2e.conftest import Open
from e2e.guest import PORTLAND, Guest
from tests.sizes import THOROUGH_ONLY

SCRIPTS = pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="scripts"), pytest.param(False, marks=THOROUGH_ONLY, id="plain")]
)
# Two of the four combinations: scripts are the same at every width, and so are plain forms.
BOTH_WAYS = pytest.mark.parametrize(
    ("shape", "scripts"), [("phone", True), pytest.param("desktop", False, marks=THOROUGH_ONLY)]
)


def venues(guest: Guest) -> Locator:
    return guest.page.locator("#venues > li")


def number(guest: Guest) -> int:
    """Return the number of venues that the page shows."""
    text = guest.page.locator("#number-found").inner_text()
    found = re.search(r"\d+", text)
    assert found is not None, text
    return int(found[0])


def choose(guest: Guest, name: str, value: str) -> None:
    """Choose a filter. With scripts it applies immediately, otherwise by the button below."""
    chips = guest.page.locator(".active-filters .active-filter")
    before = chips.count()
    show_filters(guest)
    guest.page.locator(f'#filters input[name="{name}"][value="{value}"]').check()
    send(guest)
    expect(chips).to_have_count(before + 1)


def show_filters(guest: Guest) -> None:
    opener = guest.page.locator('a[href="#filters"]')
    if opener.is_visible():
        opener.click()


def send(guest: Guest) -> None:
    if not guest.scripts:
        guest.page.locator("#filters").get_by_role("button", name=re.compile("^Show ")).click()


@pytest.mark.parametrize(
    ("shape", "scripts"), [("phone", True), ("phone", False), pytest.param("desktop", True, marks=THOROUGH_ONLY)]
)
def test_filters_narrow_the_list_and_chips_widen_it(opened: Open, shape: str, scripts: bool) -> None:
    guest = opened(shape, java_script_enabled=scripts)
    guest.page.goto("/massage/portland-or")
    everything = number(guest)
    choose(guest, "tag", "parking")
    with_parking = number(guest)
    assert 0 < with_parking < everything
    choose(guest, "kind", "deep-tissue")
    expect(guest.heading("Deep tissue near Portland, OR")).to_be_visible()
    assert 0 < number(guest) <= with_parking
    assert {"kind=deep-tissue", "tag=parking"} <= set(re.split("[?&]", guest.page.url))
    shared = guest.another_tab()
    shared.page.goto(guest.page.url)
    expect(shared.heading("Deep tissue near Portland, OR")).to_be_visible()
    assert number(shared) == number(guest)
    guest.link(re.compile("^Remove Deep tissue")).click()
    expect(guest.heading("Massage near Portland, OR")).to_be_visible()
    assert number(guest) == with_parking


def test_back_and_forward_step_through_searches(opened: Open) -> None:
    guest = opened()
    guest.page.goto("/massage/portland-or")
    everything = number(guest)
    choose(guest, "tag", "parking")
    narrowed = number(guest)
    guest.page.go_back()
    expect(guest.page).to_have_url(re.compile("/massage/portland-or$"))
    expect(guest.page.locator("#number-found")).to_contain_text(f"{everything} venues")
    expect(guest.page.locator(".active-filters .active-filter")).to_have_count(1)
    guest.page.go_forward()
    expect(guest.page.locator("#number-found")).to_contain_text(f"{narrowed} venue")
    expect(guest.page.locator('#filters input[value="parking"]')).to_be_checked()


def tomorrow(guest: Guest) -> str:
    """Return tomorrow's value in the day menu."""
    return f"{guest.running.now().astimezone(PORTLAND).date() + timedelta(days=1)}"


@SCRIPTS
def test_times_in_search_results_can_be_booked(opened: Open, scripts: bool) -> None:
    """Search for tomorrow afternoon. Each venue shows times in it, and the first one leads to its booking page."""
    guest = opened(java_script_enabled=scripts)
    guest.page.goto("/massage/portland-or")
    search = guest.page.get_by_role("search")
    search.get_by_label("Day").select_option(tomorrow(guest))
    search.get_by_label("Time").select_option("afternoon")
    search.get_by_role("button", name="Find times").click()
    expect(guest.page.locator("#number-found")).to_contain_text("available tomorrow afternoon")
    assert number(guest) == venues(guest).count() > 0
    for venue in venues(guest).all():
        starts = venue.locator(".times a.time:not(.more)")
        assert starts.count() > 0
        for start in starts.all():
            assert re.match(r"(12|[1-4]):\d\d PM", start.inner_text()), start.inner_text()
    first = venues(guest).first
    start = first.locator(".times a.time").first
    clock = start.inner_text().split("\n")[0].strip()
    start.click()
    expect(guest.page.locator('input[type="radio"][name="start"]:checked')).to_have_count(1)
    expect(guest.page.locator("label", has=guest.page.locator('input[name="start"]:checked'))).to_contain_text(
        clock.split()[0]
    )


@SCRIPTS
def test_a_maximum_price_in_dollars_narrows_the_list(opened: Open, scripts: bool) -> None:
    guest = opened(java_script_enabled=scripts)
    guest.page.goto("/massage/portland-or")
    everything = number(guest)
    guest.page.get_by_label("To, in dollars").fill("60")
    if scripts:
        guest.page.get_by_label("To, in dollars").press("Tab")
    else:
        send(guest)
    expect(guest.link("Remove Up to $60")).to_be_visible()
    assert 0 < number(guest) < everything


@BOTH_WAYS
def test_a_search_without_results_suggests_a_filter_to_remove(opened: Open, shape: str, scripts: bool) -> None:
    guest = opened(shape, java_script_enabled=scripts)
    guest.page.goto("/search?near=Portland,+OR&kind=massage&tag=parking&max=5")
    expect(guest.page.get_by_text("No venues near Portland, OR match all your filters.")).to_be_visible()
    expect(guest.heading(re.compile("^Nearest"))).to_be_visible()
    way = guest.link(re.compile(r"^Any price \(\d+\)"))
    promised = re.search(r"\d+", way.inner_text())
    assert promised is not None
    way.click()
    expect(guest.heading("Massage near Portland, OR")).to_be_visible()
    assert number(guest) == int(promised[0])


def test_more_venues_load_below_and_the_first_of_them_gets_the_focus(opened: Open) -> None:
    guest = opened()
    guest.page.goto("/search")
    first = venues(guest).count()
    everything = number(guest)
    assert everything > first
    guest.link("Show more venues").click()
    expect(venues(guest)).not_to_have_count(first)
    names = guest.page.locator("#venues .venue-name").all_inner_texts()
    assert len(names) == len(set(names))
    focused = guest.page.evaluate("document.activeElement.textContent")
    assert focused == names[first]
    assert guest.page.url.endswith("/search")


def test_search_results_are_paged_by_links_without_scripts(opened: Open) -> None:
    guest = opened(java_script_enabled=False)
    guest.page.goto("/search")
    here = guest.page.locator("#venues .venue-name").all_inner_texts()
    expect(guest.link("Show more venues")).to_be_hidden()
    guest.link("Next page").click()
    assert not set(here) & set(guest.page.locator("#venues .venue-name").all_inner_texts())


@BOTH_WAYS
def test_one_sentence_finds_a_massage_for_two(opened: Open, shape: str, scripts: bool) -> None:
    """Search for next weekend, because on a Saturday night only Sunday is left of this one."""
    guest = opened(shape, java_script_enabled=scripts)
    guest.page.goto("/")
    search = guest.page.get_by_role("search")
    search.get_by_label("What").fill("deep-tissue massage for two next weekend under $100")
    search.get_by_label("Where").fill("Portland, OR")
    search.get_by_label("Where").press("Tab")
    search.get_by_role("button", name="Find times").click()
    expect(guest.heading("Deep tissue near Portland, OR")).to_be_visible()
    assert number(guest) > 0
    # On a Sunday, the next weekend is called “this weekend”.
    for chip in ("Deep tissue", "2 guests", r"Up to \$100 each", "(Next|This) weekend"):
        expect(guest.link(re.compile(f"^Remove {chip}"))).to_be_visible()
    row = venues(guest).filter(has_text="Hazel Bodywork")
    expect(row).to_contain_text("Saturday")
    row.locator(".times a").first.click()
    expect(guest.heading("Back and shoulders, deep tissue")).to_be_visible()
    expect(guest.page.get_by_role("radio", checked=True)).to_have_count(1)


def test_all_active_filters_are_in_view_on_a_phone(opened: Open) -> None:
    guest = opened("phone")
    guest.page.goto("/search?q=massage for two this weekend under $150&near=Portland, OR")
    for label in ("This weekend", "Up to $150 each", "2 guests"):
        expect(guest.link(re.compile(f"^Remove {re.escape(label)}"))).to_be_in_viewport(ratio=1)
    # The label for several days must not be truncated.
    tile = guest.page.locator(".day-strip [aria-current=date]")
    expect(tile).to_have_js_property("scrollWidth", tile.evaluate("tile => tile.clientWidth"))


def test_the_section_links_of_a_venue_page_fit_a_phone(opened: Open) -> None:
    guest = opened("phone")
    guest.page.goto("/venues/hazel-bodywork")
    parts = guest.page.get_by_role("navigation", name="On this page")
    for name in ("Services", "Find us"):
        expect(parts.get_by_role("link", name=name)).to_be_in_viewport(ratio=0.95)  # its underline lies on the edge
