"""The definitions of "best" and "soonest", so that every engine can calculate them.

The score for best is a sum of how well the words match, how near the venue is, and how well it is rated.
"""

import math
from itertools import pairwise

EXACT = 12.0
"""The words are the venue's whole name: more than all else together. Half of it if only "and" or "the" differ."""

NAMED = 4.0
"""Every word is a prefix of a word in the venue's name."""

SOLD = 2.0
"""Every word is a prefix of a word in the title of one offer."""

NEARNESS = 2.0
"""At the location of the query; half of it at a distance of HALF_MILES."""
HALF_MILES = 5.0

RATED = 0.2
"""Per star; a venue without reviews counts as rated UNRATED."""
UNRATED = 3.5


def nearness(miles: float) -> float:
    """Return the score for a distance, from NEARNESS down to almost nothing."""
    return NEARNESS * math.exp2(-miles / HALF_MILES)


def soonest_steps() -> tuple[tuple[int, int], ...]:
    """Return the intervals that "soonest" distinguishes, in hours from now, half-open: each of the first twelve hours,
    then four hours at a time for two days, then days."""
    hours = [*range(13), *range(16, 48, 4), *range(48, 32 * 24, 24)]
    return tuple(pairwise(hours))


def soonest_step(hours: int) -> int:
    """Return the index of the step that contains an hour, counted from now; the number of steps if it is beyond all of
    them."""
    return next((place for place, (_, ends) in enumerate(soonest_steps()) if hours < ends), len(soonest_steps()))
