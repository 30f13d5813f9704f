"""How an amount is split over the bookings that it is about."""

from collections.abc import Sequence
from itertools import accumulate, pairwise


def shares(cents: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in proportion to weights, to the cent. No share is above its weight if the amount isn't."""
    whole = sum(weights)
    if not whole:
        return [0 for _ in weights]
    sums = [cents * part // whole for part in accumulate(weights, initial=0)]
    return [after - before for before, after in pairwise(sums)]
