from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.dialects.postgresql import Range

from app.team.copy import time_off, week
from app.team.languages import LANGUAGES, in_words, known
from app.team.models import TimeOff

PORTLAND = ZoneInfo("America/Los_Angeles")
TODAY = date(2026, 5, 14)
TEN_TO_SIX, NINE_TO_ONE, TWO_TO_FIVE = (600, 1080), (540, 780), (840, 1020)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ({}, ""),
        ({day: [TEN_TO_SIX] for day in range(7)}, "Every day 10 AM – 6 PM"),
        ({day: [TEN_TO_SIX] for day in range(5)}, "Mon to Fri 10 AM – 6 PM"),
        (
            {1: [TEN_TO_SIX], 2: [TEN_TO_SIX], 5: [NINE_TO_ONE, TWO_TO_FIVE]},
            "Tue and Wed 10 AM – 6 PM, Sat 9 AM – 1 PM and 2 PM – 5 PM",
        ),
        ({6: [(1320, 1590)]}, "Sun 10 PM – 2:30 AM"),
    ],
)
def test_weekly_hours_are_described_in_natural_language(hours: dict[int, list[tuple[int, int]]], expected: str) -> None:
    assert week(hours) == expected


def once(begins: str, ends: str) -> TimeOff:
    edges = [datetime.fromisoformat(edge).replace(tzinfo=PORTLAND) for edge in (begins, ends)]
    return TimeOff(during=Range(*edges, bounds="[)"))


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        (once("2026-05-22 00:00", "2026-05-23 00:00"), "Fri, May 22"),
        (once("2026-05-22 00:00", "2026-05-25 00:00"), "Fri, May 22 – Sun, May 24"),
        (once("2026-05-22 12:00", "2026-05-22 13:00"), "Fri, May 22, 12:00 – 1:00 PM"),
        (once("2026-05-22 12:00", "2026-05-23 00:00"), "Fri, May 22, 12:00 PM – 12:00 AM"),
        (once("2026-05-22 22:00", "2026-05-23 02:00"), "Fri, May 22, 10:00 PM – Sat, May 23, 2:00 AM"),
        (once("2026-11-01 00:00", "2026-11-02 00:00"), "Sun, Nov 1"),
        (TimeOff(weekday=1, begins=720, ends=780, first_on=TODAY), "Every Tuesday, 12:00 PM – 1:00 PM"),
        (TimeOff(weekday=6, begins=0, ends=1440, first_on=TODAY), "Every Sunday"),
        (
            TimeOff(weekday=1, begins=0, ends=1440, first_on=date(2026, 6, 2), last_on=date(2026, 6, 30)),
            "Every Tuesday, from Tue, Jun 2, through Tue, Jun 30",
        ),
    ],
)
def test_time_off_is_described_in_natural_language(off: TimeOff, expected: str) -> None:
    assert time_off(off, PORTLAND, TODAY) == expected


def test_languages_are_ordered_and_named_once() -> None:
    assert known(["es", "en", "es", "tlh"]) == ["en", "es"]
    assert [in_words(codes) for codes in ((), ("es",), ("es", "en"), ("ko", "es", "en"))] == [
        "",
        "Spanish",
        "English and Spanish",
        "English, Korean, and Spanish",
    ]
    names = list(LANGUAGES.values())
    assert names == ["English", *sorted(names[1:])]
