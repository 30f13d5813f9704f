"""Tests of the scripts in a browser, and that pages work without them."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

PLAYGROUND = "/_answers/"
COMPONENTS = "/_components/"
MANY = 200  # presses of Tab: more than the page with every component needs


@pytest.fixture
def playground(page: Page) -> Page:
    page.goto(PLAYGROUND)
    return page


def focused(page: Page) -> str:
    answer: str = page.evaluate("document.activeElement.id || document.activeElement.className")
    return answer


def test_a_form_with_errors_shows_a_summary_that_has_the_focus(playground: Page) -> None:
    playground.get_by_label("Email").fill("wren@example")
    playground.get_by_role("button", name="Keep it").click()

    summary = playground.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Fix 1 thing to continue")
    field = playground.get_by_label("Email")
    expect(field).to_have_value("wren@example")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("Your confirmation goes here. Enter an email like name@example.com.")
    summary.get_by_role("link").click()
    expect(field).to_be_focused()


def test_the_error_summary_has_the_focus_after_a_full_page_load(page: Page) -> None:
    page.goto(COMPONENTS)
    assert focused(page) == "error-summary"


def test_a_submitted_form_shows_progress_and_ignores_a_second_click(playground: Page) -> None:
    button = playground.get_by_role("button", name="Ask for slow")
    width = button.bounding_box()
    button.click()

    busy = playground.get_by_role("button", name="Asking…")
    expect(busy).to_have_attribute("aria-busy", "true")
    assert busy.bounding_box() == pytest.approx(width, abs=0.1)
    busy.click(force=True)
    playground.locator("#slow").evaluate("form => form.requestSubmit()")

    expect(playground.get_by_text("You pressed slow")).to_have_count(1)
    expect(button).not_to_have_attribute("aria-busy", "true")
    playground.wait_for_timeout(700)
    expect(playground.get_by_text("You pressed slow")).to_have_count(1)


def test_a_form_without_htmx_sends_the_pressed_button(playground: Page) -> None:
    playground.get_by_role("button", name="Send plainly").click()
    expect(playground.locator("body")).to_have_text("sent by button")


def test_buttons_are_enabled_after_going_back_to_a_page(playground: Page) -> None:
    playground.get_by_role("button", name="Send plainly").click()
    playground.wait_for_url("**/echo")
    playground.go_back()
    expect(playground.get_by_role("button", name="Send plainly")).not_to_have_attribute("aria-busy", "true")


def test_a_toast_disappears_after_eight_seconds_but_not_while_hovered(page: Page) -> None:
    page.clock.install()
    page.goto(PLAYGROUND)
    page.get_by_role("button", name="Ask for toast").click()
    toast = page.locator("#flash toast-message")
    expect(toast).to_contain_text("You pressed toast")

    toast.hover()
    page.clock.run_for(20_000)
    expect(toast).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(7_000)
    expect(toast).to_be_visible()
    page.clock.run_for(2_000)
    expect(toast).to_have_count(0)


def test_a_toast_can_be_dismissed_and_is_announced(playground: Page) -> None:
    playground.get_by_role("button", name="Ask for toast").click()
    flash = playground.get_by_role("status")
    expect(flash).to_contain_text("You pressed toast")
    flash.get_by_role("button", name="Dismiss").click()
    expect(flash.locator("toast-message")).to_have_count(0)


def test_an_error_response_leaves_the_current_page_unchanged(playground: Page) -> None:
    playground.get_by_label("A note").fill("left shoulder")
    playground.get_by_role("button", name="Ask for broken").click()
    expect(playground.get_by_role("status")).to_contain_text("That went wrong on our side. Try again in a minute.")
    expect(playground.get_by_label("A note")).to_have_value("left shoulder")
    expect(playground.get_by_role("heading", level=1)).to_have_count(1)


def test_a_page_says_when_the_browser_is_offline(chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.goto(PLAYGROUND)
    context.set_offline(True)
    expect(page.get_by_role("status")).to_contain_text("You’re offline. The times shown may be out of date.")
    context.close()


def test_a_dialog_opens_over_the_page_and_returns_the_focus(playground: Page) -> None:
    opener = playground.get_by_role("link", name="Open the sheet")
    for close in ("Escape", "Keep it"):
        opener.click()
        sheet = playground.get_by_role("dialog", name="Cancel the sauna?")
        expect(sheet).to_be_visible()
        if close == "Escape":
            playground.keyboard.press("Escape")
        else:
            sheet.get_by_role("link", name="Keep it").click()
        expect(sheet).to_have_count(0)
        expect(opener).to_be_focused()
    assert playground.url.endswith(PLAYGROUND)


def test_the_menu_closes_on_escape_and_on_a_click_outside(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(PLAYGROUND)
    button = page.locator("summary[aria-label=Menu]")
    menu = page.get_by_role("navigation", name="Menu")

    button.focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Bookings")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()

    button.click()
    page.mouse.click(20, 700)
    expect(menu).to_be_hidden()


def test_a_hold_counts_down_by_the_server_clock_and_ends(page: Page) -> None:
    page.clock.install()
    page.goto(f"{PLAYGROUND}?seconds=90")
    hold = page.locator("hold-clock")
    expect(hold.get_by_role("timer")).to_have_text(re.compile(r"^1:(30|[12]\d)$"))
    page.clock.run_for(30_000)
    expect(hold.get_by_role("timer")).to_have_text(re.compile(r"^(1:00|0:[45]\d)$"))
    expect(hold.locator("[aria-live]")).to_have_text("1 minute left.")

    page.evaluate("addEventListener('hold:ended', () => { document.title = 'ended' })")
    page.clock.run_for(61_000)
    expect(hold).to_contain_text("Your 30 minutes are up.")
    expect(hold.get_by_text("no one else can book them")).to_be_hidden()
    assert page.title() == "ended"


def test_a_chosen_theme_applies_at_once_and_is_saved(page: Page) -> None:
    page.goto(PLAYGROUND)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    with page.expect_request("**/theme") as sent:
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate(ground) != light
    assert 'name="theme"\r\n\r\ndark' in (sent.value.post_data or "")
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert page.locator("source[data-scheme=dark]").get_attribute("media") == "all"


def test_the_theme_follows_the_device_until_one_is_chosen(chromium: Browser, address: str) -> None:
    grounds = set()
    for scheme in ("light", "dark"):
        context = chromium.new_context(base_url=address, color_scheme=scheme)
        page = context.new_page()
        page.goto(PLAYGROUND)
        grounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
        context.close()
    assert len(grounds) == 2


@pytest.mark.parametrize(("zone", "shown"), [("America/New_York", True), ("America/Vancouver", False)])
def test_a_visitor_in_another_time_zone_sees_a_note(chromium: Browser, address: str, zone: str, shown: bool) -> None:
    context = chromium.new_context(base_url=address, timezone_id=zone)
    page = context.new_page()
    page.goto(PLAYGROUND)
    expect(page.get_by_text("All times are in the venue’s time zone (PDT)")).to_be_visible(visible=shown)
    context.close()


def test_the_chosen_day_is_scrolled_into_view(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(COMPONENTS)
    inside = """async strip => {
      const last = strip.querySelector("li:last-child a");
      strip.querySelector("[aria-current]").removeAttribute("aria-current");
      last.setAttribute("aria-current", "date");
      const element = strip.closest("day-strip");
      element.replaceWith(element.cloneNode(true));
      await new Promise(requestAnimationFrame);
      const day = document.querySelector("day-strip [aria-current]").getBoundingClientRect();
      return day.left >= 0 && day.right <= innerWidth && scrollY === 0;
    }"""
    assert page.locator(".day-strip").evaluate(inside)


def test_a_map_loads_when_it_is_about_to_be_visible(page: Page) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(COMPONENTS)
    assert not [url for url in requests if re.search(r"/map-\w+\.js", url)]
    page.locator("map-frame").scroll_into_view_if_needed()
    expect(page.locator("map-frame .pin")).to_have_text("Hazel Bodywork")
    expect(page.locator("map-frame path.state").first).to_be_attached()
    expect(page.get_by_text("3128 SE Division St, Portland, OR 97202", exact=True)).to_be_hidden()


def test_the_first_tab_leads_to_a_link_to_the_content(playground: Page) -> None:
    playground.keyboard.press("Tab")
    expect(playground.get_by_role("link", name="Skip to content")).to_be_focused()


def test_keyboard_focus_is_visible_on_every_element(page: Page) -> None:
    page.goto(COMPONENTS)
    page.get_by_role("link", name="Skip to content").focus()  # the error summary has the focus
    seen = """() => {
      const element = document.activeElement;
      const frames = [element, element.closest("label"), element.parentElement];
      return frames.some((frame) => frame && parseFloat(getComputedStyle(frame).outlineWidth) >= 2
        && getComputedStyle(frame).outlineStyle === "solid");
    }"""
    for _ in range(MANY):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert page.evaluate(seen), page.evaluate("document.activeElement.outerHTML")
    else:
        raise AssertionError("Tab does not come to the end of the page")


def test_touch_targets_are_at_least_44_pixels_high(chromium: Browser, address: str) -> None:
    context = chromium.new_context(
        base_url=address, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(COMPONENTS)
    small = """() => [...document.querySelectorAll(".button, .time, .chip, .text-button, a.day, summary, .segments a")]
      .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
      .map((element) => element.outerHTML.slice(0, 120))"""
    assert page.evaluate(small) == []
    context.close()


def test_pages_work_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(PLAYGROUND)
    expect(page.get_by_text("Until 1:42 PM, no one else can book them.")).to_be_visible()
    expect(page.get_by_role("timer")).to_be_hidden()

    page.locator("summary[aria-label=Menu]").click()
    expect(page.get_by_role("navigation", name="Menu").get_by_role("link", name="Bookings")).to_be_visible()

    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your email.")

    page.goto(COMPONENTS)
    expect(page.get_by_label("Off-peak price")).to_be_hidden()
    page.get_by_role("link", name="Filters 3").click()
    expect(page.get_by_label("Off-peak price")).to_be_visible()
    page.get_by_text("Portland, OR · Today").click()
    expect(page.get_by_label("Where")).to_be_visible()
    context.close()
