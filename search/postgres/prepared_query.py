"""A query with the values and conditions that its SQL statement consists of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row

from search.cursor import read
from search.documents import SearchQuery
from search.postgres.hours import RequestedHours, minute
from search.sought import Sought, sought
from search.text import name_keys

ENGINE = "postgresql"

Values = dict[str, Any]

# One colon: two are a cast.
_VALUE = re.compile(r"(?<!:):([a-z]\w*)")


@dataclass(frozen=True, slots=True)
class PreparedQuery:
    query: SearchQuery
    words: tuple[Sought, ...]
    hours: RequestedHours

    @classmethod
    def of(cls, query: SearchQuery) -> "PreparedQuery":
        return cls(query, sought(query.text), RequestedHours(query))

    @property
    def reads_offers(self) -> bool:
        """Return whether only the offers, not the venue's own row, can tell which of them match."""
        return self.query.asks_more_of_offers

    @property
    def reads_words(self) -> bool:
        return bool(self.words or self.query.name)

    @property
    def choices(self) -> dict[str, str]:
        """Map each facet to the condition for its choices: a facet is counted without its own choice."""
        query = self.query
        chosen = {"kinds": query.kinds, "cities": query.cities, "tags": query.tags}
        found = {name: f"in_{name}" for name, choice in chosen.items() if choice}
        if query.open_now:
            found["open_now"] = "is_open"
        if query.categories or query.deals:
            found["offers"] = "has"
        return found

    def chosen(self, *without: str, also: str = "") -> str:
        tests = [test for name, test in self.choices.items() if name not in without]
        return " AND ".join([*tests, *([also] if also else [])]) or "true"

    @property
    def is_narrow(self) -> bool:
        """Return whether an index narrows the venues down to few enough to materialize them for counting."""
        return bool(self.reads_words or self.query.near or self.query.box or self.reads_offers)


def values(prepared: PreparedQuery) -> Values:
    """Return the values for the statement of a query."""
    query = prepared.query
    near, box, prices = query.near, query.box, query.prices
    cities = sorted(query.cities)
    after = read(query.after) if query.after else None
    key, bare_key = name_keys(query.text) or (None, None)
    worded = every(prepared.words)
    whole_name = name_keys(query.name)[:1]
    return {
        # A query of one word may be a whole name, written without spaces.
        "sought": f"{worded} | '{key}' | '{bare_key}'" if len(prepared.words) == 1 else worded or None,
        "worded": worded or None,
        "worded_in_titles": every(prepared.words, weight="B") or None,
        "each": [any_form(one) for one in prepared.words],
        "whole_name": f"'{whole_name[0]}'" if whole_name else None,
        "any_name_key": f"'{key}' | '{bare_key}'",
        "name_key": f"'{key}'",
        "bare_name_key": f"'{bare_key}'",
        "at": minute(query.at),
        "open_at": minute(query.open_at) if query.open_at else None,
        **(
            {"latitude": near.point.latitude, "longitude": near.point.longitude, "most_miles": near.miles}
            if near
            else {}
        ),
        **({"south": box.south_west.latitude, "west": box.south_west.longitude} if box else {}),
        **({"north": box.north_east.latitude, "east": box.north_east.longitude} if box else {}),
        "rating": query.rating,
        "kinds": sorted(query.kinds),
        "cities": [city.name for city in cities],
        "states": [city.state for city in cities],
        "tags": sorted(query.tags),
        "categories": sorted(query.categories),
        **{f"category_{n}": category for n, category in enumerate(sorted(query.categories))},
        "lowest": prices.lowest if prices else 0,
        "highest": prices.highest if prices else None,
        "guests": query.guests,
        "genders": sorted(query.genders),
        **({"least_minutes": query.minutes.least, "most_minutes": query.minutes.most} if query.minutes else {}),
        "now": prepared.hours.now,
        "most": query.size + 1,
        "before": (query.page - 1) * query.size,
        "until": query.page * query.size + 1,
        **({f"after_{name}": value for name, value in after._asdict().items()} if after else {}),
    }


def ask(connection: Connection, statement: str, given: Values) -> Sequence[Row[Any]]:
    """Return the rows of a statement with placeholders such as `:now`.

    It goes straight to the driver: there are too many different statements for SQLAlchemy to cache, and compiling one
    anew takes a millisecond.
    """
    return connection.exec_driver_sql(_for_driver(statement), given).all()


@lru_cache(maxsize=500)
def _for_driver(statement: str) -> str:
    return _VALUE.sub(r"%(\1)s", statement.replace("%", "%%"))


def every(words: Iterable[Sought], *, weight: str = "") -> str:
    """Return the tsquery for text that has all of the words, each in any of its forms."""
    return " & ".join(any_form(one, weight=weight) for one in words)


def any_form(one: Sought, *, weight: str = "") -> str:
    """Return the tsquery for one word: text that has a word starting with it or with one of its joined forms."""
    forms = (f"'{letters}':*{weight}" for letters in one.begins)
    return f"({' | '.join(forms)})"
