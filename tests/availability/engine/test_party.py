"""Parties: the engine compared with brute force, which books one guest in each possible way and asks the engine what is
left for the others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from app.availability.engine.combined import ServedService, ServiceRequest
from app.availability.engine.openings import check, starts
from app.availability.engine.party import Party, PartySearch, missing_pool, party
from app.availability.engine.types import Hours, Pool, Range, ResourceCalendar, SlotTerms, Start
from app.availability.enums import UnavailableReason
from tests.availability.engine.samples import MINUTE, EngineCase
from tests.availability.engine.test_together import is_clear, pairs
from tests.sizes import sized

often = settings(max_examples=sized(500, 20), deadline=None)
EVERY = 10**6  # more tries than any of these cases needs

Guests = tuple[EngineCase, list[ServiceRequest], Range]


@st.composite
def guests(draw: st.DrawFn, most: int = 4, longest: int = 360) -> Guests:
    """Generate two to `most` guests of one or two services, and a window near one of their starts."""
    case, first, second = draw(pairs())
    number = draw(st.integers(2, most))
    of_first = draw(st.integers(1, number))
    known = starts(case.zone, case.hours, first.offer, first.resources, case.window, case.now)
    begins = draw(st.sampled_from(known)).at if known else case.window[0]
    window = begins, begins + draw(st.integers(30, longest)) * MINUTE
    return case, [first] * of_first + [second] * (number - of_first), window


def search(given_case: Guests) -> PartySearch:
    case, requests, window = given_case
    return party(case.zone, case.hours, requests, window, case.now)


def booked(
    requests: Sequence[ServiceRequest], one: ServiceRequest, served: ServedService
) -> Iterator[list[ServiceRequest]]:
    """Yield the requests after one of them is booked, once for each choice of its lanes."""
    who = next(each for each in one.resources if each.id == served.resource)
    spans = (
        served.at - one.offer.before * MINUTE,
        served.ends + max(one.offer.after, who.after) * MINUTE,
    )
    kept = served.at - one.offer.before * MINUTE, served.ends + one.offer.after * MINUTE
    lanes = [[(who.id, lane, spans) for lane in clear(who, spans)]]
    lanes += [
        [(unit.id, lane, kept) for unit in pool.resources for lane in clear(unit, kept)] for pool in one.offer.pools
    ]
    for chosen in product(*lanes):
        yield [without(request, chosen) for request in requests]


def clear(who: ResourceCalendar, during: Range) -> list[int]:
    return [lane for lane, busy in enumerate(who.busy) if is_clear(busy, during)]


def without(request: ServiceRequest, taken: Iterable[tuple[int, int, Range]]) -> ServiceRequest:
    def left(who: ResourceCalendar) -> ResourceCalendar:
        mine = {lane: during for resource, lane, during in taken if resource == who.id}
        return replace(who, busy=[[*busy, mine[n]] if n in mine else busy for n, busy in enumerate(who.busy)])

    pools = [replace(pool, resources=[left(unit) for unit in pool.resources]) for pool in request.offer.pools]
    return ServiceRequest(replace(request.offer, pools=pools), [left(who) for who in request.resources])


def allows(case: EngineCase, requests: Sequence[ServiceRequest], chosen: Sequence[ServedService]) -> bool:
    """Return whether the engine's own check accepts these bookings one after the other, with some choice of lanes."""
    if not requests:
        return True
    first, one = requests[0], chosen[0]
    who = [each for each in first.resources if each.id == one.resource]
    if not isinstance(check(case.zone, case.hours, first.offer, who, one.at, case.now, known_until=one.at), Start):
        return False
    return any(allows(case, left, chosen[1:]) for left in booked(requests[1:], first, one))


def ways(case: EngineCase, request: ServiceRequest, window: Range) -> Iterator[ServedService]:
    """Yield each booking of one guest inside the window."""
    for who in request.resources:
        length = request.offer.duration_with(who) * MINUTE
        for start in starts(case.zone, case.hours, request.offer, [who], window, case.now):
            if start.at + length <= window[1]:
                yield ServedService(start.at, start.at + length, who.id)


