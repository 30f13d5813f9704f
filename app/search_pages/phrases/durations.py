"""The duration of a service in a sentence."""

import re
from datetime import date

from app.search_pages.criteria import AN_HOUR, LEAST_MINUTES, MOST_MINUTES
from app.search_pages.phrases.base import NUMBER, Found, PhraseRule, number, rule

# Words before a time that is not a duration: how soon, how far, one of several numbers.
_NOT_AFTER = r"""(?P<other>(?:in|within|next|last|every|under|over|less\sthan|more\sthan|at\sleast|up\sto|first|after|
    before|happy|rush|\d+\s?(?:or|to|and|-|–))\s(?:an?\s|the\s|one\s)?)?"""
_NOT_BEFORE = r"(?!\s(?:away|drive|walk|from|before|after|notice|ahead|early|late|later|cancellation|max|or|to)\b)"
_LEAD = r"(?:for\s)?(?:an?\s)?"
_LONG = r"(?:[\s-]long|\ssessions?)?"


def _minutes(match: re.Match[str], _today: date) -> Found | None:
    return _of(match, number(match["minutes"]))


def _hours(match: re.Match[str], _today: date) -> Found | None:
    whole = number(match["hours"]) * AN_HOUR
    tenths = int(match["tenths"] or 0) * AN_HOUR // 10
    return _of(match, whole + tenths + AN_HOUR // 2 * bool(match["half"]) + int(match["rest"] or 0))


def _named(match: re.Match[str], _today: date) -> Found | None:
    return _of(match, AN_HOUR // 2 if match["part"] else AN_HOUR * 3 // 2 if match["more"] else AN_HOUR)


def _of(match: re.Match[str], minutes: int) -> Found | None:
    return {"minutes": minutes} if not match["other"] and LEAST_MINUTES <= minutes <= MOST_MINUTES else None


DURATIONS: tuple[PhraseRule, ...] = (
    rule(
        rf"{_NOT_AFTER}{_LEAD}(?P<hours>{NUMBER})(?:\.(?P<tenths>\d))?[\s-]?(?:hours?|hrs?|h)"
        rf"(?P<half>\sand\sa\shalf)?(?:\s(?:and\s)?(?P<rest>[1-5]\d)\s?(?:minutes?|mins?|m))?{_LONG}{_NOT_BEFORE}",
        _hours,
    ),
    rule(rf"{_NOT_AFTER}{_LEAD}(?P<minutes>\d{{2,3}})[\s-]?(?:minutes?|mins?){_LONG}{_NOT_BEFORE}", _minutes),
    # "Hour" alone is ambiguous: only a whole, a half or an "hour-long" one is a duration.
    rule(
        rf"{_NOT_AFTER}(?:for\s)?(?:(?P<part>(?:a\s)?half[\s-](?:an\s)?)hour{_LONG}|(?:an\s)?hour(?P<more>\sand\sa\shalf){_LONG}|"
        rf"an\shour{_LONG}|hour[\s-]long){_NOT_BEFORE}",
        _named,
    ),
)
