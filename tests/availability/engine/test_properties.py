"""Properties that hold for every question: the engine compared with a slow oracle, and with itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.availability.engine.openings import (
    available,
    check,
    free_ranges,
    open_ranges,
    starts,
    upcoming,
    working_ranges,
)
from app.availability.engine.types import Range, Refusal, ResourceCalendar, Start
from app.availability.enums import UnavailableReason
from tests.availability.engine.oracle import Oracle
from tests.availability.engine.samples import MINUTE, EngineCase, cases
from tests.sizes import sized

often = settings(max_examples=sized(500, 18), deadline=None)
minutes = st.integers(0, 2 * 1440 - 1)


def listed(case: EngineCase, window: Range | None = None) -> list[Start]:
    return starts(case.zone, case.hours, case.offer, case.resources, window or case.window, case.now)


def checked(case: EngineCase, at: datetime, known_until: datetime | None = None) -> Start | Refusal:
    known_until = known_until or case.window[1]
    return check(case.zone, case.hours, case.offer, case.resources, at, case.now, known_until=known_until)


def oracle_of(case: EngineCase) -> Oracle:
    return Oracle(case.zone, case.hours, case.offer, case.resources, case.window, case.now)


def moved(case: EngineCase, zone: ZoneInfo, by: timedelta) -> EngineCase:
    """Return the same question in another zone, with every instant shifted by the difference between the two clocks."""

    def later(span: Range) -> Range:
        return span[0] + by, span[1] + by

    def shifted(who: ResourceCalendar) -> ResourceCalendar:
        return replace(who, off=[*map(later, who.off)], busy=[[*map(later, lane)] for lane in who.busy])

    pools = [replace(pool, resources=[*map(shifted, pool.resources)]) for pool in case.offer.pools]
    return replace(
        case,
        zone=zone,
        offer=replace(case.offer, pools=pools),
        resources=tuple(map(shifted, case.resources)),
        window=later(case.window),
        now=case.now + by,
    )


@often
@given(cases())
def test_listed_starts_match_the_oracle(case: EngineCase) -> None:
    assert [(start.at, start.free, start.resources) for start in listed(case)] == oracle_of(case).starts()


@often
@given(cases())
def test_open_working_and_free_ranges_match_the_oracle(case: EngineCase) -> None:
    oracle = oracle_of(case)
    assert open_ranges(case.zone, case.hours, case.window) == oracle.ranges(oracle.open)
    for who in case.resources:
        assert working_ranges(case.zone, case.hours, who, case.window) == oracle.ranges(oracle.working(who))
        assert free_ranges(case.zone, case.hours, who, case.window) == oracle.ranges(oracle.vacant(who))


@often
@given(cases(), minutes)
def test_check_matches_the_oracle_at_any_minute(case: EngineCase, minute: int) -> None:
    at = case.window[0] + minute * MINUTE
    answer = checked(case, at)
    assert (answer.reason if isinstance(answer, Refusal) else None) == oracle_of(case).reason_at(at)


@often
@given(cases(), st.data())
def test_check_matches_the_oracle_and_the_list_on_the_grid(case: EngineCase, data: st.DataObject) -> None:
    oracle, offered = oracle_of(case), {start.at: start for start in listed(case)}
    grid = [minute for minute in oracle.candidates() if oracle.open[minute] and oracle.on_grid(minute)]
    assume(grid)
    for minute in data.draw(st.lists(st.sampled_from(grid), min_size=1, max_size=8)):
        at, reason = oracle.first + minute * MINUTE, oracle.reason(minute)
        answer = checked(case, at)
        assert answer == offered.get(at, answer)
        assert (answer.reason if isinstance(answer, Refusal) else None) == reason


@often
@given(cases())
def test_listed_starts_overlap_no_reservation_including_buffers(case: EngineCase) -> None:
    offer = case.offer
    serving = {who.id: who for who in case.resources}

    def is_clear(lane: Sequence[Range], begins: datetime, ends: datetime) -> bool:
        return all(taken[1] <= begins or ends <= taken[0] or taken[0] >= taken[1] for taken in lane)

    for start in listed(case):
        begins = start.at - offer.before * MINUTE
        clear = [
            who.id
            for who in map(serving.__getitem__, start.resources)
            for lane in who.busy
            if is_clear(lane, begins, start.at + (offer.duration_with(who) + offer.after) * MINUTE)
        ]
        assert len(clear) == start.free >= offer.quantity


@often
@given(cases())
def test_starts_with_anyone_are_the_union_of_each_members_own_starts(case: EngineCase) -> None:
    """Anyone available equals each resource alone, with its own duration as the offer's."""
    case = replace(case, offer=replace(case.offer, quantity=1))

    def alone_with(who: ResourceCalendar) -> EngineCase:
        return replace(
            case,
            offer=replace(case.offer, duration=case.offer.duration_with(who)),
            resources=(replace(who, duration=None),),
        )

    alone = {who.id: {start.at for start in listed(alone_with(who))} for who in case.resources}
    assert {start.at: set(start.resources) for start in listed(case)} == {
        at: {who for who, starts in alone.items() if at in starts} for at in set().union(*alone.values())
    }