def slowly_together(given_case: Guests) -> set[datetime]:
    case, requests, window = given_case
    each = [list(ways(case, request, window)) for request in requests]
    times = set.intersection(*({way.at for way in of_one} for of_one in each))
    return {
        at
        for at in times
        if any(
            allows(case, requests, chosen) for chosen in product(*([way for way in of if way.at == at] for of in each))
        )
    }


def slowly_in_turn(given_case: Guests) -> dict[datetime, datetime]:
    """Return the earliest end for each first start."""
    case, requests, window = given_case
    best: dict[datetime, datetime] = {}

    def extend(left: Sequence[ServiceRequest], begins: datetime, ends: datetime) -> None:
        if not left:
            best[begins] = min(ends, best.get(begins, ends))
            return
        for way in ways(case, left[0], window):
            for after in booked(left[1:], left[0], way):
                extend(after, min(begins, way.at), max(ends, way.ends))

    extend(requests, window[1], window[0])
    return best


@often
@given(guests())
def test_everyone_starts_together_exactly_when_brute_force_can(given_case: Guests) -> None:
    found = list(search(given_case).together())
    assert [one[0].at for one in found] == sorted(slowly_together(given_case))
    for one in found:
        assert len({served.at for served in one}) == 1
        assert_allowed(given_case, one)


@st.composite
def sharing(draw: st.DrawFn) -> Guests:
    """Generate guests of one or two services at the same time, with rooms for one to three guests each."""
    case, requests, window = draw(guests(most=4, longest=150))
    sizes = {n: draw(st.integers(1, 3)) for n in range(200)}
    shares = [draw(st.integers(1, 3)) for _ in range(2)]

    def larger(request: ServiceRequest, most: int) -> ServiceRequest:
        pools = [
            replace(pool, resources=[replace(unit, guests=sizes[unit.id % 200]) for unit in pool.resources])
            for pool in request.offer.pools
        ]
        return replace(request, offer=replace(request.offer, pools=pools), shares=most)

    first = requests[0]
    return case, [larger(one, shares[one is not first]) for one in requests], window


def places(request: ServiceRequest, way: ServedService) -> list[list[tuple[int, int, int]]]:
    """Return the lanes that one guest could have at a time: of who serves, and of each pool, with places for guests."""
    who = next(each for each in request.resources if each.id == way.resource)
    lead = way.at - request.offer.before * MINUTE
    here = lead, way.ends + max(request.offer.after, who.after) * MINUTE
    kept = lead, way.ends + request.offer.after * MINUTE
    found = [[(who.id, lane, 1) for lane in clear(who, here)]]
    for pool in request.offer.pools:
        found.append(
            [(unit.id, lane, min(unit.guests, request.shares)) for unit in pool.resources for lane in clear(unit, kept)]
        )
    return found


def shared_at(requests: Sequence[ServiceRequest], chosen: Sequence[ServedService]) -> bool:
    """Return whether some choice of lanes gives each guest a place: only equal requests share one, if it is large."""
    of_each = [product(*places(request, way)) for request, way in zip(requests, chosen, strict=True)]
    for lanes in product(*of_each):
        users: dict[tuple[int, int], list[tuple[ServiceRequest, int]]] = {}
        for request, of_one in zip(requests, lanes, strict=True):
            for resource, lane, most in of_one:
                users.setdefault((resource, lane), []).append((request, most))
        if all(
            all(one == users_of[0][0] and len(users_of) <= most for one, most in users_of)
            for users_of in users.values()
        ):
            return True
    return False


