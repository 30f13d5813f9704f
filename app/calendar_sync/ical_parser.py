"""A program that reads busy times from the text of a calendar. Run it by its path and in isolation:

    python -I app/calendar_sync/ical_parser.py < question

The author of a calendar controls what a parser has to do, and no check can foresee all of it. So the parser runs in a
process that has access to nothing, has limited CPU time and memory, and only returns a list of times. It imports
nothing from the application. The question is one line of JSON (zone, first, last, own), then the text; the answer is
JSON: "busy", a list of [begins, ends] in ISO 8601, UTC; or "problem", one of PROBLEMS.
"""

import json
import re
import resource
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

MOST_EVENTS = 2_000
MOST_TIMES = 5_000
PROBLEMS = ("no_calendar", "many_events", "many_times", "unreadable")

SECONDS = 10  # of CPU time
MEMORY = 768 * 1024 * 1024

PART = timedelta(days=30)

Span = tuple[datetime, datetime]


class Problem(Exception):
    """The error for an unreadable calendar. Its text is one of PROBLEMS."""


def busy_times(text: bytes, *, zone: ZoneInfo, first: datetime, last: datetime, own: str) -> list[Span]:
    """List the busy times in a calendar between two instants, in order, with adjacent ones merged.

    Canceled events and those marked as free do not count, nor do our own (their UID ends in @own). All-day events are
    days of `zone`, and times without a zone are its wall times. Raises Problem.
    """
    # Imported here because a child that only reports a problem needs neither.
    import recurring_ical_events  # noqa: PLC0415
    from icalendar import Calendar  # noqa: PLC0415

    text = text.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text[:15].upper() == b"BEGIN:VCALENDAR":
        raise Problem("no_calendar")
    if len(re.findall(rb"(?im)^BEGIN:VEVENT\s*$", text)) > MOST_EVENTS:
        raise Problem("many_events")
    try:
        calendar = Calendar.from_ical(text)
        _keep_what_counts(calendar, own, zone, first)
        _refuse_ticking(calendar)
        found = recurring_ical_events.of(calendar, skip_bad_series=True)
        spans = list(islice(_spans(found, zone, first, last), MOST_TIMES + 1))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError):
        raise Problem("unreadable") from None
    if len(spans) > MOST_TIMES:
        raise Problem("many_times")
    return merged(spans)


def _keep_what_counts(calendar: Any, own: str, zone: ZoneInfo, first: datetime) -> None:
    """Remove all events that do not make their owner busy, and those that ended before `first`: expanding them would be
    wasted work."""
    calendar.subcomponents = [
        part
        for part in calendar.subcomponents
        if part.name == "VTIMEZONE"
        or (part.name == "VEVENT" and _counts(part, own) and not _is_over(part, zone, first))
    ]


def _counts(event: Any, own: str) -> bool:
    if "DTSTART" not in event or str(event.get("UID", "")).strip().lower().endswith(f"@{own.lower()}"):
        return False
    # Canceled or free exceptions of a recurring event must stay until it is expanded: they remove their date.
    return "RECURRENCE-ID" in event or not (_is_canceled(event) or _is_free(event))


def _refuse_ticking(calendar: Any) -> None:
    """Raise Problem for events that repeat every minute or second without an end, instead of expanding them only to
    find out."""
    for event in calendar.subcomponents:
        rules = event.get("RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            if isinstance(rule, dict) and _ticks(rule):
                raise Problem("many_times")


def _ticks(rule: Mapping[str, Sequence[object]]) -> bool:
    often = {str(each).upper() for each in rule.get("FREQ", ())} & {"SECONDLY", "MINUTELY"}
    return bool(often) and "COUNT" not in rule and "UNTIL" not in rule


def _is_over(event: Any, zone: ZoneInfo, first: datetime) -> bool:
    if any(name in event for name in ("RRULE", "RDATE", "RECURRENCE-ID")):
        return False
    try:
        return _instant(event.end, zone) <= first
    except ValueError:
        return False  # reported when the event is expanded


def _is_free(event: Any) -> bool:
    markers = [str(event.get(name, "")).strip().upper() for name in ("TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")]
    return markers[0] == "TRANSPARENT" or markers[1] == "FREE"


def _is_canceled(event: Any) -> bool:
    return str(event.get("STATUS", "")).strip().upper() == "CANCELLED"


def _spans(events: Any, zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[Span]:
    for event in _unrolled(events, first, last):
        begins, ends = _instant(event.start, zone), _instant(event.end, zone)
        if begins < ends and first < ends and begins < last and not (_is_free(event) or _is_canceled(event)):
            yield begins, ends


def _unrolled(events: Any, first: datetime, last: datetime) -> Iterator[Any]:
    """Expand recurring events in parts, so that too many are noticed before all exist. One more day on either side is
    included, because dates and wall times are compared as if they were UTC."""
    part = first - timedelta(days=2)
    while part < last + timedelta(days=2):
        yield from events.between(part, part + PART)
        part += PART


def _instant(at: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return (at.replace(tzinfo=zone) if at.tzinfo is None else at).astimezone(UTC)


def merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], ends)
        else:
            found.append((begins, ends))
    return found


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    request = json.loads(sys.stdin.buffer.readline())
    window = {name: datetime.fromisoformat(request[name]) for name in ("first", "last")}
    try:
        spans = busy_times(sys.stdin.buffer.read(), zone=ZoneInfo(request["zone"]), own=request["own"], **window)
    except Problem as problem:
        print(json.dumps({"problem": str(problem)}))
    else:
        print(json.dumps({"busy": [[begins.isoformat(), ends.isoformat()] for begins, ends in spans]}))


if __name__ == "__main__":
    main()
