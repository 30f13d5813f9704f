"""What somebody looks for, as an address says it. What makes no sense is left out, and said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from app.discovery.cards import Wanted
from app.discovery.places import Place, find_place
from app.filters import day_of
from search.documents import City, FreeAt, Near, SearchQuery, Sort
from search.text import words

T = TypeVar("T")

DAYS_OFFERED = 14
MILES = (5, 10, 25, 50, 100)
USUAL_MILES = 25
LONGEST_TEXT = 100
LAST_PAGE = 1000
# Whose "today" it is when no place is named: the middle of the country.
SOMEWHERE = "America/Chicago"

Kinds = Mapping[str, str]  # slug -> name, in the order in which people see them


class Part(StrEnum):
    """Of a day: its local hours, half-open."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def hours(self) -> tuple[int, int]:
        return {Part.MORNING: (0, 12), Part.AFTERNOON: (12, 17), Part.EVENING: (17, 24)}[self]


@dataclass(frozen=True, slots=True)
class Criteria:
    """All that a list of venues can be asked for, and when it is asked. `today` is the local date at the place, or
    SOMEWHERE."""

    at: datetime
    today: date
    text: str = ""
    kinds: tuple[str, ...] = ()  # slugs
    place: Place | None = None
    day: date | None = None
    part: Part | None = None
    cities: tuple[City, ...] = ()
    miles: int = USUAL_MILES
    deals: bool = False
    open_now: bool = False
    sort: Sort | None = None
    page: int = 1

    @property
    def free_at(self) -> FreeAt | None:
        """The local dates and hours that are asked for; a part of the day alone means that of any day offered."""
        if self.day is None and self.part is None:
            return None
        first, last = self.day or self.today, self.day or self.today + timedelta(days=DAYS_OFFERED - 1)
        return FreeAt(first, last, *(self.part.hours if self.part else (0, 24)))

    @property
    def order(self) -> Sort:
        """The one that was chosen, else the one that suits the question."""
        if self.sort:
            return self.sort
        return Sort.BEST if self.text else Sort.NEAREST if self.place else Sort.SOONEST

    @property
    def orders(self) -> list[Sort]:
        """Those that there are for this question."""
        # Nobody has rated anything yet.
        possible = {Sort.BEST: bool(self.text), Sort.NEAREST: self.place is not None, Sort.RATING: False}
        return [sort for sort in Sort if possible.get(sort, True)]

    @property
    def wanted(self) -> Wanted:
        point = self.place.point if self.place else None
        return Wanted(frozenset(self.kinds), self.text, self.free_at, self.deals, point)

    def query(self, *, size: int) -> SearchQuery:
        return SearchQuery(
            asked_at=self.at,
            text=self.text,
            categories=frozenset(self.kinds),
            cities=frozenset(self.cities),
            near=Near(self.place.point, self.miles) if self.place else None,
            free_at=self.free_at,
            deals=self.deals,
            open_now=self.open_now,
            sort=self.order,
            page=self.page,
            size=size,
        )

    def but(self, **changed: object) -> "Criteria":
        """The same with something else; from the first page again."""
        return replace(self, **{"page": 1, **changed})  # type: ignore[arg-type]

    @property
    def narrowed(self) -> bool:
        """Whether there is anything to clear besides what, where and when."""
        return bool(self.kinds or self.cities or self.deals or self.open_now or self.miles != USUAL_MILES)

    def cleared(self) -> "Criteria":
        return self.but(kinds=(), cities=(), deals=False, open_now=False, miles=USUAL_MILES)

    def address(self) -> dict[str, str | list[str]]:
        """The arguments of its address; what is as usual is not in it."""
        said: dict[str, str | list[str]] = {
            "q": self.text,
            "near": self.place.label if self.place else "",
            "day": self.day.isoformat() if self.day else "",
            "part": self.part or "",
            "kind": list(self.kinds),
            "city": [str(city) for city in self.cities],
            "miles": str(self.miles) if self.miles != USUAL_MILES else "",
            "deals": "1" if self.deals else "",
            "open": "1" if self.open_now else "",
            "sort": self.sort or "",
            "page": str(self.page) if self.page > 1 else "",
        }
        return {name: value for name, value in said.items() if value}


