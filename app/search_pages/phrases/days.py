"""Days in a sentence: one, or a range of them."""

import re
from calendar import month_name
from collections.abc import Iterator
from datetime import date, timedelta

from app.search_pages.criteria import PartOfDay
from app.search_pages.phrases.base import NUMBER, Found, PhraseRule, number, rule

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
SATURDAY, SUNDAY = 5, 6

_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT = {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "weds": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
WEEKDAYS = {**{name: place for place, name in enumerate(_LONG)}, **_SHORT}
_MONTHS = tuple(name.lower() for name in month_name[1:])
MONTHS = {short: place for place, name in enumerate(_MONTHS, 1) for short in (name, name[:3])} | {"sept": 9}

_NAME = rf"(?:{'|'.join(_LONG)})s?"
_ANY_NAME = rf"(?:{_NAME}|{'|'.join(sorted(_SHORT, key=len, reverse=True))})"
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}(?:/\d{{2}}(?:\d\d)?)?|{_MONTH}\s{_NUMBER}(?:,?\s20\d\d)?"
    rf"|{_NUMBER}\s(?:of\s)?{_MONTH}|the\s\d{{1,2}}(?:st|nd|rd|th))"
)
_DAY = rf"(?:{_ANY_NAME}(?:,?\s{_DATE})?|{_DATE}|today|tomorrow)"
_LEADS = r"(?:on\s|for\s|by\s|this\scoming\s|this\s|coming\s|the\s)"
_PART = r"""(?=\s(?:early\s|late\s)?(?:morning|afternoon|evening|night|noon|at\s\d|after|before|around|
    \d{1,2}(?::\d\d)?\s?[ap]m))"""


def day_of(text: str, today: date) -> date | None:
    """Return the next day, from today on, that a text names; None if it names none."""
    if text in {"today", "tomorrow"}:
        return today + A_DAY * (text == "tomorrow")
    name, _, rest = text.partition(" ")
    if name.rstrip(",") in WEEKDAYS or name.rstrip("s,") in WEEKDAYS:
        named = name.rstrip(",")
        weekday = WEEKDAYS.get(named, WEEKDAYS.get(named.rstrip("s"), 0))
        return (rest and dated(rest, today)) or today + A_DAY * ((weekday - today.weekday()) % 7)
    return dated(text, today)


def dated(text: str, today: date) -> date | None:
    """Parse 5/16, 2026-05-16, May 16th, 16 May, the 16th; a date without a year means its next occurrence."""
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    slashes = re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:/(\d{2,4}))?", text)
    if slashes:
        year = int(slashes[3]) % 100 + 2000 if slashes[3] else None
        return _next(today, int(slashes[1]), int(slashes[2]), year)
    month = next((MONTHS[word] for word in re.findall(r"[a-z]+", text) if word in MONTHS), None)
    numbers = [int(digits) for digits in re.findall(r"\d+", text)]
    if month and numbers:
        return _next(today, month, numbers[0], numbers[1] if len(numbers) > 1 else None)
    return next(_monthly(today, numbers[0]), None) if numbers and not month else None


def _next(today: date, month: int, day: int, year: int | None) -> date | None:
    if year:
        return _date(year, month, day)
    found = _date(today.year, month, day)
    return _date(today.year + 1, month, day) if found and found < today else found


def _monthly(today: date, day: int) -> Iterator[date]:
    for months in range(3):
        year, month = divmod(today.month - 1 + months, 12)
        found = _date(today.year + year, month + 1, day)
        if found and found >= today:
            yield found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekend(today: date) -> tuple[date, date]:
    """Return the coming weekend, or the current one on a Saturday; on a Sunday the next one, because a guest who means
    today would say so."""
    saturday = today + A_DAY * ((SATURDAY - today.weekday()) % 7)
    return saturday, saturday + A_DAY


def next_weekend(today: date) -> tuple[date, date]:
    monday = next_monday(today)
    return monday + SATURDAY * A_DAY, monday + SUNDAY * A_DAY


def next_monday(today: date) -> date:
    return today + A_DAY * (7 - today.weekday())


def next_days(today: date, days: int) -> tuple[date, date]:
    return today, today + A_DAY * (days - 1)


def _range(first: date, last: date) -> Found:
    return {"day": first, "last": last}


def _one(match: re.Match[str], today: date) -> Found | None:
    found = day_of(match["day"], today)
    return _range(found, found) if found else None


