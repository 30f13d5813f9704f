"""An owner's photos: chosen, dropped or uploaded by a plain form, reordered by mouse and keyboard, and cropped."""

import base64
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.guest import Guest
from e2e.page_check import check_page
from tests.sizes import THOROUGH_ONLY

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def photo(color: str, width: int = 1200, height: int = 800) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), color).save(file, "JPEG")
    return file.getvalue()


def chosen(name: str, content: bytes) -> dict[str, object]:
    """Return a file in the form that the browser's file chooser accepts."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


@pytest.fixture
def desk(opened: Open) -> Iterator[Guest]:
    """Log in as the flagship's owner at the photos page. Afterwards added photos are removed."""
    provider = at_photos(opened())
    before = rows(provider.page).count()
    yield provider
    provider.page.goto("/venue/photos")
    while rows(provider.page).count() > before:
        there = rows(provider.page).count()
        rows(provider.page).last.get_by_role("button", name="Remove").click()
        expect(rows(provider.page)).to_have_count(there - 1)


def at_photos(provider: Guest) -> Guest:
    provider.log_in(OWNER)
    provider.page.goto("/venue/photos")
    return provider


def rows(page: Page) -> Locator:
    return page.locator("#photos li")


def order(page: Page) -> list[str | None]:
    return [row.get_attribute("data-key") for row in rows(page).all()]


def test_several_photos_are_added_and_rejected_files_say_why(desk: Guest) -> None:
    page, before = desk.page, rows(desk.page).count()
    files = [
        *(chosen("room.jpg", photo("teal")), chosen("pond.jpg", SVG)),
        *(chosen("huge.jpg", bytes(16 * 1024 * 1024)), chosen("door.jpg", photo("brown", 800, 1200))),
    ]
    page.locator("#files").set_input_files(files)  # type: ignore[arg-type]
    expect(rows(page)).to_have_count(before + 2)
    refused = page.locator(".uploads li")
    expect(refused).to_have_count(2)
    expect(refused.first).to_contain_text("pond.jpg")
    expect(refused.first).to_contain_text("This is an SVG drawing")
    expect(refused.last).to_contain_text("This file is larger than 15 MB.")
    # The worker processes the photos, and each appears without a reload.
    rows(page).last.scroll_into_view_if_needed()  # it loads only when it comes near
    expect(rows(page).last.locator("img")).to_have_js_property("complete", True)
    expect(page.get_by_text("Processing. Your photo")).to_have_count(0)
    check_page(page)
    refused.last.get_by_role("button", name="Dismiss").click()
    expect(refused).to_have_count(1)


def test_progress_is_shown_while_a_photo_uploads(desk: Guest) -> None:
    page, before = desk.page, rows(desk.page).count()
    slow = page.context.new_cdp_session(page)
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 300_000}
    slow.send("Network.emulateNetworkConditions", limits)
    noise = Image.effect_noise((1400, 1000), 90)
    file = BytesIO()
    noise.save(file, "JPEG", quality=95)
    page.locator("#files").set_input_files([chosen("room.jpg", file.getvalue())])  # type: ignore[list-item]
    bar = page.get_by_role("progressbar", name="room.jpg")
    expect(bar).to_be_visible()
    expect(page.locator(".uploads .state")).to_contain_text("%")
    slow.send("Network.emulateNetworkConditions", {**limits, "uploadThroughput": -1})
    expect(rows(page)).to_have_count(before + 1)
    expect(bar).to_have_count(0)


def test_a_dropped_photo_is_added(desk: Guest) -> None:
    page, before = desk.page, rows(desk.page).count()
    transfer = page.evaluate_handle(
        """(data) => {
          const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], "room.jpg", { type: "image/jpeg" }));
          return transfer;
        }""",
        base64.b64encode(photo("olive")).decode(),
    )
    for happening in ("dragenter", "dragover", "drop"):
        page.dispatch_event(".drop", happening, {"dataTransfer": transfer})
    expect(rows(page)).to_have_count(before + 1)


