"""A tokenizer: text into rules, and a rule into names, times, numbers and marks. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

PLAIN = str.maketrans({**dict.fromkeys("‐‑‒–—−", "-"), "\u00a0": " ", "\u202f": " ", "“": '"', "”": '"'})
RULE_ENDS = re.compile(r";|[\r\n]+|\|+")
# Where a phrase that is a rule of its own may end. This is a guess: the dot of "Tues. and Thurs." does not end one.
PHRASE_ENDS = re.compile(r"[,.](?=\s|$)")
# A remark never makes a rule unclear, but it may add conditions that we cannot read, so it is reported.
REMARK = re.compile(r'"[^"]*"|\([^)]*\)')
HALF = r"(?:[ap]\.\s?m\.?|[ap]m?)(?![^\W\d_])"
WORD = re.compile(
    rf"""
      (?P<iso> \d{{4}}-\d\d-\d\d (?!\d) )
    | (?P<time> \d{{1,2}}[:.]\d\d (?!\d) (?:\s*{HALF})? | \d{{1,2}} \s* {HALF} | (?:noon|midday|midnight) (?![^\W\d_]) )
    | (?P<number> \d+ ) (?:st|nd|rd|th)? (?![^\W\d_])
    | (?P<name> [^\W\d_]+ )
    | (?P<mark> [-,:&/+] )
    """,
    re.VERBOSE | re.ASCII,
)
SKIPPED = re.compile(r"[\s.]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A token. `kind` is iso, time, number, name, mark or "end"; `text` is in lowercase."""

    kind: str
    text: str


END = Token("end", "")


def parts_of(text: str) -> Iterator[str]:
    """Yield the rules of a text as written, without empty ones."""
    for part in RULE_ENDS.split(text):
        if part.strip(" .,\t"):
            yield part.strip()


def phrases_of(part: str) -> list[tuple[int, int]]:
    """Return the start and end positions of the phrases in one part."""
    ends = [*(match.end() for match in PHRASE_ENDS.finditer(part)), len(part)]
    edges = zip([0, *ends], ends, strict=False)
    return [(begins, end) for begins, end in edges if part[begins:end].strip(" .,\t")]


def remarks_of(rule: str) -> list[str]:
    return REMARK.findall(rule.translate(PLAIN))


def words_of(rule: str) -> list[Token] | None:
    """Return the words of one rule without remarks, or None if a part of it is not a word."""
    text = REMARK.sub(" ", rule.translate(PLAIN)).lower()
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = SKIPPED.match(text, place)
        if match is None:
            match = WORD.match(text, place)
            if match is None or match.lastgroup is None:
                return None
            found.append(Token(match.lastgroup, " ".join(match[match.lastgroup].split())))
        place = match.end()
    return found
