"""Preferences and allergies: consent, encryption, who may open them, and the record of it."""

import secrets
from datetime import timedelta

import psycopg2
import pytest
from flask import Flask
from sqlalchemy import select, text

from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.enums import BookingState
from app.consents.enums import ConsentKind
from app.consents.models import Consent
from app.core.db import session
from app.core.encryption import KeyMissing, Keyring, Sealed
from app.intake.encryption import keyring as health_keyring
from app.profiles import encryption
from app.profiles.actions.care_notes import delete_care_note, reencrypt, save_care_note
from app.profiles.consent import VERSION
from app.profiles.models import CareNote, CareNoteView
from app.venues.enums import StaffRole
from config import KEY_BYTES
from tests import database
from tests.factories import make_user, make_venue
from tests.profiles.conftest import Visit
from tests.project.world import reserve
from tests.support import NOW, sign_in
from tests.venue_factories import make_staff

pytestmark = pytest.mark.usefixtures("db", "now")

PAGE, SECRET = "/account/profile/preferences", "No almond oil, please"


def note_of(user: User) -> CareNote | None:
    session.flush()
    session.expire_all()
    return session.get(CareNote, user.id)


@pytest.fixture
def noted(visit: Visit) -> Visit:
    """Let the guest save something, then log in the owner."""
    save_care_note(user_id=visit.guest.id, text=SECRET, agreed_to="I agree.", version=VERSION)
    sign_in(visit.client, visit.owner)
    return visit


def page_of(visit: Visit) -> str:
    return f"/venue/forms/preferences/{visit.booking.public_id}"


def test_nothing_is_saved_without_consent(visit: Visit) -> None:
    sign_in(visit.client, visit.guest)
    answer = visit.client.post(PAGE, data={"text": SECRET})
    assert (answer.status_code, SECRET in answer.text) == (422, True)
    assert "Check the box to agree." in answer.text
    assert note_of(visit.guest) is None


def test_note_is_saved_encrypted_with_the_text_of_the_consent(visit: Visit) -> None:
    sign_in(visit.client, visit.guest)
    assert visit.client.post(PAGE, data={"text": SECRET, "agree": "y"}).status_code == 303
    note = note_of(visit.guest)
    assert note is not None
    assert SECRET.encode() not in note.content
    assert (note.consent_version, note.consented_at) == (VERSION, NOW)
    assert note.consent_text.startswith("I agree that CozyWish saves my preferences and allergies.")
    page = visit.client.get(PAGE).text
    assert (SECRET in page, "No one has opened them yet." in page) == (True, True)
    assert SECRET not in visit.client.get("/account/profile").text


def test_note_opens_only_in_the_row_of_its_guest_and_for_its_purpose(noted: Visit) -> None:
    note = note_of(noted.guest)
    assert note is not None
    sealed = Sealed(note.content, note.content_key)
    assert encryption.unseal(sealed, user_id=noted.guest.id) == SECRET
    with pytest.raises(KeyMissing):
        encryption.unseal(sealed, user_id=noted.owner.id)
    assert note.content_key != health_keyring().current


def test_rotation_encrypts_notes_with_the_first_key(app: Flask, noted: Visit) -> None:
    current, new = app.extensions["settings"].health_key_bytes[0], secrets.token_bytes(KEY_BYTES)
    keys = Keyring([new, current], purpose=encryption.PURPOSE)
    assert (reencrypt(keys), reencrypt(keys)) == (1, 0)
    note = note_of(noted.guest)
    assert note is not None
    only_new = Keyring([new], purpose=encryption.PURPOSE)
    sealed = Sealed(note.content, note.content_key)
    assert encryption.unseal(sealed, user_id=noted.guest.id, keys=only_new) == SECRET


def test_withdrawing_the_consent_deletes_the_note_and_keeps_the_record(noted: Visit) -> None:
    noted.client.post(page_of(noted))
    sign_in(noted.client, noted.guest)
    assert "Maren Oyelaran" in noted.client.get(PAGE).text
    noted.client.post(f"{PAGE}/delete")
    assert note_of(noted.guest) is None
    page = noted.client.get(PAGE).text
    assert SECRET not in page
    assert "Maren Oyelaran" in page


def test_owner_opens_a_note_on_request_and_each_time_is_recorded(noted: Visit) -> None:
    assert page_of(noted) in noted.panel
    assert SECRET not in noted.client.get(page_of(noted)).text
    assert session.scalar(select(CareNoteView)) is None
    for _ in range(2):
        page = noted.client.post(page_of(noted)).text
        assert (SECRET in page, "The guest can see that." in page) == (True, True)
    views = session.scalars(select(CareNoteView)).all()
    assert [(view.user_id, view.by_id, view.booking_id) for view in views] == [
        (noted.guest.id, noted.owner.id, noted.booking.id)
    ] * 2


