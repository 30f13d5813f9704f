"""Reading busy times from calendars of any content."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app.calendar_sync import ical_parser, reader
from app.calendar_sync.reader import CannotRead
from tests.calendar_sync.servers import HEAD, calendar
from tests.support import NOW, utc

ZONE = ZoneInfo("America/Los_Angeles")
WINDOW = NOW, utc("2026-11-10 17:00")

OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Our office
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:-0500
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE
""".replace("\n", "\r\n")


def busy(text: bytes) -> list[str]:
    """List the busy times on the venue's clock."""
    found = ical_parser.busy_times(text, zone=ZONE, first=WINDOW[0], last=WINDOW[1], own="cozywish.example")
    return [f"{shown(begins)} {shown(ends)}" for begins, ends in found]


def shown(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("event", "head"),
    [
        ("DTSTART:20260519T200000Z\nDTEND:20260519T210000Z", ""),
        ("DTSTART:20260519T200000Z\nDURATION:PT1H", ""),
        ("DTSTART:20260519T130000\nDTEND:20260519T140000", ""),
        ("DTSTART;TZID=America/New_York:20260519T160000\nDTEND;TZID=America/New_York:20260519T170000", ""),
        ("DTSTART;TZID=Pacific Standard Time:20260519T130000\nDURATION:PT1H", ""),
        ("DTSTART;TZID=Our office:20260519T150000\nDURATION:PT1H", OWN_ZONE),
    ],
)
def test_utc_wall_times_and_zones_by_name_or_definition_are_understood(event: str, head: str) -> None:
    assert busy(calendar(event, head=head)) == ["05-19 13:00 05-19 14:00"]


def test_all_day_events_last_the_venues_day_even_when_clocks_change() -> None:
    days = calendar("DTSTART;VALUE=DATE:20260519", "DTSTART;VALUE=DATE:20261101\nDTEND;VALUE=DATE:20261102")
    found = ical_parser.busy_times(days, zone=ZONE, first=WINDOW[0], last=WINDOW[1], own="x")
    assert found == [
        (utc("2026-05-19 07:00"), utc("2026-05-20 07:00")),
        (utc("2026-11-01 07:00"), utc("2026-11-02 08:00")),
    ]


