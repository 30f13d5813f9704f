"""Where a page ended, as a text to go on from: opaque to who carries it, the same for every engine."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from math import isfinite
from typing import NamedTuple

LONGEST = 1000

LAST_PRICE = 2**31 - 1
"""The key of what has no price, and so comes after all that has."""


class Place(NamedTuple):
    """Of a venue in an order. `key` is what the order is by, the lower the earlier; then come miles (0 where nothing is
    near), the folded name, and the id. `engine` is the one that wrote it: another one may reckon the key and the miles
    with numbers of another length, so it looks up its own for the same venue first."""

    sort: str
    key: float
    miles: float
    name: str
    id: int
    engine: str


def written(place: Place) -> str:
    return urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode()


def read(cursor: str) -> Place:
    """Raises ValueError for what nobody here wrote."""
    try:
        sort, key, miles, name, id, engine = json.loads(urlsafe_b64decode(cursor[:LONGEST].encode()))
        place = Place(str(sort), float(key), float(miles), str(name), int(id), str(engine))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError(f"no place that a page ended at: {cursor[:40]}") from error
    if not (isfinite(place.key) and isfinite(place.miles) and abs(place.id) < 2**63) or "\0" in place.name:
        raise ValueError(f"no place that a page ended at: {cursor[:40]}")
    return place
