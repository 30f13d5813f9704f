"""Text normalization for comparing words: the same for indexing and for queries, whatever the engine.

Indexed words and query words match in three ways: a query word is the prefix of an indexed one, both belong to the same
synonyms, or neighboring words are written as one. For the last, an index also stores words joined with their neighbors
("Zen Do" as "zendo"), and each query word may match joined with its own ("o malley" in "omalley").
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import OSA

MOST_WORDS = 400
LONGEST_WORD = 40
LONGEST_KEY = 100

SHORT = 3
"""The longest word that may be part of a run of initials or of parts of a name: T. J., Zen Do Jo."""
INITIAL = 2

_APOSTROPHES = re.compile("['’‘`´ʻʼʹ′＇]")
_AFTER_INITIAL = re.compile(f"(?:^|[^\\w])\\w(?:{_APOSTROPHES.pattern})(\\w{{{SHORT},}})")
# The plus of "A+" is a word; that of "brows+lashes" only separates two.
_PLUS = re.compile(r"(?<=\w)\+(?!\w)")
_WORD = re.compile(r"[^\W_]+")
_VOWEL = re.compile("[aeiouy]")
# Letters that Unicode does not decompose have their plain letter in their name.
_LETTER = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) (?:DOTLESS )?([A-Z]{1,2})(?: WITH .*)?")
_OTHER_LETTERS = {"ð": "d", "þ": "th", "ŋ": "ng", "ə": "e"}
# Endings of words that are singular already: massages -> massage, but glass, lotus and chassis stay.
_SINGULAR_ENDS = ("ss", "us", "is")
_DOUBLE_ENDS = ("sses", "shes", "ches", "xes", "zzes")

# Words that people put between the meaningful ones: "massage in Portland".
SMALL_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "in", "me", "my", "near", "of", "on", "or", "the", "to", "with"]
)


def fold(text: str) -> str:
    """Return the text without accents, case and punctuation, words separated by one space: "Đẹp & Spa" -> "dep and
    spa"."""
    bare = _PLUS.sub("plus", _APOSTROPHES.sub("", text)).replace("&", " and ")
    if bare.isascii():
        plain = bare.lower()
    else:
        apart = _APOSTROPHES.sub("", unicodedata.normalize("NFKD", bare).casefold())
        plain = "".join(_plain(letter) for letter in apart if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(plain))


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    named = _LETTER.fullmatch(unicodedata.name(letter, ""))
    return named[1].lower() if named else _OTHER_LETTERS.get(letter, letter)


@lru_cache(maxsize=4096)  # there are few distinct titles
def words(text: str, *, most: int = MOST_WORDS) -> tuple[str, ...]:
    """Return the words of an indexed text: distinct stems in order, `most` of them at most, and for each word or phrase
    with synonyms the word that represents them. A phrase ends with its line."""
    lines = [_stems(line) for line in text.split("\n")]
    heads = (head for line in lines for _, _, head in phrases(line))
    return tuple(dict.fromkeys([*(stem for line in lines for stem in line), *heads]))[:most]


@lru_cache(maxsize=4096)
def index_words(text: str) -> tuple[str, ...]:
    """Return all that an index stores of a text: its words, then their alternative spellings, joined with their
    neighbors or without an initial (O'Malley is also Malley)."""
    found = dict.fromkeys(words(text))
    more: dict[str, None] = {}
    for line in text.split("\n"):
        tokens = fold(line).split()
        more |= dict.fromkeys(stem(fold(rest)[:LONGEST_WORD]) for rest in _AFTER_INITIAL.findall(line))
        # A small word starts a join only at the start: otherwise "the" would be a prefix in every other name.
        more |= dict.fromkeys(join.word for join in joins(tokens) if not join.begins or join.first not in SMALL_WORDS)
    more.pop("", None)
    return (*found, *[word for word in more if word not in found][:MOST_WORDS])


def name_keys(name: str) -> tuple[str, ...]:
    """Return the keys for comparing a whole name: as it is written, and also without "and" and "the".

    Empty for a name without words. Spaces are ignored in both. No word is equal to a key or is its prefix.
    """
    tokens = fold(name.replace("#", " number ")).split()
    bare = [token for token in tokens if token not in ("and", "the")]
    if not tokens:
        return ()
    return f"=={''.join(tokens)}"[:LONGEST_KEY], f"={''.join(bare or tokens)}"[:LONGEST_KEY]


class Join(NamedTuple):
    """Neighboring words written as one: the start and end positions, half-open, the first word, all letters, and the
    stem."""

    begins: int
    ends: int
    first: str
    letters: str
    word: str


def joins(tokens: Sequence[str]) -> Iterator[Join]:
    """Yield every two neighbors as one word, and runs of three or more short ones. An "and" between initials is
    ignored: D&D is DD."""
    bare = [(place, token) for place, token in enumerate(tokens) if token not in ("and",)]

    def join(first: int, last: int) -> Iterator[Join]:
        letters = "".join(token for _, token in bare[first : last + 1])
        if len(letters) <= LONGEST_WORD:
            yield Join(bare[first][0], bare[last][0] + 1, bare[first][1], letters, stem(letters))

    for number, ((place, one), (after, other)) in enumerate(pairwise(bare)):
        initials = len(one) <= INITIAL and len(other) <= INITIAL
        if (after == place + 1 or initials) and not (one in SMALL_WORDS and other in SMALL_WORDS):
            yield from join(number, number + 1)
    first = 0
    for number in range(len(bare) + 1):
        if number == len(bare) or len(bare[number][1]) > SHORT:
            if number - first > 2:
                yield from join(first, number - 1)
            first = number + 1


