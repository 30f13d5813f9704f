"""Words as they are compared: the same on the way into an index and in a question, whatever the engine."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

MOST_WORDS = 400
MOST_ASKED = 12
LONGEST_WORD = 40

_APOSTROPHES = re.compile("['’‘`´]")
_WORD = re.compile(r"[^\W_]+")
_VOWEL = re.compile("[aeiouy]")
# What ends an English word that is one already: massages -> massage, but glass, lotus and chassis stay.
_SINGULAR_ENDS = ("ss", "us", "is")
_DOUBLE_ENDS = ("sses", "shes", "ches", "xes", "zzes")

# Words that people put between those that count: "massage in Portland".
SMALL_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "in", "me", "my", "near", "of", "on", "or", "the", "to", "with"]
)


def fold(text: str) -> str:
    """Without accents, case and punctuation, words apart by one space: "Café d’Été & Spa" -> "cafe dete and spa"."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).replace("&", " and ")).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(bare))


@lru_cache(maxsize=4096)  # of titles there are few
def words(text: str, *, most: int = MOST_WORDS) -> tuple[str, ...]:
    """The words of something that is kept: stems, each once and in order, `most` of them, and for each word or phrase
    that means the same as others the one that stands for all of them."""
    stems = _stems(text)
    return tuple(dict.fromkeys([*stems, *(head for _, _, head in _phrases(stems))]))[:most]


def asked_words(text: str) -> tuple[str, ...]:
    """The words of a question, MOST_ASKED of them: stems, where a word or phrase that means the same as others has
    become the one that stands for all."""
    stems = _stems(text)
    found: list[str] = []
    place = 0
    for begins, ends, head in _phrases(stems):
        found += [*stems[place:begins], head]
        place = ends
    return tuple(dict.fromkeys([*found, *stems[place:]]))[:MOST_ASKED]


def _stems(text: str) -> list[str]:
    return [stem(word[:LONGEST_WORD]) for word in fold(text).split() if word not in SMALL_WORDS][:MOST_WORDS]


def _phrases(stems: Sequence[str]) -> Iterator[tuple[int, int, str]]:
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
    """How many letters are missing, too many, wrong or swapped with their neighbor."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]


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
    ("haircut", "hair salon", "hair cut", "hairdresser", "hair dresser", "hairstylist", "hair stylist"),
    ("barber", "barbershop", "barber shop"),
    ("manicure", "nail", "nail salon", "mani"),
    ("pedicure", "pedi"),
    ("turkish bath", "hammam", "hamam"),
    ("massage", "rmt", "lmt", "massage therapy", "bodywork", "body work"),
    ("facial", "face treatment", "skincare", "skin care"),
    ("sauna", "banya", "steam room"),
    ("float", "floatation", "flotation", "float tank", "sensory deprivation"),
    ("wax", "hair removal"),
    ("blowout", "blow out", "blow dry", "blowdry"),
    ("color", "colour", "balayage", "highlight"),
    ("prenatal", "pregnancy"),
    ("acupuncture", "acupuncturist"),
    ("lash", "eyelash"),
    ("brow", "eyebrow"),
    ("yoga", "vinyasa"),
    ("trainer", "personal training"),
)
LONGEST_PHRASE = 3
HEADS = {
    tuple(stem(word) for word in phrase.split()): stem(group[0].replace(" ", ""))
    for group in SYNONYMS
    for phrase in group
}