@often
@given(cases(), minutes, st.integers(1, 600), st.data())
def test_an_additional_reservation_never_adds_a_start(
    case: EngineCase, minute: int, lasts: int, data: st.DataObject
) -> None:
    assume(any(who.busy for who in case.resources))
    begins = case.window[0] + minute * MINUTE
    chosen = data.draw(st.sampled_from([who for who in case.resources if who.busy]))
    place = data.draw(st.integers(0, len(chosen.busy) - 1))
    busy = [[*lane, (begins, begins + lasts * MINUTE)] if n == place else lane for n, lane in enumerate(chosen.busy)]
    fuller = tuple(replace(who, busy=busy) if who is chosen else who for who in case.resources)
    before = {start.at: start.free for start in listed(case)}
    for start in listed(replace(case, resources=fuller)):
        assert start.free <= before[start.at]


@often
@given(cases(), st.integers(-12, 14), st.integers(-12, 14))
def test_moving_zone_and_clock_together_changes_nothing_at_fixed_offsets(case: EngineCase, one: int, two: int) -> None:
    here, there = (ZoneInfo(f"Etc/GMT{-offset:+d}") for offset in (one, two))
    case, by = replace(case, zone=here), timedelta(hours=one - two)
    expected = [replace(start, at=start.at + by) for start in listed(case)]
    assert listed(moved(case, there, by)) == expected


@often
@given(cases())
def test_more_guests_never_find_more_starts(case: EngineCase) -> None:
    more = replace(case, offer=replace(case.offer, quantity=case.offer.quantity + 1))
    enough = [start for start in listed(case) if start.free > case.offer.quantity]
    found = listed(more)
    assert found == enough if not case.offer.pools else {start.at for start in found} <= {start.at for start in enough}


@often
@given(cases(), minutes)
def test_two_adjacent_windows_list_the_same_starts_as_one(case: EngineCase, minute: int) -> None:
    """The starts of a day depend on the hours around it, never on where the window begins."""
    between = case.window[0] + minute * MINUTE
    parts = listed(case, (case.window[0], between)) + listed(case, (between, case.window[1]))
    assert parts == listed(case)


@often
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_inputs_does_not_matter(case: EngineCase, chance: Random) -> None:
    def shuffled(lane: Sequence[Range]) -> list[Range]:
        return chance.sample(lane, len(lane))

    mixed = [replace(who, off=shuffled(who.off), busy=[*map(shuffled, who.busy)]) for who in case.resources]
    chance.shuffle(mixed)
    assert listed(replace(case, resources=tuple(mixed))) == listed(case)


@often
@given(cases(), st.integers(1, 5))
def test_upcoming_starts_are_the_first_listed(case: EngineCase, count: int) -> None:
    found = upcoming(case.zone, case.hours, case.offer, case.resources, case.window, case.now, count=count)
    assert found == listed(case)[:count]


@often
@given(cases(), minutes)
def test_a_refusal_names_the_next_start_and_when_its_reason_ends(case: EngineCase, minute: int) -> None:
    at = case.window[0] + minute * MINUTE
    needed = (max([case.offer.duration_with(who) for who in case.resources], default=0) + case.offer.after) * MINUTE
    answer = checked(case, at, known_until=case.window[1] + needed)
    assume(isinstance(answer, Refusal))
    assert isinstance(answer, Refusal)
    assert answer.next == next((start.at for start in listed(case, (at, case.window[1] + MINUTE))), None)
    if answer.until is not None and answer.reason in (
        UnavailableReason.MINIMUM_NOTICE,
        UnavailableReason.CLOSED,
        UnavailableReason.OFF_GRID,
    ):
        then = checked(case, answer.until)
        assert answer.until > at
        assert isinstance(then, Start) or then.reason != answer.reason


@often
@given(cases(), minutes, minutes)
def test_available_starts_match_the_listed_ones(case: EngineCase, one: int, other: int) -> None:
    found = available(case.zone, case.hours, case.offer, case.resources, case.window, case.now)
    every = [start.at for start in listed(case)]
    assert found.instants() == every
    begins, ends = (case.window[0] + minute * MINUTE for minute in sorted((one, other)))
    assert found.first((begins, ends)) == next((at for at in every if begins <= at < ends), None)


@often
@given(cases(), st.lists(minutes, min_size=2, max_size=6, unique=True), st.integers(1, 90))
def test_available_starts_apart_match_the_list(case: EngineCase, edges: list[int], apart: int) -> None:
    found = available(case.zone, case.hours, case.offer, case.resources, case.window, case.now)
    instants = [case.window[0] + minute * MINUTE for minute in sorted(edges)]
    ranges = list(zip(instants[::2], instants[1::2], strict=False))
    kept: list[datetime] = []
    for start in listed(case):
        is_in = any(begins <= start.at < ends for begins, ends in ranges)
        if is_in and (not kept or start.at - kept[-1] >= apart * MINUTE):
            kept.append(start.at)
    assert list(found.apart(ranges, by=apart * MINUTE)) == kept
