"""What in a provider's words an admin should look at: claims about health, promises, and ways around the site. Pure.

It only points. Somebody reads, and decides: “heals” may be a claim, or half of a name.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple


class RiskKind(StrEnum):
    HEALTH = "health"
    PROMISE = "promise"
    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"

    @property
    def label(self) -> str:
        return WORDS[self][0]

    @property
    def rule(self) -> str:
        return WORDS[self][1]


# What it is called, and what our rules say about it.
WORDS = {
    RiskKind.HEALTH: ("a health claim", "Our rules ask venues not to make any."),
    RiskKind.PROMISE: ("a promise of results", "Our rules ask venues not to promise what they cannot keep."),
    RiskKind.LINK: ("a link", "Texts lead nowhere else: a guest should book what she reads about here."),
    RiskKind.EMAIL: ("an email address", "Texts name no addresses: mail goes through us."),
    RiskKind.PHONE: ("a phone number", "The number has a field of its own, which guests see once they have booked."),
}


class Risk(NamedTuple):
    kind: RiskKind
    phrase: str
    begins: int  # in characters of the text
    ends: int


CONDITION = (
    r"(?:\w+\s){0,3}?(?:aches?|acne|addictions?|allerg\w+|anxiety|arthritis|asthma|cancer|chronic|conditions?|"
    r"depression|diabetes|diseases?|disorders?|eczema|fibromyalgia|headaches?|herniated|hypertension|illness\w*|"
    r"infections?|inflammation|injur\w+|insomnia|migraines?|pains?|psoriasis|ptsd|sciatica|symptoms?|tension)"
)
# The order decides where two overlap: an address is no link.
PATTERNS: tuple[tuple[RiskKind, str], ...] = (
    (RiskKind.EMAIL, r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"),
    (RiskKind.LINK, r"(?:https?://|www\.)\S*[\w/]"),
    (
        RiskKind.LINK,
        r"(?<![\w@.])[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.(?:com|net|org|info|biz|shop|site|salon|spa|io|co|me)\b(?:/\S*\w)?",
    ),
    (RiskKind.LINK, r"(?<!\w)@\w[\w.]{2,}\w"),
    (RiskKind.PHONE, r"(?<![\w$])(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}(?!\w)"),
    (RiskKind.PHONE, r"(?<!\w)\+\d(?:[\s().-]*\d){7,13}(?!\w)"),
    (RiskKind.HEALTH, r"\b(?:cur(?:es?|ed|ing)|heal(?:s|ed|ing)?|remed(?:y|ies)|detoxif\w+)\b"),
    (RiskKind.HEALTH, rf"\b(?:treat(?:s|ed|ing)?|treatments? (?:for|of)) {CONDITION}\b"),
    (
        RiskKind.HEALTH,
        rf"\b(?:reliev\w+|relief (?:from|of)|eliminat\w+|prevent\w*|revers(?:es?|ing)|ends?|ending) {CONDITION}\b",
    ),
    (RiskKind.HEALTH, r"\b(?:clinically|medically|scientifically) (?:proven|tested|approved)\b|\bFDA[- ]approved\b"),
    (
        RiskKind.HEALTH,
        r"\b(?:boosts?|strengthens?) (?:your |the )?immun\w+(?: system)?\b|\bmelts? (?:away )?(?:your )?fat\b",
    ),
    (RiskKind.PROMISE, r"\b(?:guarantee[ds]?|guaranteed? results?|risk[- ]free|no side effects?|money[- ]back)\b"),
    (RiskKind.PROMISE, r"\b(?:100 ?%|permanent(?:ly)?|miracles?|miraculous)(?!\w)"),
    (RiskKind.PROMISE, r"\blose (?:up to )?\d+ ?(?:lbs?|pounds|inches)\b"),
)
COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in PATTERNS)


def risks_in(text: str) -> list[Risk]:
    """In the order of the text; none overlaps another."""
    found: list[Risk] = []
    for kind, pattern in COMPILED:
        for hit in pattern.finditer(text):
            if not any(risk.begins < hit.end() and hit.start() < risk.ends for risk in found):
                found.append(Risk(kind, hit[0], hit.start(), hit.end()))
    return sorted(found, key=lambda risk: risk.begins)


def sentences(named: Iterable[tuple[str, Sequence[Risk]]]) -> list[str]:
    """One for each kind of risk in each text: About makes a health claim (“cures”). Our rules ask …"""
    said = []
    for name, risks in named:
        for kind in dict.fromkeys(risk.kind for risk in risks):
            phrases = dict.fromkeys(risk.phrase for risk in risks if risk.kind is kind)
            quoted = ", ".join(f"“{phrase}”" for phrase in phrases)
            said.append(f"{name} has {kind.label} ({quoted}). {kind.rule}")
    return said
