"""Lookup of the city or ZIP code in the USA that a typed text means, without an external service."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import zipcodes

from app.search_pages.city_list import PEOPLE_PER_ZIP_CODE, ListedCity, listed_city
from app.venues.places import STATES
from search.geo import Point
from search.text import fold

LONGEST = 80
_CODES = {fold(name): code for code, name in STATES.items()} | {code.lower(): code for code in STATES}
_ZIP = re.compile(r"(?:^|\D)(\d{5})(?:-?\d{4})?$")
_COUNTRY = re.compile(r"[\s,]+(?:usa?|united states(?: of america)?|america)\.?$", re.IGNORECASE)
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
# Names that people use for places but the postal data does not.
NICKNAMES = {
    "atl": ("Atlanta", "GA"),
    "chi": ("Chicago", "IL"),
    "dc": ("Washington", "DC"),
    "la": ("Los Angeles", "CA"),
    "manhattan": ("Manhattan", "NY"),
    "new york city": ("New York", "NY"),
    "ny": ("New York", "NY"),
    "nyc": ("New York", "NY"),
    "philly": ("Philadelphia", "PA"),
    "nola": ("New Orleans", "LA"),
    "pdx": ("Portland", "OR"),
    "slc": ("Salt Lake City", "UT"),
    "sf": ("San Francisco", "CA"),
    "vegas": ("Las Vegas", "NV"),
}
_SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "pt": "port"}
_SHORT |= {"n": "north", "s": "south", "e": "east", "w": "west", "no": "north", "so": "south"}

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
    """Return the place that a text names, such as "97202", "Portland, OR", "portland oregon, USA", "D.C." or
    "Portland". Among several of the same name it is the largest. None if there is no such place."""
    return next(_places(text, stated=False), None)


@lru_cache(maxsize=1024)
def with_state(text: str) -> Place | None:
    """Return the same as `find_place`, but only if the text has a ZIP code or also names the state."""
    return next(_places(text, stated=True), None)


def cleaned(text: str) -> str:
    """Return the text without the country and the periods of initials: Washington, D.C., USA is Washington, DC."""
    typed = _INITIALS.sub(lambda initials: initials[0].replace(".", ""), text.strip()[:LONGEST])
    return _COUNTRY.sub("", typed).strip(" ,.")


def _places(text: str, *, stated: bool) -> Iterator[Place]:
    typed = cleaned(text)
    code = _ZIP.search(typed)
    if code:
        found = _of_zip_code(code[1])
        yield from [found] if found else []
        return
    for name, state in readings(typed):
        found = _of_town(name, state) if state or not stated else None
        if found:
            yield found
    part, _, whole = typed.partition(",")
    city = next(_places(whole, stated=False), None) if whole.strip() and part.strip() else None
    found = _of_town(" ".join(fold(part).split()).title(), city.state) if city else None
    if found:
        yield found


def readings(typed: str) -> Iterator[tuple[str, str | None]]:
    """Yield (town, state): first with the last words as a state if they are one, then with all of them as a town."""
    if fold(typed) in NICKNAMES:
        yield NICKNAMES[fold(typed)]
    # The postal data has Coeur D Alene.
    words = fold(re.sub("['’]", " ", typed)).split()
    words = words[1:] if words[:1] == ["the"] else words
    for split in range(1, len(words)):
        state = _CODES.get(" ".join(words[split:]))
        if state:
            yield from ((name, state) for name in spellings(words[:split]))
    yield from ((name, None) for name in spellings(words))


def spellings(words: list[str]) -> Iterator[str]:
    """Yield the name as typed, and with its first word spelled out: St. Louis is Saint Louis, but some towns are always
    St."""
    yield " ".join(words).title()
    if words and words[0] in _SHORT:
        yield " ".join((_SHORT[words[0]], *words[1:])).title()


def _of_zip_code(code: str) -> Place | None:
    found: list[ZipCode] = zipcodes.matching(code)  # type: ignore[no-untyped-call]
    return _place(found, f"{found[0]['city']}, {found[0]['state']} {code}") if found else None


def _of_town(name: str, state: str | None) -> Place | None:
    """Return the town by its name. The number of ZIP codes is a fair measure of its population. The city list has the
    larger places that the postal data has no name for; alternative names in the postal data come last."""
    by_state: defaultdict[str, list[ZipCode]] = defaultdict(list)
    for code in _codes_of(name, state):
        by_state[code["state"]].append(code)
    # Ties are broken by state, as in the suggestions.
    largest = min(by_state, key=lambda found: (-len(by_state[found]), found), default=None)
    listed = listed_city(name, state)
    people = PEOPLE_PER_ZIP_CODE * len(by_state.get(largest or "", ()))
    if listed and listed.state not in by_state and listed.people > people:
        return _listed(listed)
    if largest:
        return _place(by_state[largest], f"{name}, {largest}")
    return _also_called(name, state) if state else None


def _codes_of(name: str, state: str | None) -> list[ZipCode]:
    given = {"city": name, "state": state} if state else {"city": name}
    return zipcodes.filter_by(**given)  # type: ignore[no-any-return, no-untyped-call]


def _listed(city: ListedCity) -> Place:
    return Place(city.label, city.name, city.state, city.zone, Point(city.latitude, city.longitude))


def _also_called(name: str, state: str) -> Place | None:
    """Return the town by an alternative name in the postal data: Capitol Hill in Seattle."""
    codes = _other_names().get((fold(name), state), [])
    return _place(codes, f"{name}, {state}") if codes else None


@lru_cache(maxsize=1)
def _other_names() -> Mapping[tuple[str, str], list[ZipCode]]:
    found: defaultdict[tuple[str, str], list[ZipCode]] = defaultdict(list)
    for code in zipcodes.list_all():  # type: ignore[no-untyped-call]
        if code["zip_code_type"] == "STANDARD":
            for name in (*code["acceptable_cities"], *code["unacceptable_cities"]):
                found[fold(name), code["state"]].append(code)
    return found


def _place(codes: list[ZipCode], label: str) -> Place:
    """Return the place at the center of its ZIP codes, ignoring post office box codes unless there are no others."""
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
