"""How an owner introduces themselves on their venue's page."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from app.accounts.models import User
from app.core.db import session
from app.photos.models import Photo
from app.profiles.actions.profiles import introduce_owner, set_photo
from app.slot_picker.snapshots import snapshots
from app.venues.enums import StaffRole, VenueStatus
from app.venues.models import Venue
from tests.factories import add, make_member, make_user, make_venue
from tests.pages import flashed
from tests.reading import words
from tests.support import sign_in
from tests.venue_factories import make_staff

pytestmark = pytest.mark.usefixtures("db", "now")

PAGE, KEY = "/account/profile/public", "b" * 40
TYPED = {"owner_name": "Maren", "bio": "Massage therapist since 2009."}


@pytest.fixture
def venue() -> Venue:
    found = make_venue()
    session.commit()
    return found


@pytest.fixture
def owner(client: FlaskClient, venue: Venue) -> User:
    found = session.get_one(User, venue.owner_id)
    sign_in(client, found)
    return found


def seen_by_guests(client: FlaskClient, venue: Venue) -> str:
    """Return the page as people who are logged in see it: everyone else sees a change within a minute."""
    return client.get(f"/venues/{venue.slug}").text


def test_owner_is_shown_only_while_they_want_to_be(client: FlaskClient, venue: Venue, owner: User) -> None:
    assert "Run by" not in seen_by_guests(client, venue)
    assert client.post(PAGE, data=TYPED).status_code == 303
    assert "Run by" not in seen_by_guests(client, venue)
    client.post(PAGE, data={**TYPED, "is_shown": "y"})
    assert "Run by Maren Massage therapist since 2009." in words(seen_by_guests(client, venue))
    client.post(PAGE, data=TYPED)
    assert "Run by" not in seen_by_guests(client, venue)


def test_photo_of_the_owner_is_the_one_of_their_profile(client: FlaskClient, venue: Venue, owner: User) -> None:
    photo = add(Photo(key=KEY, width=1200, height=900, state="waiting"))
    introduce_owner(user=owner, name="Maren", bio="", is_shown=True)
    set_photo(user=owner, photo=photo)
    session.commit()
    assert f"/photos/{KEY}" not in seen_by_guests(client, venue)
    session.execute(update(Photo).where(Photo.id == photo.id).values(state="ready"))
    session.commit()
    assert f"/photos/{KEY}" in seen_by_guests(client, venue)
    set_photo(user=owner, photo=None)
    session.commit()
    assert f"/photos/{KEY}" not in seen_by_guests(client, venue)


def test_change_of_an_owner_leaves_other_venues_in_memory(venue: Venue) -> None:
    other = make_venue()
    session.commit()
    kept = snapshots([other.id])[other.id]
    introduce_owner(user=session.get_one(User, venue.owner_id), name="Maren", bio="", is_shown=True)
    session.commit()
    assert snapshots([other.id])[other.id] is kept


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"owner_name": " ", "is_shown": "y"}, "Enter the name that guests see, like Maren."),
        ({"bio": "x" * 301}, "Shorten this to 300 characters."),
    ],
)
def test_introduction_is_refused_with_a_reason(
    client: FlaskClient, venue: Venue, owner: User, typed: dict[str, str], message: str
) -> None:
    answer = client.post(PAGE, data={**TYPED, **typed})
    assert (answer.status_code, message in words(answer.text)) == (422, True)


def test_each_owner_introduces_themselves_the_main_owner_first(client: FlaskClient, venue: Venue, owner: User) -> None:
    other = make_staff(venue, StaffRole.OWNER)
    sign_in(client, other.user)
    assert client.post(PAGE, data={"owner_name": "June", "bio": "", "is_shown": "y"}).status_code == 303
    assert "Run by June" in words(seen_by_guests(client, venue))
    introduce_owner(user=owner, name="Maren", bio="", is_shown=True)
    session.commit()
    page = words(seen_by_guests(client, venue))
    assert page.index("Run by Maren") < page.index("Run by June")


def test_photo_of_a_second_owner_shows_once_it_is_ready(client: FlaskClient, venue: Venue, owner: User) -> None:
    photo = add(Photo(key=KEY, width=1200, height=900, state="waiting"))
    other = make_staff(venue, StaffRole.OWNER).user
    introduce_owner(user=other, name="June", bio="", is_shown=True)
    set_photo(user=other, photo=photo)
    session.commit()
    assert f"/photos/{KEY}" not in seen_by_guests(client, venue)
    session.execute(update(Photo).where(Photo.id == photo.id).values(state="ready"))
    session.commit()
    assert f"/photos/{KEY}" in seen_by_guests(client, venue)


def test_introduction_ends_with_the_role_of_owner(client: FlaskClient, venue: Venue, owner: User) -> None:
    other = make_staff(venue, StaffRole.OWNER)
    introduce_owner(user=other.user, name="June", bio="", is_shown=True)
    session.commit()
    assert "Run by June" in seen_by_guests(client, venue)
    other.role = StaffRole.MANAGER
    session.commit()
    assert "Run by June" not in seen_by_guests(client, venue)


@pytest.mark.parametrize("role", [role for role in StaffRole if role is not StaffRole.OWNER])
def test_only_owners_introduce_themselves(client: FlaskClient, venue: Venue, role: StaffRole) -> None:
    sign_in(client, make_staff(venue, role, member=make_member(venue)).user)
    assert "On your venue’s page" not in client.get("/account/profile").text
    assert client.post(PAGE, data={**TYPED, "is_shown": "y"}).status_code == 403


def test_owner_of_a_draft_reads_when_guests_see_the_introduction(client: FlaskClient) -> None:
    sign_in(client, session.get_one(User, make_venue(status=VenueStatus.DRAFT).owner_id))
    client.post(PAGE, data={**TYPED, "is_shown": "y"})
    assert "Guests see this once Hazel Bodywork is live." in flashed(client, "/account/profile")


def test_guests_have_no_public_profile(client: FlaskClient) -> None:
    sign_in(client, make_user())
    assert "On your venue’s page" not in client.get("/account/profile").text
    assert client.post(PAGE, data=TYPED).status_code == 403