def _next_weekday(match: re.Match[str], today: date) -> Found:
    found = (
        next_monday(today)
        + A_DAY * WEEKDAYS[match["day"].rstrip("s") if match["day"] not in WEEKDAYS else match["day"]]
    )
    return _range(found, found)


def _from_to(match: re.Match[str], today: date) -> Found | None:
    first = day_of(match["first"], today)
    month = re.match(rf"{_MONTH}(?=\s)", match["first"])
    to = f"{month[0]} {match['to']}" if month and match["to"].rstrip("sthndr").isdigit() else match["to"]
    last = day_of(to, first or today)
    if first is None or last is None or last < first:
        return None
    # "Monday or Friday" does not include the days between them.
    return None if match["joint"] in {"and", "or", "&"} and last - first > A_DAY else _range(first, last)


def _several(match: re.Match[str], today: date) -> Found | None:
    days = {"few": 4, "couple": 3, "couple of": 3}.get(match["days"]) or number(match["days"])
    return _range(*next_days(today, max(1, days * (7 if match["unit"].startswith("week") else 1))))


DAYS: tuple[PhraseRule, ...] = (
    rule(
        rf"(?:{_LEADS}|between\s|from\s)*(?P<first>{_DAY})\s?(?P<joint>-|–|—|to|through|thru|until|till|and|or|&)\s?(?:the\s)?"
        rf"(?P<to>{_DAY}|{_NUMBER})",
        _from_to,
    ),
    rule(
        r"(?:in|during|over|within|for)?\s?(?:the\s)?next\s(?P<days>few|couple(?:\sof)?|"
        + NUMBER
        + r")\s(?P<unit>days?|weeks?)",
        _several,
    ),
    rule(r"(?:on\s|over\s|for\s|during\s)?next\sweekend", lambda _, today: _range(*next_weekend(today))),
    rule(
        r"(?:on\s|over\s|for\s|during\s|at\s)?(?:this\scoming\s|this\s|the\s|coming\s)?weekends?",
        lambda _, today: _range(*weekend(today)),
    ),
    rule(
        r"(?:for\s|during\s|some\s?time\s|any\s?time\s)?next\sweek",
        lambda _, today: _range(next_monday(today), next_monday(today) + SUNDAY * A_DAY),
    ),
    rule(
        r"(?:for\s|during\s|some\s?time\s|any\s?time\s|later\s)?(?:this\scoming|this|the\scoming|within\sa|within\sthe)\sweek",
        lambda _, today: _range(*next_days(today, 7)),
    ),
    rule(r"last[\s-]minute", lambda _, today: _range(*next_days(today, 2))),
    rule(r"day\safter\stomorrow", lambda _, today: _range(today + 2 * A_DAY, today + 2 * A_DAY)),
    rule(
        r"(?:later\s|for\s)?tonight|(?:later\s)?today\s(?:evening|night)|this\s(?:evening|night)",
        lambda _, today: {**_range(today, today), "part": PartOfDay.EVENING},
    ),
    rule(r"this\smorning", lambda _, today: {**_range(today, today), "part": PartOfDay.MORNING}),
    rule(r"this\safternoon", lambda _, today: {**_range(today, today), "part": PartOfDay.AFTERNOON}),
    rule(r"(?:for\s|later\s)?(?:today|same[\s-]day)", lambda _, today: _range(today, today)),
    rule(r"(?:for\s)?tomorrow", lambda _, today: _range(today + A_DAY, today + A_DAY)),
    rule(rf"(?:on\s|for\s)?next\s(?P<day>{_ANY_NAME})", _next_weekday),
    rule(rf"{_LEADS}*(?P<day>(?:{_NAME}(?:,?\s{_DATE})?|{_DATE}))", _one),
    rule(rf"{_LEADS}+(?P<day>{_ANY_NAME}(?:,?\s{_DATE})?)", _one),
    rule(rf"(?P<day>{_ANY_NAME}(?:,?\s{_DATE}|{_PART}))", _one),
)

# Longer words of these rules that people misspell.
SPELLED = ("tomorrow", "tonight", "weekend", "morning", "afternoon", "evening", *_LONG)
SPOKEN = {"tmrw": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow", "2morrow": "tomorrow", "tonite": "tonight"}
SPOKEN |= {"2nite": "tonight", "2night": "tonight", "2day": "today", "wkend": "weekend", "wknd": "weekend"}
