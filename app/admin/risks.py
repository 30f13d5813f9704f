"""Risky phrases in an owner's text: health claims, promises, and contact details that bypass the site. Pure.

The check only flags phrases. An admin reads them and decides: “heals” may be a claim, or half of a name.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l


class RiskKind(StrEnum):
    HEALTH = "health"
    PROMISE = "promise"
    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"

    @property
    def label(self) -> LazyString:
        return LABELS[self]


LABELS = {
    RiskKind.HEALTH: _l("Health claim"),
    RiskKind.PROMISE: _l("Promise of results"),
    RiskKind.LINK: _l("Link"),
    RiskKind.EMAIL: _l("Email address"),
    RiskKind.PHONE: _l("Phone number"),
}


class Risk(NamedTuple):
    kind: RiskKind
    phrase: str
    begins: int  # offset in characters of the text
    ends: int


CONDITION = (
    r"(?:\w+\s){0,3}?(?:aches?|acne|addictions?|allerg\w+|anxiety|arthritis|asthma|cancer|chronic|conditions?|"
    r"depression|diabetes|diseases?|disorders?|eczema|fibromyalgia|headaches?|herniated|hypertension|illness\w*|"
    r"infections?|inflammation|injur\w+|insomnia|migraines?|pains?|psoriasis|ptsd|sciatica|symptoms?|tension)"
)
# Order matters where two overlap: an email address is not a link.
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
    """List the risks in order of the text. None overlaps another."""
    found: list[Risk] = []
    for kind, pattern in COMPILED:
        for hit in pattern.finditer(text):
            if not any(risk.begins < hit.end() and hit.start() < risk.ends for risk in found):
                found.append(Risk(kind, hit[0], hit.start(), hit.end()))
    return sorted(found, key=lambda risk: risk.begins)


def sentences(named: Iterable[tuple[str, Sequence[Risk]]]) -> list[str]:
    """Write one sentence per kind of risk in each text: “Description” makes a health claim (“cures”). Our rules …"""
    found = []
    for name, risks in named:
        for kind in dict.fromkeys(risk.kind for risk in risks):
            phrases = dict.fromkeys(risk.phrase for risk in risks if risk.kind is kind)
            quoted = ", ".join(f"“{phrase}”" for phrase in phrases)
            found.append(_sentence(kind, name, quoted))
    return found


def _sentence(kind: RiskKind, part: str, phrases: str) -> str:
    """Describe what a text contains and what our rules say about it."""
    match kind:
        case RiskKind.HEALTH:
            return _(
                "“%(part)s” makes a health claim (%(phrases)s). Our rules don’t allow health claims.",
                part=part,
                phrases=phrases,
            )
        case RiskKind.PROMISE:
            return _(
                "“%(part)s” promises results (%(phrases)s). Our rules don’t allow promises that a venue can’t keep.",
                part=part,
                phrases=phrases,
            )
        case RiskKind.LINK:
            return _(
                "“%(part)s” has a link (%(phrases)s). Guests book on CozyWish, so listings can’t include links.",
                part=part,
                phrases=phrases,
            )
        case RiskKind.EMAIL:
            return _(
                "“%(part)s” has an email address (%(phrases)s). Guests book on CozyWish, so listings can’t include"
                " email addresses.",
                part=part,
                phrases=phrases,
            )
        case RiskKind.PHONE:
            return _(
                "“%(part)s” has a phone number (%(phrases)s). It belongs in the phone field.",
                part=part,
                phrases=phrases,
            )