@pytest.mark.parametrize("more", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_free_and_canceled_events_are_ignored(more: str) -> None:
    assert busy(calendar(f"DTSTART:20260519T200000Z\nDTEND:20260519T210000Z\n{more}")) == []


def test_our_own_bookings_in_the_calendar_are_ignored() -> None:
    ours = HEAD + "BEGIN:VEVENT\r\nUID:CW-7K3M-Q2XD@CozyWish.example\r\nDTSTART:20260519T200000Z\r\nDURATION:PT1H\r\n"
    assert busy(f"{ours}END:VEVENT\r\nEND:VCALENDAR\r\n".encode()) == []


def test_recurring_events_respect_excluded_rescheduled_and_canceled_dates() -> None:
    row = "UID:1\r\nDTSTART:20260519T200000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\nEXDATE:20260526T200000Z"
    moved = "UID:1\r\nRECURRENCE-ID:20260602T200000Z\r\nDTSTART:20260603T200000Z\r\nDURATION:PT30M"
    canceled = (
        "UID:1\r\nRECURRENCE-ID:20260609T200000Z\r\nDTSTART:20260609T200000Z\r\nDURATION:PT1H\r\nSTATUS:CANCELLED"
    )
    events = "".join(f"BEGIN:VEVENT\r\n{each}\r\nEND:VEVENT\r\n" for each in (row, moved, canceled))
    assert busy(f"{HEAD}{events}END:VCALENDAR\r\n".encode()) == [
        "05-19 13:00 05-19 14:00",
        "06-03 13:00 06-03 13:30",
        "06-16 13:00 06-16 14:00",
    ]


def test_endless_recurring_events_end_with_the_window() -> None:
    found = busy(calendar("DTSTART;TZID=America/Los_Angeles:20150106T130000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"))
    assert found[0] == "05-19 13:00 05-19 14:00"
    assert found[-1] == "11-10 13:00 11-10 14:00" or found[-1] == "11-03 13:00 11-03 14:00"
    assert len(found) == 25


def test_overlapping_and_adjacent_events_are_merged_and_past_ones_ignored() -> None:
    events = [f"DTSTART:{begins}\nDURATION:PT1H" for begins in ("20260519T203000Z", "20260519T200000Z")]
    over = "DTSTART:20250519T200000Z\nDURATION:PT1H"
    assert busy(calendar(*events, over, "DTSTART:20260519T213000Z\nDURATION:PT1H")) == ["05-19 13:00 05-19 15:30"]


def test_an_event_in_progress_counts() -> None:
    assert busy(calendar("DTSTART:20260513T000000Z\nDTEND:20260516T000000Z")) == ["05-12 17:00 05-15 17:00"]


@pytest.mark.parametrize("broken", ["DTSTART:lalala\nRRULE:FREQ=NEVER", "SUMMARY:no time"])
def test_an_invalid_event_does_not_affect_the_others(broken: str) -> None:
    assert busy(calendar(broken, "DTSTART:20260519T200000Z\nDURATION:PT1H")) == ["05-19 13:00 05-19 14:00"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"", "no_calendar"),
        (b"<!doctype html><title>Log in</title>", "no_calendar"),
        (b"\xff\xfe\x00\x01", "no_calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:2026", "unreadable"),
        (calendar(*["DTSTART:20260519T200000Z\nDURATION:PT1H"] * 2001), "many_events"),
        (calendar("DTSTART:20260519T200000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY"), "many_times"),
        (calendar("DTSTART:20260519T200000Z\nDURATION:PT1M\nRRULE:FREQ=MINUTELY;INTERVAL=2"), "many_times"),
        (
            calendar(*["DTSTART:20260519T200000Z\nDURATION:PT1M\nRRULE:FREQ=HOURLY"] * 2),
            "many_times",
        ),
    ],
)
def test_unreadable_calendars_are_reported_with_their_problem(text: bytes, problem: str) -> None:
    with pytest.raises(ical_parser.Problem, match=problem):
        busy(text)
    with pytest.raises(CannotRead) as error:
        reader.busy_times(text, zone=ZONE, window=WINDOW, own="x")
    assert error.value.message == reader.WORDS[problem]


def test_the_parser_process_returns_the_busy_times() -> None:
    text = calendar("DTSTART:20260519T200000Z\nDTEND:20260519T210000Z\nSUMMARY:Dentist")
    found = reader.busy_times(text, zone=ZONE, window=WINDOW, own="x")
    assert found == [(utc("2026-05-19 20:00"), utc("2026-05-19 21:00"))]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        # Every second until 2028, so it is not rejected as endless.
        calendar("DTSTART:20260519T200000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY;UNTIL=20280101T000000Z;BYHOUR=30"),
        # Many events on February 30, which a parser would search for until the year 9999.
        calendar(
            *["DTSTART:20260101T000000Z\nDURATION:PT1M\nRRULE:FREQ=SECONDLY;COUNT=9;BYMONTH=2;BYMONTHDAY=30"] * 200
        ),
    ],
)
def test_calendars_that_would_keep_a_parser_busy_forever_are_stopped(
    text: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert ical_parser.SECONDS < reader.PATIENCE
    program = reader.PROGRAM.read_text()
    hasty = tmp_path / "reading.py"
    hasty.write_text(program.replace(f"SECONDS = {ical_parser.SECONDS} ", "SECONDS = 2 "))
    assert hasty.read_text() != program
    monkeypatch.setattr(reader, "PROGRAM", hasty)
    with pytest.raises(CannotRead):
        reader.busy_times(text, zone=ZONE, window=WINDOW, own="x")
