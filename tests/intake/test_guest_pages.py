"""The form as a guest fills it in: errors, consent, a form that changes in between, and links from emails."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from app.bookings.enums import BookingState
from app.consents.models import Consent
from app.core import clock
from app.core.db import session
from app.core.encryption import Sealed
from app.intake.actions.forms import edit_form, set_active
from app.intake.actions.questions import add_question, edit_question, order_questions, remove_question
from app.intake.encryption import keyring
from app.intake.enums import QuestionKind
from app.intake.questions import Question
from app.intake.signed import token_for
from tests import database
from tests.factories import make_user
from tests.intake.setting import (
    AGREE,
    AT,
    CONDITIONS,
    PRESSURE,
    QUESTIONS,
    SECRET,
    SIGNED,
    TYPED,
    WEEK,
    Setting,
    answers,
    book,
    hidden,
    key,
    make_setting,
)
from tests.support import NOW, sign_in


@pytest.fixture
def here(client: FlaskClient) -> Setting:
    setting = make_setting()
    sign_in(client, setting.guest)
    return setting


def test_answers_are_saved_with_the_version_and_the_consent(client: FlaskClient, here: Setting) -> None:
    response = client.post(here.path, data=here.fields(client))
    assert response.location == f"/bookings/{here.booking.public_id}"
    [saved] = answers()
    assert (saved.version_id, saved.consented) == (here.version.id, True)
    assert "shows them to Hazel Bodywork" in (saved.consent_text or "")
    assert saved.answers == {PRESSURE.key: "Firm", AGREE.key: "yes", SIGNED.key: ["Wren Abernathy", ""]}


def test_health_answers_are_stored_only_encrypted(client: FlaskClient, here: Setting) -> None:
    client.post(here.path, data=here.fields(client))
    [saved] = answers()
    assert keyring().open(Sealed(saved.health or b"", saved.health_key or ""), row=saved.key) == {
        CONDITIONS.key: SECRET
    }
    stored = session.scalars(text("SELECT intake_answer::text FROM intake_answer")).one()
    assert "Hemophilia" not in stored
    assert b"Hemophilia".hex() not in stored


def test_health_answers_are_not_saved_without_consent(client: FlaskClient, here: Setting) -> None:
    client.post(here.path, data=here.fields(client, consent="no"))
    [saved] = answers()
    assert (saved.health, saved.consented) == (None, False)
    assert saved.consent_text
    page = client.get(here.path).text
    assert "We didn’t save any. Tell the venue in person." in page


def test_an_incomplete_form_keeps_what_was_typed_and_names_each_error(client: FlaskClient, here: Setting) -> None:
    sent = here.fields(client, **{f"q_{PRESSURE.key}": [], f"q_{AGREE.key}": [], f"q_{SIGNED.key}": ["", "nonsense"]})
    response = client.post(here.path, data=sent)
    assert response.status_code == 422
    assert "Fix 3 things to continue" in response.text
    assert "How much pressure: Choose an answer." in response.text
    assert SECRET in response.text
    assert answers() == []


def test_the_choice_about_consent_has_to_be_made(client: FlaskClient, here: Setting) -> None:
    response = client.post(here.path, data=here.fields(client, consent=[]))
    assert response.status_code == 422
    assert "Choose whether we may save your health answers." in response.text


def test_required_health_questions_have_to_be_answered_only_with_consent(client: FlaskClient, here: Setting) -> None:
    empty = {f"q_{CONDITIONS.key}": ""}
    assert client.post(here.path, data=here.fields(client, **empty)).status_code == 422
    assert client.post(here.path, data=here.fields(client, consent="no", **empty)).status_code == 303


def test_a_signature_can_be_drawn_instead_of_typed(client: FlaskClient, here: Setting) -> None:
    drawing = "M10 20L12 22M30 40L300 199"
    client.post(here.path, data=here.fields(client, **{f"q_{SIGNED.key}": ["", drawing]}))
    assert answers()[0].answers[SIGNED.key] == ["", drawing]


@pytest.mark.parametrize("drawing", ['M1 1"/><script>', "M1 1L", "M1111 1", "M1 1" * 6000])
def test_a_drawing_that_no_pad_makes_is_not_a_signature(client: FlaskClient, here: Setting, drawing: str) -> None:
    response = client.post(here.path, data=here.fields(client, **{f"q_{SIGNED.key}": ["", drawing]}))
    assert response.status_code == 422
    assert "<script>" not in response.text.replace("<script ", "")


def test_the_same_submission_is_saved_once(client: FlaskClient, here: Setting) -> None:
    sent = here.fields(client)
    assert [client.post(here.path, data=sent).status_code for _ in range(2)] == [303, 303]
    assert len(answers()) == 1


def test_a_form_without_health_questions_asks_for_no_consent(client: FlaskClient) -> None:
    setting = make_setting(questions=(PRESSURE, SIGNED))
    sign_in(client, setting.guest)
    page = client.get(setting.path).text
    assert 'name="consent"' not in page
    assert "health" not in page.partition("<main")[2].partition("</main")[0].casefold()
    client.post(setting.path, data=setting.fields(client))
    assert answers()[0].consented is None


# A form that changes while a guest fills it in


def test_answers_carry_over_to_a_changed_form_and_the_changes_are_marked(client: FlaskClient, here: Setting) -> None:
    sent = here.fields(client)
    changed = Question(PRESSURE.key, PRESSURE.kind, PRESSURE.text, choices=("Soft", "Deep"), is_required=True)
    edit_question(venue=here.venue, key=here.form_key, question=changed)
    added = Question(key("oils"), QuestionKind.SHORT_TEXT, "Which oils do you like?")
    add_question(venue=here.venue, key=here.form_key, question=added)
    remove_question(venue=here.venue, key=here.form_key, question=AGREE.key)
    session.commit()
    response = client.post(here.path, data=sent)
    assert response.status_code == 409
    page = " ".join(response.text.split())
    assert "Hazel Bodywork changed this form while you were filling it in." in page
    assert page.count("New question") == page.count("Changed question") == 1
    assert "Your earlier answer: <q>Firm</q>" in page
    assert "No longer asked: “I understand”" in page
    assert SECRET in page
    assert answers() == []
    again = {**sent, **hidden(response.text), f"q_{PRESSURE.key}": "Deep"}
    assert client.post(here.path, data=again).status_code == 303
    [saved] = answers()
    assert (saved.version_id, saved.answers[PRESSURE.key]) == (here.version.id, "Deep")
    assert saved.submission == sent["submission"]


def test_a_change_while_answers_are_being_saved_is_noticed(
    app: Flask, client: FlaskClient, database_url: str, here: Setting
) -> None:
    """The owner's change is not committed yet when the guest's request starts, and it is when the request saves."""
    sent = here.fields(client)
    changed = Question(PRESSURE.key, PRESSURE.kind, "How hard?", choices=PRESSURE.choices, is_required=True)
    edit_question(venue=here.venue, key=here.form_key, question=changed)

    def send() -> TestResponse:
        with clock.pinned(NOW):
            return client.post(here.path, data=sent)

    with ThreadPoolExecutor(1) as pool:
        response = pool.submit(send)
        wait_for_lock(database_url)
        session.commit()
    assert response.result().status_code == 409
    assert "Changed question" in response.result().text
    assert answers() == []


def wait_for_lock(url: str) -> None:
    """Wait until a connection to this database waits for another one."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 20
    with database.kept_connection(url).cursor() as cursor:
        cursor.execute(waiting)
        while cursor.fetchone() == (0,):
            assert time.monotonic() < deadline
            time.sleep(0.02)
            cursor.execute(waiting)


