"""An opaque pagination cursor that marks where a page ended; the format is the same for every engine."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from math import isfinite
from typing import NamedTuple

LONGEST = 1000

LAST_PRICE = 2**31 - 1
"""The key of venues without a price, which sorts them after all others."""


class CursorPosition(NamedTuple):
    """A venue's position in an order.

    Venues are ordered by `key`, lowest first, then by miles (0 where no location is given), folded name and id.
    `engine` is the one that wrote the cursor: another engine may compute the key and the miles with a different
    precision, so it first looks up its own values for the same venue.
    """

    sort: str
    key: float
    miles: float
    name: str
    id: int
    engine: str


def written(place: CursorPosition) -> str:
    return urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode()


def read(cursor: str) -> CursorPosition:
    """Parse a cursor. Raises ValueError for text that `written` did not produce."""
    try:
        sort, key, miles, name, id, engine = json.loads(urlsafe_b64decode(cursor[:LONGEST].encode()))
        place = CursorPosition(str(sort), float(key), float(miles), str(name), int(id), str(engine))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError(f"no place that a page ended at: {cursor[:40]}") from error
    if not (isfinite(place.key) and isfinite(place.miles) and abs(place.id) < 2**63) or "\0" in place.name:
        raise ValueError(f"no place that a page ended at: {cursor[:40]}")
    return place
