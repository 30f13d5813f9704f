"""Reading questions and writing answers in the format of the case files, which their README describes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.availability.engine.types import (
    Hours,
    Pool,
    Range,
    Refusal,
    ResourceCalendar,
    SlotTerms,
    Span,
    Start,
    Timetable,
)
from app.availability.enums import UnavailableReason

FOLDER = Path(__file__).parent.parent / "cases"
WEEKDAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}

Case = Mapping[str, Any]


def load() -> dict[str, Case]:
    """Load every case, by its file's name and its own."""
    files = sorted(FOLDER.glob("*.json"))
    return {f"{path.stem}: {case['name']}": case for path in files for case in json.loads(path.read_text())["cases"]}


# Questions


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def window(pair: Sequence[str]) -> Range:
    return instant(pair[0]), instant(pair[1])


def minute(text: str) -> int:
    hour, past = text.split(":")
    return int(hour) * 60 + int(past)


def span(text: str) -> Span:
    """Parse a span; an end at or before its start is past midnight."""
    opens, closes = map(minute, text.split("-"))
    return opens, closes if closes > opens else closes + 24 * 60


def zone(case: Case) -> ZoneInfo:
    return ZoneInfo(case["zone"])


def hours(values: Mapping[str, Any]) -> Hours:
    return Hours(
        {WEEKDAYS[name]: [*map(span, spans)] for name, spans in values.get("weekly", {}).items()},
        {date.fromisoformat(day): [*map(span, spans)] for day, spans in values.get("dates", {}).items()},
    )


def timetable(values: Mapping[str, Any]) -> Timetable:
    return Timetable(
        {WEEKDAYS[name]: [*map(minute, listed)] for name, listed in values.get("weekly", {}).items()},
        {date.fromisoformat(day): [*map(minute, listed)] for day, listed in values.get("dates", {}).items()},
    )


def resource(values: Mapping[str, Any]) -> ResourceCalendar:
    return ResourceCalendar(
        values["id"],
        hours(values["hours"]) if "hours" in values else None,
        [*map(window, values.get("off", []))],
        [[*map(window, lane)] for lane in values.get("busy", [[]])],
        duration=values.get("duration"),
        guests=values.get("guests", 1),
    )


def resources(case: Case) -> list[ResourceCalendar]:
    return [*map(resource, case["resources"])]


def offer(values: Mapping[str, Any]) -> SlotTerms:
    return SlotTerms(
        **{
            **values,
            "listed": timetable(values["listed"]) if "listed" in values else None,
            "pools": [*map(pool, values.get("pools", []))],
        }
    )


def pool(values: Mapping[str, Any]) -> Pool:
    return Pool(UnavailableReason(values["missing"]), [*map(resource, values["resources"])])


# Answers


def formatted(at: datetime | None) -> str | None:
    """Format an instant to the minute, or to the second if it has seconds."""
    if at is None:
        return None
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ" if at.second else "%Y-%m-%dT%H:%MZ")


def formatted_ranges(ranges: Iterable[Range]) -> list[list[str | None]]:
    return [[formatted(begins), formatted(ends)] for begins, ends in ranges]


def formatted_starts(case: Case, found: Iterable[tuple[datetime, int, tuple[int, ...]]]) -> list[Any]:
    """Format starts; with only one lane, the instants alone."""
    if sum(len(who.busy) for who in resources(case)) <= 1:
        return [formatted(at) for at, _, _ in found]
    return [{"at": formatted(at), "free": free, "resources": list(who)} for at, free, who in found]


def formatted_check(answer: Start | Refusal) -> dict[str, Any]:
    if isinstance(answer, Start):
        return {"at": formatted(answer.at), "free": answer.free, "resources": list(answer.resources)}
    return {
        "reason": answer.reason.value,
        "resource": answer.resource,
        "until": formatted(answer.until),
        "next": formatted(answer.next),
        "free": answer.free,
    }
