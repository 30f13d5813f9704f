"""Names of weekdays and months. Pure."""

import re

from app.hours.intervals import WEEKDAYS
from app.hours.text_import.words import Token, words_of

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
# As in timetables. S alone is ambiguous: Saturday or Sunday.
LETTERS = {"m": 0, "tu": 1, "t": 1, "w": 2, "th": 3, "r": 3, "f": 4, "sa": 5, "su": 6}
LETTER = re.compile("th|tu|sa|su|[mtwrf]")


def weekday(word: Token) -> int | None:
    """Return the weekday (Monday is 0) that a word names, or None.

    Reads mo, mon, monday and mondays, any three or more first letters of a name, and m, t, w and f.
    """
    name = word.text if word.kind == "name" else ""
    if len(name) == 1 and name != "r":
        return LETTERS.get(name)
    singular = name.removesuffix("s") if name.endswith("days") else name
    for number, full in enumerate(WEEKDAYS):
        small = full.lower()
        if singular == small[:2] or (len(singular) >= 3 and small.startswith(singular)):
            return number
    return None


def weekday_letters(word: Token) -> list[int]:
    """Return the weekdays of a word such as mwf, tth or mtwrf; an empty list for any other word."""
    name = word.text if word.kind == "name" else ""
    found = [LETTERS[letter] for letter in LETTER.findall(name)]
    is_whole = "".join(LETTER.findall(name)) == name
    return found if is_whole and found == sorted(set(found)) and len(found) > 1 else []


def names_month(text: str) -> bool:
    return any(month_of(word) for word in words_of(text) or ())


def month_of(word: Token) -> int | None:
    """Return the month (January is 1) that a word of at least three letters begins or spells, or None."""
    if word.kind != "name" or len(word.text) < 3:
        return None
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(word.text)), None)
