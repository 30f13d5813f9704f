"""What "best" and "soonest" mean, so that every engine can reckon it.

Best is a sum: how the words fit, how near it is, how well it is rated.
"""

import math
from itertools import pairwise

EXACT = 12.0
"""The words are the venue's whole name: more than all else together. Half of it where only "and" or "the" differ."""

NAMED = 4.0
"""Every word begins one of the venue's name."""

SOLD = 2.0
"""Every word begins one of a title of what it sells."""

NEARNESS = 2.0
"""Beside the place that was asked for; half of it so many miles away:"""
HALF_MILES = 5.0

RATED = 0.2
"""For each star; without reviews it counts as rated UNRATED."""
UNRATED = 3.5


def nearness(miles: float) -> float:
    """From NEARNESS down to almost nothing."""
    return NEARNESS * math.exp2(-miles / HALF_MILES)


def soonest_steps() -> tuple[tuple[int, int], ...]:
    """What "soonest" tells apart, in hours from now, half-open: each of the first twelve, then four at a time for two
    days, then days."""
    hours = [*range(13), *range(16, 48, 4), *range(48, 32 * 24, 24)]
    return tuple(pairwise(hours))


def soonest_step(hours: int) -> int:
    """The place of the step that so many hours from now are in; the number of steps for what is beyond them."""
    return next((place for place, (_, ends) in enumerate(soonest_steps()) if hours < ends), len(soonest_steps()))
