"""Questions that nearly every guest has, to begin with: the answer is the venue's own."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.faqs.models import Faq


@dataclass(frozen=True, slots=True)
class Starter:
    name: str  # in addresses
    question: str
    hint: str


STARTERS = (
    Starter("parking", "Where can I park?", "Where, what it costs, and how far it is to your door."),
    Starter("late", "What happens if I am late?", "How long you wait, and whether the visit gets shorter."),
    Starter("wear", "What should I wear, or bring?", "What you have there, such as robes and towels, and what not."),
)


def starters_for(faqs: Iterable[Faq]) -> list[Starter]:
    """Those that the venue does not ask yet."""
    asked = {faq.question.casefold() for faq in faqs}
    return [starter for starter in STARTERS if starter.question.casefold() not in asked]


def starter_called(name: str) -> Starter | None:
    return next((starter for starter in STARTERS if starter.name == name), None)
