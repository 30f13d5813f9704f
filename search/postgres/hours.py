"""Hours as PostgreSQL keeps and compares them.

An array has a number for each day since 1970 in UTC, and each of its lowest 24 bits is an hour: a fifth of the size of
the hours one by one, and a question about a day looks at one number. Its subscripts are the days: [20587:20588]={3,1}.
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
# So that most venues are told after a test or two.
_FREQUENT = ("America/New_York", "America/Chicago", "America/Los_Angeles", "America/Denver")


def days(hours: Iterable[int]) -> Mapping[int, int]:
    """The bits of each day that has any of some hours."""
    found: dict[int, int] = defaultdict(int)
    for hour in hours:
        found[hour // DAY] |= 1 << hour % DAY
    return found


def minute(instant: datetime) -> int:
    """The minute since 1970 that an aware instant is in."""
    return int(instant.timestamp() // 60)


def together(each: Iterable[Mapping[int, int]]) -> Mapping[int, int]:
    """The bits that are set in any of them."""
    found: dict[int, int] = defaultdict(int)
    for bits in each:
        for day, of_day in bits.items():
            found[day] |= of_day
    return found


def written(bits: Mapping[int, int]) -> str:
    """As PostgreSQL reads an array."""
    if not bits:
        return "{}"
    first, last = min(bits), max(bits)
    return f"[{first}:{last}]={{{','.join(str(bits.get(day, 0)) for day in range(first, last + 1))}}}"


@lru_cache(maxsize=1024)  # most questions are about the same few days
def any_of(column: str, hours: Hours) -> str:
    """A condition: some of the hours are in the column. Not known, which is as good as no, for days that it has not."""
    tests = []
    for day, bits in days(hour for begins, ends in hours for hour in range(begins, ends)).items():
        tests.append(f"{column}[{day}] <> 0" if bits == WHOLE_DAY else f"{column}[{day}] & {bits} <> 0")
    return f"({' OR '.join(tests)})" if tests else "false"


class Asked:
    """The hours that a question is about and that are not over, by groups of zones in which they are the same."""

    def __init__(self, query: SearchQuery) -> None:
        self.now = hour_of(query.asked_at)
        self.groups: Sequence[tuple[Hours, tuple[str, ...]]] = ()
        if query.free_at:
            asked = query.free_at
            found = local_hours(asked.first, asked.last, asked.from_hour, asked.to_hour).items()
            self.groups = sorted(found, key=lambda group: not any(zone in _FREQUENT for zone in group[1]))

    @property
    def group(self) -> str:
        """The number of a venue's group, by its zone."""
        cases = (f"WHEN zone IN ({_quoted(zones)}) THEN {number}" for number, (_, zones) in enumerate(self.groups))
        return f"CASE {' '.join(cases)} END" if self.groups else "NULL"

    def among(self, column: str, *, group: str = "hours") -> str:
        """A condition: some of these hours are in the column, where `group` is the number of the group."""
        return self._by_group(lambda hours: any_of(column, hours), group)

    def _by_group(self, make: Callable[[Hours], str], group: str = "hours") -> str:
        cases = (f"WHEN {number} THEN {make(_from(hours, self.now))}" for number, (hours, _) in enumerate(self.groups))
        return f"CASE {group} {' '.join(cases)} END"

    def step(self, column: str) -> str:
        """The step of search.relevance that the first of these hours is in; without groups, of any that is not over."""
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
