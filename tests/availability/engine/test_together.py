"""Two services booked together: the engine compared with brute force, which books the first service in each possible
way and checks whether the second is still available."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from math import prod
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.availability.engine.combined import ServiceRequest, combined
from app.availability.engine.openings import check, starts
from app.availability.engine.types import Hours, Range, ResourceCalendar, SlotTerms, Start
from tests.availability.engine.samples import MINUTE, EngineCase, cases, offers
from tests.sizes import sized

often = settings(max_examples=sized(500, 12), deadline=None)
GAP = 15

Way = tuple[datetime, int, datetime, int]


# Brute force tries each way to serve the first service, after each of its starts: more ways than that take minutes.
MOST_WAYS = 100


def ways_to_serve(case: EngineCase, first: ServiceRequest, second: ServiceRequest) -> int:
    """Return how many ways brute force tries, each at some minutes."""
    in_pools = prod(sum(len(unit.busy) for unit in pool.resources) for pool in first.offer.pools)
    lanes = max((len(who.busy) for who in second.resources), default=0)
    all_starts = sum(len(alone(case, first, one, case.window)) for one in first.resources)
    return in_pools * lanes * all_starts * len(second.resources)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[EngineCase, ServiceRequest, ServiceRequest]:
    """Generate a question and a second service, with some shared and some different resources."""
    case = draw(cases())
    one = replace(case.offer, quantity=1)
    other = replace(
        draw(offers(case.day)), quantity=1, booking_window=one.booking_window, minimum_notice=one.minimum_notice
    )
    shared = st.sampled_from(
        [one.pools, one.pools, [], [replace(pool, resources=pool.resources[:1]) for pool in one.pools]]
    )
    other = replace(other, pools=draw(shared))
    everybody = list(case.resources)
    chosen = st.lists(st.sampled_from(everybody), unique_by=lambda who: who.id) if everybody else st.just([])
    first, second = draw(chosen), draw(chosen)
    after = draw(st.sampled_from([0, 0, 20]))
    kept = {who.id: replace(who, after=after) for who in everybody}
    one_wanted = ServiceRequest(one, [kept[who.id] for who in first])
    other_wanted = ServiceRequest(other, [kept[who.id] for who in second])
    assume(ways_to_serve(case, one_wanted, other_wanted) <= MOST_WAYS)
    return case, one_wanted, other_wanted


def found(case: EngineCase, first: ServiceRequest, second: ServiceRequest, *, parallel: bool = False) -> list[Way]:
    ways = combined(case.zone, case.hours, first, second, case.window, case.now, gap=GAP, parallel=parallel)
    return [(one.at, one.resource, other.at, other.resource) for one, other in ways]


def alone(case: EngineCase, wanted: ServiceRequest, who: ResourceCalendar, window: Range) -> list[Start]:
    return starts(case.zone, case.hours, wanted.offer, [who], window, case.now)


def slowly(case: EngineCase, first: ServiceRequest, second: ServiceRequest, *, parallel: bool = False) -> set[Way]:
    """Reserve the first service in each of its lanes, then check whether the second is available."""
    ways = set()
    for one, other in product(first.resources, second.resources):
        length = first.offer.duration_with(one)
        for start in alone(case, first, one, case.window):
            begins, pause = (start.at, 0) if parallel else (start.at + length * MINUTE, GAP)
            spans = (
                start.at - first.offer.before * MINUTE,
                start.at + (length + max(first.offer.after, one.after)) * MINUTE,
            )
            rest = [replace(second, offer=offer) for offer in remaining(first.offer, second.offer, start.at, length)]
            for minute in range(pause + 1):
                at = begins + minute * MINUTE
                whose = product(rest, left(one, other, spans))
                if any(could_have(case, wanted, then, at) for wanted, then in whose):
                    ways.add((start.at, one.id, at, other.id))
    return ways


def remaining(first: SlotTerms, second: SlotTerms, at: datetime, length: int) -> Iterator[SlotTerms]:
    """Yield the second offer with what the first leaves in its pools, once for each way to serve the first."""
    whole = at - first.before * MINUTE, at + (length + first.after) * MINUTE
    choices = [
        [(unit.id, lane) for unit in pool.resources for lane, busy in enumerate(unit.busy) if is_clear(busy, whole)]
        for pool in first.pools
    ]
    for chosen in product(*choices):
        yield replace(
            second,
            pools=[
                replace(
                    pool,
                    resources=[
                        replace(
                            unit,
                            busy=[
                                [*busy, whole] if (unit.id, lane) in chosen else busy
                                for lane, busy in enumerate(unit.busy)
                            ],
                        )
                        for unit in pool.resources
                    ],
                )
                for pool in second.pools
            ],
        )


def is_clear(busy: Iterable[Range], during: Range) -> bool:
    return all(taken[1] <= during[0] or during[1] <= taken[0] or taken[0] >= taken[1] for taken in busy)


def left(one: ResourceCalendar, other: ResourceCalendar, spans: Range) -> Iterator[ResourceCalendar]:
    """Yield the second service's resource after the first is booked, once for each lane that the first could take."""
    if one.id != other.id:
        yield other
        return
    for place, lane in enumerate(other.busy):
        if is_clear(lane, spans):
            yield replace(other, busy=[[*busy, spans] if n == place else busy for n, busy in enumerate(other.busy)])


