"""Lanes for several bookings at once: the engine compared with trying every combination."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.availability.engine.joint_lanes import joint_lanes
from app.availability.engine.types import Range
from tests.availability.engine.samples import MINUTE
from tests.sizes import sized

BEGINS = datetime(2026, 5, 19, 17, tzinfo=UTC)
times = st.tuples(st.integers(0, 3), st.integers(1, 3)).map(
    lambda pair: (BEGINS + pair[0] * 30 * MINUTE, BEGINS + (pair[0] + pair[1]) * 30 * MINUTE)
)
needs = st.lists(st.tuples(times, st.lists(st.integers(1, 4), max_size=3, unique=True)), max_size=5)


def suits(wanted: Sequence[tuple[Range, Sequence[int]]], chosen: Sequence[int]) -> bool:
    """Return whether no lane is used twice at once."""
    pairs = combinations(zip(wanted, chosen, strict=True), 2)
    return not any(
        lane == other and during[0] < there[1] and there[0] < during[1]
        for ((during, _), lane), ((there, _), other) in pairs
    )


@settings(max_examples=sized(1000, 100), deadline=None)
@given(needs)
def test_lanes_are_found_exactly_when_some_combination_suits(wanted: list[tuple[Range, list[int]]]) -> None:
    found = joint_lanes(wanted)
    possible = any(suits(wanted, chosen) for chosen in product(*(lanes for _, lanes in wanted)))
    assert (found is not None) == possible
    if found is not None:
        assert suits(wanted, found)
        assert all(lane in lanes for lane, (_, lanes) in zip(found, wanted, strict=True))


def test_the_search_for_lanes_ends_after_its_tries() -> None:
    everyone = [((BEGINS, BEGINS + MINUTE), [1, 2, 3])] * 3
    assert joint_lanes(everyone, tries=3) == [1, 2, 3]
    assert joint_lanes(everyone, tries=2) is None
