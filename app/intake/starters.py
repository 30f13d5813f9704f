"""Ready-made forms that an owner adds with one click and edits."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import LazyString

from app.catalog.models import Service
from app.core.ids import token
from app.intake.enums import QuestionKind
from app.intake.questions import Question


@dataclass(frozen=True, slots=True)
class StarterQuestion:
    kind: QuestionKind
    text: LazyString
    detail: LazyString | str = ""
    choices: Sequence[LazyString] = ()
    is_required: bool = False
    is_health: bool = False

    def question(self) -> Question:
        """Return it as a question of a new form, with a key of its own."""
        return Question(
            token(),
            self.kind,
            str(self.text),
            str(self.detail),
            tuple(str(choice) for choice in self.choices),
            is_required=self.is_required,
            is_health=self.is_health,
        )


@dataclass(frozen=True, slots=True)
class Starter:
    name: str  # in URLs
    label: LazyString
    title: LazyString
    intro: LazyString
    about: LazyString
    # Slugs of categories, and words in a service's name, that it is for.
    categories: frozenset[str]
    words: Sequence[str]
    asks: Sequence[StarterQuestion]

    def fits(self, service: Service) -> bool:
        """Return whether the form is meant for a service, by its category or its name."""
        return bool(service.category.slugs & self.categories) or any(
            word in service.title.casefold() for word in self.words
        )

    def questions(self) -> list[Question]:
        return [each.question() for each in self.asks]
