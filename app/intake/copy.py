"""Texts about forms, questions and answers that need logic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.catalog.models import Service
from app.core.formats import date_of, moment
from app.core.sentences import listed
from app.intake.enums import QuestionKind
from app.intake.models import IntakeAnswer, IntakeVersion, IntakeView
from app.intake.queries.statuses import FormStatus
from app.intake.questions import Answer, Answers, Question
from app.venues.models import Venue

KINDS = {
    QuestionKind.SHORT_TEXT: lazy_gettext("Short text"),
    QuestionKind.LONG_TEXT: lazy_gettext("Long text"),
    QuestionKind.YES_NO: lazy_gettext("Yes / No"),
    QuestionKind.CHOOSE_ONE: lazy_gettext("Choose one"),
    QuestionKind.CHOOSE_SEVERAL: lazy_gettext("Choose several"),
    QuestionKind.DATE: lazy_gettext("Date"),
    QuestionKind.STATEMENT: lazy_gettext("Statement to agree to"),
    QuestionKind.SIGNATURE: lazy_gettext("Signature"),
}
YES, NO = "yes", "no"
MOST_NAMED = 3  # services of a form
YES_NO_WORDS = {YES: lazy_gettext("Yes"), NO: lazy_gettext("No")}


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer in words. A drawn signature has lines instead."""

    question: Question
    words: str
    drawing: str = ""


def answered(version: IntakeVersion, answers: Answers, *, health: bool) -> list[Answered]:
    """Return the questions of a version about health, or the others, each with its answer in words."""
    return [
        _in_words(question, answers.get(question.key, "")) for question in version.asked if question.is_health is health
    ]


def _in_words(question: Question, answer: Answer) -> Answered:
    if not answer:
        return Answered(question, _("Not answered"))
    if isinstance(answer, list):
        is_signature = question.kind is QuestionKind.SIGNATURE
        return Answered(question, answer[0], answer[1]) if is_signature else Answered(question, listed(answer))
    words = {
        QuestionKind.DATE: lambda: date_of(date.fromisoformat(answer)),
        QuestionKind.STATEMENT: lambda: _("Agreed"),
        QuestionKind.YES_NO: lambda: str(YES_NO_WORDS[answer]),
    }
    return Answered(question, words.get(question.kind, lambda: answer)())


def about(question: Question) -> str:
    """Describe a question in the owner's list: "Yes / No, required, health question"."""
    parts = [str(KINDS[question.kind])]
    if question.kind.has_choices:
        parts.append(ngettext("%(num)d choice", "%(num)d choices", len(question.choices)))
    parts.append(_("required") if question.is_required else _("optional"))
    if question.is_health:
        parts.append(_("health question"))
    return ", ".join(parts)


def form_facts(version: IntakeVersion, services: Sequence[Service], number: int) -> str:
    """Describe a form in the owner's list: "14 questions. For Unwinding massage. 12 guests have answered."."""
    questions = ngettext("%(num)d question.", "%(num)d questions.", len(version.asked))
    given = ngettext("%(num)d guest has answered.", "%(num)d guests have answered.", number)
    return " ".join([questions, _for_services(services), given if number else _("No guest has answered yet.")])


def _for_services(services: Sequence[Service]) -> str:
    if not services:
        return _("Not used by any service yet.")
    if len(services) > MOST_NAMED:
        return _("For %(number)d services.", number=len(services))
    return _("For %(services)s.", services=listed([service.title for service in services]))


def standing(status: FormStatus, venue: Venue) -> str:
    """Say for the owner whether a form was answered: "Answered on Thu, May 14 at 10:00 AM."."""
    answers = status.answers
    if answers is not None:
        return _("Answered on %(time)s.", time=moment(answers.at, venue.zone))
    if status.request is not None:
        return _("Form not answered yet. We last emailed it on %(time)s.", time=moment(status.request.at, venue.zone))
    return _("Form not answered yet. We haven’t emailed it.")


def health_standing(answers: IntakeAnswer) -> str:
    """Say for the owner what became of the health answers; empty if there are some to open."""
    if answers.health_deleted_at is not None:
        return _("The guest deleted their health answers.")
    if answers.consented is False:
        return _("The guest prefers to talk about their health in person. Ask before you start.")
    return "" if answers.health is not None else _("The guest left all health questions empty.")


def viewed(view: IntakeView, venue: Venue) -> str:
    return _("%(name)s, %(time)s", name=view.user.name, time=moment(view.at, venue.zone))