@pytest.mark.parametrize(
    ("state", "starts", "status"),
    [
        (BookingState.CONFIRMED, timedelta(days=3), 200),
        (BookingState.COMPLETED, timedelta(hours=-2), 200),
        (BookingState.COMPLETED, timedelta(days=-1), 404),
        (BookingState.CONFIRMED, timedelta(days=-1), 404),
        (BookingState.CANCELED, timedelta(days=3), 404),
        (BookingState.NO_SHOW, timedelta(hours=-2), 404),
    ],
)
def test_note_opens_only_for_upcoming_bookings_and_those_of_today(
    noted: Visit, state: BookingState, starts: timedelta, status: int
) -> None:
    noted.booking.state = state
    noted.booking.starts_at, noted.booking.ends_at = NOW + starts, NOW + starts + timedelta(hours=1)
    session.commit()
    assert noted.client.post(page_of(noted)).status_code == status
    assert (page_of(noted) in noted.panel) == (status == 200)


def test_booking_that_the_venue_added_opens_no_note(noted: Visit) -> None:
    session.execute(text("UPDATE customer_order SET kind = 'front_desk', user_id = NULL, settled_by = 'unpaid'"))
    session.commit()
    assert noted.client.post(page_of(noted)).status_code == 404
    assert page_of(noted) not in noted.panel


@pytest.mark.parametrize("role", [Role.GUEST, Role.PROVIDER, Role.ADMIN])
def test_only_the_venue_of_the_booking_opens_a_note(noted: Visit, role: Role) -> None:
    other = session.get_one(User, make_venue().owner_id) if role is Role.PROVIDER else make_user(role=role)
    sign_in(noted.client, other)
    assert noted.client.post(page_of(noted)).status_code in {403, 404}
    assert session.scalar(select(CareNoteView)) is None


@pytest.mark.parametrize(
    ("role", "performs", "opens"),
    [
        (StaffRole.TEAM_MEMBER, True, True),
        (StaffRole.MANAGER, True, True),
        (StaffRole.MANAGER, False, False),
        (StaffRole.FRONT_DESK, False, False),
    ],
)
def test_staff_find_a_note_only_on_bookings_they_perform(
    noted: Visit, role: StaffRole, performs: bool, opens: bool
) -> None:
    reserve(noted.booking, noted.member)
    sign_in(noted.client, make_staff(noted.venue, role, member=noted.member if performs else None).user)
    assert (page_of(noted) in noted.panel) == opens
    assert noted.client.post(page_of(noted)).status_code == (200 if opens else 403)


def test_admin_who_views_the_site_as_another_sees_no_note(noted: Visit) -> None:
    sign_in(noted.client, make_user(role=Role.ADMIN))
    for person, page in ((noted.owner, page_of(noted)), (noted.guest, PAGE)):
        noted.client.post(f"/admin/people/{person.public_id}/view-as")
        answer = noted.client.get(page)
        assert (answer.status_code, SECRET in answer.text) == (403, False)
        noted.client.post("/admin/view-as/stop")


def test_note_with_an_earlier_consent_stays_closed_until_the_guest_agrees_again(visit: Visit) -> None:
    save_care_note(user_id=visit.guest.id, text=SECRET, agreed_to="I agreed before.", version=VERSION)
    session.execute(text("UPDATE care_note SET consent_version = :before"), {"before": VERSION - 1})
    sign_in(visit.client, visit.owner)
    assert (visit.client.post(page_of(visit)).status_code, page_of(visit) in visit.panel) == (404, False)
    sign_in(visit.client, visit.guest)
    for page in ("/account/profile", PAGE):
        assert "What you agreed to has changed." in visit.client.get(page).text
    visit.client.post(PAGE, data={"text": SECRET, "agree": "y"})
    assert "What you agreed to has changed." not in visit.client.get(PAGE).text
    sign_in(visit.client, visit.owner)
    assert SECRET in visit.client.post(page_of(visit)).text


def test_deleted_note_cannot_be_opened(noted: Visit) -> None:
    delete_care_note(user_id=noted.guest.id)
    session.commit()
    assert noted.client.post(page_of(noted)).status_code == 404
    assert page_of(noted) not in noted.panel


def test_missing_key_is_explained_and_no_view_is_recorded(noted: Visit) -> None:
    session.execute(text("UPDATE care_note SET content_key = 'gone'"))
    session.commit()
    assert "We can’t open these preferences and allergies right now." in noted.client.post(page_of(noted)).text
    session.rollback()
    assert session.scalar(select(CareNoteView)) is None


def test_record_of_views_cannot_be_changed(database_url: str, noted: Visit) -> None:
    noted.client.post(page_of(noted))
    for statement in ("DELETE FROM care_note_view", "TRUNCATE care_note_view"):
        with pytest.raises(psycopg2.errors.Error, match="care_note_view is append-only"):
            database.execute(database_url, statement)


def test_consent_is_recorded_and_withdrawn_with_the_note(visit: Visit) -> None:
    save_care_note(user_id=visit.guest.id, text=SECRET, agreed_to="I agree.", version=VERSION)
    delete_care_note(user_id=visit.guest.id)
    delete_care_note(user_id=visit.guest.id)
    rows = session.execute(select(Consent.kind, Consent.version, Consent.is_given).order_by(Consent.id)).all()
    kind = ConsentKind.CARE_NOTE
    assert [tuple(row) for row in rows] == [(kind, VERSION, True), (kind, VERSION, False)]
