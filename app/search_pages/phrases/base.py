"""The types of rules and of what they find in a sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.search_pages.criteria import DayHours
from app.search_pages.places import Place
from app.team.enums import Gender
from search.documents import Sort


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words ask for besides a service. None, empty or False means not mentioned. Prices are whole dollars for one
    guest; `day` to `last` are local dates, both included."""

    lowest: int | None = None
    highest: int | None = None
    guests: int | None = None
    day: date | None = None
    last: date | None = None
    part: DayHours | None = None
    open_now: bool = False
    deals: bool = False
    sort: Sort | None = None
    miles: int | None = None
    place: Place | None = None
    typed_place: str = ""  # set if it was spelled differently
    near_me: bool = False
    gender: Gender | None = None
    minutes: int | None = None
    tags: tuple[str, ...] = ()  # slugs
    gift_cards: bool = False  # we sell them, not a venue


Found = Mapping[str, object]
"""Values of a Meaning by their names; empty for filler words."""


class PhraseRule(NamedTuple):
    """A pattern for lowercase words separated by single spaces, and a function that returns what a match means on a
    given day; None if it means nothing after all."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], date], Found | None]


def rule(pattern: str, read: Callable[[re.Match[str], date], Found | None] | Found) -> PhraseRule:
    """Return a rule that matches only whole words."""
    compiled = re.compile(rf"(?<![\w$/-])(?:{pattern})(?![\w/])", re.VERBOSE)
    if callable(read):
        return PhraseRule(compiled, read)
    return PhraseRule(compiled, lambda _match, _today: read)


NUMBERS = {
    name: number
    for number, name in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1)
}
NUMBER = rf"(?:\d{{1,2}}|{'|'.join(NUMBERS)})"


def number(text: str) -> int:
    return NUMBERS[text] if text in NUMBERS else int(text)
