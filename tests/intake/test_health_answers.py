"""Who can open health answers, the record of it, and the keys that encrypt them."""

import base64
import secrets
from dataclasses import dataclass

import psycopg2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.accounts.enums import Role
from app.accounts.models import User
from app.core.db import session
from app.core.encryption import KeyMissing, Sealed
from app.intake.actions.answers import reencrypt
from app.intake.encryption import HealthKeyring, key_id
from app.intake.models import IntakeAnswer, IntakeView
from config import KEY_BYTES, decoded_keys
from tests import database
from tests.factories import make_user, make_venue
from tests.intake.setting import CONDITIONS, PRESSURE, SECRET, Setting, answers, make_setting
from tests.support import Jobs, sign_in

OLD, NEW = (bytes([number]) * KEY_BYTES for number in (1, 2))
ANSWERS: dict[str, str | list[str]] = {"conditions": SECRET}


# Keys


def test_the_first_key_encrypts_and_all_of_them_decrypt() -> None:
    sealed = HealthKeyring([OLD]).seal(ANSWERS, row="row")
    both = HealthKeyring([NEW, OLD])
    assert both.open(sealed, row="row") == ANSWERS
    assert both.seal(ANSWERS, row="row").key_id == key_id(NEW)
    with pytest.raises(KeyMissing):
        HealthKeyring([NEW]).open(sealed, row="row")


def test_equal_answers_have_different_ciphertexts() -> None:
    keys = HealthKeyring([OLD])
    assert keys.seal(ANSWERS, row="row").content != keys.seal(ANSWERS, row="row").content


@pytest.mark.parametrize("change", ["row", "content", "key_id"])
def test_a_ciphertext_opens_only_in_its_row_and_unchanged(change: str) -> None:
    keys = HealthKeyring([OLD, NEW])
    sealed, row = keys.seal(ANSWERS, row="row"), "row"
    if change == "row":
        row = "another"
    elif change == "content":
        sealed = Sealed(sealed.content[:-1] + bytes([sealed.content[-1] ^ 1]), sealed.key_id)
    else:
        sealed = Sealed(sealed.content, key_id(NEW))
    with pytest.raises(KeyMissing):
        keys.open(sealed, row=row)


def test_keys_are_read_in_both_alphabets_of_base64() -> None:
    key = b"\xfb\xff" * 16
    written = f"{base64.b64encode(key).decode()}, {base64.urlsafe_b64encode(OLD).decode()}"
    assert decoded_keys(written) == [key, OLD]


@dataclass(frozen=True)
class Answered:
    setting: Setting
    client: FlaskClient

    @property
    def saved(self) -> IntakeAnswer:
        [found] = answers()
        return found

    @property
    def page(self) -> str:
        return f"/venue/forms/answers/{self.setting.booking.public_id}"

    def open(self) -> str:
        return self.client.post(f"{self.page}/{self.saved.key}/health").text


@pytest.fixture
def given(client: FlaskClient) -> Answered:
    """Return answers with health answers, and a browser of the owner."""
    setting = make_setting()
    sign_in(client, setting.guest)
    assert client.post(setting.path, data=setting.fields(client)).status_code == 303
    sign_in(client, setting.owner)
    return Answered(setting, client)


def test_rotation_encrypts_every_answer_with_the_first_key(app: Flask, given: Answered) -> None:
    current = app.extensions["settings"].health_key_bytes[0]
    keys = HealthKeyring([NEW, current])
    assert (reencrypt(keys), reencrypt(keys)) == (1, 0)
    session.commit()
    sealed = Sealed(given.saved.health or b"", given.saved.health_key or "")
    assert HealthKeyring([NEW]).open(sealed, row=given.saved.key) == {CONDITIONS.key: SECRET}


def test_rotation_changes_nothing_if_a_key_that_is_needed_is_missing(given: Answered) -> None:
    before = given.saved.health
    with pytest.raises(KeyMissing):
        reencrypt(HealthKeyring([NEW]))
    session.rollback()
    assert given.saved.health == before


def run_command(url: str, keys: str) -> str:
    """Run the command in an application with these keys, and return its output."""
    other = create_app(database.settings_for(url, health_keys=keys))
    with other.app_context():
        output = other.test_cli_runner().invoke(args=["reencrypt-health-answers"]).output
        session.get_bind().dispose()
    return str(output)


def test_the_command_encrypts_all_again_and_says_so(app: Flask, database_url: str, given: Answered) -> None:
    current = app.extensions["settings"].health_keys.get_secret_value()
    new = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    assert given.saved.health_key == key_id(decoded_keys(current)[0])
    session.commit()
    assert "Encrypted 1 again." in run_command(database_url, f"{new},{current}")
    assert "Encrypted 0 again." in run_command(database_url, f"{new},{current}")
    assert "HEALTH_KEYS lacks the key" in run_command(database_url, current)


