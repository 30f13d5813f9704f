"""Search suggestions: names and titles in which every typed word is the prefix of a word.

The last word is used as typed because its ending is still missing: "mass" and "massages" both find a massage.
"""

from dataclasses import dataclass
from typing import NamedTuple

from search.documents import City
from search.sought import Sought, being_typed, sought
from search.text import fold, index_words, unfinished

MOST_SUGGESTED = 50
LONGEST_TYPED = 200
"""Letters, folded. There are no suggestions for longer text."""

MOST_COUNTED = 1000
"""The limit for counting the venues that sell a title."""

MOST_TITLES = 500
"""The limit for matching titles. If there are more, an engine may leave out the longer ones."""


@dataclass(frozen=True, slots=True)
class SuggestedVenue:
    id: int
    name: str
    city: City


@dataclass(frozen=True, slots=True)
class SuggestedService:
    """A title, spelled as one of its venues writes it, and how many venues sell it: MOST_COUNTED may mean more."""

    title: str
    venues: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Suggested venues and services, best first."""

    venues: tuple[SuggestedVenue, ...] = ()
    services: tuple[SuggestedService, ...] = ()


def within_bounds(size: int) -> int:
    """Return the size. Raises ValueError if it is below 1 or above MOST_SUGGESTED."""
    if not 1 <= size <= MOST_SUGGESTED:
        raise ValueError(f"one suggestion at least, and {MOST_SUGGESTED} at most: {size}")
    return size


class Begun(NamedTuple):
    """A pattern that matches a known word that starts with one of `begins` or equals one of `whole`."""

    begins: tuple[str, ...]
    whole: tuple[str, ...] = ()

    def fits(self, known: str) -> bool:
        return known.startswith(self.begins) or known in self.whole

    @classmethod
    def of(cls, one: Sought) -> "Begun":
        return cls(one.begins)


Reading = tuple[Begun, ...]
"""Each of its patterns must match a word."""


def readings(text: str) -> tuple[Reading, ...]:
    """Return the possible readings of a text that is being typed, any of which may match: with the last word finished,
    and with that word just started. Empty for a text without words or longer than LONGEST_TYPED."""
    folded = fold(text)
    if not folded or len(folded) > LONGEST_TYPED:
        return ()
    finished = tuple(map(Begun.of, sought(text)))
    *before, last = being_typed(text)
    begun = (*map(Begun.of, before), Begun(last.begins, unfinished(last.word)))
    return tuple(dict.fromkeys(reading for reading in (finished, begun) if reading))


def suggests(text: str, name: str) -> bool:
    """Return whether to suggest a name for a text."""
    known, meant = index_words(name), readings(text)
    worded = any(all(any(begun.fits(word) for word in known) for begun in reading) for reading in meant)
    return worded or bool(meant and begins(text, name))


def begins(text: str, name: str) -> bool:
    """Return whether a name starts with a text, letter by letter: these names come first."""
    return fold(name).startswith(fold(text))