def test_a_change_that_guests_cannot_see_does_not_interrupt_them(client: FlaskClient, here: Setting) -> None:
    sent = here.fields(client)
    order_questions(venue=here.venue, key=here.form_key, questions=[one.key for one in reversed(QUESTIONS)])
    edit_form(venue=here.venue, key=here.form_key, title="Another name", intro="", services=[here.service])
    session.commit()
    assert client.post(here.path, data=sent).status_code == 303
    assert answers()[0].version_id == here.version.id


@pytest.mark.parametrize("number", ["0", "99", "²", "", "x"])
def test_a_page_of_no_known_version_loses_nothing(client: FlaskClient, here: Setting, number: str) -> None:
    response = client.post(here.path, data=here.fields(client, version=number))
    assert response.status_code == 409
    assert SECRET in response.text


def test_a_form_that_the_owner_hid_meanwhile_says_so(client: FlaskClient, here: Setting) -> None:
    sent = here.fields(client)
    set_active(venue=here.venue, key=here.form_key, active=False)
    session.commit()
    response = client.post(here.path, data=sent)
    assert response.status_code == 404
    assert "You no longer need to answer this form." in response.text


# When a form is due


def test_an_answered_form_is_asked_again_after_a_year(client: FlaskClient, here: Setting) -> None:
    client.post(here.path, data=here.fields(client))
    soon = book(here.service, here.guest, AT + 4 * WEEK)
    later = book(here.service, here.guest, AT + 53 * WEEK)
    session.commit()
    assert "asks you to answer" not in client.get(f"/bookings/{soon.public_id}").text
    assert "asks you to answer" in client.get(f"/bookings/{later.public_id}").text