def test_a_photo_is_added_moved_made_cover_and_removed_by_keyboard(desk: Guest) -> None:
    page, before = desk.page, rows(desk.page).count()
    with page.expect_file_chooser() as dialog:
        page.get_by_label("Choose photos").press("Enter")
    dialog.value.set_files([chosen("room.jpg", photo("teal"))])  # type: ignore[list-item]
    expect(rows(page)).to_have_count(before + 1)
    own = order(page)[-1]
    page.locator(f"#grip-{own}").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#photos-status")).to_have_text(f"The photo is now {before} of {before + 1}.")
    assert order(page)[-2] == own
    expect(page.locator(f"#grip-{own}")).to_be_focused()
    first = order(page)[0]
    page.locator(f"#cover-{own}").press("Enter")
    expect(page.locator("#photos-status")).to_contain_text("Cover changed")
    assert order(page)[:2] == [own, first]
    rows(page).first.get_by_role("button", name="Remove").press("Enter")
    expect(rows(page)).to_have_count(before)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(rows(page)).to_have_count(before + 1)
    assert order(page)[0] == own
    rows(page).first.get_by_role("button", name="Remove").press("Enter")
    expect(rows(page)).to_have_count(before)


def test_photos_are_reordered_by_dragging(desk: Guest) -> None:
    page = desk.page
    first, second, *rest = order(page)
    grip, below = page.locator(f"#grip-{first}"), rows(page).nth(1)
    start, end = grip.bounding_box(), below.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, end["y"] + end["height"] - 5, steps=8)
    page.mouse.up()
    expect(page.locator("#photos-status")).to_have_text("New order saved.")
    assert order(page) == [second, first, *rest]
    page.locator(f"#cover-{first}").click()
    expect(rows(page).first).to_have_attribute("data-key", str(first))


def test_a_photo_focal_point_is_set_and_used_on_the_venue_page(desk: Guest) -> None:
    page = desk.page
    rows(page).first.get_by_role("link", name="Edit description and crop").click()
    whole = page.locator("[data-whole]")
    box = whole.bounding_box()
    assert box
    whole.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    expect(page.locator("[data-status]")).to_have_text("25% from the left, 75% from the top")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-status]")).to_have_text("30% from the left, 70% from the top")
    expect(page.locator("[data-crop] .photo").first).to_have_class("photo fx-30 fy-70")
    page.get_by_label("Description").fill("Stones by the pond")
    check_page(page)
    desk.button("Save").click()
    expect(page.get_by_text("Stones by the pond")).to_be_visible()
    page.goto("/venues/hazel-bodywork")
    cover = page.locator(".gallery .photo").first
    expect(cover).to_have_class("photo fx-30 fy-70")
    expect(cover.locator("img")).to_have_attribute("alt", "Stones by the pond")


@THOROUGH_ONLY
def test_photos_are_managed_by_plain_forms_without_scripts(opened: Open) -> None:
    provider = at_photos(opened("phone", java_script_enabled=False))
    page, before = provider.page, rows(provider.page).count()
    files = [chosen("room.jpg", photo("teal")), chosen("pond.jpg", SVG)]
    page.locator("#files").set_input_files(files)  # type: ignore[arg-type]
    provider.button("Add photos").click()
    message = page.get_by_role("alert")
    expect(message).to_contain_text("1 photo added. We couldn’t add 1 file.")
    expect(message).to_contain_text("pond.jpg: This is an SVG drawing")
    expect(rows(page)).to_have_count(before + 1)
    own = order(page)[-1]
    rows(page).last.get_by_role("button", name="up").click()
    expect(rows(page).nth(-2)).to_have_attribute("data-key", own)
    page.goto(f"/venue/photos/{own}")
    page.get_by_label("Top left").check()
    provider.button("Save").click()
    page.goto(f"/venue/photos/{own}")
    expect(page.get_by_label("Top left")).to_be_checked()
    page.goto("/venue/photos")
    row = page.locator(f"[data-key={own}]")
    row.get_by_role("button", name="Make cover").click()
    expect(rows(page).first).to_have_attribute("data-key", own)
    rows(page).first.get_by_role("button", name="Remove").click()
    expect(rows(page)).to_have_count(before)
    provider.button("Undo").click()
    expect(rows(page)).to_have_count(before + 1)
    rows(page).first.get_by_role("button", name="Remove").click()
    expect(rows(page)).to_have_count(before)
