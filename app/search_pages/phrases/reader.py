"""From a sentence to what it asks for: "massage for two under $60 in Denver tonight" is a massage, for 2 guests, up to
$60, near Denver, this evening. Filler is dropped, and everything else that no rule reads remains as search text."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.search_pages.phrases.amounts import DISTANCES, GUESTS, PRICES
from app.search_pages.phrases.base import Meaning, PhraseRule
from app.search_pages.phrases.days import DAYS, SPELLED, SPOKEN
from app.search_pages.phrases.durations import DURATIONS
from app.search_pages.phrases.fillers import COUNTRY, FILLERS, GIFT_CARDS, HOUSES, NEARNESS, ROLES, TRADES
from app.search_pages.phrases.people import GENDERS
from app.search_pages.phrases.spots import named_place
from app.search_pages.phrases.times import CLOCK, PARTS
from search.text import SMALL_WORDS, distance, stem, words

MOST_TIMES = 4
"""How often a sentence is read: the rest may read differently once a part is removed."""

_SAYING = (
    *(*DURATIONS, *DISTANCES, *PRICES, *GENDERS, *GUESTS, *CLOCK, *DAYS, *PARTS),
    *(*NEARNESS, *COUNTRY, *GIFT_CARDS),
)
_TOKEN = re.compile(r"(?:\d,\d|[^\s,;!?()\"“”])+")
_BARE_ENDS = SMALL_WORDS | {"from", "is", "are", "as", "that", "it", "this", "get", "do", "also", "around", "any"}

_HERE = {"near", "me", "my"}  # not search words, but they have a meaning

IsName = Callable[[str], bool]
Spellings = Collection[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence asks for, the words left for the search, and the names of the values that were mentioned."""

    meaning: Meaning
    text: str
    stated: frozenset[str] = frozenset()


def read_phrase(
    typed: str,
    today: date,
    *,
    kinds: Spellings = (),
    tags: Mapping[str, str] | None = None,
    is_name: IsName = lambda _text: False,
) -> Reading:
    """Read a sentence that is typed on a local date. `kinds` are the words of each category, `tags` the names of tags
    by slug; `is_name` tells whether a text is the name of a venue, whose words are never taken apart."""
    left = [token.strip(".:") or token for token in _TOKEN.findall(typed)]
    if words(typed) in kinds and not _HERE & {token.lower() for token in left}:
        return Reading(Meaning(), typed)
    tokens, values = left, dict[str, object]()
    for _ in range(MOST_TIMES):
        before = left
        left = _tagged(_placed(_stated(left, today, values), values, kinds), values, tags or {}, kinds)
        if left == before:
            break
    bare = (
        left
        if left and left != tokens and is_name(" ".join(left))
        else _bare(left, today, kinds, any_stated=bool(values))
    )
    if bare == tokens or is_name(typed):
        return Reading(Meaning(), typed)
    return Reading(replace(Meaning(), **values), " ".join(bare), frozenset(values))  # type: ignore[arg-type]


def _stated(tokens: Sequence[str], today: date, values: dict[str, object]) -> list[str]:
    """Return what is left after the rules; what they found goes into `values`. Words that repeat a known value stay in
    the text."""
    left = list(tokens)
    for rule in _SAYING:
        left = _applied(rule, left, today, values)
    return left


def _applied(rule: PhraseRule, tokens: list[str], today: date, values: dict[str, object]) -> list[str]:
    low = [_plain(token) for token in tokens]
    sentence = " ".join(low)
    for match in rule.pattern.finditer(sentence):
        found = rule.read(match, today) if match[0].strip() else None
        if found is None or (found and not found.keys() - values.keys()):
            continue
        values.update({name: value for name, value in found.items() if name not in values})
        first = sentence[: match.start()].count(" ") + (match[0][:1] == " ")
        last = sentence[: match.end()].count(" ") - (match[0][-1:] == " ")
        return _applied(rule, [*tokens[:first], *tokens[last + 1 :]], today, values)
    return tokens


def _plain(token: str) -> str:
    """Return the token in lowercase, with the words for days spelled correctly."""
    low = token.lower().replace("’", "'")
    if low in SPOKEN:
        return SPOKEN[low]
    if len(low) < 6 or not low.isalpha() or low in SPELLED:
        return low
    allowed = 1 if len(low) < 8 else 2
    near = [known for known in SPELLED if known[0] == low[0] and distance(low, known) <= allowed]
    return min(near, key=lambda known: distance(low, known), default=low)


def _placed(tokens: list[str], values: dict[str, object], kinds: Spellings) -> list[str]:
    found = None if "place" in values else named_place(tokens, lambda rest: _kind_of(list(rest), kinds) is not None)
    if found is None:
        return tokens
    first, end, place, typed = found
    values["place"] = place
    if typed:
        values["typed_place"] = typed
    return [*tokens[:first], *tokens[end:]]


def _tagged(tokens: list[str], values: dict[str, object], tags: Mapping[str, str], kinds: Spellings) -> list[str]:
    """Return the tokens without the names of tags, which go into `values`; a name of one word needs "with", "for",
    "has" or "and" before it."""
    for slug, name in tags.items():
        sought = words(name)
        for first in range(len(tokens)):
            for end in range(first + 1, min(len(tokens), first + len(sought) + 2) + 1):
                led = first > 0 and tokens[first - 1].lower() in {"with", "for", "has", "and"}
                if words(" ".join(tokens[first:end])) == sought and (led or len(sought) > 1) and sought not in kinds:
                    known = values.get("tags", ())
                    values["tags"] = (*known, slug) if isinstance(known, tuple) else (slug,)
                    return _tagged([*tokens[: first - led], *tokens[end:]], values, tags, kinds)
    return tokens


def _bare(tokens: Sequence[str], today: date, kinds: Spellings, *, any_stated: bool) -> list[str]:
    """Return the tokens without filler; if the rest is a category, only that. Roles on their own are dropped if
    anything else was stated."""
    left = list(tokens)
    ignored: dict[str, object] = {}
    for rule in FILLERS:
        left = _applied(rule, left, today, ignored)
    if left == list(tokens) and not any_stated and not any(_one(token) in {*ROLES, *TRADES} for token in left):
        return left if _kind_of(left, kinds) is None else _kind_of(left, kinds) or left
    while left and left[-1].lower() in _BARE_ENDS:
        left.pop()
    while left and left[0].lower() in _BARE_ENDS:
        left.pop(0)
    traded = [TRADES.get(_one(token), token) for token in left]
    traded = [
        token
        for at, token in enumerate(traded)
        if words(token) not in {words(other) for other in traded[:at]} or not words(token)
    ]
    kind = _kind_of(traded, kinds)
    if kind is not None:
        return kind
    shorter = [token for token in traded if _one(token) not in ROLES]
    return shorter if any_stated or words(" ".join(shorter)) else traded


def _kind_of(tokens: list[str], kinds: Spellings) -> list[str] | None:
    """Return the tokens that are the words of a category if the others add nothing; else None."""
    tries = (
        tokens,
        [token for token in tokens if _one(token) not in ROLES],
        [token for token in tokens if _one(token) not in ROLES | HOUSES],
    )
    return next((some for some in tries if some and words(" ".join(some)) in kinds), None)


def _one(token: str) -> str:
    return stem(token.lower().strip("'’"))