@pytest.mark.parametrize("state", [BookingState.CANCELED, BookingState.COMPLETED, BookingState.NO_SHOW])
def test_a_booking_that_is_over_needs_no_answers(client: FlaskClient, here: Setting, state: BookingState) -> None:
    sent = here.fields(client)
    here.booking.state = state
    session.commit()
    assert client.get(here.path).status_code == 404
    assert client.post(here.path, data=sent).status_code == 404
    assert "asks you to answer" not in client.get(f"/bookings/{here.booking.public_id}").text


def test_another_guest_cannot_open_the_form(client: FlaskClient, here: Setting) -> None:
    sign_in(client, make_user())
    assert client.get(here.path).status_code == 404


# The link in the email


def test_the_link_needs_no_login_and_opening_it_changes_nothing(client: FlaskClient, here: Setting) -> None:
    with client.session_transaction() as cookie:
        cookie.clear()
    path = f"/forms/{token_for(here.loaded(), here.form_key)}"
    page = client.get(path)
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"]
    assert answers() == []
    response = client.post(path, data={**hidden(page.text), **TYPED})
    assert (response.status_code, len(answers())) == (303, 1)
    after = client.get(path).text
    assert "You answered this form" in after
    assert SECRET not in client.get(f"{path}?again=1").text
    assert SECRET not in after


def test_a_link_that_we_did_not_sign_opens_nothing(client: FlaskClient, here: Setting) -> None:
    token = token_for(here.loaded(), here.form_key)
    other = book(here.service, make_user(), AT + WEEK)
    session.commit()
    forged = token_for(here.loaded(), here.form_key).replace(token[-4:], "AAAA")
    assert client.get(f"/forms/{forged}").status_code == 404
    assert client.get(f"/forms/{token_for(here.loaded(), 'x' * 22)}").status_code == 404
    assert other.public_id not in client.get(f"/forms/{token}").text


def test_the_link_ends_with_the_booking(client: FlaskClient, here: Setting) -> None:
    path = f"/forms/{token_for(here.loaded(), here.form_key)}"
    with clock.pinned(AT + WEEK):
        assert client.get(path).status_code == 404


# Deleting health answers


def test_a_consent_is_on_the_privacy_page_until_it_is_withdrawn(client: FlaskClient, here: Setting) -> None:
    client.post(here.path, data=here.fields(client))
    answer = client.get("/account/privacy/")
    assert "Health answers for Hazel Bodywork" in answer.text
    assert f'href="{here.path}"' in answer.text
    client.post(f"{here.path}/delete-health")
    client.post(f"{here.path}/delete-health")
    assert f'href="{here.path}"' not in client.get("/account/privacy/").text
    rows = session.scalars(select(Consent.is_given).order_by(Consent.id)).all()
    assert rows == [True, False]


@pytest.mark.parametrize("is_signed", [False, True])
def test_a_guest_can_delete_their_health_answers(client: FlaskClient, here: Setting, is_signed: bool) -> None:
    for _ in range(2):
        client.post(here.path, data=here.fields(client))
    path = f"/forms/{token_for(here.loaded(), here.form_key)}" if is_signed else here.path
    assert client.post(f"{path}/delete-health").location == path
    session.expire_all()
    assert [(saved.health, saved.health_key) for saved in answers()] == [(None, None)] * 2
    saved = answers()[-1]
    assert saved.answers[PRESSURE.key] == "Firm"
    assert "You deleted them." in client.get(path).text