def could_have(case: EngineCase, wanted: ServiceRequest, who: ResourceCalendar, at: datetime) -> bool:
    return isinstance(check(case.zone, case.hours, wanted.offer, [who], at, case.now, known_until=at), Start)


@often
@given(pairs())
def test_consecutive_services_match_brute_force(pair: tuple[EngineCase, ServiceRequest, ServiceRequest]) -> None:
    ways = found(*pair)
    assert len(ways) == len(set(ways))
    assert set(ways) == slowly(*pair)
    assert [way[0] for way in ways] == sorted(way[0] for way in ways)


@often
@given(pairs())
def test_parallel_services_match_brute_force(pair: tuple[EngineCase, ServiceRequest, ServiceRequest]) -> None:
    assert set(found(*pair, parallel=True)) == slowly(*pair, parallel=True)


@often
@given(pairs())
def test_the_time_between_two_services_never_exceeds_the_gap(
    pair: tuple[EngineCase, ServiceRequest, ServiceRequest],
) -> None:
    case, first, second = pair
    for one, other in combined(case.zone, case.hours, first, second, case.window, case.now, gap=GAP):
        assert one.ends <= other.at <= one.ends + GAP * MINUTE


PORTLAND = ZoneInfo("America/Los_Angeles")
OPEN = Hours({weekday: [(600, 1200)] for weekday in range(7)})
NOW = datetime(2026, 5, 14, 17, tzinfo=UTC)
DAY = datetime(2026, 5, 19, 7, tzinfo=UTC), datetime(2026, 5, 20, 7, tzinfo=UTC)
JUNE, PRIYA = ResourceCalendar(1), ResourceCalendar(2)


def ways(first: ServiceRequest, second: ServiceRequest, *, parallel: bool = False) -> list[tuple[str, int, str, int]]:
    """Return all combinations as wall times in Portland."""

    def clock(at: datetime) -> str:
        return f"{at.astimezone(PORTLAND):%H:%M}"

    return [
        (clock(one.at), one.resource, clock(other.at), other.resource)
        for one, other in combined(PORTLAND, OPEN, first, second, DAY, NOW, parallel=parallel)
    ]


def test_the_same_member_needs_buffers_between_services_but_others_do_not() -> None:
    massage = ServiceRequest(SlotTerms(duration=60, after=15, step=60), [JUNE])
    scalp = ServiceRequest(SlotTerms(duration=30, step=15), [JUNE, PRIYA])
    at_ten = [way for way in ways(massage, scalp) if way[0] == "10:00"]
    assert at_ten == [("10:00", 1, "11:00", 2), ("10:00", 1, "11:15", 1), ("10:00", 1, "11:15", 2)]


def test_buffers_longer_than_the_gap_exclude_the_same_member() -> None:
    massage = ServiceRequest(SlotTerms(duration=60, after=15, step=60), [JUNE])
    facial = ServiceRequest(SlotTerms(duration=30, before=10), [JUNE, PRIYA])
    assert {way[3] for way in ways(massage, facial)} == {2}


def test_the_second_service_starts_when_the_first_ends_with_its_own_member() -> None:
    slow = replace(JUNE, duration=75)
    massage = ServiceRequest(SlotTerms(duration=60, step=60), [slow, PRIYA])
    tea = ServiceRequest(SlotTerms(duration=30), [ResourceCalendar(3)])
    assert [way for way in ways(massage, tea) if way[0] == "10:00"] == [
        ("10:00", 1, "11:15", 3),
        ("10:00", 1, "11:30", 3),
        ("10:00", 2, "11:00", 3),
        ("10:00", 2, "11:15", 3),
    ]


def test_both_services_end_by_closing_time() -> None:
    massage, scalp = ServiceRequest(SlotTerms(duration=60), [JUNE]), ServiceRequest(SlotTerms(duration=30), [PRIYA])
    assert ways(massage, scalp)[-1] == ("18:30", 1, "19:30", 2)


def test_parallel_services_need_two_members() -> None:
    massage, scalp = (
        ServiceRequest(SlotTerms(duration=60, step=60), [JUNE]),
        ServiceRequest(SlotTerms(duration=30), [JUNE, PRIYA]),
    )
    assert ways(massage, scalp, parallel=True)[0] == ("10:00", 1, "10:00", 2)
    assert {way[3] for way in ways(massage, scalp, parallel=True)} == {2}


def test_parallel_services_share_one_room_only_with_two_free_lanes() -> None:
    room = ResourceCalendar(5, busy=[[], [(DAY[0], DAY[1])]])
    sauna, bath = (
        ServiceRequest(SlotTerms(duration=60, step=60), [room]),
        ServiceRequest(SlotTerms(duration=60, step=60), [room]),
    )
    assert ways(sauna, bath, parallel=True) == []
    free = replace(room, busy=[[], []])
    assert ways(ServiceRequest(sauna.offer, [free]), ServiceRequest(bath.offer, [free]), parallel=True)[0][0] == "10:00"
