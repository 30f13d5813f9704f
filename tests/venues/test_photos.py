"""A venue's photos as its owner adds, orders, describes and removes them."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.core.db import session
from app.core.errors import Conflict, error_text
from app.photos.enums import PhotoState
from app.photos.folder import FolderStore
from app.photos.validation import MAX_BYTES
from app.search_pages.venue_cards import cards
from app.venues.actions import photos as photo_actions
from app.venues.actions.photos import move_venue_photo, remove_venue_photo, take_venue_photo
from app.venues.enums import VenueStatus
from app.venues.errors import VenueErrorCode
from app.venues.models import MAX_PHOTOS, Venue, VenuePhoto
from app.venues.queries import photos_of
from tests.factories import make_user, make_venue
from tests.photos.samples import from_a_phone, photo_file
from tests.support import NOW, Jobs, sign_in, statements
from tests.tabs import DONE, in_tabs, no_lock
from tests.venue_factories import make_venue_photo

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.fixture(autouse=True)
def _folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "photos", FolderStore(tmp_path))


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue()
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


def upload(client: FlaskClient, *files: tuple[bytes, str], **more: object) -> TestResponse:
    data = {"files": [(BytesIO(content), name) for content, name in files]}
    return client.post("/venue/photos", data=data, **more)


def there(venue: Venue) -> list[str]:
    session.expire_all()
    return [one.public_id for one in photos_of(venue)]


def fill(venue: Venue, number: int) -> list[str]:
    ids = [make_venue_photo(venue).public_id for _ in range(number)]
    session.commit()
    return ids


def test_after_an_upload_the_set_up_goes_on_instead_of_skipping(client: FlaskClient, venue: Venue) -> None:
    venue.status = VenueStatus.DRAFT
    session.commit()
    assert "Skip for now and go to" in client.get("/venue/photos").text
    answer = upload(client, (photo_file(), "room.jpg"), headers=HTMX)
    assert "Skip for now" not in answer.text
    assert re.search(r'class="button go" href="/venue/next[^>]*>Go to ', answer.text)


def words(response: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_several_photos_are_uploaded_at_once_and_processed(client: FlaskClient, venue: Venue, jobs: Jobs) -> None:
    sent = upload(client, (from_a_phone(6, width=1200, height=800), "IMG_1.jpg"), (photo_file(), "two.png"))
    assert (sent.status_code, sent.location) == (303, "/venue/photos")
    page = client.get("/venue/photos")
    assert "2 photos added." in page.text
    assert page.text.count("Processing. Your photo") == 2
    assert "2 of 12 photos" in words(page)
    session.expire_all()
    guests = client.get(f"/venues/{venue.slug}").text
    assert guests.count('class="photo fx-50 fy-50 waiting"') == 2
    jobs.run()
    assert "Processing. Your photo" not in client.get("/venue/photos").text
    assert client.get(f"/venues/{venue.slug}").text.count('<source type="image/avif"') == 2


def test_upload_reports_accepted_and_rejected_files_one_by_one(client: FlaskClient, venue: Venue) -> None:
    page = upload(
        client,
        (SVG, "<b>pond</b>.svg"),
        (photo_file(), "two.png"),
        (bytes(MAX_BYTES + 1), "huge.jpg"),
        (b"", "0.jpg"),
    )
    assert page.status_code == 200
    assert "1 photo added. We couldn’t add 3 files." in words(page)
    assert page.text.count('id="photos-status"') == 1
    assert "&lt;b&gt;pond&lt;/b&gt;.svg" in page.text
    text = words(page)
    assert "This is an SVG drawing, which isn’t safe to show. Export it as a PNG, then choose that file." in text
    assert "huge.jpg : This file is larger than 15 MB." in text
    assert "0.jpg : This file is empty." in text
    assert len(there(venue)) == 1


def test_file_of_fifty_megabytes_is_rejected_with_a_message(client: FlaskClient, venue: Venue) -> None:
    page = upload(client, (bytes(50 * 1024 * 1024), "huge.jpg"))
    assert page.status_code == 422
    assert "larger than 15 MB" in page.text


def test_upload_over_the_total_limit_is_rejected_with_a_message(client: FlaskClient, venue: Venue) -> None:
    page = upload(client, (bytes(101 * 1024 * 1024), "huge.jpg"))
    assert page.status_code == 413
    assert "Photos can be up to 15 MB" in page.text


def test_upload_without_files_is_explained(client: FlaskClient, venue: Venue) -> None:
    page = client.post("/venue/photos", data={})
    assert page.status_code == 422
    assert "Choose at least one photo" in page.text


def test_htmx_upload_gets_the_photo_list_or_the_reason(client: FlaskClient, venue: Venue) -> None:
    taken = upload(client, (photo_file(), "one.png"), headers=HTMX)
    assert taken.status_code == 200
    assert 'id="photos"' in taken.text
    assert "<html" not in taken.text
    refused = upload(client, (SVG, "pond.svg"), headers=HTMX)
    assert refused.status_code == 422
    assert 'data-why="This is an SVG drawing' in refused.text


def test_failed_photo_shows_its_error_and_is_hidden_from_guests(client: FlaskClient, venue: Venue, jobs: Jobs) -> None:
    data = photo_file("JPEG")
    upload(client, (data[: len(data) // 2], "half.jpg"))
    jobs.run()
    page = client.get("/venue/photos").text
    assert "This photo is damaged or incomplete." in page
    assert "Edit description and crop" not in page
    assert 'class="gallery"' not in client.get(f"/venues/{venue.slug}").text


def test_cover_is_the_first_photo_that_can_be_shown(client: FlaskClient, venue: Venue) -> None:
    make_venue_photo(venue, state=PhotoState.FAILED, problem="Save it again.")
    make_venue_photo(venue, key="1" * 40)
    session.commit()
    session.expire_all()
    (card,) = cards([venue.id], at=NOW)
    assert card.photo is not None
    assert card.photo.key == "1" * 40
    assert re.findall(r'<img src="/photos/(\d+)-', client.get(f"/venues/{venue.slug}").text) == ["1" * 40]


def test_upload_of_a_thirteenth_photo_is_rejected(client: FlaskClient, venue: Venue) -> None:
    fill(venue, MAX_PHOTOS - 1)
    page = upload(client, (photo_file(), "twelve.png"), (photo_file(), "thirteen.png"))
    assert page.status_code == 200
    assert "thirteen.png : You can have up to 12 photos. Remove one to add another." in words(page)
    assert "You’ve reached the limit of 12." in words(page)
    assert len(there(venue)) == MAX_PHOTOS


def test_uploads_in_several_tabs_at_once_never_exceed_the_limit(
    app: Flask, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = make_venue()
    fill(venue, MAX_PHOTOS - 1)

    def add(_: int) -> None:
        take_venue_photo(venue=session.get_one(Venue, venue.id), data=photo_file())

    refused = error_text(VenueErrorCode.TOO_MANY_PHOTOS, most=MAX_PHOTOS)
    assert in_tabs(app, add, tabs=4) == sorted([DONE, refused, refused, refused])
    session.delete(photos_of(venue)[-1])
    session.commit()
    monkeypatch.setattr(photo_actions, "lock_venue", no_lock)
    outcome = in_tabs(app, add, tabs=4)
    assert outcome.count(DONE) == 1
    assert set(outcome) <= {
        DONE,
        error_text(VenueErrorCode.TOO_MANY_PHOTOS, most=MAX_PHOTOS),
        "uq_venue_photo_venue_id_position",
    }
    assert len(there(venue)) == MAX_PHOTOS


def test_photos_are_reordered_by_one_step_or_all_at_once(client: FlaskClient, venue: Venue) -> None:
    one, two, three = fill(venue, 3)
    assert client.post("/venue/photos/order", data={"move": f"{one}:down"}).status_code == 303
    assert there(venue) == [two, one, three]
    answer = client.post("/venue/photos/order", data={"order": f"{three},{two},{one}"}, headers=HTMX)
    assert there(venue) == [three, two, one]
    assert "New order saved." in answer.text
    text = client.post("/venue/photos/order", data={"move": f"{one}:up"}, headers=HTMX).text
    assert "The photo is now 2 of 3." in text


def test_reordering_a_removed_photo_is_rejected_and_shows_the_list(client: FlaskClient, venue: Venue) -> None:
    one, two, three = fill(venue, 3)
    client.post(f"/venue/photos/{two}/remove")
    for given in ({"order": f"{three},{two},{one}"}, {"move": f"{two}:up"}):
        page = client.post("/venue/photos/order", data=given)
        assert page.status_code == 409
        assert "changed in another tab" in page.text
    assert there(venue) == [one, three]


def test_any_photo_can_be_the_cover(client: FlaskClient, venue: Venue) -> None:
    one, two, three = fill(venue, 3)
    assert client.post(f"/venue/photos/{three}/cover").status_code == 303
    assert there(venue) == [three, one, two]


def test_removed_photo_is_restored_to_its_position(client: FlaskClient, venue: Venue) -> None:
    one, two, three = fill(venue, 3)
    client.post(f"/venue/photos/{two}/remove")
    assert there(venue) == [one, three]
    page = client.get("/venue/photos").text
    assert f'action="/venue/photos/{two}/restore"' in page
    assert client.post(f"/venue/photos/{two}/restore").status_code == 303
    assert there(venue) == [one, two, three]
    for action in ("remove", "restore"):
        client.post(f"/venue/photos/{two}/{action}")
        assert client.post(f"/venue/photos/{two}/{action}").status_code == 404


def test_removed_photo_cannot_be_restored_beyond_the_limit(client: FlaskClient, venue: Venue) -> None:
    first, *_ = fill(venue, MAX_PHOTOS)
    client.post(f"/venue/photos/{first}/remove")
    fill(venue, 1)
    assert client.post(f"/venue/photos/{first}/restore").status_code == 303
    assert "up to 12 photos" in client.get("/venue/photos").text
    assert len(there(venue)) == MAX_PHOTOS


def test_moving_a_photo_removed_in_another_tab_is_rejected(db: None) -> None:
    venue = make_venue()
    shown = make_venue_photo(venue)
    remove_venue_photo(venue=venue, shown=shown)
    with pytest.raises(Conflict, match="removed in another tab"):
        move_venue_photo(venue=venue, shown=shown, position=1)


def seen_of(client: FlaskClient, key: str) -> str:
    found = re.search(r'name="seen"[^>]*value="(\w+)"', client.get(f"/venue/photos/{key}").text)
    assert found is not None
    return found[1]


def test_photo_description_and_focus_point_reach_the_guests(client: FlaskClient, venue: Venue) -> None:
    (key,) = fill(venue, 1)
    given = {"alt": 'The <i>"pond"</i> room', "focus": "35-80", "seen": seen_of(client, key)}
    assert client.post(f"/venue/photos/{key}", data=given).status_code == 303
    guests = client.get(f"/venues/{venue.slug}").text
    assert "photo fx-35 fy-80" in guests
    assert 'alt="The &lt;i&gt;&#34;pond&#34;&lt;/i&gt; room"' in guests
    form = client.get(f"/venue/photos/{key}").text
    assert re.search(r'value="35-80" checked', form)


@pytest.mark.parametrize("place", ["20-20", "50-50", "80-80"])
def test_one_of_nine_focus_points_can_be_chosen_without_javascript(
    client: FlaskClient, venue: Venue, place: str
) -> None:
    (key,) = fill(venue, 1)
    client.post(f"/venue/photos/{key}", data={"alt": "", "focus": place, "seen": seen_of(client, key)})
    (shown,) = photos_of(venue)
    session.refresh(shown.photo)
    assert shown.photo.focus == tuple(map(int, place.split("-")))


@pytest.mark.parametrize("focus", ["101-0", "5", "a-b", "-1-5", "50-50-50", "<b>"])
def test_focus_point_outside_the_photo_is_rejected(client: FlaskClient, venue: Venue, focus: str) -> None:
    (key,) = fill(venue, 1)
    page = client.post(f"/venue/photos/{key}", data={"alt": "Kept", "focus": focus, "seen": seen_of(client, key)})
    assert page.status_code == 422
    assert "Choose a focus point on the photo." in page.text
    assert 'value="Kept"' in page.text


def test_photo_description_holds_200_characters_of_any_script(client: FlaskClient, venue: Venue) -> None:
    (key,) = fill(venue, 1)
    for alt, status in (("池" * 200, 303), ("池" * 201, 422)):
        given = {"alt": alt, "focus": "50-50", "seen": seen_of(client, key)}
        assert client.post(f"/venue/photos/{key}", data=given).status_code == status


def test_value_saved_in_another_tab_is_shown_beside_the_input(client: FlaskClient, venue: Venue) -> None:
    (key,) = fill(venue, 1)
    seen = seen_of(client, key)
    client.post(f"/venue/photos/{key}", data={"alt": "From tab one", "focus": "20-50", "seen": seen})
    page = client.post(f"/venue/photos/{key}", data={"alt": "From tab two", "focus": "35-35", "seen": seen})
    assert page.status_code == 422
    assert "Saved value: From tab one" in words(page)
    assert "Saved value: Left" in words(page)
    assert 'value="From tab two"' in page.text


def test_photos_of_another_venue_are_not_accessible(client: FlaskClient, venue: Venue) -> None:
    (theirs,) = fill(make_venue(), 1)
    for way in ("", "/cover", "/remove", "/restore"):
        assert client.post(f"/venue/photos/{theirs}{way}").status_code == 404
    assert client.get(f"/venue/photos/{theirs}/preview", headers=HTMX).status_code == 404
    assert client.post("/venue/photos/order", data={"order": theirs}).status_code == 409


def test_photo_in_processing_is_polled_until_ready(client: FlaskClient, venue: Venue, jobs: Jobs) -> None:
    upload(client, (photo_file(), "one.png"))
    (key,) = there(venue)
    path = f"/venue/photos/{key}/preview"
    assert f'hx-get="{path}"' in client.get(path, headers=HTMX).text
    assert client.get(path).location == "/venue/photos"
    jobs.run()
    ready = client.get(path, headers=HTMX).text
    assert "hx-get" not in ready
    assert "<source" in ready


def test_photo_page_takes_the_same_statements_with_one_photo_or_three(client: FlaskClient, venue: Venue) -> None:
    counted = []
    for number in (1, 2):
        fill(venue, number)
        with statements() as sent:
            assert client.get("/venue/photos").status_code == 200
        counted.append(len(sent))
    # The user; the venue and its photos; the photos in order.
    assert counted == [4, 4]


def test_guest_cannot_open_the_photo_page(client: FlaskClient, db: None) -> None:
    sign_in(client, make_user())
    assert client.get("/venue/photos").status_code == 403
    assert session.query(VenuePhoto).count() == 0