@often
@given(sharing())
def test_guests_share_rooms_exactly_when_brute_force_can(given_case: Guests) -> None:
    case, requests, window = given_case
    each = [list(ways(case, request, window)) for request in requests]
    times = set.intersection(*({way.at for way in of_one} for of_one in each))
    possible = {
        at
        for at in times
        if any(shared_at(requests, one) for one in product(*([way for way in of if way.at == at] for of in each)))
    }
    found = list(search(given_case).together())
    assert [one[0].at for one in found] == sorted(possible)
    for one in found:
        assert shared_at(requests, one)
        for room in {served.room for served in one if served.room}:
            sharers = [request for request, served in zip(requests, one, strict=True) if served.room == room]
            assert 1 < len(sharers) <= sharers[0].shares
            assert all(request == sharers[0] for request in sharers)


@often
@given(guests())
def test_back_to_back_bookings_can_all_be_booked_inside_the_window(given_case: Guests) -> None:
    found = list(search(given_case).back_to_back())
    firsts = [min(served.at for served in one) for one in found]
    assert firsts == sorted(set(firsts))
    for one in found:
        assert_allowed(given_case, one)


@often
@given(guests(most=3, longest=100))
def test_back_to_back_finds_the_earliest_end_for_each_first_start(given_case: Guests) -> None:
    expected = slowly_in_turn(given_case)
    found = search(given_case)
    assert {begins(one): ends(one) for one in found.back_to_back(tries=EVERY, most_tries=EVERY)} == expected
    assert {begins(one) for one in found.back_to_back()} == set(expected)


def assert_allowed(given_case: Guests, found: Party) -> None:
    case, requests, window = given_case
    assert window[0] <= begins(found)
    assert ends(found) <= window[1]
    assert allows(case, requests, found)


def begins(found: Party) -> datetime:
    return min(served.at for served in found)


def ends(found: Party) -> datetime:
    return max(served.ends for served in found)


PORTLAND = ZoneInfo("America/Los_Angeles")
OPEN = Hours({weekday: [(600, 1200)] for weekday in range(7)})
NOW = datetime(2026, 5, 14, 17, tzinfo=UTC)
TEN = datetime(2026, 5, 19, 17, tzinfo=UTC)
DAY = TEN, TEN + timedelta(hours=10)
JUNE, PRIYA, MAYA = ResourceCalendar(1), ResourceCalendar(2), ResourceCalendar(3)


def rooms(number: int) -> list[Pool]:
    return [Pool(UnavailableReason.NO_ROOM, [ResourceCalendar(11 + n) for n in range(number)])]


def found_for(requests: Sequence[ServiceRequest], window: Range = DAY) -> PartySearch:
    return party(PORTLAND, OPEN, requests, window, NOW)


def clock(one: Party) -> list[tuple[str, int]]:
    return [(f"{served.at.astimezone(PORTLAND):%H:%M}", served.resource) for served in one]


def test_guests_start_together_as_far_as_members_and_rooms_suffice() -> None:
    massage = ServiceRequest(SlotTerms(60, pools=rooms(2)), [JUNE, PRIYA, MAYA])
    assert clock(next(found_for([massage] * 2).together())) == [("10:00", 1), ("10:00", 2)]
    assert not list(found_for([massage] * 3).together())
    assert not list(found_for([replace(massage, resources=[JUNE])] * 2).together())


def test_two_guests_of_a_group_share_a_couples_room_only_if_one_booking_may_have_two() -> None:
    couples = [Pool(UnavailableReason.NO_ROOM, [ResourceCalendar(11, guests=2)])]
    massage = ServiceRequest(SlotTerms(60, pools=couples), [JUNE, PRIYA, MAYA], shares=2)
    assert [served.room for served in next(found_for([massage] * 2).together())] == [(11, 0), (11, 0)]
    assert not list(found_for([massage] * 3).together())
    assert not list(found_for([replace(massage, shares=1)] * 2).together())
    facial = replace(massage, offer=replace(massage.offer, duration=45))
    assert not list(found_for([massage, facial]).together())


