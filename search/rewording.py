"""What to search for when nothing has all the words of a question.

Words that nothing begins with are read as the nearest known word. Of what is left, as many words as possible are kept:
those that one venue has together. Where several choices keep the same number, words that say what venues sell or where
they are win over words that are only in names ("relaxing facial" is a facial, not the Relaxing Hands), then rarer words
over frequent ones. The others are left out, and the answer names them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from search.documents import SearchPage, SearchQuery
from search.sought import MOST_ASKED, MOST_TYPED, Sought, reworded, sought


class Words(Protocol):
    """What an engine can tell about words, in a fixed number of requests."""

    def known(self, words: Sequence[Sought]) -> Mapping[str, str | None]:
        """Return for each word that word if anything begins with it, else the nearest known word, else None."""

    def kept(self, query: SearchQuery, words: Sequence[Sought]) -> Collection[str]:
        """Return the words to keep: of those that a venue which fits the rest of the question has together, the choice
        with the highest sum of `weights`. Empty if no venue has any."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """A question to ask instead. `read_as` has its text if any word is read as another."""

    query: SearchQuery
    read_as: str | None = None
    left_out: tuple[str, ...] = ()

    def noted(self, page: SearchPage) -> SearchPage:
        """Return the answer to it, which says what was asked instead."""
        kept = _shown(self.query.text) if self.left_out else ""
        return replace(page, read_as=self.read_as, left_out=self.left_out, kept=kept)


def reword(query: SearchQuery, engine: Words) -> Rewording | None:
    """Return what to ask instead of a question that finds nothing; None if nothing else would be found either."""
    asked = sought(query.text)
    if not asked:
        return None
    known = engine.known(asked)
    right = {word: read for word, read in known.items() if read not in (None, word)}
    text = reworded(query.text, right)
    every = sought(text, most=MOST_TYPED)
    possible = [one for one in every[:MOST_ASKED] if known.get(one.word, one.word)]
    kept = engine.kept(query, possible) if possible else ()
    if not kept and (possible or not narrows(query)):
        return Rewording(replace(query, text=text), read_as=_shown(text)) if right else None
    typed = {right[one.word]: one.typed for one in asked if one.word in right}
    dropped = [one for one in every if one.word not in kept]
    text = reworded(text, dict.fromkeys((one.word for one in dropped), None))
    is_read = not {*right.values()} <= {one.word for one in dropped}
    return Rewording(
        replace(query, text=text),
        read_as=_shown(text) if is_read else None,
        left_out=tuple(typed.get(one.word, one.typed) for one in dropped),
    )


def narrows(query: SearchQuery) -> bool:
    """Whether a question asks for anything besides its words, so that there is an answer without any of them."""
    chosen = query.name, query.kinds, query.tags, query.cities, query.near, query.box, query.open_at, query.open_now
    return query.asks_of_offers or any(chosen) or query.rating is not None


class Use(NamedTuple):
    """In how many venues a word is, and in how many of them not only in the name."""

    venues: int
    besides_names: int


def weights(uses: Sequence[Use]) -> list[int]:
    """Return what keeping each word is worth: one word more counts more than which words; then each word counts more
    than all that say less together. Sums are exact in 24 bits, and no two choices have the same."""
    worth = [0] * len(uses)
    says_least_first = sorted(
        range(len(uses)), key=lambda number: (uses[number].besides_names > 0, -uses[number].venues, -number)
    )
    for rank, number in enumerate(says_least_first):
        worth[number] = ONE_MORE + 2**rank
    return worth


ONE_MORE = 2**MOST_ASKED


def choice(total: int, worth: Sequence[int]) -> set[int]:
    """Return which numbers a sum of weights is made of."""
    return {number for number, weight in enumerate(worth) if total & (weight - ONE_MORE)}


def _shown(text: str) -> str:
    return " ".join(text.split())
