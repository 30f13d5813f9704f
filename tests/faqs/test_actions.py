import pytest
from flask import Flask

from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.faqs import actions
from app.faqs.actions import add_faq, edit_faq, order_faqs, remove_faq, restore_faq
from app.faqs.queries import faqs_of
from app.venues.models import Venue
from tests.factories import make_venue
from tests.tabs import DONE, in_tabs, no_lock, read_together

FULL = "You can show up to 5 questions. Remove one to add another."


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


def test_sixth_question_is_refused_with_a_message(db: None) -> None:
    venue = filled(5)
    with pytest.raises(Conflict, match="up to 5 questions"):
        add_faq(venue=venue, question="One more?", answer="No.")


def test_removing_a_question_closes_the_gap_and_makes_room(db: None) -> None:
    venue = filled(5)
    remove_faq(venue=venue, key=faqs_of(venue)[1].key)
    add_faq(venue=venue, question="Question 5?", answer="Yes.")
    session.commit()
    assert questions(venue) == [f"Question {number}?" for number in (0, 2, 3, 4, 5)]
    assert [faq.position for faq in faqs_of(venue)] == [1, 2, 3, 4, 5]


def test_last_removed_question_is_restored_to_its_position(db: None) -> None:
    venue = filled(4)
    second = remove_faq(venue=venue, key=faqs_of(venue)[1].key)
    session.commit()
    restore_faq(venue=venue, key=second.key, position=2)
    session.commit()
    assert questions(venue) == [f"Question {number}?" for number in range(4)]
    restore_faq(venue=venue, key=second.key, position=4)  # pressed twice
    assert questions(venue)[1] == "Question 1?"


def test_only_the_last_removed_question_can_be_restored(db: None) -> None:
    venue = filled(3)
    first, second = (remove_faq(venue=venue, key=faqs_of(venue)[0].key).key for _ in range(2))
    session.commit()
    with pytest.raises(NotFound, match="can’t restore"):
        restore_faq(venue=venue, key=first, position=1)
    assert restore_faq(venue=venue, key=second, position=9).position == 2


def test_question_cannot_be_restored_as_a_sixth(db: None) -> None:
    venue = filled(5)
    removed = remove_faq(venue=venue, key=faqs_of(venue)[0].key)
    add_faq(venue=venue, question="One more?", answer="Yes.")
    with pytest.raises(Conflict, match="up to 5 questions"):
        restore_faq(venue=venue, key=removed.key, position=1)


def test_new_order_must_include_every_question(db: None) -> None:
    venue = filled(3)
    keys = [faq.key for faq in faqs_of(venue)]
    order_faqs(venue=venue, keys=keys[::-1])
    session.commit()
    assert questions(venue) == ["Question 2?", "Question 1?", "Question 0?"]
    with pytest.raises(Conflict, match="changed in another tab"):
        order_faqs(venue=venue, keys=keys[:2])


def test_question_can_be_edited_only_at_its_own_venue(db: None) -> None:
    mine, other = filled(1), filled(1)
    edit_faq(venue=mine, key=faqs_of(mine)[0].key, question="Other words?", answer="Yes.")
    assert questions(mine) == ["Other words?"]
    with pytest.raises(NotFound):
        edit_faq(venue=mine, key=faqs_of(other)[0].key, question="Mine?", answer="No.")


def test_another_venues_question_cannot_be_removed(db: None) -> None:
    mine, other = filled(1), filled(1)
    with pytest.raises(NotFound):
        remove_faq(venue=mine, key=faqs_of(other)[0].key)
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


def test_with_the_lock_one_tab_succeeds_and_the_others_get_the_reason(app: Flask, db: None) -> None:
    venue = filled(4)
    assert in_tabs(app, tab_adding(venue.id)) == [FULL] * 7 + [DONE]
    assert len(faqs_of(venue)) == 5
