"""Forms in which an owner edits an intake form and its questions."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectMultipleField
from wtforms.validators import DataRequired, Length, ValidationError

from app.catalog.models import Service
from app.intake.copy import KINDS
from app.intake.enums import QuestionKind
from app.intake.models import LONGEST_INTRO, LONGEST_TITLE, IntakeVersion
from app.intake.questions import (
    LONGEST_CHOICE,
    LONGEST_DETAIL,
    LONGEST_QUESTION,
    MAX_CHOICES,
    Question,
)
from app.web.fields import Pick, to_choose
from app.web.forms import Edit, Form, Paragraphs, TextLine


class FormForm(Form):
    title = TextLine(
        lazy_gettext("Name of form"),
        [
            DataRequired(lazy_gettext("Enter a name that guests understand, like “Before your massage”.")),
            Length(max=LONGEST_TITLE, message=lazy_gettext("Use 80 characters or fewer.")),
        ],
    )
    intro = Paragraphs(
        lazy_gettext("Introduction"),
        [Length(max=LONGEST_INTRO, message=lazy_gettext("Use 600 characters or fewer."))],
    )
    services = SelectMultipleField(lazy_gettext("Services that need this form"))

    def offer(self, services: Sequence[Service]) -> "FormForm":
        """Set which services can be chosen."""
        self.services.choices = to_choose((service.slug, service.title) for service in services)
        return self

    def chosen(self, services: Sequence[Service]) -> list[Service]:
        return [service for service in services if service.slug in (self.services.data or [])]


class FormEdit(FormForm, Edit):
    """A form to edit an existing form."""


def values_of(version: IntakeVersion, services: Sequence[Service]) -> dict[str, object]:
    return {"title": version.title, "intro": version.intro, "services": [service.slug for service in services]}


class Choices(Paragraphs):
    """Choices, one on each line."""

    def words_of(self, value: object) -> str:
        return " / ".join(lines_of(str(value or "")))

    @property
    def lines(self) -> list[str]:
        return lines_of(self.value)


class QuestionForm(Form):
    kind = Pick(lazy_gettext("Kind of answer"), choices=to_choose((kind.value, text) for kind, text in KINDS.items()))
    text = TextLine(
        lazy_gettext("Question"),
        [
            DataRequired(lazy_gettext("Enter the question as a guest would hear it.")),
            Length(max=LONGEST_QUESTION, message=lazy_gettext("Use 300 characters or fewer.")),
        ],
    )
    detail = Paragraphs(
        lazy_gettext("Explanation, or the text to agree to"),
        [Length(max=LONGEST_DETAIL, message=lazy_gettext("Use 2,000 characters or fewer."))],
    )
    choices = Choices(lazy_gettext("Choices, one on each line"))
    is_required = BooleanField(lazy_gettext("Guests must answer"))
    is_health = BooleanField(lazy_gettext("This is a health question"))

    def validate_choices(self, field: Choices) -> None:
        if self.kind.data not in {kind.value for kind in QuestionKind if kind.has_choices}:
            return
        if len(field.lines) < 2:
            raise ValidationError(_("Enter at least two choices, one on each line."))
        if len(field.lines) > MAX_CHOICES:
            raise ValidationError(_("Enter up to %(most)d choices.", most=MAX_CHOICES))
        if any(len(line) > LONGEST_CHOICE for line in field.lines):
            raise ValidationError(_("Use 100 characters or fewer for each choice."))

    def question(self, key: str, *, is_hidden: bool = False) -> Question:
        """Return what was typed as a question with this key."""
        return Question(
            key,
            QuestionKind(self.kind.data),
            self.text.value,
            self.detail.value,
            tuple(self.choices.lines),
            is_required=self.is_required.data,
            is_health=self.is_health.data,
            is_hidden=is_hidden,
        )


class QuestionEdit(QuestionForm, Edit):
    """A form to edit an existing question."""


def values_of_question(question: Question) -> dict[str, object]:
    return {
        "kind": question.kind.value,
        "text": question.text,
        "detail": question.detail,
        "choices": "\n".join(question.choices),
        "is_required": question.is_required,
        "is_health": question.is_health,
    }


def lines_of(text: str) -> list[str]:
    """Return the lines of a text, trimmed, without empty ones and repetitions."""
    return list(dict.fromkeys(line for line in (" ".join(one.split()) for one in text.splitlines()) if line))
