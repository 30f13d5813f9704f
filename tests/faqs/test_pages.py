"""FAQs as an owner edits them, and as guests read them."""

import pytest
from flask.testing import FlaskClient

from app.accounts.models import User
from app.core.db import session
from app.faqs.queries import faqs_of
from app.venues.models import Venue
from tests.factories import make_venue
from tests.support import sign_in, statements
from tests.venue_factories import make_faq

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
NASTY = '<script>alert("x")</script>'


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    venue = make_venue()
    sign_in(client, session.get_one(User, venue.owner_id))
    return venue


def questions(venue: Venue) -> list[str]:
    session.expire_all()
    return [faq.question for faq in faqs_of(venue)]


def fill(venue: Venue, count: int) -> list[str]:
    keys = [make_faq(venue, question=f"Question {number}?").key for number in range(count)]
    session.commit()
    return keys


def test_page_without_questions_offers_three_starters(client: FlaskClient, venue: Venue) -> None:
    page = client.get("/venue/faqs/").text
    assert "No FAQs yet." in page
    for starter in ("Where can I park?", "What happens if I’m late?", "What should I wear or bring?"):
        assert starter in page
    begun = client.get("/venue/faqs/new?like=late").text
    assert 'value="What happens if I’m late?"' in begun
    assert "how long you wait" in begun


def test_starter_that_is_already_used_is_not_offered(client: FlaskClient, venue: Venue) -> None:
    make_faq(venue, question="Where can I park?")
    session.commit()
    assert "like=parking" not in client.get("/venue/faqs/").text


def test_added_question_is_shown_to_guests_with_its_formatting(client: FlaskClient, venue: Venue) -> None:
    given = {"question": "Is there <b>tea</b>?", "answer": "Yes, **always**.\n\n- green\n- black\n\n" + NASTY}
    assert client.post("/venue/faqs/new", data=given).location == "/venue/faqs/"
    for path in ("/venue/faqs/", f"/venues/{venue.slug}"):
        page = client.get(path).text
        assert "Is there &lt;b&gt;tea&lt;/b&gt;?" in page
        assert "<strong>always</strong>" in page
        assert "<li>green</li>" in page
        assert NASTY not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"question": "", "answer": "Yes."}, "Enter the question as a guest would ask it."),
        ({"question": "Why?", "answer": " \n "}, "Enter the answer you’d give on the phone."),
        ({"question": "W" * 201, "answer": "Yes."}, "Use 200 characters or fewer."),
        ({"question": "Why?", "answer": "Y" * 2001}, "Use 2,000 characters or fewer."),
    ],
)
def test_invalid_question_is_refused_without_losing_input(
    client: FlaskClient, venue: Venue, given: dict[str, str], message: str
) -> None:
    response = client.post("/venue/faqs/new", data=given)
    assert response.status_code == 422
    assert message in response.text
    assert given["question"] in response.text
    assert given["answer"].strip() in response.text
    assert questions(venue) == []


def test_sixth_question_is_refused_at_the_field_without_losing_input(client: FlaskClient, venue: Venue) -> None:
    fill(venue, 5)
    assert "You’ve reached the limit of 5." in client.get("/venue/faqs/").text
    assert "up to 5 questions" in client.get("/venue/faqs/new").text
    response = client.post("/venue/faqs/new", data={"question": "One more?", "answer": "My long answer."})
    assert response.status_code == 422
    assert "You can show up to 5 questions. Remove one to add another." in response.text
    assert "My long answer." in response.text
    assert len(questions(venue)) == 5


def test_preview_shows_the_typed_text_without_saving_it(client: FlaskClient, venue: Venue) -> None:
    given = {"question": "Tea?", "answer": "*Green* " + NASTY}
    shown = client.post("/venue/faqs/preview", data=given, headers=HTMX).text
    assert "<em>Green</em>" in shown
    assert NASTY not in shown
    plain = client.post("/venue/faqs/new", data={**given, "preview": "1"})
    assert plain.status_code == 200
    assert "<em>Green</em>" in plain.text
    assert questions(venue) == []


@pytest.mark.parametrize(
    ("path", "more"),
    [("/venue/faqs/preview", {}), ("/venue/faqs/new", {}), ("/venue/faqs/new", {"preview": "1"})],
)
def test_answer_that_is_too_long_is_never_rendered(
    client: FlaskClient, venue: Venue, path: str, more: dict[str, str]
) -> None:
    """Rendering the longest answer that fits into a form would take 15 seconds of a web thread."""
    given = {"question": "Tea?", "answer": "*Green* " + "[" * 60_000, **more}
    shown = client.post(path, data=given).text
    assert "This answer is too long to preview." in shown
    assert "<em>Green</em>" not in shown


def test_saving_an_outdated_form_shows_both_values(client: FlaskClient, venue: Venue) -> None:
    (key,) = fill(venue, 1)
    seen = client.get(f"/venue/faqs/{key}").text.split('name="seen"', 1)[1].split('value="', 1)[1].split('"')[0]
    saved = {"seen": seen, "question": "From the first tab?", "answer": "Yes."}
    assert client.post(f"/venue/faqs/{key}", data=saved).status_code == 303
    late = {"seen": seen, "question": "From the second tab?", "answer": "Yes."}
    response = client.post(f"/venue/faqs/{key}", data=late)
    assert response.status_code == 422
    assert "From the first tab?" in response.text
    assert "From the second tab?" in response.text
    assert questions(venue) == ["From the first tab?"]


def test_questions_can_be_reordered_by_buttons_and_dragging(client: FlaskClient, venue: Venue) -> None:
    first, second, third = fill(venue, 3)
    moved = client.post("/venue/faqs/order", data={"move": f"{third}:up"}, headers=HTMX)
    assert "The question is now 2 of 3." in moved.text
    assert questions(venue) == ["Question 0?", "Question 2?", "Question 1?"]
    client.post("/venue/faqs/order", data={"order": ",".join((third, second, first))})
    assert questions(venue) == ["Question 2?", "Question 1?", "Question 0?"]


def test_order_of_an_outdated_list_is_refused_with_the_current_list(client: FlaskClient, venue: Venue) -> None:
    first, _ = fill(venue, 2)
    for sent in ({"order": first}, {"move": "gone:up"}):
        response = client.post("/venue/faqs/order", data=sent)
        assert response.status_code == 409
        assert "changed in another tab" in response.text
    assert client.post("/venue/faqs/order", data={"move": f"{first}:sideways"}).status_code == 422
    assert questions(venue) == ["Question 0?", "Question 1?"]


def test_removing_a_question_offers_to_undo_it(client: FlaskClient, venue: Venue) -> None:
    first, _ = fill(venue, 2)
    page = client.post(f"/venue/faqs/{first}/remove", follow_redirects=True).text
    assert "Question removed: “Question 0?”" in page
    assert f'action="/venue/faqs/{first}/restore?at=1"' in page
    assert questions(venue) == ["Question 1?"]
    client.post(f"/venue/faqs/{first}/restore?at=1")
    assert questions(venue) == ["Question 0?", "Question 1?"]


def test_question_list_takes_as_many_statements_with_five_as_with_one(client: FlaskClient, venue: Venue) -> None:
    counts = []
    for count in (1, 4):
        fill(venue, count)
        with statements() as sent:
            assert client.get("/venue/faqs/").status_code == 200
        counts.append(len(sent))
    assert counts == [4, 4]
