"""The map of search results: pins and groups, searching a moved map, rows beside it, keyboard use, and phones."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Open
from e2e.keyboard import Keyboard
from e2e.page_check import check_page
from tests.sizes import THOROUGH_ONLY

# Far enough from all other venues to have its own pin instead of being in a group.
OWN_PIN = "Laurelhurst Hands"
HERE = "/search?near=Portland, OR"
PRICE = re.compile(r"^\$\d+(\.\d\d)?$")
CLOCK = re.compile(r"\d+:\d\d [AP]M")
BOX = re.compile(r"box=-?[\d.]+(,|%2C)-?[\d.]+")
SCALE = "() => document.querySelector('.leaflet-control-scale-line').textContent"


def open_map(page: Page, address: str = HERE) -> Locator:
    """Open a page with a map, wait for its pins and return the map."""
    page.emulate_media(reduced_motion="reduce")
    with page.expect_response(re.compile("/search/map")):
        page.goto(address)
    frame = page.get_by_role("region", name="Map of venues")
    expect(frame.locator(".pin").first).to_be_visible()
    return frame


def pins(frame: Locator) -> Locator:
    return frame.locator(".pin:not(.group)")


def groups(frame: Locator) -> Locator:
    return frame.locator(".pin.group")


def names(page: Page) -> list[str]:
    return page.locator("#list .venue-name").all_inner_texts()


def found(page: Page) -> int:
    """Return the number of venues that the list shows for all its pages."""
    return int(page.locator("#number-found").inner_text().split()[0])


def stand_for_all(frame: Locator) -> None:
    """Check that pins and groups together represent as many venues as were found."""
    assert pins(frame).count() + sum(int(label) for label in groups(frame).all_inner_texts()) == found(frame.page)


def zoom_out(frame: Locator, times: int) -> None:
    """Press the zoom-out button, each time waiting for the new pins."""
    for _ in range(times):
        with frame.page.expect_response(re.compile("/search/map")):
            frame.get_by_role("button", name="Zoom out").click()


def drag(frame: Locator, right: int, down: int) -> None:
    """Drag the map with the mouse and wait for the new pins."""
    mouse, box = frame.page.mouse, frame.bounding_box()
    assert box is not None
    # Below the pins and beside the buttons.
    x, y = box["x"] + 30, box["y"] + 130
    with frame.page.expect_response(re.compile("/search/map")):
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + right / 2, y + down / 2, steps=4)
        mouse.move(x + right, y + down, steps=4)
        mouse.up()


def test_map_pins_show_the_prices_of_their_rows(opened: Open) -> None:
    page = opened().page
    frame = open_map(page, f"{HERE}&kind=massage")
    stand_for_all(frame)
    for label in pins(frame).all_inner_texts():
        assert PRICE.match(label)
    row = page.locator("#list .venue-row").filter(has_text=OWN_PIN)
    price = row.locator(".offer .price").inner_text().split()[-1]
    expect(frame.get_by_role("button", name=re.compile(OWN_PIN))).to_have_text(price)


COVERED = """() => {
    const boxes = [...document.querySelectorAll("map-frame :is(.pin, .place-name)")]
        .map((one) => [one.textContent, one.getBoundingClientRect()]);
    const cover = ([, a], [, b]) =>
        a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return boxes.flatMap((one, n) => boxes.slice(n + 1).filter((other) => cover(one, other)).map(([x]) => [one[0], x]));
}"""


@pytest.mark.parametrize(("shape", "address"), [("desktop", HERE), ("phone", f"{HERE}&view=map")])
def test_pins_and_labels_of_the_map_do_not_cover_each_other(opened: Open, shape: str, address: str) -> None:
    page = opened(shape).page
    frame = open_map(page, address)
    expect(frame.locator(".place-name").filter(has_text="mi").first).to_be_visible()
    expect(frame.locator("path.county").first).to_be_attached()
    assert page.evaluate(COVERED) == []


def test_a_pin_group_shows_its_count_and_zooms_in_when_pressed(opened: Open) -> None:
    page = opened().page
    frame = open_map(page)
    zoom_out(frame, 6)
    expect(groups(frame)).to_have_count(1)
    expect(groups(frame)).to_have_text(str(found(page)))
    expect(pins(frame)).to_have_count(0)
    for _ in range(4):
        if groups(frame).count():
            with page.expect_response(re.compile("/search/map")):
                groups(frame).first.click()
    expect(pins(frame).first).to_be_visible()


def test_searching_a_moved_map_narrows_the_list_and_updates_the_url(opened: Open) -> None:
    page = opened().page
    frame = open_map(page, f"{HERE}&miles=50")
    before = names(page)
    again = frame.get_by_role("link", name="Search this area")
    expect(again).to_be_hidden()
    northernmost = page.evaluate(
        "() => JSON.parse(document.querySelector('map-frame').dataset.pins).toSorted((a, b) => b.lat - a.lat)[0].name"
    )
    top = frame.get_by_role("button", name=re.compile(re.escape(northernmost))).bounding_box()
    whole = frame.bounding_box()
    assert top is not None
    assert whole is not None
    drag(frame, 0, int(whole["y"] + whole["height"] - top["y"] - top["height"] - 40))
    canvas = frame.locator(".canvas").element_handle()
    expect(again).to_be_visible()
    again.click()
    expect(page).to_have_url(BOX)
    expect(page.locator("#list .venue-row")).not_to_have_count(len(before))
    assert northernmost in names(page)
    expect(again).to_be_hidden()
    # It is the same map in the same position.
    assert canvas is not None
    assert canvas.evaluate("canvas => canvas.isConnected")
    expect(frame.get_by_role("button", name=re.compile(re.escape(northernmost)))).to_be_in_viewport()
    page.reload()
    expect(frame.locator(".pin").first).to_be_visible()
    stand_for_all(frame)
    # Filters and the back button keep the position; searching another location does not.
    page.get_by_role("group", name="Hours").get_by_label("Open now").check()
    expect(page).to_have_url(re.compile("open=1"))
    expect(page).to_have_url(BOX)
    page.go_back()
    expect(page).not_to_have_url(re.compile("open=1"))
    expect(page).to_have_url(BOX)
    # Wait for that page to load, because it would replace a search typed before.
    expect(page.get_by_role("group", name="Hours").get_by_label("Open now")).not_to_be_checked()
    where = page.get_by_role("search").get_by_label("Where")
    where.fill("Austin, TX")
    where.press("Tab")  # the suggestions cover the button until the field loses focus
    page.get_by_role("button", name="Find times").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("near Austin, TX")
    expect(page).not_to_have_url(BOX)
    page.go_back()
    # Wait for that page, as a person would, because the next step back leads to another document.
    expect(page).to_have_url(BOX)
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("near Austin, TX")
    page.go_back()
    expect(page.locator("#list .venue-row")).to_have_count(len(before))


def test_a_filter_changes_the_pins_without_moving_the_map(opened: Open) -> None:
    page = opened().page
    frame = open_map(page)
    before = page.evaluate(SCALE)
    zoom_out(frame, 1)
    scale = page.evaluate(SCALE)
    assert scale != before
    with page.expect_response(re.compile("/search/map")):
        page.get_by_role("group", name="Service").get_by_label("Sauna").check()
    expect(page).to_have_url(re.compile("sauna"))
    stand_for_all(frame)
    assert page.evaluate(SCALE) == scale


def test_a_row_and_its_pin_highlight_each_other(opened: Open) -> None:
    page = opened().page
    frame = open_map(page, f"{HERE}&kind=massage")
    row = page.locator("#list .venue-row").filter(has_text=OWN_PIN)
    pin = frame.get_by_role("button", name=re.compile(OWN_PIN))
    for point in (row.hover, row.get_by_role("heading").get_by_role("link").focus):
        expect(pin).not_to_have_class(re.compile("lit"))
        point()
        expect(pin).to_have_class(re.compile("lit"))
        page.mouse.move(2, 2)
        page.evaluate("() => document.activeElement.blur()")
    pin.hover()
    expect(row).to_have_class(re.compile("lit"))
    page.mouse.move(2, 2)
    expect(row).not_to_have_class(re.compile("lit"))


def test_a_pressed_pin_shows_its_venue_card_with_times(opened: Open) -> None:
    page = opened().page
    frame = open_map(page, f"{HERE}&kind=massage")
    pin = frame.get_by_role("button", name=re.compile(OWN_PIN))
    pin.click()
    card = page.locator(".peek")
    expect(card.get_by_role("heading")).to_have_text(OWN_PIN)
    row = page.locator("#list .venue-row").filter(has_text=OWN_PIN)
    times = row.get_by_role("link", name=CLOCK).all_inner_texts()
    assert times
    assert card.get_by_role("link", name=CLOCK).all_inner_texts() == times
    expect(pin).to_have_attribute("aria-current", "true")
    check_page(page)
    card.get_by_role("button", name="Close venue card").click()
    expect(card).to_have_count(0)
    expect(pin).not_to_have_attribute("aria-current", "true")


def test_map_pins_and_venue_cards_work_by_keyboard(opened: Open) -> None:
    page = opened().page
    frame = open_map(page, f"{HERE}&kind=massage&deals=1")
    keys = Keyboard(page)
    number = frame.locator(".pin").count()
    # All pins are one tab stop, at the pin of the first row.
    first = names(page)[0]
    keys.go_to(re.escape(first) + ", from", "button")
    passed = {keys.focus().words}
    for _ in range(number - 1):
        keys.press("ArrowRight")
        assert keys.focus().seen
        passed.add(keys.focus().words)
    assert len(passed) == number
    keys.press("Home")
    assert keys.focus().words.startswith(first)
    keys.press("Enter")
    expect(page.locator(".peek").get_by_role("link", name=first)).to_be_focused()
    keys.press("Escape")
    expect(page.locator(".peek")).to_have_count(0)
    assert keys.focus().words.startswith(first)
    # Escape moves the focus to the row of the current pin.
    keys.press("ArrowRight")
    second = keys.focus().words.split(", from")[0]
    assert second in names(page)[1:]
    keys.press("Escape")
    expect(page.locator("#list").get_by_role("link", name=second, exact=True)).to_be_focused()
    keys.go_to("Map: use the arrow keys to move it", "div")
    with page.expect_response(re.compile("/search/map")):
        keys.press("ArrowDown")
    expect(frame.get_by_role("link", name="Search this area")).to_be_visible()


def test_a_pin_group_opened_by_keyboard_moves_the_focus_to_its_pins(opened: Open) -> None:
    page = opened().page
    frame = open_map(page)
    zoom_out(frame, 6)
    groups(frame).first.focus()
    for _ in range(4):
        if "venues" in Keyboard(page).focus().words:
            with page.expect_response(re.compile("/search/map")):
                page.keyboard.press("Enter")
            page.wait_for_function("() => document.activeElement.matches('.pin')")
    assert "from $" in Keyboard(page).focus().words


def test_a_phone_switches_between_list_and_map(opened: Open) -> None:
    page = opened("phone").page
    page.goto(HERE)
    expect(page.locator("map-frame")).to_be_hidden()
    page.get_by_role("navigation", name="View").get_by_role("link", name="Map").click()
    expect(page).to_have_url(re.compile("view=map"))
    frame = page.get_by_role("region", name="Map of venues")
    expect(frame.locator(".pin").first).to_be_visible()
    expect(page.locator("#list .venue-row").first).to_be_hidden()
    card = page.locator(".peek")
    expect(card).to_have_count(0)
    pins(frame).first.tap()
    first = card.get_by_role("heading").inner_text()
    expect(frame.locator(".pin[aria-current]")).to_have_count(1)
    others = frame.get_by_role("button", name=re.compile(f"^(?!{re.escape(first)})")).and_(pins(frame))
    others.first.tap()
    expect(card.get_by_role("heading")).not_to_have_text(first)
    expect(card.get_by_role("link", name=CLOCK).first).to_be_in_viewport()
    page.get_by_role("navigation", name="View").get_by_role("link", name="List").click()
    expect(page.locator("#list .venue-row").first).to_be_visible()
    expect(page).not_to_have_url(re.compile("view=map"))


def test_the_map_view_of_a_phone_is_accessible_and_fits(opened: Open) -> None:
    page = opened("phone").page
    open_map(page, f"{HERE}&view=map&open=&kind=massage")
    check_page(page)


@pytest.mark.parametrize(
    ("shape", "address"), [pytest.param("desktop", HERE, marks=THOROUGH_ONLY), ("phone", f"{HERE}&view=map")]
)
def test_without_scripts_the_list_shows_and_the_map_asks_for_javascript(opened: Open, shape: str, address: str) -> None:
    page = opened(shape, java_script_enabled=False).page
    page.goto(address)
    expect(page.locator("#list .venue-row").first).to_be_visible()
    expect(page.locator("map-frame")).to_be_hidden()
    needs = page.get_by_text("The map needs JavaScript")
    expect(needs).to_be_visible() if "view" in address else expect(needs).to_have_count(0)
    page.get_by_role("heading", name=OWN_PIN).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(OWN_PIN)
