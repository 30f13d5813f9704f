import pytest
from flask import Flask

from app.db import session
from app.errors import Conflict, NotFound
from app.faqs import actions
from app.faqs.actions import add_faq, remove_faq
from app.faqs.queries import faqs_of
from app.venues.models import Venue
from tests.factories import make_venue
from tests.tabs import DONE, in_tabs, no_lock, read_together

FULL = "A venue shows 5 questions at most. Remove one to add another."


def questions(venue: Venue) -> list[str]:
    return [faq.question for faq in faqs_of(venue)]


def filled(count: int) -> Venue:
    venue = make_venue()
    for number in range(count):
        add_faq(venue=venue, question=f"Question {number}?", answer="Yes.")
    session.commit()
    return venue


def tab_adding(venue_id: int) -> object:
    def add(number: int) -> None:
        add_faq(venue=session.get_one(Venue, venue_id), question=f"Tab {number}?", answer="Yes.")

    return add


def test_questions_stay_in_the_order_in_which_they_were_added(db: None) -> None:
    assert questions(filled(3)) == ["Question 0?", "Question 1?", "Question 2?"]


def test_a_sixth_question_is_refused_in_words(db: None) -> None:
    venue = filled(5)
    with pytest.raises(Conflict, match="5 questions at most"):
        add_faq(venue=venue, question="One more?", answer="No.")


def test_removing_closes_the_gap_and_makes_room(db: None) -> None:
    venue = filled(5)
    remove_faq(venue=venue, faq_id=faqs_of(venue)[1].id)
    add_faq(venue=venue, question="Question 5?", answer="Yes.")
    session.commit()
    assert questions(venue) == [f"Question {number}?" for number in (0, 2, 3, 4, 5)]
    assert [faq.position for faq in faqs_of(venue)] == [1, 2, 3, 4, 5]


def test_another_venues_question_cannot_be_removed(db: None) -> None:
    mine, other = filled(1), filled(1)
    with pytest.raises(NotFound):
        remove_faq(venue=mine, faq_id=faqs_of(other)[0].id)
    assert len(faqs_of(other)) == 1


def test_without_the_lock_tabs_collide_and_the_database_refuses_a_sixth(
    app: Flask, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = filled(4)
    monkeypatch.setattr(actions, "lock_venue", no_lock)
    monkeypatch.setattr(actions, "faqs_of", read_together(faqs_of))
    outcomes = in_tabs(app, tab_adding(venue.id))
    assert outcomes == [DONE] + ["uq_faq_venue_id_position"] * 7
    assert len(faqs_of(venue)) == 5


def test_with_the_lock_one_tab_wins_and_the_others_are_told_why(app: Flask, db: None) -> None:
    venue = filled(4)
    assert in_tabs(app, tab_adding(venue.id)) == [FULL] * 7 + [DONE]
    assert len(faqs_of(venue)) == 5
