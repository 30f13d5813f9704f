"""Times of day in a sentence."""

import re
from datetime import date

from app.search_pages.criteria import Around, Between, DayHours, PartOfDay
from app.search_pages.phrases.base import Found, PhraseRule, rule
from search.documents import Sort

_NAMED = {"noon": 12, "midday": 12, "lunch": 13, "lunchtime": 12, "midnight": 24, "work": 17, "school": 15}
_UNITS = r"""(?!\s?-?\s?(?:min|hour|hr|day|week|month|\$|dollar|buck|%|percent|mile|mi\b|people|person|guest|adult|
    of\sus|th\b|st\b|nd\b|rd\b|/))"""


def _time(name: str) -> str:
    return (
        rf"(?:(?P<{name}>\d{{1,2}})(?::(?P<{name}_minutes>[0-5]\d))?\s?(?P<{name}_half>am|pm|a\.m\.?|p\.m\.?)?(?:\so'clock)?"
        rf"{_UNITS}(?![\d:$])|(?P<{name}_named>{'|'.join(_NAMED)}))"
    )


def _hour(match: re.Match[str], name: str, *, half: str | None = None) -> int | None:
    """Return the hour of a time, 0 to 24, guessing the half of the day if it is not given."""
    if match[f"{name}_named"]:
        return _NAMED[match[f"{name}_named"]]
    hour, half = int(match[name]), match[f"{name}_half"] or half
    if half:
        return hour % 12 + 12 * half.startswith("p") if 1 <= hour <= 12 else None
    if hour > 24:
        return None
    return hour + 12 if 1 <= hour <= 6 else hour


def _is_exact(match: re.Match[str], name: str) -> bool:
    """Return whether the match is unambiguous."""
    return bool(match[f"{name}_half"] or match[f"{name}_minutes"] or match[f"{name}_named"])


def _span(from_hour: int | None, to_hour: int | None) -> Found | None:
    if from_hour is None or to_hour is None or not 0 <= from_hour < to_hour <= 24:
        return None
    known: dict[tuple[int, int], DayHours] = {part.hours: part for part in PartOfDay}
    return {"part": known.get((from_hour, to_hour), Between(from_hour, to_hour))}


def _after(match: re.Match[str], _today: date) -> Found | None:
    return _span(_hour(match, "from"), 24)


def _before(match: re.Match[str], _today: date) -> Found | None:
    hour = _hour(match, "to")
    # "Before 10:30" includes the time between 10 and 10:30.
    minutes = int(match["to_minutes"] or 0)
    return _span(0, hour if hour is None or not minutes else hour + 1)


def _from_to(match: re.Match[str], _today: date) -> Found | None:
    if not (_is_exact(match, "from") or _is_exact(match, "to") or match[0].startswith("between")):
        return None
    to_hour = _hour(match, "to")
    # "Two to five p.m." starts in the afternoon, but "nine to five p.m." does not.
    from_hour = _hour(match, "from", half=match["to_half"])
    if from_hour is None or to_hour is None or from_hour >= to_hour:
        from_hour = _hour(match, "from")
    return _span(from_hour, to_hour)


def _at(match: re.Match[str], _today: date) -> Found | None:
    hour = _hour(match, "at")
    if hour is None or not (_is_exact(match, "at") or match["word"]):
        return None
    return {"part": Around(hour % 24)}


CLOCK: tuple[PhraseRule, ...] = (
    rule(rf"(?:between\s|from\s)?{_time('from')}\s?(?:-|–|—|to|and|until|till)\s?{_time('to')}", _from_to),
    rule(rf"(?:after|past|later\sthan|from|any\s?time\safter)\s{_time('from')}(?:\s(?:on|onwards?))?", _after),
    rule(rf"(?:before|until|till|by|earlier\sthan|no\slater\sthan|any\s?time\sbefore)\s{_time('to')}", _before),
    rule(rf"(?P<word>(?:at|around|about|@|circa)\s)?(?:around\s|about\s)?{_time('at')}", _at),
)

PARTS: tuple[PhraseRule, ...] = (
    rule(
        r"""(?:early\s|late\s|in\sthe\s|this\s|late-)*(?:mornings?|first\sthing)|before\swork|early\s(?:hours|bird)""",
        {"part": PartOfDay.MORNING},
    ),
    rule(
        r"(?:early\s|late\s|in\sthe\s|this\s)*afternoons?|(?:at\s|over\s)?lunch\s?(?:time|break)",
        {"part": PartOfDay.AFTERNOON},
    ),
    rule(
        r"(?:early\s|late\s|late-|in\sthe\s|this\s|at\s)*(?:evenings?|nights?)|open\slate|late\shours|after[\s-]hours",
        {"part": PartOfDay.EVENING},
    ),
    rule(
        r"(?:that\s(?:is|are)\s)?(?:currently\sopen|open(?:ed)?\s(?:right\s)?now|open\sat\sthe\smoment|now\sopen)",
        {"open_now": True},
    ),
    rule(
        r"""as\ssoon\sas\spossible|asap|a\.s\.a\.p\.?|right\s(?:now|away)|immediately|(?:the\s)?(?:soonest|earliest)|
        (?:first|next)\savailable|now""",
        {"sort": Sort.SOONEST},
    ),
)