# Views


def test_the_owner_sees_other_answers_at_once_and_health_answers_on_request(given: Answered) -> None:
    page = given.client.get(given.page).text
    assert "Firm" in page
    assert SECRET not in page
    assert "Open health answers" in page
    assert session.scalar(select(IntakeView)) is None
    assert SECRET in given.open()
    assert SECRET not in given.client.get(given.page).text


def test_each_view_is_recorded_and_shown_to_the_guest(given: Answered) -> None:
    for _ in range(2):
        given.open()
    views = session.scalars(select(IntakeView)).all()
    assert {(view.user_id, view.booking_id) for view in views} == {(given.setting.owner.id, given.setting.booking.id)}
    sign_in(given.client, given.setting.guest)
    assert given.client.get(given.setting.path).text.count("Maren Oyelaran, Thu, May 14") == len(views) == 2


@pytest.mark.parametrize("role", [Role.GUEST, Role.PROVIDER, Role.ADMIN])
def test_only_the_owner_of_the_venue_opens_health_answers(given: Answered, role: Role) -> None:
    other = session.get_one(User, make_venue().owner_id) if role is Role.PROVIDER else make_user(role=role)
    sign_in(given.client, other)
    [saved, *_] = answers()
    response = given.client.post(f"{given.page}/{saved.key}/health")
    assert response.status_code in {403, 404}
    assert session.scalar(select(IntakeView)) is None


def test_an_admin_who_views_the_site_as_the_owner_sees_no_answers(given: Answered) -> None:
    sign_in(given.client, make_user(role=Role.ADMIN))
    given.client.post(f"/admin/people/{given.setting.owner.public_id}/view-as")
    page = given.client.get(given.page)
    assert page.status_code == 403
    assert "Firm" not in page.text
    assert given.client.post(f"{given.page}/{given.saved.key}/health").status_code == 403


def test_the_record_of_views_cannot_be_changed(database_url: str, given: Answered) -> None:
    given.open()
    for statement in ("UPDATE intake_view SET at = now()", "DELETE FROM intake_view"):
        with pytest.raises(DBAPIError, match="permission denied"):
            session.execute(text(statement))
        session.rollback()
    for statement in ("DELETE FROM intake_view", "TRUNCATE intake_view"):
        with pytest.raises(psycopg2.errors.Error, match="intake_view is append-only"):
            database.execute(database_url, statement)


def test_deleted_health_answers_cannot_be_opened_and_their_views_stay(given: Answered) -> None:
    given.open()
    sign_in(given.client, given.setting.guest)
    given.client.post(f"{given.setting.path}/delete-health")
    assert "Maren Oyelaran" in given.client.get(given.setting.path).text
    sign_in(given.client, given.setting.owner)
    response = given.client.post(f"{given.page}/{given.saved.key}/health", follow_redirects=True)
    assert "There are no health answers to open." in response.text
    assert "The guest deleted their health answers." in response.text


def test_a_missing_key_is_explained_and_no_view_is_recorded(database_url: str, given: Answered) -> None:
    session.execute(text("UPDATE intake_answer SET health_key = 'gone'"))
    session.commit()
    page = given.open()
    assert "We can’t open these health answers right now." in page
    assert session.scalar(select(IntakeView)) is None


def test_health_answers_are_in_no_log_export_job_or_email(
    given: Answered, jobs: Jobs, capfd: pytest.CaptureFixture[str]
) -> None:
    given.open()
    exported = [given.client.get(path).text for path in ("/calendar/bookings.csv?state=all", "/venue/guests/export")]
    queued = session.scalars(text("SELECT args::text FROM procrastinate_jobs")).all()
    said = capfd.readouterr()
    for where in (*exported, *queued, said.out, said.err):
        assert SECRET not in where
        assert PRESSURE.key not in where
    assert "Wren" in exported[0]


def test_the_panel_of_a_booking_says_whether_its_form_was_answered(client: FlaskClient) -> None:
    setting = make_setting()
    panel = f"/calendar/?day=2026-05-19&booking={setting.booking.public_id}"
    sign_in(client, setting.owner)
    assert "Form not answered yet" in client.get(panel).text
    sign_in(client, setting.guest)
    client.post(setting.path, data=setting.fields(client))
    sign_in(client, setting.owner)
    page = client.get(panel).text
    assert "Form not answered yet" not in page
    assert SECRET not in page
