"""Behavior that cases cannot express: invalid input, the limit of known reservations, and the engine's purity."""

import ast
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.availability.engine import openings
from app.availability.engine.local_time import gap_end, parse_wall
from app.availability.engine.openings import available, check, check_wall, starts
from app.availability.engine.types import Hours, Refusal, ResourceCalendar, SlotTerms
from app.availability.enums import UnavailableReason

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 5, 18, 7, tzinfo=UTC)
DAILY = Hours({weekday: [(9 * 60, 17 * 60)] for weekday in range(7)})
HOUR = timedelta(hours=1)
NAIVE = datetime(2026, 5, 18, 12)  # noqa: DTZ001


def test_the_engine_imports_only_the_standard_library_and_itself() -> None:
    ours = ("app.availability.engine", "app.availability.enums")
    for path in Path(openings.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            foreign = [name for name in names if not name.startswith(ours)]
            assert {name.split(".")[0] for name in foreign} <= sys.stdlib_module_names, path.name


@pytest.mark.parametrize(
    "wrong", [{"duration": 0}, {"quantity": 0}, {"step": 0}, {"before": -1}, {"minimum_notice": -1}]
)
def test_an_offer_with_invalid_values_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"at least|negative"):
        replace(SlotTerms(60), **wrong)


def test_a_naive_instant_is_refused_instead_of_guessed() -> None:
    with pytest.raises(TypeError):
        starts(ZONE, DAILY, SlotTerms(60), [ResourceCalendar(1)], (NOW, NAIVE), NOW)
    with pytest.raises(TypeError):
        check(ZONE, DAILY, SlotTerms(60), [ResourceCalendar(1)], NAIVE, NOW)
    with pytest.raises(TypeError):
        starts(
            ZONE, DAILY, SlotTerms(60), [ResourceCalendar(1, busy=[[(NAIVE, NAIVE + HOUR)]])], (NOW, NOW + HOUR), NOW
        )


def test_an_aware_local_time_is_refused_instead_of_converted() -> None:
    with pytest.raises(ValueError, match=r"^a wall time is naive$"):
        parse_wall(ZONE, NOW)


@pytest.mark.parametrize("year", [1, 1969, 2200, 9999])
def test_a_typed_year_out_of_range_is_no_such_time(year: int) -> None:
    answer = check_wall(ZONE, DAILY, SlotTerms(60), [ResourceCalendar(1)], NAIVE.replace(year=year), NOW)
    assert answer == Refusal(UnavailableReason.NO_SUCH_TIME)


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_earliest_and_latest_datetimes_are_refused_without_overflow(at: datetime) -> None:
    assert isinstance(check(ZONE, DAILY, SlotTerms(60), [ResourceCalendar(1)], at, NOW), Refusal)


def test_the_next_start_is_searched_only_where_reservations_are_known() -> None:
    at = datetime(2026, 5, 18, 16, tzinfo=UTC)  # 9 AM
    full = [ResourceCalendar(1, busy=[[(at, at + 8 * HOUR)]])]
    tomorrow = at + timedelta(days=1)
    reaches = {
        known: check(ZONE, DAILY, SlotTerms(60, after=30), full, at, NOW, known_until=known)
        for known in (tomorrow + timedelta(minutes=89), tomorrow + timedelta(minutes=90), None)
    }
    assert [answer.next for answer in reaches.values() if isinstance(answer, Refusal)] == [None, tomorrow, tomorrow]


def test_a_typed_time_is_checked_only_where_reservations_are_known() -> None:
    full = [ResourceCalendar(1, busy=[[(NOW + 9 * HOUR, NOW + 17 * HOUR)]])]
    tomorrow = NOW + 33 * HOUR
    nine = NAIVE.replace(hour=9)
    unknown = check_wall(ZONE, DAILY, SlotTerms(60), full, nine, NOW, known_until=tomorrow + timedelta(minutes=59))
    known = check_wall(ZONE, DAILY, SlotTerms(60), full, nine, NOW, known_until=tomorrow + HOUR)
    assert [answer.next for answer in (unknown, known) if isinstance(answer, Refusal)] == [None, tomorrow]


def test_after_a_skipped_time_the_next_start_is_searched_only_where_reservations_are_known() -> None:
    always = Hours({weekday: [(0, 24 * 60)] for weekday in range(7)})
    skipped = NAIVE.replace(month=3, day=8, hour=2, minute=30)
    three = datetime(2026, 3, 8, 10, tzinfo=UTC)
    arguments = (ZONE, always, SlotTerms(60), [ResourceCalendar(1)], skipped, three - 3 * HOUR)
    unknown, known = (
        check_wall(*arguments, known_until=three + HOUR / 2),
        check_wall(*arguments, known_until=three + HOUR),
    )
    assert unknown == Refusal(UnavailableReason.NO_SUCH_TIME, until=three)
    assert known == Refusal(UnavailableReason.NO_SUCH_TIME, until=three, next=three)


def test_a_window_without_any_start_is_false() -> None:
    day = NOW, NOW + timedelta(days=1)
    assert available(ZONE, DAILY, SlotTerms(60), [ResourceCalendar(1)], day, NOW)
    assert not available(ZONE, Hours(), SlotTerms(60), [ResourceCalendar(1)], day, NOW)


def test_only_a_skipped_time_is_in_a_gap() -> None:
    assert gap_end(ZONE, NAIVE.replace(month=3, day=8, hour=2, minute=30)) == datetime(2026, 3, 8, 10, tzinfo=UTC)
    assert gap_end(ZONE, NAIVE) is None
    repeated = NAIVE.replace(month=11, day=1, hour=1, minute=30)
    assert gap_end(ZONE, repeated) is None


def test_instants_in_any_time_zone_give_the_same_starts() -> None:
    taken = datetime(2026, 5, 18, 16, tzinfo=UTC)
    everywhere = [
        [(taken.astimezone(ZoneInfo(zone)), (taken + HOUR).astimezone(ZONE))] for zone in ("UTC", "Asia/Tokyo")
    ]
    window = NOW.astimezone(ZoneInfo("Asia/Tokyo")), NOW + timedelta(days=1)
    found = [
        starts(ZONE, DAILY, SlotTerms(60), [ResourceCalendar(1, busy=[busy])], window, NOW.astimezone(ZONE))
        for busy in everywhere
    ]
    assert found[0] == found[1]
    assert found[0][0].at == taken + HOUR
    assert found[0][0].at.tzinfo is UTC


@pytest.mark.parametrize("microseconds", [-1, 1])
def test_a_start_one_microsecond_from_a_step_is_off_the_grid(microseconds: int) -> None:
    at = NOW + 9 * HOUR + timedelta(microseconds=microseconds)
    answer = check(ZONE, DAILY, SlotTerms(60), [ResourceCalendar(1)], at + HOUR, NOW)
    assert isinstance(answer, Refusal)
    assert answer.reason is UnavailableReason.OFF_GRID


def test_a_reservation_that_ends_a_microsecond_late_blocks_the_next_start() -> None:
    nine = NOW + 9 * HOUR
    late = [ResourceCalendar(1, busy=[[(nine, nine + HOUR + timedelta(microseconds=1))]])]
    found = starts(ZONE, DAILY, SlotTerms(60, step=30), late, (NOW, NOW + timedelta(days=1)), NOW)
    assert found[0].at == nine + 1.5 * HOUR