def read(args: MultiDict[str, str], *, kinds: Kinds, at: datetime) -> tuple[Criteria, list[str]]:
    """What an address asks for, and in words what of it was left out. `at` is now."""
    said = Reader(args)
    place = said.place()
    today = at.astimezone(ZoneInfo(place.zone if place else SOMEWHERE)).date()
    text = said.text()
    named = tuple(slug for slug, name in kinds.items() if text and words(text) in {words(name), words(slug)})
    criteria = Criteria(
        at=at,
        today=today,
        text="" if named else text,
        kinds=named or said.kinds(kinds),
        place=place,
        day=said.day(today),
        part=said.one_of("part", Part, "That part of the day is none we know, so any is shown."),
        cities=said.cities(),
        miles=said.miles() if place else USUAL_MILES,
        deals=bool(args.get("deals")),
        open_now=bool(args.get("open")),
        page=said.page(),
    )
    sort = said.one_of("sort", Sort, "That order is none we know.")
    return (criteria.but(sort=sort, page=criteria.page) if sort in criteria.orders else criteria), said.left_out


class Reader:
    """Reads one argument after another; `left_out` collects what made no sense, in words."""

    def __init__(self, args: MultiDict[str, str]) -> None:
        self.args = args
        self.left_out: list[str] = []

    def text(self) -> str:
        typed = " ".join(self.args.get("q", "").split())
        if len(typed) > LONGEST_TEXT:
            self.left_out.append(f"We looked for the first {LONGEST_TEXT} characters of what you typed.")
        return typed[:LONGEST_TEXT].strip()

    def place(self) -> Place | None:
        typed = " ".join(self.args.get("near", "").split())
        place = find_place(typed) if typed else None
        if typed and place is None:
            self.left_out.append(
                f"We know no place “{shortened(typed)}”, so all places are shown. Try a city or ZIP code."
            )
        return place

    def kinds(self, known: Kinds) -> tuple[str, ...]:
        asked = self.args.getlist("kind")
        for slug in asked:
            if slug and slug not in known:
                self.left_out.append(f"There is no kind “{shortened(slug)}”.")
        return tuple(slug for slug in known if slug in asked)

    def day(self, today: date) -> date | None:
        given = self.args.get("day", "")
        day = parsed(date.fromisoformat, given)
        if given and day is None:
            self.left_out.append(f"“{shortened(given)}” is no day, so any day is shown.")
        elif day is not None and day < today:
            self.left_out.append(f"{day_of(day)} is over, so any day is shown.")
            day = None
        elif day is not None and day >= today + timedelta(days=DAYS_OFFERED):
            self.left_out.append(
                f"Lists go {DAYS_OFFERED} days ahead, so any day is shown. A venue’s page goes further."
            )
            day = None
        return day

    def cities(self) -> tuple[City, ...]:
        found = []
        for typed in filter(None, self.args.getlist("city")):
            name, _, state = typed.rpartition(", ")
            if name and len(state) == 2 and len(typed) <= LONGEST_TEXT:
                found.append(City(name, state))
            else:
                self.left_out.append(f"“{shortened(typed)}” is no city.")
        return tuple(dict.fromkeys(found))

    def miles(self) -> int:
        given = self.args.get("miles", "")
        miles = parsed(int, given)
        if miles in MILES:
            return miles
        if given:
            self.left_out.append(f"Distances are {MILES[0]} to {MILES[-1]} miles, so {USUAL_MILES} are shown.")
        return USUAL_MILES

    def page(self) -> int:
        page = parsed(int, self.args.get("page", "1") or "1")
        if page is None or not 1 <= page <= LAST_PAGE:
            self.left_out.append("There is no such page, so this is the first.")
            return 1
        return page

    def one_of(self, name: str, known: Callable[[str], T], complaint: str) -> T | None:
        given = self.args.get(name, "")
        found = parsed(known, given)
        if given and found is None:
            self.left_out.append(complaint)
        return found


def parsed(read_as: Callable[[str], T], given: str) -> T | None:
    try:
        return read_as(given) if given and len(given) <= LONGEST_TEXT else None
    except ValueError:
        return None


def shortened(typed: str, most: int = 40) -> str:
    """What somebody typed, to be quoted: 10,000 characters are not."""
    return typed if len(typed) <= most else f"{typed[:most].rstrip()}…"