def without_small_ends(text: str) -> str:
    """Return a text without leading and trailing small words: "massage with" -> "massage"."""
    words = text.split()
    while words and words[-1].lower() in SMALL_WORDS:
        words.pop()
    while words and words[0].lower() in SMALL_WORDS:
        words.pop(0)
    return " ".join(words)


def _stems(text: str) -> list[str]:
    return [stem(word[:LONGEST_WORD]) for word in fold(text).split() if word not in SMALL_WORDS][:MOST_WORDS]


def phrases(stems: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, representative word) for each phrase, the longest at each word, without overlaps."""
    place = 0
    while place < len(stems):
        for length in range(min(LONGEST_PHRASE, len(stems) - place), 0, -1):
            head = HEADS.get(tuple(stems[place : place + length]))
            if head:
                yield place, place + length, head
                place += length
                break
        else:
            place += 1


def stem(word: str) -> str:
    """Return a folded English word without its plural or -ing ending: massages -> massage, waxing -> wax.

    The stemmer is light: it leaves short words and uncertain endings alone.
    """
    single = singular(word)
    bare = single[:-3]
    if single.endswith("ing") and len(bare) >= 3 and _VOWEL.search(bare):
        return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "ls" else bare
    return single


def singular(word: str) -> str:
    """Return the word without its plural ending: facials -> facial, bodies -> body. Other words stay the same."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(_SINGULAR_ENDS):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(_DOUBLE_ENDS) else word[:-1]


def unfinished(word: str) -> tuple[str, ...]:
    """Return the shorter stems of which a folded word may be a form that is still being typed: waxi -> wax, massages ->
    massage. Stems that start with the word itself are not included."""
    bare = [word[:length] for length in range(3, len(word))]
    forms = [(part, f"{part}{ending}") for part in bare for ending in ("s", "es", "ing", f"{part[-1]}ing")]
    forms += [(f"{part}y", f"{part}ies") for part in bare]
    found = [of for of, form in forms if form.startswith(word) and stem(form) == of]
    # Massaging comes from massage, but nothing in the word says so.
    found += [f"{part}e" for part in bare if f"{part}ing".startswith(word)]
    return tuple(dict.fromkeys(of for of in found if not of.startswith(word)))


def slips(word: str) -> int:
    """Return how many letters of a word may be wrong in a match: none for a short one."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


def distance(one: str, other: str) -> int:
    """Return how many letters are missing, extra, wrong or swapped with their neighbor."""
    return OSA.distance(one, other)


def alike(word: str, other: str) -> bool:
    """Return whether a known word may be the intended one: the first letter is the same, and the number of wrong
    letters is within `slips`."""
    allowed = slips(word)
    if not allowed or other[:1] != word[:1] or abs(len(other) - len(word)) > allowed:
        return False
    # A slip adds at most one letter and removes at most one: this quickly rules out most words.
    here, there = set(word), set(other)
    return len(here - there) <= allowed and len(there - here) <= allowed and distance(word, other) <= allowed


def nearest(word: str, known: Iterable[tuple[str, int]]) -> str | None:
    """Return the intended word among known words, each with its frequency: the one with the fewest slips, then the most
    frequent. The first letter must be the same."""
    near = [(distance(word, other), -often, other) for other, often in known if alike(word, other)]
    return min(near, default=(0, 0, None))[2]


# Groups of synonyms; the first one represents all of them.
SYNONYMS = (
    (
        *("haircut", "hair salon", "hair cut", "hairdresser", "hair dresser", "hairstylist", "hair stylist"),
        *("hair studio", "hair cutter"),
    ),
    ("barber", "barbershop", "barber shop"),
    ("manicure", "nail", "nail salon", "mani", "manicurist", "nail tech", "nail technician"),
    ("pedicure", "pedi", "pedicurist"),
    ("turkish bath", "hammam", "hamam"),
    (
        *("massage", "rmt", "lmt", "massage therapy", "bodywork", "body work"),
        *("massage therapist", "masseuse", "masseur", "bodyworker"),
    ),
    ("facial", "face treatment", "skincare", "skin care", "esthetician", "aesthetician", "facialist"),
    ("sauna", "banya", "steam room"),
    ("float", "floatation", "flotation", "float tank", "sensory deprivation"),
    ("tub", "hot tub", "soaking tub", "jacuzzi"),
    ("wax", "hair removal", "waxer"),
    ("blowout", "blow out", "blow dry", "blowdry"),
    ("color", "colour", "balayage", "highlight"),
    ("prenatal", "pregnancy"),
    ("acupuncture", "acupuncturist"),
    ("lash", "eyelash", "lash tech"),
    ("brow", "eyebrow", "brow tech"),
    ("yoga", "vinyasa"),
    ("trainer", "personal training", "personal trainer"),
)
LONGEST_PHRASE = 3
HEADS = {
    tuple(stem(word) for word in phrase.split()): stem(group[0].replace(" ", ""))
    for group in SYNONYMS
    for phrase in group
}
