"""Properties that hold for every question: the engine compared with a slow oracle, and with itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.availability.engine import (
    Range,
    Refusal,
    ResourceCalendar,
    Start,
    UnavailableReason,
    available,
    check,
    free_ranges,
    open_ranges,
    starts,
    upcoming,
    working_ranges,
)
from tests.availability.engine.oracle import Oracle
from tests.availability.engine.samples import MINUTE, Asked, questions
from tests.sizes import sized

often = settings(max_examples=sized(500, 25), deadline=None)
minutes = st.integers(0, 2 * 1440 - 1)


def listed(asked: Asked, window: Range | None = None) -> list[Start]:
    return starts(asked.zone, asked.hours, asked.offer, asked.resources, window or asked.window, asked.now)


def checked(asked: Asked, at: datetime, known_until: datetime | None = None) -> Start | Refusal:
    known_until = known_until or asked.window[1]
    return check(asked.zone, asked.hours, asked.offer, asked.resources, at, asked.now, known_until=known_until)


def oracle_of(asked: Asked) -> Oracle:
    return Oracle(asked.zone, asked.hours, asked.offer, asked.resources, asked.window, asked.now)


def moved(asked: Asked, zone: ZoneInfo, by: timedelta) -> Asked:
    """Return the same question in another zone, with every instant shifted by the difference between the two clocks."""

    def later(span: Range) -> Range:
        return span[0] + by, span[1] + by

    resources = tuple(
        replace(who, off=[*map(later, who.off)], busy=[[*map(later, lane)] for lane in who.busy])
        for who in asked.resources
    )
    return replace(asked, zone=zone, resources=resources, window=later(asked.window), now=asked.now + by)


@often
@given(questions())
def test_listed_starts_match_the_oracle(asked: Asked) -> None:
    assert [(start.at, start.free, start.resources) for start in listed(asked)] == oracle_of(asked).starts()


@often
@given(questions())
def test_open_working_and_free_ranges_match_the_oracle(asked: Asked) -> None:
    oracle = oracle_of(asked)
    assert open_ranges(asked.zone, asked.hours, asked.window) == oracle.ranges(oracle.open)
    for who in asked.resources:
        assert working_ranges(asked.zone, asked.hours, who, asked.window) == oracle.ranges(oracle.working(who))
        assert free_ranges(asked.zone, asked.hours, who, asked.window) == oracle.ranges(oracle.vacant(who))


@often
@given(questions(), minutes)
def test_check_matches_the_oracle_at_any_minute(asked: Asked, minute: int) -> None:
    at = asked.window[0] + minute * MINUTE
    answer = checked(asked, at)
    assert (answer.reason if isinstance(answer, Refusal) else None) == oracle_of(asked).reason_at(at)


@often
@given(questions(), st.data())
def test_check_matches_the_oracle_and_the_list_on_the_grid(asked: Asked, data: st.DataObject) -> None:
    oracle, offered = oracle_of(asked), {start.at: start for start in listed(asked)}
    grid = [minute for minute in oracle.candidates() if oracle.open[minute] and oracle.on_grid(minute)]
    assume(grid)
    for minute in data.draw(st.lists(st.sampled_from(grid), min_size=1, max_size=8)):
        at, reason = oracle.first + minute * MINUTE, oracle.reason(minute)
        answer = checked(asked, at)
        assert answer == offered.get(at, answer)
        assert (answer.reason if isinstance(answer, Refusal) else None) == reason


@often
@given(questions())
def test_listed_starts_overlap_no_reservation_including_buffers(asked: Asked) -> None:
    offer = asked.offer
    serving = {who.id: who for who in asked.resources}

    def is_clear(lane: Sequence[Range], begins: datetime, ends: datetime) -> bool:
        return all(taken[1] <= begins or ends <= taken[0] or taken[0] >= taken[1] for taken in lane)

    for start in listed(asked):
        begins = start.at - offer.before * MINUTE
        clear = [
            who.id
            for who in map(serving.__getitem__, start.resources)
            for lane in who.busy
            if is_clear(lane, begins, start.at + (offer.duration_with(who) + offer.after) * MINUTE)
        ]
        assert len(clear) == start.free >= offer.quantity


@often
@given(questions())
def test_starts_with_anyone_are_the_union_of_each_members_own_starts(asked: Asked) -> None:
    """Anyone available equals each resource alone, with its own duration as the offer's."""
    asked = replace(asked, offer=replace(asked.offer, quantity=1))

    def alone_with(who: ResourceCalendar) -> Asked:
        return replace(
            asked,
            offer=replace(asked.offer, duration=asked.offer.duration_with(who)),
            resources=(replace(who, duration=None),),
        )

    alone = {who.id: {start.at for start in listed(alone_with(who))} for who in asked.resources}
    assert {start.at: set(start.resources) for start in listed(asked)} == {
        at: {who for who, starts in alone.items() if at in starts} for at in set().union(*alone.values())
    }


