"""The profile page: what a person tells, the photo, and what is refused."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import session
from app.photos.models import Photo
from app.profiles.completion import completion
from app.profiles.models import Profile
from app.profiles.places import home_city
from app.profiles.queries import profile_of
from tests.factories import make_user
from tests.photos.samples import photo_file
from tests.reading import words
from tests.support import sign_in

pytestmark = pytest.mark.usefixtures("db", "now")

PAGE = "/account/profile"
FILLED = {
    "name": "Wren Abernathy",
    "phone": "5035550142",
    "birth_month": "2",
    "birth_day": "29",
    "city": "portland oregon",
    "language": "es",
    "shows_birthday": "y",
}


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = make_user(name="Wren A.")
    sign_in(client, user)
    return user


def send(client: FlaskClient, **typed: str) -> tuple[int, str]:
    answer = client.post(PAGE, data={**FILLED, "seen": seen(client), **typed})
    return answer.status_code, words(answer.text)


def seen(client: FlaskClient) -> str:
    return client.get(PAGE).text.split('name="seen"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def test_person_saves_their_profile(client: FlaskClient, wren: User) -> None:
    assert send(client)[0] == 303
    profile = session.scalars(select(Profile)).one()
    assert (wren.name, wren.phone) == ("Wren Abernathy", "(503) 555-0142")
    assert (profile.birth_month, profile.birth_day, profile.language) == (2, 29, "es")
    assert (profile.city, profile.zone_name) == ("Portland, OR", "America/Los_Angeles")
    shown = profile.shows_photo, profile.shows_birthday, profile.shows_language, profile.shows_team
    assert shown == (False, True, False, False)


def test_nothing_is_shared_before_the_person_says_so(client: FlaskClient, wren: User) -> None:
    assert "checked" not in client.get(PAGE).text.split("What venues see")[1].split("</fieldset>")[0]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": " "}, "Enter your name."),
        ({"phone": "12"}, "Enter a full phone number, like (503) 555-0142."),
        ({"birth_month": "2", "birth_day": "30"}, "That date doesn’t exist."),
        ({"birth_month": "2", "birth_day": ""}, "Choose both the month and the day, or neither."),
        ({"city": "Atlantis"}, "Enter a city and its state, like Portland, OR, or a ZIP code."),
    ],
)
def test_refused_values_stay_in_the_form(client: FlaskClient, wren: User, typed: dict[str, str], message: str) -> None:
    status, page = send(client, **typed)
    assert (status, message in page) == (422, True)
    assert session.scalar(select(Profile)) is None


@pytest.mark.parametrize(
    ("typed", "label", "zone"),
    [
        ("97202", "Portland, OR", "America/Los_Angeles"),
        ("Portland, ME", "Portland, ME", "America/New_York"),
        ("santa fe new mexico", "Santa Fe, NM", "America/Denver"),
    ],
)
def test_home_city_is_read_as_people_write_it(typed: str, label: str, zone: str) -> None:
    found = home_city(typed)
    assert found is not None
    assert (found.label, found.zone_name) == (label, zone)


@pytest.mark.parametrize("typed", ["Portland", "OR", "00000", "Nowhere, OR"])
def test_place_that_is_no_city_with_a_state_is_refused(typed: str) -> None:
    assert home_city(typed) is None


def test_guest_uploads_and_removes_a_photo(client: FlaskClient, wren: User) -> None:
    assert client.post(f"{PAGE}/photo", data={"file": (BytesIO(photo_file()), "me.jpg")}).status_code == 303
    photo = session.scalars(select(Photo)).one()
    assert profile_of(wren.id).photo_id == photo.id
    page = client.get(PAGE).text
    assert ("Photo added." in page, "We’re processing your photo." in page) == (True, True)
    assert client.post(f"{PAGE}/photo", data={"remove": "y"}).status_code == 303
    session.expire_all()
    assert profile_of(wren.id).photo is None


def test_guest_sends_a_large_file_only_as_their_photo(client: FlaskClient, wren: User) -> None:
    large = 2_000_000
    sent = {
        path: client.post(path, data={"file": (BytesIO(b"x" * large), "me.jpg")}) for path in (f"{PAGE}/photo", PAGE)
    }
    assert [answer.status_code for answer in sent.values()] == [422, 413]


def test_visitor_with_a_large_file_logs_in_first(client: FlaskClient) -> None:
    answer = client.post(f"{PAGE}/photo", data={"file": (BytesIO(b"x" * 2_000_000), "me.jpg")})
    assert answer.status_code == 303
    assert answer.location.startswith("/login")


def test_profile_names_the_one_next_step() -> None:
    user, profile = make_user(is_verified=False), Profile()
    assert (completion(user, profile).words, completion(user, profile).next_step) == ("1 of 5 done", "Add a photo")
    profile.photo, profile.city, profile.language = Photo(), "Portland, OR", "es"
    assert (completion(user, profile).done, completion(user, profile).next_step) == (4, "Confirm your email")
    user.email_verified_at = user.created_at
    assert (completion(user, profile).done, completion(user, profile).next_step) == (5, "")


def test_birthday_does_not_count_toward_the_profile() -> None:
    user = make_user()
    without, with_birthday = Profile(), Profile(birth_month=2, birth_day=3)
    assert completion(user, without) == completion(user, with_birthday)