def test_guests_have_rooms_of_their_own_while_there_are_enough() -> None:
    both = [Pool(UnavailableReason.NO_ROOM, [ResourceCalendar(11, guests=2), ResourceCalendar(12)])]
    massage = ServiceRequest(SlotTerms(60, pools=both), [JUNE, PRIYA, MAYA], shares=2)
    assert [served.room for served in next(found_for([massage] * 2).together())] == [None, None]
    assert sorted(str(served.room) for served in next(found_for([massage] * 3).together())) == [
        "(11, 0)",
        "(11, 0)",
        "None",
    ]


def test_a_member_who_alone_can_serve_one_service_is_kept_for_it() -> None:
    massage = ServiceRequest(SlotTerms(60), [JUNE, PRIYA])
    facial = ServiceRequest(SlotTerms(60), [JUNE])
    assert clock(next(found_for([massage, facial]).together())) == [("10:00", 2), ("10:00", 1)]


def test_a_room_that_is_free_for_the_faster_member_only_decides_who_serves() -> None:
    taken = [(TEN + timedelta(minutes=60), TEN + timedelta(hours=10))]
    pools = [Pool(UnavailableReason.NO_ROOM, [ResourceCalendar(11, busy=[taken])])]
    massage = ServiceRequest(SlotTerms(90, pools=pools), [JUNE, replace(PRIYA, duration=60)])
    other = ServiceRequest(SlotTerms(60), [JUNE, PRIYA])
    assert clock(next(found_for([other, massage]).together())) == [("10:00", 1), ("10:00", 2)]


def test_guests_take_turns_with_buffers_between_them() -> None:
    massage = ServiceRequest(SlotTerms(60, after=15), [JUNE])
    one = next(found_for([massage] * 3).back_to_back())
    assert [at for at, _ in clock(one)] == ["10:00", "11:15", "12:30"]


def test_eight_guests_with_five_members_and_four_rooms_take_two_rounds() -> None:
    massage = ServiceRequest(SlotTerms(60, pools=rooms(4)), [ResourceCalendar(n) for n in range(1, 6)])
    found = list(found_for([massage] * 8).back_to_back())
    assert [at for at, _ in clock(found[0])] == ["10:00"] * 4 + ["11:00"] * 4
    assert len(found) == 33  # from 10 AM to 6 PM, every 15 minutes
    assert not list(found_for([massage] * 8, (TEN, TEN + timedelta(minutes=119))).back_to_back())


def test_the_search_ends_after_its_tries() -> None:
    massage = ServiceRequest(SlotTerms(60, pools=rooms(4)), [ResourceCalendar(n) for n in range(1, 6)])
    assert len(list(found_for([massage] * 8).back_to_back(most_tries=20))) == 2
    assert not list(found_for([massage] * 8).back_to_back(most_tries=0))
    assert not list(found_for([massage] * 8).back_to_back(tries=7))


def missing(requests: Sequence[ServiceRequest], *, in_turn: bool = False) -> UnavailableReason | None:
    return missing_pool(PORTLAND, OPEN, requests, DAY, NOW, in_turn=in_turn)


def test_what_a_party_lacks_is_rooms_if_it_could_be_served_with_more_of_them() -> None:
    massage = ServiceRequest(SlotTerms(60, pools=rooms(1)), [JUNE, PRIYA])
    assert missing([massage] * 2) is UnavailableReason.NO_ROOM
    assert missing([massage] * 3) is None
    long = ServiceRequest(SlotTerms(400, pools=rooms(1)), [JUNE, PRIYA])
    assert missing([long] * 2, in_turn=True) is UnavailableReason.NO_ROOM
    assert missing([long] * 3, in_turn=True) is None


def test_without_guests_or_starts_there_is_nothing_to_find() -> None:
    late = ServiceRequest(SlotTerms(60), [JUNE])
    assert not list(found_for([late], (DAY[1], DAY[1] + timedelta(hours=1))).together())
    assert not list(found_for([late, replace(late, resources=[])]).back_to_back())
