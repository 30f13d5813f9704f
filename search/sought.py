"""A question as the words that what is found must have, and what may be written instead of each.

A guest writes "o malley" for O'Malley and "24 k" for 24K: each word also counts as found in the word that it makes
with its neighbors. The other direction, "zendo" for Zen Do, is up to the index (`search.text.index_words`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from search.text import HEADS, LONGEST_WORD, SHORT, SMALL_WORDS, fold, joins, phrases, stem

MOST_ASKED = 12
MOST_TYPED = 100

_SURROUNDED = re.compile(r"^[^\w+]+|[^\w+]+$")


class Sought(NamedTuple):
    """A word of a question: its stem, or what stands for all that means the same. `joined` is what it may also be
    part of, `typed` how it was typed."""

    word: str
    joined: tuple[str, ...] = ()
    typed: str = ""

    @property
    def begins(self) -> tuple[str, ...]:
        """A kept word that begins with one of these fits."""
        return self.word, *self.joined

    def fits(self, known: Iterable[str]) -> bool:
        return any(word.startswith(self.begins) for word in known)


@lru_cache(maxsize=1024)
def sought(text: str, *, most: int = MOST_ASKED) -> tuple[Sought, ...]:
    """Return the words of a question, `most` of them, each once: every one must fit a word of what is found."""
    found: dict[str, Sought] = {}
    for one, _ in _groups(_typed(text)):
        found.setdefault(one.word, one)
    return tuple(found.values())[:most]


def being_typed(text: str) -> tuple[Sought, ...]:
    """Return the words of a question whose last word is not finished: that one is as it is."""
    typed = _typed(text)
    if not typed:
        return ()
    last = typed[-1].token[:LONGEST_WORD]
    before = {one.word: one for one, _ in _groups(typed[:-1])}
    # Joined with the last word, as far as that is there.
    with_it = [join for join in joins([one.token for one in typed]) if join.ends == len(typed)]
    for one, places in _groups(typed[:-1]):
        more = tuple(join.letters for join in with_it if not places.isdisjoint(range(join.begins, join.ends)))
        before[one.word] = one._replace(joined=one.joined + more)
    joined = tuple(join.letters for join in with_it)
    return *tuple(before.values())[: MOST_ASKED - 1], Sought(last, joined, typed[-1].said)


def asked_words(text: str) -> tuple[str, ...]:
    """Return the words of a question without what they may be joined to."""
    return tuple(one.word for one in sought(text))


def reworded(text: str, instead: Mapping[str, str | None]) -> str:
    """Return a question with some of its words read as others, or left out for None. Where one is left out the line
    ends, so that its neighbors do not become a phrase."""
    typed = _typed(text)
    said = [[one.said or one.token, " "] for one in typed]
    for one, places in _groups(typed):
        if one.word in instead:
            first, *rest = sorted(places)
            said[first] = [instead[one.word] or "", " " if instead[one.word] else "\n"]
            for place in rest:
                said[place] = ["", ""]
    lines = "".join(word + end for word, end in said if word or end == "\n").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


class _Typed(NamedTuple):
    token: str  # folded
    said: str  # as it was typed; "" for one that was typed together with others
    line: int


def _typed(text: str) -> list[_Typed]:
    found: list[_Typed] = []
    for number, line in enumerate(text.split("\n")):
        for chunk in line.split():
            tokens = [part for token in fold(chunk).split() for part in _compound(token)]
            said = _SURROUNDED.sub("", chunk) if len(tokens) == 1 else ""
            found += (_Typed(token, said, number) for token in tokens)
            if len(found) >= MOST_TYPED:
                return found[:MOST_TYPED]
    return found


def _groups(typed: Sequence[_Typed]) -> Iterator[tuple[Sought, frozenset[int]]]:
    """The words of a question with the places that they were typed at."""
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
            said = " ".join(typed[place].said or typed[place].token for place in own)
            yield Sought(word, tuple(dict.fromkeys(joined)), said), frozenset(own)
            at = ends


@lru_cache(maxsize=4096)
def _compound(token: str) -> tuple[str, ...]:
    """A word that two known ones are written as: manipedi -> mani, pedi."""
    if len(token) >= 2 * SHORT and (stem(token),) not in HEADS:
        for place in range(SHORT, len(token) - SHORT + 1):
            if (stem(token[:place]),) in HEADS and (stem(token[place:]),) in HEADS:
                return token[:place], token[place:]
    return (token,)
