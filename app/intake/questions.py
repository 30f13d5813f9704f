"""The questions of a form's version as values, and what changed between two versions. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.intake.enums import Change, QuestionKind

MAX_QUESTIONS = 20
MAX_CHOICES = 15
LONGEST_QUESTION, LONGEST_DETAIL, LONGEST_CHOICE = 300, 2000, 100
LONGEST_SHORT_ANSWER, LONGEST_LONG_ANSWER = 200, 2000

# An answer as it is stored: text, or the chosen ones of several. A signature is the typed name and the drawn lines.
Answer = str | list[str]
Answers = dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Its key stays the same in all versions of the form, so that a typed answer finds it again."""

    key: str
    kind: QuestionKind
    text: str
    detail: str = ""
    choices: tuple[str, ...] = ()
    is_required: bool = False
    is_health: bool = False
    is_hidden: bool = False

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> "Question":
        return cls(**{**row, "kind": QuestionKind(row["kind"]), "choices": tuple(row["choices"])})

    @property
    def row(self) -> dict[str, Any]:
        """Return it as JSON stores it."""
        return {**asdict(self), "kind": self.kind.value, "choices": list(self.choices)}


@dataclass(frozen=True, slots=True)
class Difference:
    """What a guest has to look at again: questions by key, and the removed ones."""

    changes: Mapping[str, Change]
    removed: Sequence[Question]

    @property
    def is_any(self) -> bool:
        return bool(self.changes or self.removed)


def asked(questions: Sequence[Question]) -> list[Question]:
    """Return the questions that guests see."""
    return [question for question in questions if not question.is_hidden]


def difference(before: Sequence[Question], now: Sequence[Question]) -> Difference:
    """Compare what guests saw with what they would see now. Another order is no difference."""
    seen, shown = {one.key: one for one in asked(before)}, {one.key: one for one in asked(now)}
    changes = {key: Change.CHANGED if key in seen else Change.NEW for key, one in shown.items() if seen.get(key) != one}
    return Difference(changes, [one for key, one in seen.items() if key not in shown])


def in_order(questions: Sequence[Question], keys: Sequence[str]) -> list[Question]:
    """Return the questions in the order of their keys."""
    by_key = {question.key: question for question in questions}
    return [by_key[key] for key in keys]


def with_question(questions: Sequence[Question], changed: Question) -> list[Question]:
    """Return the questions with one replaced by its key, or added at the end."""
    if all(one.key != changed.key for one in questions):
        return [*questions, changed]
    return [changed if one.key == changed.key else one for one in questions]


def tidy(question: Question) -> Question:
    """Return the question without what its kind doesn't have: choices of a text, health of a signature."""
    return replace(
        question,
        choices=question.choices if question.kind.has_choices else (),
        is_health=question.is_health and question.kind.can_be_health,
    )
