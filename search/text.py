"""Words as they are compared: the same on the way into an index and in a question, whatever the engine.

Kept words and asked words meet in three ways: an asked word begins a kept one, both stand for the same synonyms, or
neighboring words are written as one. For the last, an index also keeps words joined with their neighbors ("Zen Do" as
"zendo"), and each asked word may be found joined with its own ("o malley" in "omalley").
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
"""Letters of a word that may be one of a row of initials or of parts of a name: T. J., Zen Do Jo."""
INITIAL = 2

_APOSTROPHES = re.compile("['’‘`´ʻʼʹ′＇]")
_AFTER_INITIAL = re.compile(f"(?:^|[^\\w])\\w(?:{_APOSTROPHES.pattern})(\\w{{{SHORT},}})")
# The plus of "A+" is a word; that of "brows+lashes" only stands between two.
_PLUS = re.compile(r"(?<=\w)\+(?!\w)")
_WORD = re.compile(r"[^\W_]+")
_VOWEL = re.compile("[aeiouy]")
# Letters that Unicode does not take apart have their plain letter in their name.
_LETTER = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) (?:DOTLESS )?([A-Z]{1,2})(?: WITH .*)?")
_OTHER_LETTERS = {"ð": "d", "þ": "th", "ŋ": "ng", "ə": "e"}
# What ends an English word that is one already: massages -> massage, but glass, lotus and chassis stay.
_SINGULAR_ENDS = ("ss", "us", "is")
_DOUBLE_ENDS = ("sses", "shes", "ches", "xes", "zzes")

# Words that people put between those that count: "massage in Portland".
SMALL_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "in", "me", "my", "near", "of", "on", "or", "the", "to", "with"]
)


def fold(text: str) -> str:
    """Return the text without accents, case and punctuation, words apart by one space: "Đẹp & Spa" -> "dep and spa"."""
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


@lru_cache(maxsize=4096)  # of titles there are few
def words(text: str, *, most: int = MOST_WORDS) -> tuple[str, ...]:
    """Return the words of a text that is kept: stems, each once and in order, `most` of them, and for each word or
    phrase that means the same as others the one that stands for all of them. A phrase ends with its line."""
    lines = [_stems(line) for line in text.split("\n")]
    heads = (head for line in lines for _, _, head in phrases(line))
    return tuple(dict.fromkeys([*(stem for line in lines for stem in line), *heads]))[:most]


@lru_cache(maxsize=4096)
def index_words(text: str) -> tuple[str, ...]:
    """Return all that an index keeps of a text: its words, then what they are when they are written otherwise, joined
    with their neighbors or without an initial (O'Malley is also Malley)."""
    found = dict.fromkeys(words(text))
    more: dict[str, None] = {}
    for line in text.split("\n"):
        tokens = fold(line).split()
        more |= dict.fromkeys(stem(fold(rest)[:LONGEST_WORD]) for rest in _AFTER_INITIAL.findall(line))
        # A small word begins a join only at the start: else "the" would begin a word of every second name.
        more |= dict.fromkeys(join.word for join in joins(tokens) if not join.begins or join.first not in SMALL_WORDS)
    more.pop("", None)
    return (*found, *[word for word in more if word not in found][:MOST_WORDS])


def name_keys(name: str) -> tuple[str, ...]:
    """Return what a whole name is compared by, or nothing for one without words: as it is written, and also without
    "and" and "the". Spaces do not count in either. No word is equal to a key, or begins one."""
    tokens = fold(name.replace("#", " number ")).split()
    bare = [token for token in tokens if token not in ("and", "the")]
    if not tokens:
        return ()
    return f"=={''.join(tokens)}"[:LONGEST_KEY], f"={''.join(bare or tokens)}"[:LONGEST_KEY]


class Join(NamedTuple):
    """Neighboring words as one: from a place to before another, the first of them, all their letters, and the stem."""

    begins: int
    ends: int
    first: str
    letters: str
    word: str


def joins(tokens: Sequence[str]) -> Iterator[Join]:
    """Each two neighbors as one word, and rows of three or more short ones. An "and" between initials does not count:
    D&D is DD."""
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
    """Return a text without the small words that it begins or ends with: "massage with" -> "massage"."""
    said = text.split()
    while said and said[-1].lower() in SMALL_WORDS:
        said.pop()
    while said and said[0].lower() in SMALL_WORDS:
        said.pop(0)
    return " ".join(said)


def _stems(text: str) -> list[str]:
    return [stem(word[:LONGEST_WORD]) for word in fold(text).split() if word not in SMALL_WORDS][:MOST_WORDS]


def phrases(stems: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """(from, to, the word that stands for it) of each phrase, the longest that begin at a word, none over another."""
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
    """A folded English word without the ending of its plural or of what is being done: massages -> massage,
    waxing -> wax. Light: what is not sure to be an ending stays, and so do short words."""
    single = singular(word)
    bare = single[:-3]
    if single.endswith("ing") and len(bare) >= 3 and _VOWEL.search(bare):
        return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "ls" else bare
    return single


def singular(word: str) -> str:
    """Without the plural's ending: facials -> facial, bodies -> body. Others stay."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(_SINGULAR_ENDS):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(_DOUBLE_ENDS) else word[:-1]


def unfinished(word: str) -> tuple[str, ...]:
    """Shorter stems of which a folded word may be a form that is still being typed: waxi -> wax, massages -> massage.
    What it begins itself is not among them."""
    bare = [word[:length] for length in range(3, len(word))]
    forms = [(part, f"{part}{ending}") for part in bare for ending in ("s", "es", "ing", f"{part[-1]}ing")]
    forms += [(f"{part}y", f"{part}ies") for part in bare]
    found = [of for of, form in forms if form.startswith(word) and stem(form) == of]
    # Massaging is of massage, but nothing in the word says so.
    found += [f"{part}e" for part in bare if f"{part}ing".startswith(word)]
    return tuple(dict.fromkeys(of for of in found if not of.startswith(word)))


def slips(word: str) -> int:
    """How many letters of a word may be wrong for it to be meant: none of a short one."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


def distance(one: str, other: str) -> int:
    """Return how many letters are missing, too many, wrong or swapped with their neighbor."""
    return OSA.distance(one, other)


def alike(word: str, other: str) -> bool:
    """Whether a known word may be the one that was meant: its first letter is right, and not too many are wrong."""
    allowed = slips(word)
    if not allowed or other[:1] != word[:1] or abs(len(other) - len(word)) > allowed:
        return False
    # A slip adds a letter at most and takes one away: this tells most of them apart at once.
    here, there = set(word), set(other)
    return len(here - there) <= allowed and len(there - here) <= allowed and distance(word, other) <= allowed


def nearest(word: str, known: Iterable[tuple[str, int]]) -> str | None:
    """Of known words, each with how often it is there, the one that was meant: the least slips first, then the most
    frequent. Its first letter is right."""
    near = [(distance(word, other), -often, other) for other, often in known if alike(word, other)]
    return min(near, default=(0, 0, None))[2]


# Groups that mean the same, the one that stands for all of them first.
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
