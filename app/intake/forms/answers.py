"""The form that a guest fills in, made of the questions of a version."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectMultipleField
from wtforms.fields import Field
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from app.core.ids import token
from app.intake.actions.answers import Consent, FilledIn
from app.intake.consent import VERSION, consent_text
from app.intake.copy import NO, YES, YES_NO_WORDS
from app.intake.enums import QuestionKind
from app.intake.models import IntakeVersion
from app.intake.questions import LONGEST_LONG_ANSWER, LONGEST_SHORT_ANSWER, Answer, Answers, Question
from app.web.fields import sent_number, to_choose
from app.web.forms import Form, Paragraphs, TextLine

# Lines as the drawing script writes them: M10 20L11 22, on an area of 600 by 200.
DRAWING = re.compile(r"(M\d{1,3} \d{1,3}(L\d{1,3} \d{1,3})*)+")
LONGEST_DRAWING = 20_000
LENGTH_OF_SHORT = Length(max=LONGEST_SHORT_ANSWER, message=lazy_gettext("Use 200 characters or fewer."))
Validators = Iterable[Any]
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
KEY = re.compile(r"[\w-]{22}", re.ASCII)

CONSENT = (
    (YES, lazy_gettext("Yes, save my health answers")),
    (NO, lazy_gettext("No, I’ll talk about my health in person")),
)


class OneOf(RadioField):  # type: ignore[misc]  # WTForms has no types
    """A choice among a few, which may be left open."""

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002  # WTForms passes it
        if self.data and self.data not in {choice.value for choice in self.choices or ()}:
            raise ValidationError(_("Choose one of the options."))


class SeveralOf(SelectMultipleField):  # type: ignore[misc]
    def pre_validate(self, form: Form) -> None:  # noqa: ARG002
        if set(self.data or ()) - {choice.value for choice in self.choices or ()}:
            raise ValidationError(_("Choose from the options."))


class Day(DateField):  # type: ignore[misc]
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a full date, with month, day and year.")) from None
        if self.data and not EARLIEST <= self.data <= LATEST:
            raise ValueError(_("Enter a full date, with month, day and year."))


class Signature(TextLine):
    """A typed name, or drawn lines in a hidden field beside it."""

    drawing = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""
        drawn = valuelist[1] if len(valuelist) > 1 else ""
        self.drawing = drawn if len(drawn) <= LONGEST_DRAWING and DRAWING.fullmatch(drawn) else ""


class AnswersForm(Form):
    """The base: the version that the guest read, and the submission, saved once. Questions add their fields."""

    questions: Sequence[Question] = ()
    venue_name = ""

    version = HiddenField()
    submission = HiddenField()

    @property
    def seen_number(self) -> int:
        """Return the number of the version that the guest's page had; 0 if it was tampered with."""
        try:
            return sent_number(self.version.data or "")
        except ValueError:
            return 0

    @property
    def asks_about_health(self) -> bool:
        return any(question.is_health for question in self.questions)

    @property
    def first_health_key(self) -> str:
        """Return the key of the question above which the guest is asked for consent; empty if none is about health."""
        return next((question.key for question in self.questions if question.is_health), "")

    @property
    def is_consenting(self) -> bool:
        return self.asks_about_health and cast(Field, self["consent"]).data == YES

    def field_of(self, question: Question) -> Field:
        return self[name_of(question)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Require health answers only from guests who agree that they are saved."""
        if self.asks_about_health and not self.is_consenting:
            for question in self.questions:
                if question.is_health:
                    self.field_of(question).validators = [Optional()]
        return super().validate(extra_validators)

    def filled_in(self) -> FilledIn:
        """Return the answers. Without a consent, health answers are left out."""
        return FilledIn(
            submission=self.submission.data if KEY.fullmatch(self.submission.data or "") else token(),
            answers=self._answers(health=False),
            health=self._answers(health=True) if self.is_consenting else {},
            consent=Consent(self.is_consenting, VERSION, consent_text(self.venue_name))
            if self.asks_about_health
            else None,
        )

    def _answers(self, *, health: bool) -> Answers:
        found = {
            question.key: value_of(question, self.field_of(question))
            for question in self.questions
            if question.is_health is health
        }
        return {key: answer for key, answer in found.items() if answer}


def answers_form(version: IntakeVersion, venue_name: str, *, is_signed: bool = False) -> AnswersForm:
    """Return the form of a version. `is_signed`: a signature in the URL replaces the CSRF token."""
    questions = version.asked
    fields: dict[str, object] = {name_of(question): field_for(question) for question in questions}
    if any(question.is_health for question in questions):
        fields["consent"] = OneOf(
            lazy_gettext("May we save your health answers?"),
            [DataRequired(lazy_gettext("Choose whether we may save your health answers."))],
            choices=to_choose(CONSENT),
        )
    made = type("FilledInForm", (AnswersForm,), {**fields, "questions": questions, "venue_name": venue_name})
    form: AnswersForm = made(meta={"csrf": False}) if is_signed else made()
    for question in questions:
        # The error summary names the question of each error.
        form.field_of(question).named = question.text.rstrip("?. ")
    if not form.is_submitted():
        form.version.data, form.submission.data = str(version.number), token()
    return form


def name_of(question: Question) -> str:
    return f"q_{question.key}"


def field_for(question: Question) -> object:
    """Return the unbound field for a question."""
    required = [DataRequired(REQUIRED[question.kind])] if question.is_required else [Optional()]
    return FIELDS[question.kind](question, required)


def _short(question: Question, required: Validators) -> object:
    return TextLine(question.text, [*required, LENGTH_OF_SHORT])


def _long(question: Question, required: Validators) -> object:
    longest = Length(max=LONGEST_LONG_ANSWER, message=lazy_gettext("Use 2,000 characters or fewer."))
    return Paragraphs(question.text, [*required, longest], render_kw={"rows": 4})


def _yes_no(question: Question, required: Validators) -> object:
    return OneOf(question.text, required, choices=to_choose(YES_NO_WORDS.items()))


def _one(question: Question, required: Validators) -> object:
    return OneOf(question.text, required, choices=to_choose((choice, choice) for choice in question.choices))


def _several(question: Question, required: Validators) -> object:
    return SeveralOf(question.text, required, choices=to_choose((choice, choice) for choice in question.choices))


def _day(question: Question, required: Validators) -> object:
    return Day(question.text, required)


def _statement(question: Question, required: Validators) -> object:
    return BooleanField(question.text, required)


def _signature(question: Question, required: Validators) -> object:
    own = [SignatureRequired()] if question.is_required else required
    return Signature(question.text, [*own, LENGTH_OF_SHORT])


class SignatureRequired:
    def __call__(self, _form: Form, field: Signature) -> None:
        if not field.value and not field.drawing:
            raise ValidationError(str(REQUIRED[QuestionKind.SIGNATURE]))


REQUIRED = {
    QuestionKind.SHORT_TEXT: lazy_gettext("Enter an answer."),
    QuestionKind.LONG_TEXT: lazy_gettext("Enter an answer."),
    QuestionKind.YES_NO: lazy_gettext("Choose an answer."),
    QuestionKind.CHOOSE_ONE: lazy_gettext("Choose an answer."),
    QuestionKind.CHOOSE_SEVERAL: lazy_gettext("Choose at least one answer."),
    QuestionKind.DATE: lazy_gettext("Enter a date."),
    QuestionKind.STATEMENT: lazy_gettext("Check the box to agree."),
    QuestionKind.SIGNATURE: lazy_gettext("Type your full name, or draw your signature."),
}
FIELDS: dict[QuestionKind, Callable[[Question, Validators], object]] = {
    QuestionKind.SHORT_TEXT: _short,
    QuestionKind.LONG_TEXT: _long,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.CHOOSE_ONE: _one,
    QuestionKind.CHOOSE_SEVERAL: _several,
    QuestionKind.DATE: _day,
    QuestionKind.STATEMENT: _statement,
    QuestionKind.SIGNATURE: _signature,
}


def value_of(question: Question, field: Field) -> Answer:
    """Return a field's value as it is stored; empty if the question was left open."""
    match question.kind:
        case QuestionKind.STATEMENT:
            return YES if field.data else ""
        case QuestionKind.CHOOSE_SEVERAL:
            return [choice for choice in question.choices if choice in (field.data or ())]
        case QuestionKind.DATE:
            return field.data.isoformat() if field.data else ""
        case QuestionKind.SIGNATURE:
            return [field.value, field.drawing] if field.value or field.drawing else []
        case QuestionKind.SHORT_TEXT | QuestionKind.LONG_TEXT:
            return cast(str, field.value)
        case _:
            return field.data or ""
