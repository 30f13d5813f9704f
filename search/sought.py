"""A query as the words that every result must have, and the alternatives for each.

A guest types "o malley" for O'Malley and "24 k" for 24K: each word also matches within the word that it forms with its
neighbors. The index takes care of the reverse, "zendo" for Zen Do (`search.text.index_words`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from search.text import HEADS, LONGEST_WORD, SHORT, SMALL_WORDS, fold, joins, phrases, stem

MOST_QUERY_WORDS = 12
MOST_TYPED = 100

_SURROUNDED = re.compile(r"^[^\w+]+|[^\w+]+$")


class Sought(NamedTuple):
    """A word of a query: its stem, or the word that represents its synonyms. `joined` has the joined words that it may
    be part of, `typed` the word as typed."""

    word: str
    joined: tuple[str, ...] = ()
    typed: str = ""

    @property
    def begins(self) -> tuple[str, ...]:
        """Return the prefixes: an indexed word that starts with any of them matches."""
        return self.word, *self.joined

    def fits(self, known: Iterable[str]) -> bool:
        return any(word.startswith(self.begins) for word in known)


@lru_cache(maxsize=1024)
def sought(text: str, *, most: int = MOST_QUERY_WORDS) -> tuple[Sought, ...]:
    """Return the distinct words of a query, `most` of them at most: every one must match a word of each result."""
    found: dict[str, Sought] = {}
    for one, _ in _groups(_typed(text)):
        found.setdefault(one.word, one)
    return tuple(found.values())[:most]


def being_typed(text: str) -> tuple[Sought, ...]:
    """Return the words of a query whose last word is still being typed: that word is not stemmed."""
    typed = _typed(text)
    if not typed:
        return ()
    last = typed[-1].token[:LONGEST_WORD]
    before = {one.word: one for one, _ in _groups(typed[:-1])}
    # Joined with the part of the last word that is typed so far.
    with_it = [join for join in joins([one.token for one in typed]) if join.ends == len(typed)]
    for one, places in _groups(typed[:-1]):
        more = tuple(join.letters for join in with_it if not places.isdisjoint(range(join.begins, join.ends)))
        before[one.word] = one._replace(joined=one.joined + more)
    joined = tuple(join.letters for join in with_it)
    return *tuple(before.values())[: MOST_QUERY_WORDS - 1], Sought(last, joined, typed[-1].text)


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a query without their joined forms."""
    return tuple(one.word for one in sought(text))


def reworded(text: str, instead: Mapping[str, str | None]) -> str:
    """Return a query with some of its words replaced, or left out where the replacement is None. A line break replaces
    each omitted word so that its neighbors do not form a phrase."""
    typed = _typed(text)
    written = [[one.text or one.token, " "] for one in typed]
    for one, places in _groups(typed):
        if one.word in instead:
            first, *rest = sorted(places)
            written[first] = [instead[one.word] or "", " " if instead[one.word] else "\n"]
            for place in rest:
                written[place] = ["", ""]
    lines = "".join(word + end for word, end in written if word or end == "\n").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


class _TypedWord(NamedTuple):
    token: str  # folded
    text: str  # as typed; "" for a token typed together with others
    line: int


def _typed(text: str) -> list[_TypedWord]:
    found: list[_TypedWord] = []
    for number, line in enumerate(text.split("\n")):
        for chunk in line.split():
            tokens = [part for token in fold(chunk).split() for part in _compound(token)]
            written = _SURROUNDED.sub("", chunk) if len(tokens) == 1 else ""
            found += (_TypedWord(token, written, number) for token in tokens)
            if len(found) >= MOST_TYPED:
                return found[:MOST_TYPED]
    return found


def _groups(typed: Sequence[_TypedWord]) -> Iterator[tuple[Sought, frozenset[int]]]:
    """Yield the words of a query, each with the positions where it was typed."""
    for number in dict.fromkeys(one.line for one in typed):
        places = [place for place, one in enumerate(typed) if one.line == number]
        together = list(joins([typed[place].token for place in places]))
        content = [place for place in places if typed[place].token not in SMALL_WORDS]
        stems = [stem(typed[place].token[:LONGEST_WORD]) for place in content]
        starts = {begins: (ends, head) for begins, ends, head in phrases(stems)}
        at = 0
        while at < len(content):
            ends, word = starts.get(at, (at + 1, stems[at]))
            own = content[at:ends]
            joined = (
                join.word
                for join in together
                if any(join.begins <= place - places[0] < join.ends for place in own) and join.word != word
            )
            text = " ".join(typed[place].text or typed[place].token for place in own)
            yield Sought(word, tuple(dict.fromkeys(joined)), text), frozenset(own)
            at = ends


@lru_cache(maxsize=4096)
def _compound(token: str) -> tuple[str, ...]:
    """Split a word that is two known words written as one: manipedi -> mani, pedi."""
    if len(token) >= 2 * SHORT and (stem(token),) not in HEADS:
        for place in range(SHORT, len(token) - SHORT + 1):
            if (stem(token[:place]),) in HEADS and (stem(token[place:]),) in HEADS:
                return token[:place], token[place:]
    return (token,)
