"""Words as they are compared: the same on the way into an index and in a question, whatever the engine."""

import re
import unicodedata

MOST_WORDS = 400
LONGEST_WORD = 40

_APOSTROPHES = re.compile("['’‘`´]")
_WORD = re.compile(r"[^\W_]+")
# What ends an English word that is one already: massages -> massage, but glass, lotus and chassis stay.
_SINGULAR_ENDS = ("ss", "us", "is")
_DOUBLE_ENDS = ("sses", "shes", "ches", "xes", "zzes")

# Words that people put between those that count: "massage in Portland".
SMALL_WORDS = frozenset(["a", "an", "and", "at", "by", "for", "in", "near", "of", "on", "or", "the", "to", "with"])


def fold(text: str) -> str:
    """Without accents, case and punctuation, words apart by one space: "Café d’Été & Spa" -> "cafe dete and spa"."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text).replace("&", " and ")).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(_WORD.findall(bare))


def words(text: str, *, most: int = MOST_WORDS) -> tuple[str, ...]:
    """The words that count, folded and in their singular, each once and in order: `most` of them, each cut to
    LONGEST_WORD characters."""
    found = dict.fromkeys(singular(word[:LONGEST_WORD]) for word in fold(text).split() if word not in SMALL_WORDS)
    return tuple(found)[:most]


def singular(word: str) -> str:
    """A folded English word without its plural ending: facials -> facial, bodies -> body. Others stay."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith(_SINGULAR_ENDS):
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(_DOUBLE_ENDS) else word[:-1]
