"""How long the availability engine takes: `python -m tests.benchmarks.engine`.

The case to keep under 5 ms: 30 days, 5 members with hours of their own, 1,200 reservations each, steps of 15 minutes.
Prints the median and the best of many runs, of the whole call and of what it is made of.
"""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from app.availability.engine import Hours, Offer, Range, Resource, check, open_ranges, starts, upcoming

RUNS = 200
ZONE = ZoneInfo("America/Los_Angeles")
MINUTE = timedelta(minutes=1)
NOW = datetime(2026, 5, 4, 7, tzinfo=UTC)
WINDOW = NOW, NOW + timedelta(days=30)


def venue_hours() -> Hours:
    weekdays = {weekday: [(8 * 60, 21 * 60)] for weekday in range(6)}
    return Hours({**weekdays, 6: [(10 * 60, 18 * 60)]}, {date(2026, 5, 25): []})


def member(number: int, reservations: int) -> Resource:
    """Reservations of 10 to 20 minutes all around the clock, with pauses between them that differ."""
    chance = random.Random(number)
    busy: list[Range] = []
    free_from = NOW
    for n in range(reservations):
        due = NOW + (n + 1) * timedelta(days=30) / reservations
        begins = free_from + chance.choice((0, 0, 0, 0, 1)) * (due - free_from) * 0.6 // MINUTE * MINUTE
        free_from = begins + timedelta(minutes=chance.randrange(10, 21))
        busy.append((begins, free_from))
    own = {weekday: [(8 * 60 + 30 * number, 20 * 60)] for weekday in range(number % 2, 6)}
    return Resource(number, Hours(own), busy=[busy])


def measured(name: str, ask: Callable[[], object]) -> None:
    took = []
    for _ in range(RUNS):
        begun = perf_counter()
        ask()
        took.append((perf_counter() - begun) * 1000)
    print(f"{name:<58}{median(took):>8.2f}{min(took):>8.2f}")


def main() -> None:
    hours, offer = venue_hours(), Offer(60, before=5, after=10, notice=120)
    full = [member(number, 1200) for number in range(1, 6)]
    empty = [member(number, 0) for number in range(1, 6)]
    found, free = starts(ZONE, hours, offer, full, WINDOW, NOW), starts(ZONE, hours, offer, empty, WINDOW, NOW)
    taken = next(start.at for start in free if start not in found)

    def listing(resources: Sequence[Resource], window: Range = WINDOW) -> Callable[[], object]:
        return lambda: starts(ZONE, hours, offer, resources, window, NOW)

    print(f"{'':<58}{'median':>8}{'best':>8}  ms, of {RUNS} runs")
    measured(f"30 days, 5 members, 6,000 reservations: {len(found)} starts", listing(full))
    measured(f"30 days, 5 members, no reservation: {len(free)} starts", listing(empty))
    measured("30 days, 1 member, 1,200 reservations", listing(full[:1]))
    measured(
        "1 day, 5 members, 200 reservations",
        listing([member_today(resource) for resource in full], (NOW, NOW + timedelta(days=1))),
    )
    measured("check: a free start", lambda: check(ZONE, hours, offer, full, found[0].at, NOW))
    measured("check: a taken one, with the reason and the next", lambda: check(ZONE, hours, offer, full, taken, NOW))
    measured(
        "the next three starts within 90 days",
        lambda: upcoming(ZONE, hours, offer, full, (NOW, NOW + timedelta(days=90)), NOW, count=3),
    )
    measured("open ranges, 30 days", lambda: open_ranges(ZONE, hours, WINDOW))


def member_today(resource: Resource) -> Resource:
    busy = [taken for taken in resource.busy[0] if taken[0] < NOW + timedelta(days=1)]
    return Resource(resource.id, resource.hours, busy=[busy])


if __name__ == "__main__":
    main()
