"""Benchmark of the availability engine: `python -m tests.benchmarks.engine`.

The case to keep under 5 ms: 30 days, 5 team members with their own hours, 1,200 reservations each, 15-minute steps.
Prints the median and the best of many runs in milliseconds of processor time, which other work on the machine does not
affect. A second table shows why the engine works with numbers.
"""

import random
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import cycle, islice
from statistics import median
from time import process_time
from zoneinfo import ZoneInfo

from app.availability.engine.combined import Pair, ServiceRequest, combined
from app.availability.engine.openings import check, open_ranges, starts, upcoming
from app.availability.engine.party import party
from app.availability.engine.types import Hours, Pool, Range, ResourceCalendar, SlotTerms, Start
from app.availability.enums import UnavailableReason

RUNS = 200
ZONE = ZoneInfo("America/Los_Angeles")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOW = datetime(2026, 5, 4, 7, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 15, 7, tzinfo=UTC)
WINDOW = NOW, NOW + 30 * DAY


def venue_hours() -> Hours:
    weekdays = {weekday: [(8 * 60, 21 * 60)] for weekday in range(6)}
    return Hours({**weekdays, 6: [(10 * 60, 18 * 60)]}, {date(2026, 5, 25): []})


def member(number: int, count: int) -> ResourceCalendar:
    """Return a team member with reservations of 10 to 20 minutes around the clock, with varying gaps."""
    chance = random.Random(number)
    busy: list[Range] = []
    free_from = NOW
    for n in range(count):
        due = NOW + (n + 1) * 30 * DAY / count
        begins = free_from + chance.choice((0, 0, 0, 0, 1)) * (due - free_from) * 0.6 // MINUTE * MINUTE
        free_from = begins + timedelta(minutes=chance.randrange(10, 21))
        busy.append((begins, free_from))
    own = {weekday: [(8 * 60 + 30 * number, 20 * 60)] for weekday in range(number % 2, 6)}
    return ResourceCalendar(number, Hours(own), busy=[busy])


def reservations(resources: Sequence[ResourceCalendar], until: datetime) -> list[ResourceCalendar]:
    """Return the same resources with only the reservations that begin before an instant."""
    return [
        replace(who, busy=[[taken for taken in lane if taken[0] < until] for lane in who.busy]) for who in resources
    ]


def measured(name: str, ask: Callable[[], object]) -> float:
    took = []
    for _ in range(RUNS):
        begun = process_time()
        ask()
        took.append((process_time() - begun) * 1000)
    print(f"{name:<64}{median(took):>8.2f}{min(took):>8.2f}")
    return median(took)


def engine_table() -> None:
    hours, offer = venue_hours(), SlotTerms(60, before=5, after=10, minimum_notice=120, booking_window=365)
    full = [member(number, 1200) for number in range(1, 6)]
    empty = [member(number, 0) for number in range(1, 6)]
    room = [
        ResourceCalendar(
            9, busy=[[taken for taken in full[n % 5].busy[0] if taken[0].day % 4 == n % 4] for n in range(20)]
        )
    ]
    today, autumn, quarter = (NOW, NOW + DAY), (AUTUMN, AUTUMN + 30 * DAY), (NOW, NOW + 90 * DAY)

    def listed(resources: Sequence[ResourceCalendar], window: Range = WINDOW) -> Callable[[], list[Start]]:
        return lambda: starts(ZONE, hours, offer, resources, window, NOW)

    free = {start.at for start in listed(full)()}
    taken = next(start.at for start in listed(empty)() if start.at not in free)
    measured(f"30 days, 5 members, 6,000 reservations: {len(free)} starts", listed(full))
    measured(f"30 days, 5 members, no reservation: {len(listed(empty)())} starts", listed(empty))
    measured("30 days in which the clocks go back, no reservation", listed(empty, autumn))
    measured("30 days, 1 member, 1,200 reservations", listed(full[:1]))
    measured(f"30 days, a room with 20 places, {sum(map(len, room[0].busy)):,} reservations", listed(room))
    measured("1 day, 5 members, 200 reservations", listed(reservations(full, NOW + DAY), today))
    measured("check: a free start", lambda: check(ZONE, hours, offer, full, min(free), NOW))
    measured("check: a taken one, its reason and the next", lambda: check(ZONE, hours, offer, full, taken, NOW))
    measured("the next 3 starts of 90 days", lambda: upcoming(ZONE, hours, offer, full, quarter, NOW, count=3))
    measured("14 days of two services in one visit, no reservation", both(hours, empty))
    measured("14 days of two services in one visit, 6,000 reservations", both(hours, full))
    party_table(hours)
    measured("open ranges, 30 days", lambda: open_ranges(ZONE, hours, WINDOW))


def party_table(hours: Hours) -> None:
    """Print what a party of eight costs on one day, with five team members and four rooms, against the list of that
    day's starts for one guest."""
    pools = [Pool(UnavailableReason.NO_ROOM, [ResourceCalendar(20 + number) for number in range(4)])]
    people = [replace(member(number, 1200), busy=[[]]) for number in range(1, 6)]
    offer, day = SlotTerms(60, before=5, after=10, minimum_notice=120, pools=pools), (NOW + DAY, NOW + 2 * DAY)
    guests = [ServiceRequest(offer, people)] * 8
    one = measured(
        "1 day, 5 members, 4 rooms: the starts of one guest", lambda: starts(ZONE, hours, offer, people, day, NOW)
    )
    all_at_once = measured(
        "the same for 8 guests together", lambda: list(party(ZONE, hours, guests, day, NOW).together())
    )
    in_turn = measured(
        "the same for 8 guests back to back", lambda: list(party(ZONE, hours, guests, day, NOW).back_to_back())
    )
    print(f"  8 guests take {all_at_once / one:.0f} and {in_turn / one:.0f} times as long as one")


def both(hours: Hours, resources: Sequence[ResourceCalendar]) -> Callable[[], list[Pair]]:
    """Return a search for an hour with any of five team members, then half an hour with any of three of them."""
    massage = ServiceRequest(SlotTerms(60, before=5, after=10, minimum_notice=120), resources)
    scalp = ServiceRequest(SlotTerms(30, after=5, minimum_notice=120), resources[:3])
    return lambda: list(combined(ZONE, hours, massage, scalp, (NOW, NOW + 14 * DAY), NOW))


def numbers_table() -> None:
    """Print why the engine works with timestamps, and why it converts reservations to them as late as possible."""
    step, minutes = timedelta(minutes=15), range(0, 30 * 24 * 60, 15)
    instants = [NOW + minute * MINUTE for minute in minutes]
    stamps = [int(at.timestamp()) for at in instants]
    measured("30 days of steps, datetimes", lambda: [NOW + n * step for n in range(len(minutes))])
    measured("30 days of steps, numbers", lambda: list(range(stamps[0], stamps[-1] + 1, 900)))
    measured("2,880 bisections, datetimes", lambda: [bisect_left(instants, at) for at in instants])
    measured("2,880 bisections, numbers", lambda: [bisect_left(stamps, at) for at in stamps])
    measured("12,000 datetimes into numbers", lambda: [at.timestamp() for at in islice(cycle(instants), 12_000)])


def main() -> None:
    print(f"{'':<64}{'median':>8}{'best':>8}  ms of CPU, {RUNS} runs")
    engine_table()
    print()
    numbers_table()


if __name__ == "__main__":
    main()
