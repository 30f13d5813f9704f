"""How an owner makes forms: ready-made ones, versions, order, hiding, and removing with undo."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.core.db import session
from app.intake.actions.forms import create_form
from app.intake.actions.questions import add_question, hide_question
from app.intake.enums import Change, QuestionKind
from app.intake.models import MAX_FORMS, IntakeVersion
from app.intake.queries.forms import forms_of, services_by_form
from app.intake.questions import MAX_QUESTIONS, Question, difference
from app.intake.ready_made.all import STARTERS
from tests.factories import make_service
from tests.intake.setting import AGREE, CONDITIONS, PRESSURE, QUESTIONS, SIGNED, Setting, answers, key, make_setting
from tests.support import sign_in


@pytest.fixture
def here(client: FlaskClient) -> Setting:
    setting = make_setting()
    sign_in(client, setting.owner)
    return setting


def path(setting: Setting, *more: str) -> str:
    return "/".join((f"/venue/forms/{setting.form_key}", *more))


def texts(setting: Setting) -> list[str]:
    session.expire_all()
    return [question.text for question in setting.version.questions]


def undo(client: FlaskClient, page: str) -> None:
    """Press Undo in the message of a page."""
    address = re.search(r'action="([^"]*restore[^"]*)"', client.get(page).text)
    assert address is not None
    client.post(address[1].replace("&amp;", "&"))


@pytest.mark.parametrize("name", [starter.name for starter in STARTERS])
def test_a_ready_made_form_is_added_with_one_click_for_its_services(client: FlaskClient, name: str) -> None:
    setting = make_setting()
    kinds = {"massage": "massage", "facial": "facial", "waxing": "nails"}
    service = make_service(setting.venue, capacity=1, category=kinds[name], title=f"Holiday {name}")
    session.commit()
    sign_in(client, setting.owner)
    page = client.post(f"/venue/forms/ready-made/{name}", follow_redirects=True).text
    assert "Form added." in page
    made = forms_of(setting.venue)[-1]
    assert services_by_form([made])[made.form_id] == [service]
    assert made.asks_about_health
    assert made.questions[-1].kind is QuestionKind.SIGNATURE


@pytest.mark.parametrize("starter", STARTERS, ids=lambda starter: starter.name)
def test_ready_made_forms_obey_the_rules_of_questions(client: FlaskClient, starter: object, here: Setting) -> None:
    made = client.post(f"/venue/forms/ready-made/{starter.name}")  # type: ignore[attr-defined]
    version = forms_of(here.venue)[-1]
    assert len(version.questions) <= MAX_QUESTIONS
    for question in version.questions:
        response = client.post(f"{made.location}/questions/{question.key}", data=fields(question))
        assert response.status_code == 303, question.text


def fields(question: Question) -> dict[str, str]:
    ticks = {"is_required": question.is_required, "is_health": question.is_health}
    return {
        "text": question.text,
        "kind": question.kind.value,
        "detail": question.detail,
        "choices": "\n".join(question.choices),
        "seen": "",
        **{name: "y" for name, on in ticks.items() if on},
    }


def test_a_form_of_ones_own_is_added_with_its_services(client: FlaskClient, here: Setting) -> None:
    assert client.post("/venue/forms/new", data={"title": " "}).status_code == 422
    client.post("/venue/forms/new", data={"title": "Sauna rules", "services": [here.service.slug]})
    made = forms_of(here.venue)[-1]
    assert (made.title, made.number, made.questions) == ("Sauna rules", 1, [])
    assert services_by_form([made])[made.form_id] == [here.service]


def test_each_edit_makes_a_version_and_earlier_answers_keep_theirs(client: FlaskClient, here: Setting) -> None:
    sign_in(client, here.guest)
    client.post(here.path, data=here.fields(client))
    sign_in(client, here.owner)
    changed = {**fields(PRESSURE), "text": "How firm?"}
    response = client.post(path(here, "questions", PRESSURE.key), data={**changed, "seen": "stale"})
    assert response.status_code == 422, "another person changed it"
    shown = client.get(path(here, "questions", PRESSURE.key)).text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', shown)
    assert seen is not None
    client.post(path(here, "questions", PRESSURE.key), data={**changed, "seen": seen[1]})
    assert texts(here)[0] == "How firm?"
    page = client.get(f"/venue/forms/answers/{here.booking.public_id}").text
    assert "How much pressure?" in page
    assert "How firm?" not in page
    assert "The guest answered version 1." in page
    assert session.scalar(select(func.count()).select_from(IntakeVersion)) == 2
    assert len(answers()) == 1


def test_saving_a_question_unchanged_makes_no_version(client: FlaskClient, here: Setting) -> None:
    client.post(path(here, "questions", PRESSURE.key))
    client.post(path(here, "edit"))
    assert here.version.number == 1


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"text": ""}, "Enter the question as a guest would hear it."),
        ({"kind": "choose_one", "choices": "One\n\n one \nOne"}, ""),
        ({"kind": "choose_one", "choices": "One"}, "Enter at least two choices"),
        ({"kind": "choose_several", "choices": "\n".join(map(str, range(16)))}, "Enter up to 15 choices."),
        ({"kind": "choose_one", "choices": "One\n" + "x" * 101}, "100 characters or fewer for each choice"),
        ({"kind": "no_such_kind"}, "Choose an option from the list."),
    ],
)
def test_a_new_question_is_checked(client: FlaskClient, here: Setting, typed: dict[str, str], expected: str) -> None:
    given = {"text": "Which one?", "kind": "short_text", **typed}
    response = client.post(path(here, "questions", "new"), data=given)
    assert (response.status_code, expected in response.text) == (422 if expected else 303, bool(expected) or True)


def test_a_signature_and_a_statement_are_never_health_questions(client: FlaskClient, here: Setting) -> None:
    for kind in ("statement", "signature"):
        client.post(path(here, "questions", "new"), data={"text": "Sign", "kind": kind, "is_health": "y"})
    assert [question.is_health for question in here.version.questions[-2:]] == [False, False]


def test_questions_are_reordered_with_the_buttons(client: FlaskClient, here: Setting) -> None:
    client.post(path(here, "questions", "order"), data={"move": f"{CONDITIONS.key}:up"})
    assert texts(here)[:2] == [CONDITIONS.text, PRESSURE.text]
    response = client.post(path(here, "questions", "order"), data={"order": f"{SIGNED.key},gone"})
    assert response.status_code == 409


def test_a_hidden_question_is_not_asked(client: FlaskClient, here: Setting) -> None:
    client.post(path(here, "questions", CONDITIONS.key, "hide"), data={"hidden": "1"})
    assert not here.version.asks_about_health
    assert CONDITIONS.text not in client.get(path(here, "preview")).text
    assert CONDITIONS.text in client.get(path(here)).text
    client.post(path(here, "questions", CONDITIONS.key, "hide"), data={"hidden": "0"})
    session.expire_all()
    assert here.version.asks_about_health


def test_a_removed_question_returns_to_its_place(client: FlaskClient, here: Setting) -> None:
    client.post(path(here, "questions", CONDITIONS.key, "remove"))
    assert CONDITIONS.text not in texts(here)
    undo(client, path(here))
    assert texts(here) == [question.text for question in QUESTIONS]


def test_a_form_has_at_most_twenty_questions(client: FlaskClient, here: Setting) -> None:
    for number in range(MAX_QUESTIONS - len(QUESTIONS)):
        question = Question(key(f"more{number}"), QuestionKind.SHORT_TEXT, f"Question {number}")
        add_question(venue=here.venue, key=here.form_key, question=question)
    session.commit()
    response = client.post(path(here, "questions", "new"), data={"text": "One more?", "kind": "date"})
    assert response.status_code == 422
    assert "A form can have up to 20 questions." in response.text


def test_a_venue_has_at_most_twenty_forms(client: FlaskClient, here: Setting) -> None:
    for number in range(MAX_FORMS - 1):
        create_form(venue=here.venue, title=f"Form {number}", intro="", services=[])
    session.commit()
    assert client.post("/venue/forms/ready-made/massage").status_code == 409
    assert client.post("/venue/forms/new", data={"title": "One more"}).status_code == 422


def test_a_removed_form_returns_as_it_was(client: FlaskClient, here: Setting) -> None:
    client.post(path(here, "remove"))
    assert forms_of(here.venue) == []
    undo(client, "/venue/forms/")
    [version] = forms_of(here.venue)
    assert version.form.active


def test_forms_are_hidden_and_reordered(client: FlaskClient, here: Setting) -> None:
    second = create_form(venue=here.venue, title="Second", intro="", services=[]).form.key
    session.commit()
    client.post("/venue/forms/order", data={"move": f"{second}:up"})
    client.post(f"/venue/forms/{second}/active", data={"active": "0"})
    session.expire_all()
    assert [(one.title, one.form.active) for one in forms_of(here.venue)] == [
        ("Second", False),
        ("Before your massage", True),
    ]


def test_differences_name_new_changed_and_removed_questions(here: Setting) -> None:
    hide_question(venue=here.venue, key=here.form_key, question=AGREE.key, is_hidden=True)
    before = here.version.questions
    harder = Question(PRESSURE.key, PRESSURE.kind, "How hard?", choices=PRESSURE.choices)
    shown = [harder, SIGNED, AGREE, Question(key("new"), QuestionKind.DATE, "When?", is_hidden=True)]
    found = difference(before, shown)
    assert found.changes == {PRESSURE.key: Change.CHANGED, AGREE.key: Change.NEW}
    assert [question.key for question in found.removed] == [CONDITIONS.key]
    assert not difference(before, before[::-1]).is_any
