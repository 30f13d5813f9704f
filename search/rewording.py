"""Alternative queries for when no venue has all the words of a query.

Words that are no prefix of a known word are read as the nearest known word. Of the result, as many words as possible
are kept: those that one venue has together. If several choices keep the same number, words that describe what venues
sell or where they are take precedence over words that occur only in names ("relaxing facial" is a facial, not the
Relaxing Hands), then rarer words over frequent ones. The others are left out, and the answer names them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from search.documents import SearchPage, SearchQuery
from search.sought import MOST_QUERY_WORDS, MOST_TYPED, Sought, reworded, sought


class Vocabulary(Protocol):
    """What an engine knows about words, answered in a fixed number of requests."""

    def known(self, words: Sequence[Sought]) -> Mapping[str, str | None]:
        """Map each word to itself if it is a prefix of any known word, else to the nearest known word, else to None."""

    def kept(self, query: SearchQuery, words: Sequence[Sought]) -> Collection[str]:
        """Return the words to keep: among the words that a venue matching the rest of the query has together, the
        choice with the highest sum of `weights`. Empty if no venue has any."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """A query to ask instead. `read_as` has its text if any word is read as another."""

    query: SearchQuery
    read_as: str | None = None
    left_out: tuple[str, ...] = ()

    def noted(self, page: SearchPage) -> SearchPage:
        """Return the answer to the new query with a note of what was searched instead."""
        kept = _shown(self.query.text) if self.left_out else ""
        return replace(page, read_as=self.read_as, left_out=self.left_out, kept=kept)


def reword(query: SearchQuery, engine: Vocabulary) -> Rewording | None:
    """Return the query to ask instead of one that finds nothing; None if no alternative would find more."""
    words = sought(query.text)
    if not words:
        return None
    known = engine.known(words)
    right = {word: read for word, read in known.items() if read not in (None, word)}
    text = reworded(query.text, right)
    every = sought(text, most=MOST_TYPED)
    possible = [one for one in every[:MOST_QUERY_WORDS] if known.get(one.word, one.word)]
    kept = engine.kept(query, possible) if possible else ()
    if not kept and (possible or not narrows(query)):
        return Rewording(replace(query, text=text), read_as=_shown(text)) if right else None
    typed = {right[one.word]: one.typed for one in words if one.word in right}
    dropped = [one for one in every if one.word not in kept]
    text = reworded(text, dict.fromkeys((one.word for one in dropped), None))
    is_read = not {*right.values()} <= {one.word for one in dropped}
    return Rewording(
        replace(query, text=text),
        read_as=_shown(text) if is_read else None,
        left_out=tuple(typed.get(one.word, one.typed) for one in dropped),
    )


def narrows(query: SearchQuery) -> bool:
    """Return whether a query has conditions besides its words, so that it can be answered without any of them."""
    chosen = query.name, query.kinds, query.tags, query.cities, query.near, query.box, query.open_at, query.open_now
    return query.asks_of_offers or any(chosen) or query.rating is not None


class WordUse(NamedTuple):
    """How many venues have a word, and how many of them have it outside the name."""

    venues: int
    besides_names: int


def weights(uses: Sequence[WordUse]) -> list[int]:
    """Return the value of keeping each word.

    Keeping one more word outweighs any choice between words; beyond that, each word outweighs all less meaningful ones
    together. Sums are exact in 24 bits, and no two choices have the same sum.
    """
    worth = [0] * len(uses)
    says_least_first = sorted(
        range(len(uses)), key=lambda number: (uses[number].besides_names > 0, -uses[number].venues, -number)
    )
    for rank, number in enumerate(says_least_first):
        worth[number] = ONE_MORE + 2**rank
    return worth


ONE_MORE = 2**MOST_QUERY_WORDS


def choice(total: int, worth: Sequence[int]) -> set[int]:
    """Return the indexes of the words that make up a sum of weights."""
    return {number for number, weight in enumerate(worth) if total & (weight - ONE_MORE)}


def _shown(text: str) -> str:
    return " ".join(text.split())
