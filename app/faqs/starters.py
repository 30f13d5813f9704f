"""Questions that nearly every guest has, as a starting point; the venue writes its own answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext

from app.faqs.models import Faq


@dataclass(frozen=True, slots=True)
class Starter:
    name: str  # in URLs
    question: LazyString
    hint: LazyString


STARTERS = (
    Starter(
        "parking",
        lazy_gettext("Where can I park?"),
        lazy_gettext("Say where, the price, and how far from your door."),
    ),
    Starter(
        "late",
        lazy_gettext("What happens if I’m late?"),
        lazy_gettext("Say how long you wait, and whether the booking gets shorter."),
    ),
    Starter(
        "wear",
        lazy_gettext("What should I wear or bring?"),
        lazy_gettext("Say what you provide, such as robes and towels, and what you don’t."),
    ),
)


def starters_for(faqs: Iterable[Faq]) -> list[Starter]:
    """Return the starters that the venue does not use yet."""
    questions = {faq.question.casefold() for faq in faqs}
    return [starter for starter in STARTERS if str(starter.question).casefold() not in questions]


def starter_called(name: str) -> Starter | None:
    return next((starter for starter in STARTERS if starter.name == name), None)