@often
@given(questions(), minutes, st.integers(1, 600), st.data())
def test_an_additional_reservation_never_adds_a_start(
    asked: Asked, minute: int, lasts: int, data: st.DataObject
) -> None:
    assume(any(who.busy for who in asked.resources))
    begins = asked.window[0] + minute * MINUTE
    chosen = data.draw(st.sampled_from([who for who in asked.resources if who.busy]))
    place = data.draw(st.integers(0, len(chosen.busy) - 1))
    busy = [[*lane, (begins, begins + lasts * MINUTE)] if n == place else lane for n, lane in enumerate(chosen.busy)]
    fuller = tuple(replace(who, busy=busy) if who is chosen else who for who in asked.resources)
    before = {start.at: start.free for start in listed(asked)}
    for start in listed(replace(asked, resources=fuller)):
        assert start.free <= before[start.at]


@often
@given(questions(), st.integers(-12, 14), st.integers(-12, 14))
def test_moving_zone_and_clock_together_changes_nothing_at_fixed_offsets(asked: Asked, one: int, two: int) -> None:
    here, there = (ZoneInfo(f"Etc/GMT{-offset:+d}") for offset in (one, two))
    asked, by = replace(asked, zone=here), timedelta(hours=one - two)
    expected = [replace(start, at=start.at + by) for start in listed(asked)]
    assert listed(moved(asked, there, by)) == expected


@often
@given(questions())
def test_more_guests_never_find_more_starts(asked: Asked) -> None:
    more = replace(asked, offer=replace(asked.offer, quantity=asked.offer.quantity + 1))
    assert listed(more) == [start for start in listed(asked) if start.free > asked.offer.quantity]


@often
@given(questions(), minutes)
def test_two_adjacent_windows_list_the_same_starts_as_one(asked: Asked, minute: int) -> None:
    """The starts of a day depend on the hours around it, never on where the window begins."""
    between = asked.window[0] + minute * MINUTE
    parts = listed(asked, (asked.window[0], between)) + listed(asked, (between, asked.window[1]))
    assert parts == listed(asked)


@often
@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_inputs_does_not_matter(asked: Asked, chance: Random) -> None:
    def shuffled(lane: Sequence[Range]) -> list[Range]:
        return chance.sample(lane, len(lane))

    mixed = [replace(who, off=shuffled(who.off), busy=[*map(shuffled, who.busy)]) for who in asked.resources]
    chance.shuffle(mixed)
    assert listed(replace(asked, resources=tuple(mixed))) == listed(asked)


@often
@given(questions(), st.integers(1, 5))
def test_upcoming_starts_are_the_first_listed(asked: Asked, count: int) -> None:
    found = upcoming(asked.zone, asked.hours, asked.offer, asked.resources, asked.window, asked.now, count=count)
    assert found == listed(asked)[:count]


@often
@given(questions(), minutes)
def test_a_refusal_names_the_next_start_and_when_its_reason_ends(asked: Asked, minute: int) -> None:
    at = asked.window[0] + minute * MINUTE
    needed = (max([asked.offer.duration_with(who) for who in asked.resources], default=0) + asked.offer.after) * MINUTE
    answer = checked(asked, at, known_until=asked.window[1] + needed)
    assume(isinstance(answer, Refusal))
    assert isinstance(answer, Refusal)
    assert answer.next == next((start.at for start in listed(asked, (at, asked.window[1] + MINUTE))), None)
    if answer.until is not None and answer.reason in (
        UnavailableReason.MINIMUM_NOTICE,
        UnavailableReason.CLOSED,
        UnavailableReason.OFF_GRID,
    ):
        then = checked(asked, answer.until)
        assert answer.until > at
        assert isinstance(then, Start) or then.reason != answer.reason


@often
@given(questions(), minutes, minutes)
def test_available_starts_match_the_listed_ones(asked: Asked, one: int, other: int) -> None:
    found = available(asked.zone, asked.hours, asked.offer, asked.resources, asked.window, asked.now)
    every = [start.at for start in listed(asked)]
    assert found.instants() == every
    begins, ends = (asked.window[0] + minute * MINUTE for minute in sorted((one, other)))
    assert found.first((begins, ends)) == next((at for at in every if begins <= at < ends), None)


@often
@given(questions(), st.lists(minutes, min_size=2, max_size=6, unique=True), st.integers(1, 90))
def test_available_starts_apart_match_the_list(asked: Asked, edges: list[int], apart: int) -> None:
    found = available(asked.zone, asked.hours, asked.offer, asked.resources, asked.window, asked.now)
    instants = [asked.window[0] + minute * MINUTE for minute in sorted(edges)]
    ranges = list(zip(instants[::2], instants[1::2], strict=False))
    kept: list[datetime] = []
    for start in listed(asked):
        is_in = any(begins <= start.at < ends for begins, ends in ranges)
        if is_in and (not kept or start.at - kept[-1] >= apart * MINUTE):
            kept.append(start.at)
    assert list(found.apart(ranges, by=apart * MINUTE)) == kept
