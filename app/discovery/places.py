"""Where somebody means: a city or a ZIP code of the USA as it is typed, found without asking anybody outside."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import zipcodes

from app.venues.places import STATES
from search.geo import Point
from search.text import fold

LONGEST = 80
_CODES = {fold(name): code for code, name in STATES.items()} | {code.lower(): code for code in STATES}
_ZIP = re.compile(r"(?:^|\D)(\d{5})(?:-?\d{4})?$")
# What people call a place and the post does not.
SAID = {
    "dc": ("Washington", "DC"),
    "la": ("Los Angeles", "CA"),
    "manhattan": ("New York", "NY"),
    "new york city": ("New York", "NY"),
    "ny": ("New York", "NY"),
    "nyc": ("New York", "NY"),
    "philly": ("Philadelphia", "PA"),
    "queens": ("Jamaica", "NY"),
    "sf": ("San Francisco", "CA"),
    "vegas": ("Las Vegas", "NV"),
}
_SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}

ZipCode = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    label: str  # Portland, OR; Portland, OR 97202
    city: str
    state: str  # two letters
    zone: str  # IANA name
    point: Point


@lru_cache(maxsize=1024)
def find_place(text: str) -> Place | None:
    """The place that a text names, as "97202", "Portland, OR", "portland oregon" or "Portland"; the largest of several
    of one name. None when there is no such place."""
    typed = text.strip()[:LONGEST]
    code = _ZIP.search(typed)
    if code:
        return _of_zip_code(code[1])
    towns = (_of_town(name, state) for name, state in _readings(typed))
    return next(filter(None, towns), None)


def _readings(typed: str) -> Iterator[tuple[str, str | None]]:
    """(town, state): with the last words as a state where they are one, then all of them as a town."""
    if fold(typed) in SAID:
        yield SAID[fold(typed)]
    # The post writes Coeur D Alene.
    words = fold(re.sub("['’]", " ", typed)).split()
    for split in range(1, len(words)):
        state = _CODES.get(" ".join(words[split:]))
        if state:
            yield from ((name, state) for name in spellings(words[:split]))
    yield from ((name, None) for name in spellings(words))


def spellings(words: list[str]) -> Iterator[str]:
    """As typed, and with its first word in full: St. Louis is Saint Louis, while some towns are St for good."""
    yield " ".join(words).title()
    if words and words[0] in _SHORT:
        yield " ".join((_SHORT[words[0]], *words[1:])).title()


def _of_zip_code(code: str) -> Place | None:
    found: list[ZipCode] = zipcodes.matching(code)  # type: ignore[no-untyped-call]
    return _place(found, f"{found[0]['city']}, {found[0]['state']} {code}") if found else None


def _of_town(name: str, state: str | None) -> Place | None:
    """Its ZIP codes are a fair measure of how many people live in a town."""
    given = {"city": name, "state": state} if state else {"city": name}
    by_state: defaultdict[str, list[ZipCode]] = defaultdict(list)
    for code in zipcodes.filter_by(**given):  # type: ignore[no-untyped-call]
        by_state[code["state"]].append(code)
    # Of those that are equally large the first by its state, as they are suggested.
    largest = min(by_state, key=lambda found: (-len(by_state[found]), found), default=None)
    return _place(by_state[largest], f"{name}, {largest}") if largest else None


def _place(codes: list[ZipCode], label: str) -> Place:
    """In the middle of its ZIP codes, those of post office boxes aside where there are others."""
    lived_in = [code for code in codes if code["zip_code_type"] == "STANDARD"] or codes
    zones = Counter(code["timezone"] for code in lived_in if "/" in code["timezone"])
    return Place(
        label=label,
        city=codes[0]["city"],
        state=codes[0]["state"],
        zone=zones.most_common(1)[0][0] if zones else "America/New_York",
        point=Point(_mean(lived_in, "lat"), _mean(lived_in, "long")),
    )


def _mean(codes: list[ZipCode], key: str) -> float:
    return sum(float(code[key]) for code in codes) / len(codes)
