"""Word-by-word differences between two texts, to read side by side. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

from flask_babel import gettext as _

from app.admin.risks import Risk, risks_in
from app.core.formats import moment_zone, usd
from app.venues.copy import part_name

# A word with its apostrophes and inner parts ($1,200.50, back-pain), or any other single character, plus the white
# space after it.
WORD = re.compile(r"(\$?\w+(?:[-'’.,]\w+)*%?|[^\w\s])(\s*)")
# Comparison time grows with the square of the number of words, so longer texts are compared line by line.
MOST_WORDS = 3_000
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:\d\d")
LINE = re.compile(r"([^\n]+)(\n*)")


class TextDifference(NamedTuple):
    text: str
    gap: str  # the white space after it
    begins: int  # offset in characters of the text


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive words with the same treatment. `risky` says why an admin should look at them."""

    kind: Literal["same", "removed", "new"]
    text: str
    gap: str = ""
    risky: str = ""


Pieces = Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in two versions. Without pieces the field was, or is, empty."""

    label: str
    before: Pieces
    after: Pieces

    @property
    def name(self) -> str:
        """The label as people read it; `label` itself is data and never changes."""
        return part_name(self.label)

    @property
    def differs(self) -> bool:
        return any(piece.kind != "same" for piece in (*self.before, *self.after))


def compare(label: str, before: str, after: str, *, look_for_risks: bool = False) -> Difference:
    """Compare two versions of a text. With `look_for_risks`, risks are marked anywhere in the later version."""
    cut = _cutter(before, after)
    old, new = list(_words(cut, before)), list(_words(cut, after))
    removed, added = _changed(old, new)
    risks = risks_in(after) if look_for_risks else []
    return Difference(label, list(_pieces(old, removed, "removed", [])), list(_pieces(new, added, "new", risks)))


def whole(label: str, text: str, *, look_for_risks: bool = False) -> Difference:
    """Return a text with nothing to compare it to, as in a new listing."""
    risks = risks_in(text) if look_for_risks else []
    words = list(_words(WORD, text))
    return Difference(label, [], list(_pieces(words, set(), "new", risks)))


def label_of(name: str) -> str:
    """Turn a column name into a label: price_cents -> Price."""
    return name.removesuffix("_cents").replace("_", " ").capitalize()


def words_of(name: str, value: object, zone: tzinfo = UTC) -> str:
    """Format a value for people: an amount, Yes or No, the members of a list, a time in `zone`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int) and name.endswith("_cents"):
        return usd(value)
    if isinstance(value, Mapping):
        return "\n".join(f"{label_of(str(key))}: {words_of(str(key), inner, zone)}" for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(words_of(name, inner, zone) for inner in value)
    return _instant_in_words(str(value), zone) if INSTANT.fullmatch(str(value)) else str(value)


def differences_of(
    before: Mapping[str, object],
    after: Mapping[str, object],
    *,
    label: Callable[[str], str] = label_of,
    words: Callable[[str, object], str] = words_of,
) -> list[Difference]:
    """Return the differences between two sets of values, in the order of their names. Equal values are left out."""
    names = dict.fromkeys((*before, *after))
    found = (compare(label(name), words(name, before.get(name)), words(name, after.get(name))) for name in names)
    return [difference for difference in found if difference.differs]


def _instant_in_words(written: str, zone: tzinfo) -> str:
    """Format an ISO 8601 instant: 2026-05-21T07:00:00+00:00 -> Thu, May 21, 7:00 AM UTC."""
    return moment_zone(datetime.fromisoformat(written), zone)


def _cutter(before: str, after: str) -> re.Pattern[str]:
    words = sum(1 for _ in WORD.finditer(before)) + sum(1 for _ in WORD.finditer(after))
    return WORD if words <= MOST_WORDS else LINE


def _words(cut: re.Pattern[str], text: str) -> Iterator[TextDifference]:
    return (TextDifference(found[1], found[2], found.start()) for found in cut.finditer(text))


def _changed(old: Sequence[TextDifference], new: Sequence[TextDifference]) -> tuple[set[int], set[int]]:
    """Return the indexes of the removed words and of the added words."""
    removed: set[int] = set()
    added: set[int] = set()
    matcher = SequenceMatcher(None, [word.text for word in old], [word.text for word in new], autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind != "equal":
            removed.update(range(old_from, old_to))
            added.update(range(new_from, new_to))
    return removed, added


def _pieces(
    words: Sequence[TextDifference], changed: set[int], kind: Literal["removed", "new"], risks: Sequence[Risk]
) -> Iterator[Piece]:
    """Join neighboring words of the same kind; the white space after them stays outside the piece."""

    def look(numbered: tuple[int, TextDifference]) -> tuple[Literal["same", "removed", "new"], str]:
        number, word = numbered
        return (kind if number in changed else "same", _risk_at(word, risks))

    for (of_kind, risky), group in groupby(enumerate(words), key=look):
        *first, last = [word for _, word in group]
        yield Piece(of_kind, _text(first) + last.text, last.gap, risky)


def _text(words: Iterable[TextDifference]) -> str:
    return "".join(word.text + word.gap for word in words)


def _risk_at(word: TextDifference, risks: Sequence[Risk]) -> str:
    ends = word.begins + len(word.text)
    return next((str(risk.kind.label) for risk in risks if risk.begins < ends and word.begins < risk.ends), "")
