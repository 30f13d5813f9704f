"""How PostgreSQL stores and compares hours.

An array has a number for each day since 1970 in UTC, and each of its lowest 24 bits is an hour: a fifth of the size of
separate hours, and a query about a day looks at one number. The subscripts are the days: [20587:20588]={3,1}.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from search.documents import SearchQuery, hour_of
from search.relevance import soonest_steps
from search.zones import Hours, local_hours

DAY = 24
WHOLE_DAY = 2**DAY - 1
# Tested first, so that most venues need only a test or two.
_FREQUENT = ("America/New_York", "America/Chicago", "America/Los_Angeles", "America/Denver")


def days(hours: Iterable[int]) -> Mapping[int, int]:
    """Return the bits of each day that has any of the hours."""
    found: dict[int, int] = defaultdict(int)
    for hour in hours:
        found[hour // DAY] |= 1 << hour % DAY
    return found


def minute(instant: datetime) -> int:
    """Return the minute since 1970 that contains an aware instant."""
    return int(instant.timestamp() // 60)


def together(each: Iterable[Mapping[int, int]]) -> Mapping[int, int]:
    """Return the bits that are set in any of the mappings."""
    found: dict[int, int] = defaultdict(int)
    for bits in each:
        for day, of_day in bits.items():
            found[day] |= of_day
    return found


def written(bits: Mapping[int, int]) -> str:
    """Return the bits as a PostgreSQL array literal."""
    if not bits:
        return "{}"
    first, last = min(bits), max(bits)
    return f"[{first}:{last}]={{{','.join(str(bits.get(day, 0)) for day in range(first, last + 1))}}}"


@lru_cache(maxsize=1024)  # most queries are about the same few days
def any_of(column: str, hours: Hours) -> str:
    """Return a condition: the column has any of the hours. It is NULL, which works like false, for days outside the
    array."""
    tests = []
    for day, bits in days(hour for begins, ends in hours for hour in range(begins, ends)).items():
        tests.append(f"{column}[{day}] <> 0" if bits == WHOLE_DAY else f"{column}[{day}] & {bits} <> 0")
    return f"({' OR '.join(tests)})" if tests else "false"


class RequestedHours:
    """The hours that a query is about and that are not over, by groups of zones that share them."""

    def __init__(self, query: SearchQuery) -> None:
        self.now = hour_of(query.at)
        self.groups: Sequence[tuple[Hours, tuple[str, ...]]] = ()
        if query.free_at:
            free_at = query.free_at
            found = local_hours(free_at.first, free_at.last, free_at.from_hour, free_at.to_hour).items()
            self.groups = sorted(found, key=lambda group: not any(zone in _FREQUENT for zone in group[1]))

    @property
    def group(self) -> str:
        """Return the expression for the number of a venue's group, by its zone."""
        cases = (f"WHEN zone IN ({_quoted(zones)}) THEN {number}" for number, (_, zones) in enumerate(self.groups))
        return f"CASE {' '.join(cases)} END" if self.groups else "NULL"

    def among(self, column: str, *, group: str = "hours") -> str:
        """Return a condition: the column has any of these hours, where `group` is the number of the group."""
        return self._by_group(lambda hours: any_of(column, hours), group)

    def _by_group(self, make: Callable[[Hours], str], group: str = "hours") -> str:
        cases = (f"WHEN {number} THEN {make(_from(hours, self.now))}" for number, (hours, _) in enumerate(self.groups))
        return f"CASE {group} {' '.join(cases)} END"

    def step(self, column: str) -> str:
        """Return the expression for the step of search.relevance that contains the first of these hours; without
        groups, of any hour that is not over."""
        return self._by_group(lambda hours: self._step(column, hours)) if self.groups else self._step(column, None)

    def _step(self, column: str, among: Hours | None) -> str:
        cases = []
        for place, (begins, ends) in enumerate(soonest_steps()):
            step = self.now + begins, self.now + ends
            hours = (step,) if among is None else _within(among, step)
            if hours:
                cases.append(f"WHEN {any_of(column, hours)} THEN {place}")
        return f"CASE {' '.join(cases)} END" if cases else "CAST(NULL AS integer)"


def _quoted(zones: Iterable[str]) -> str:
    return ", ".join(f"'{zone}'" for zone in sorted(zones, key=lambda zone: zone not in _FREQUENT))


def _from(hours: Hours, now: int) -> Hours:
    return tuple((max(begins, now), ends) for begins, ends in hours if ends > now)


def _within(hours: Hours, step: tuple[int, int]) -> Hours:
    cut = ((max(begins, step[0]), min(ends, step[1])) for begins, ends in hours)
    return tuple((begins, ends) for begins, ends in cut if begins < ends)
