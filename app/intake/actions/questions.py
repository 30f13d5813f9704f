"""What an owner does to the questions of a form. Each change makes a new version."""

from collections.abc import Sequence
from dataclasses import replace

from app.core.errors import Conflict, NotFound
from app.intake.actions.forms import add_version
from app.intake.errors import IntakeErrorCode
from app.intake.models import IntakeVersion
from app.intake.queries.forms import last_seen, lock_form, question_of
from app.intake.questions import Question, in_order, tidy, with_question
from app.venues.models import Venue


def add_question(*, venue: Venue, key: str, question: Question) -> IntakeVersion:
    """Add a question at the end of a form. Raises NotFound, and Conflict if the form has too many."""
    version = lock_form(venue, key)
    return add_version(version, questions=with_question(version.questions, tidy(question)))


def edit_question(*, venue: Venue, key: str, question: Question) -> IntakeVersion:
    """Replace the question with this key. Raises NotFound."""
    version = lock_form(venue, key)
    before, changed = question_of(version, question.key), tidy(question)
    if changed == before:
        return version
    return add_version(version, questions=with_question(version.questions, changed))


def hide_question(*, venue: Venue, key: str, question: str, is_hidden: bool) -> IntakeVersion:
    """Hide a question from guests, or show it again. Raises NotFound."""
    version = lock_form(venue, key)
    changed = replace(question_of(version, question), is_hidden=is_hidden)
    return add_version(version, questions=with_question(version.questions, changed))


def order_questions(*, venue: Venue, key: str, questions: Sequence[str]) -> IntakeVersion:
    """Set the order of the questions. Raises NotFound, and Conflict if these are not exactly the current ones."""
    version = lock_form(venue, key)
    if sorted(questions) != sorted(one.key for one in version.questions):
        raise Conflict(IntakeErrorCode.LIST_CHANGED)
    return add_version(version, questions=in_order(version.questions, questions))


def remove_question(*, venue: Venue, key: str, question: str) -> Question:
    """Remove a question. Answers to it stay with the version that had it. Raises NotFound."""
    version = lock_form(venue, key)
    removed = question_of(version, question)
    add_version(version, questions=[one for one in version.questions if one.key != question])
    return removed


def restore_question(*, venue: Venue, key: str, question: str, position: int) -> Question:
    """Restore a removed question at this position or the end, as it was.

    Raises NotFound, and Conflict if the form has too many.
    """
    version = lock_form(venue, key)
    removed = last_seen(version.form_id, question)
    if removed is None:
        raise NotFound(IntakeErrorCode.NO_RESTORE)
    questions = version.questions
    if any(one.key == question for one in questions):
        return removed  # the button was pressed twice
    questions.insert(max(position - 1, 0), removed)
    add_version(version, questions=questions)
    return removed
