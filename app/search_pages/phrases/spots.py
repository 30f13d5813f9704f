"""Places in a sentence: in Denver, near 97202, Portland OR."""

from collections.abc import Callable, Iterator, Sequence

from app.search_pages.place_names import is_large, nearest_spelled
from app.search_pages.places import Place, find_place, with_state

LONGEST = 5
"""Words of a place, including its state."""

AFTER = frozenset(["in", "near", "around", "nearby"])
# After "in" these don't mean a town, although towns of that name exist.
_NOT_PLACES = """
    home house person studio spa salon town city water bed group groups private public office hotel pain need
    bath style love shape advance english spanish french silence oil mud salt hour minutes time general case
    front back room pool sauna heaven peace quiet energy motion balance a an the my me our
"""
NOT_PLACES = frozenset(_NOT_PLACES.split())
# State codes that are also words.
ALSO_WORDS = frozenset(["in", "or", "me", "ok", "hi", "oh", "de", "id", "ma", "pa", "al"])
UPPER = {"LA": "los angeles, ca", "SF": "san francisco, ca", "DC": "washington, dc", "NY": "new york, ny", "NYC": "nyc"}

Span = tuple[int, int, Place, str]
"""From a word to another, half-open, the place they name, and the typed text if it is spelled differently."""


def named_place(words: Sequence[str], is_kind: Callable[[Sequence[str]], bool]) -> Span | None:
    """Return the place that words name: what follows "in", a ZIP code, a town with its state, or a large town next to
    nothing but a category. `words` are as typed."""
    low = [word.lower() for word in words]
    return (
        next(_after_in(words, low), None)
        or next(_certain(words, low), None)
        or next(_beside(words, low, is_kind), None)
        or next(_misspelled(words, low), None)
    )


def _after_in(words: Sequence[str], low: Sequence[str]) -> Iterator[Span]:
    for at, word in enumerate(low[:-1]):
        if word not in AFTER:
            continue
        first = at + 1 + (low[at + 1] == "the" and at + 2 < len(low))
        for end in range(min(len(low), first + LONGEST), first, -1):
            text = " ".join(words[first:end])
            place = None if low[first] in NOT_PLACES and end == first + 1 else find_place(text)
            if place:
                yield at, end, place, ""
                break


def _certain(words: Sequence[str], low: Sequence[str]) -> Iterator[Span]:
    """Yield a ZIP code, a town with its state, or letters that abbreviate a town."""
    for end in range(len(low), 0, -1):
        for first in range(max(0, end - LONGEST), end):
            text = " ".join(words[first:end])
            if low[end - 1][:1].isdigit() and end - first > 1 and not with_state(" ".join(words[first : end - 1])):
                continue
            place = with_state(text) if end - first > 1 or low[first][:1].isdigit() else find_place(UPPER.get(text, ""))
            if place and (is_large(place) or low[end - 1] not in ALSO_WORDS or words[end - 1].isupper()):
                yield first, end, place, ""


def _beside(words: Sequence[str], low: Sequence[str], is_kind: Callable[[Sequence[str]], bool]) -> Iterator[Span]:
    """Yield a large town if the rest is a category or nothing."""
    for size in range(min(LONGEST - 1, len(low)), 0, -1):
        for first, end in {(len(low) - size, len(low)), (0, size)}:
            rest = [*low[:first], *low[end:]]
            if low[first] in NOT_PLACES or (rest and not is_kind(rest)):
                continue
            place = find_place(" ".join(words[first:end]))
            if place and is_large(place):
                yield first, end, place, ""


def _misspelled(words: Sequence[str], low: Sequence[str]) -> Iterator[Span]:
    for at, word in enumerate(low[:-1]):
        if word in AFTER and low[at + 1] not in NOT_PLACES:
            for end in range(min(len(low), at + 1 + LONGEST), at + 1, -1):
                text = " ".join(words[at + 1 : end])
                found = [place for place in nearest_spelled(text) if is_large(place)]
                if found:
                    yield at, end, found[0], text
                    break
