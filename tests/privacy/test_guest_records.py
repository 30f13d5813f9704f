"""A venue gives a guest a copy of their details, or erases them."""

import io
import zipfile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.access_log.models import DataAccess
from app.accounts.models import User
from app.core.db import session
from app.guests.models import Guest
from app.venues.enums import StaffRole
from app.venues.models import Venue
from tests.pages import read
from tests.privacy.people import ALLERGY, NAME, NOTE, everything, make_admin, make_wren
from tests.support import sign_in, utc
from tests.venue_factories import make_staff

PAST = utc("2026-05-12 19:00")


@pytest.fixture
def guest(client: FlaskClient) -> Guest:
    make_wren(at=PAST)
    return signed_in(client)


def signed_in(client: FlaskClient) -> Guest:
    found = session.scalars(select(Guest)).one()
    owner = session.get_one(Venue, found.venue_id).owner_id
    sign_in(client, session.get_one(User, owner))
    return found


def test_copy_has_what_the_venue_knows_and_is_recorded(client: FlaskClient, guest: Guest) -> None:
    answer = client.get(f"/venue/guests/{guest.public_id}/data.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        content = "".join(archive.read(name).decode() for name in archive.namelist())
    assert all(value in content for value in (NAME, "Wren is ticklish.", NOTE, ALLERGY))
    assert "Firefox" not in content  # of the account
    assert session.scalars(select(DataAccess.guest_id).where(DataAccess.guest_id.is_not(None))).all() == [guest.id]


def test_erased_record_has_no_name_and_the_account_stays(client: FlaskClient, guest: Guest) -> None:
    path = f"/venue/guests/{guest.public_id}"
    assert client.post(f"{path}/erase").status_code == 422
    assert client.post(f"{path}/erase", data={"agree": "y"}).status_code == 303
    session.expire_all()
    assert (guest.name, guest.email, guest.phone, guest.notes, guest.user_id) == ("Deleted guest", "", "", "", None)
    assert NOTE not in everything()
    assert session.scalars(select(User.name).where(User.email == "wren@example.com")).one() == NAME
    assert "This guest’s details are erased." in read(client, f"{path}/data")
    assert client.post(f"{path}/erase", data={"agree": "y"}).status_code == 409


def test_guest_with_upcoming_bookings_is_not_erased(client: FlaskClient) -> None:
    make_wren()
    guest = signed_in(client)
    assert "has upcoming bookings." in read(client, f"/venue/guests/{guest.public_id}/data")
    assert client.post(f"/venue/guests/{guest.public_id}/erase", data={"agree": "y"}).status_code == 409


def test_copy_of_a_manager_has_no_health_answers(client: FlaskClient, guest: Guest) -> None:
    venue = session.get_one(Venue, guest.venue_id)
    sign_in(client, make_staff(venue, StaffRole.MANAGER).user)
    path = f"/venue/guests/{guest.public_id}/data"
    assert "Health answers are left out." in read(client, path)
    with zipfile.ZipFile(io.BytesIO(client.get(f"{path}.zip").data)) as archive:
        content = "".join(archive.read(name).decode() for name in archive.namelist())
    assert NAME in content
    assert "Featherlight" in content
    assert ALLERGY not in content


def test_admin_who_views_as_the_owner_gets_no_copy(client: FlaskClient, guest: Guest) -> None:
    owner = session.get_one(User, session.get_one(Venue, guest.venue_id).owner_id)
    sign_in(client, make_admin())
    client.post(f"/admin/people/{owner.public_id}/view-as")
    answer = client.get(f"/venue/guests/{guest.public_id}/data.zip")
    assert (answer.status_code, "can see this page" in answer.text) == (403, True)


def test_front_desk_is_not_offered_what_it_may_not_do(client: FlaskClient, guest: Guest) -> None:
    path = f"/venue/guests/{guest.public_id}"
    assert "Export or erase" in read(client, path)
    sign_in(client, make_staff(session.get_one(Venue, guest.venue_id), StaffRole.FRONT_DESK).user)
    assert "Export or erase" not in read(client, path)
    assert client.get(f"{path}/data").status_code == 403
