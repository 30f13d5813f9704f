"""Two services in one visit: the engine against a brute-force reading, which books the first of each way and asks
whether the second can still be had."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from app.availability.engine import Hours, Offer, Range, Resource, Start, Wanted, check, combined, starts
from tests.availability.engine.samples import MINUTE, Asked, offers, questions

often = settings(max_examples=settings().max_examples // 2, deadline=None)
GAP = 15

Way = tuple[datetime, int, datetime, int]


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Asked, Wanted, Wanted]:
    """A question, and a second service there that some of the same people perform, and some who do not."""
    asked = draw(questions())
    one = replace(asked.offer, quantity=1)
    other = replace(draw(offers(asked.day)), quantity=1, horizon=one.horizon, notice=one.notice)
    everybody = list(asked.resources)
    chosen = st.lists(st.sampled_from(everybody), unique_by=lambda who: who.id) if everybody else st.just([])
    first, second = draw(chosen), draw(chosen)
    after = draw(st.sampled_from([0, 0, 20]))
    kept = {who.id: replace(who, after=after) for who in everybody}
    return asked, Wanted(one, [kept[who.id] for who in first]), Wanted(other, [kept[who.id] for who in second])


def found(asked: Asked, first: Wanted, second: Wanted, *, parallel: bool = False) -> list[Way]:
    ways = combined(asked.zone, asked.hours, first, second, asked.window, asked.now, gap=GAP, parallel=parallel)
    return [(one.at, one.resource, other.at, other.resource) for one, other in ways]


def alone(asked: Asked, wanted: Wanted, who: Resource, window: Range) -> list[Start]:
    return starts(asked.zone, asked.hours, wanted.offer, [who], window, asked.now)


def slowly(asked: Asked, first: Wanted, second: Wanted, *, parallel: bool = False) -> set[Way]:
    """Take the first in each of its places, write it down as a reservation, and ask whether the second can be had."""
    ways = set()
    for one, other in product(first.resources, second.resources):
        length = first.offer.duration_with(one)
        for start in alone(asked, first, one, asked.window):
            begins, pause = (start.at, 0) if parallel else (start.at + length * MINUTE, GAP)
            spans = (
                start.at - first.offer.before * MINUTE,
                start.at + (length + max(first.offer.after, one.after)) * MINUTE,
            )
            for minute in range(pause + 1):
                at = begins + minute * MINUTE
                if any(could_have(asked, second, then, at) for then in left(one, other, spans)):
                    ways.add((start.at, one.id, at, other.id))
    return ways


def left(one: Resource, other: Resource, spans: Range) -> Iterator[Resource]:
    """The other as it is once the first is booked: in each place where that could have been."""
    if one.id != other.id:
        yield other
        return
    for place, lane in enumerate(other.busy):
        if all(taken[1] <= spans[0] or spans[1] <= taken[0] or taken[0] >= taken[1] for taken in lane):
            yield replace(other, busy=[[*busy, spans] if n == place else busy for n, busy in enumerate(other.busy)])


def could_have(asked: Asked, wanted: Wanted, who: Resource, at: datetime) -> bool:
    return isinstance(check(asked.zone, asked.hours, wanted.offer, [who], at, asked.now, known_until=at), Start)


@often
@given(pairs())
def test_one_after_the_other_is_what_the_slow_reading_finds(pair: tuple[Asked, Wanted, Wanted]) -> None:
    ways = found(*pair)
    assert len(ways) == len(set(ways))
    assert set(ways) == slowly(*pair)
    assert [way[0] for way in ways] == sorted(way[0] for way in ways)


@often
@given(pairs())
def test_at_the_same_time_is_what_the_slow_reading_finds(pair: tuple[Asked, Wanted, Wanted]) -> None:
    assert set(found(*pair, parallel=True)) == slowly(*pair, parallel=True)


@often
@given(pairs())
def test_what_is_in_between_is_no_more_than_the_gap(pair: tuple[Asked, Wanted, Wanted]) -> None:
    asked, first, second = pair
    for one, other in combined(asked.zone, asked.hours, first, second, asked.window, asked.now, gap=GAP):
        assert one.ends <= other.at <= one.ends + GAP * MINUTE


PORTLAND = ZoneInfo("America/Los_Angeles")
OPEN = Hours({weekday: [(600, 1200)] for weekday in range(7)})
NOW = datetime(2026, 5, 14, 17, tzinfo=UTC)
DAY = datetime(2026, 5, 19, 7, tzinfo=UTC), datetime(2026, 5, 20, 7, tzinfo=UTC)
JUNE, PRIYA = Resource(1), Resource(2)


def ways(first: Wanted, second: Wanted, *, parallel: bool = False) -> list[tuple[str, int, str, int]]:
    """By the clock in Portland."""

    def clock(at: datetime) -> str:
        return f"{at.astimezone(PORTLAND):%H:%M}"

    return [
        (clock(one.at), one.resource, clock(other.at), other.resource)
        for one, other in combined(PORTLAND, OPEN, first, second, DAY, NOW, parallel=parallel)
    ]


def test_the_same_person_needs_her_buffers_others_do_not() -> None:
    massage = Wanted(Offer(duration=60, after=15, step=60), [JUNE])
    scalp = Wanted(Offer(duration=30, step=15), [JUNE, PRIYA])
    at_ten = [way for way in ways(massage, scalp) if way[0] == "10:00"]
    assert at_ten == [("10:00", 1, "11:00", 2), ("10:00", 1, "11:15", 1), ("10:00", 1, "11:15", 2)]


def test_buffers_that_are_longer_than_the_gap_leave_only_others() -> None:
    massage = Wanted(Offer(duration=60, after=15, step=60), [JUNE])
    facial = Wanted(Offer(duration=30, before=10), [JUNE, PRIYA])
    assert {way[3] for way in ways(massage, facial)} == {2}


def test_the_second_begins_when_whoever_serves_the_first_is_done() -> None:
    slow = replace(JUNE, duration=75)
    massage = Wanted(Offer(duration=60, step=60), [slow, PRIYA])
    tea = Wanted(Offer(duration=30), [Resource(3)])
    assert [way for way in ways(massage, tea) if way[0] == "10:00"] == [
        ("10:00", 1, "11:15", 3),
        ("10:00", 1, "11:30", 3),
        ("10:00", 2, "11:00", 3),
        ("10:00", 2, "11:15", 3),
    ]


def test_both_are_over_when_the_doors_close() -> None:
    massage, scalp = Wanted(Offer(duration=60), [JUNE]), Wanted(Offer(duration=30), [PRIYA])
    assert ways(massage, scalp)[-1] == ("18:30", 1, "19:30", 2)


def test_two_at_the_same_time_need_two_people() -> None:
    massage, scalp = Wanted(Offer(duration=60, step=60), [JUNE]), Wanted(Offer(duration=30), [JUNE, PRIYA])
    assert ways(massage, scalp, parallel=True)[0] == ("10:00", 1, "10:00", 2)
    assert {way[3] for way in ways(massage, scalp, parallel=True)} == {2}


def test_one_room_with_two_places_has_both() -> None:
    room = Resource(5, busy=[[], [(DAY[0], DAY[1])]])
    sauna, bath = Wanted(Offer(duration=60, step=60), [room]), Wanted(Offer(duration=60, step=60), [room])
    assert ways(sauna, bath, parallel=True) == []
    free = replace(room, busy=[[], []])
    assert ways(Wanted(sauna.offer, [free]), Wanted(bath.offer, [free]), parallel=True)[0][0] == "10:00"
