"""What a guest typed before the form changed, for the new version: nothing is lost, and the page says what to check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from app.intake.copy import NO, YES, YES_NO_WORDS
from app.intake.enums import Change, QuestionKind
from app.intake.questions import Difference, Question


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """Changes by the key of a question, typed answers that may no longer fit their field, and removed questions."""

    changes: Mapping[str, Change]
    earlier: Mapping[str, str]
    removed: Sequence[Question]


def carried_over(changed: Difference, seen: Sequence[Question], sent: "MultiDict[str, str]") -> CarriedOver:
    """Return what to show with the new version. Fields keep typed answers; those of changed questions are also text."""
    by_key = {question.key: question for question in seen}
    earlier = {
        key: typed_words(by_key[key], sent.getlist(f"q_{key}"))
        for key, change in changed.changes.items()
        if change is Change.CHANGED
    }
    return CarriedOver(changed.changes, {key: words for key, words in earlier.items() if words}, changed.removed)


def typed_words(question: Question, typed: Sequence[str]) -> str:
    """Return what was sent for a question, as the guest would say it."""
    if question.kind is QuestionKind.SIGNATURE:
        return typed[0] if typed else ""
    if question.kind is QuestionKind.YES_NO:
        return ", ".join(str(YES_NO_WORDS[one]) for one in typed if one in {YES, NO})
    if question.kind is QuestionKind.STATEMENT:
        return ""
    return ", ".join(one for one in typed if one)
