"""From an address to what somebody looks for. What makes no sense is left out, and said."""

from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from app.discovery.criteria import (
    DAYS_OFFERED,
    MILES,
    MOST_GUESTS,
    SOMEWHERE,
    USUAL_MILES,
    Around,
    Criteria,
    Kind,
    Kinds,
    Part,
    View,
    narrowed_kinds,
)
from app.discovery.place_names import places_beginning
from app.discovery.places import Place, find_place
from app.filters import day_of
from app.venues.enums import VenueType
from search.documents import City, Sort
from search.geo import Box, Point
from search.text import words

T = TypeVar("T")

LONGEST_TEXT = 100
LAST_PAGE = 1000
MOST_DOLLARS = 10_000


def read(
    args: MultiDict[str, str], *, kinds: Kinds, tags: Collection[str] = (), at: datetime
) -> tuple[Criteria, list[str]]:
    """What an address asks for, and in words what of it was left out. `at` is now."""
    said = Reader(args)
    place = said.place()
    today = at.astimezone(ZoneInfo(place.zone if place else SOMEWHERE)).date()
    text = said.text()
    named = tuple(slug for slug, kind in kinds.items() if text and words(text) in spelled(slug, kind))
    ticked = named or said.known("kind", kinds, "kind")
    lowest, highest = said.prices()
    criteria = Criteria(
        at=at,
        today=today,
        text="" if named else text,
        kinds=ticked,
        categories=narrowed_kinds(ticked, kinds),
        place=place,
        day=said.day(today),
        part=said.one_of("part", part_or_time, "That time of day is none we know, so any is shown."),
        cities=said.cities(),
        miles=said.miles() if place else USUAL_MILES,
        box=said.box(),
        types=said.known("type", tuple(VenueType), "sort of place"),
        tags=said.known("tag", tags, "tag"),
        lowest=lowest,
        highest=highest,
        guests=said.guests(),
        deals=bool(args.get("deals")),
        open_now=bool(args.get("open")),
        page=said.page(),
        view=said.one_of("view", View, "That view is none we know, so this is the list.") or View.LIST,
    )
    sort = said.one_of("sort", Sort, "That order is none we know.")
    return (criteria.but(sort=sort, page=criteria.page) if sort in criteria.orders else criteria), said.left_out


def spelled(slug: str, kind: Kind) -> set[tuple[str, ...]]:
    """The words by which somebody who types no others means this kind."""
    return {words(name) for name in (kind.name, slug, *kind.synonyms)}


def part_or_time(given: str) -> Part | Around:
    """`afternoon`, or `15:00`. Raises ValueError."""
    return Part(given) if given in tuple(Part) else Around(time.fromisoformat(given).hour)


class Reader:
    """Reads one argument after another; `left_out` collects what made no sense, in words."""

    def __init__(self, args: MultiDict[str, str]) -> None:
        self.args = args
        self.left_out: list[str] = []

    def text(self) -> str:
        typed = " ".join(self.args.get("q", "").split())
        if len(typed) > LONGEST_TEXT:
            self.left_out.append(f"We looked for the first {LONGEST_TEXT} characters of what you typed.")
        if typed and not words(typed):
            self.left_out.append(f"There is no word in “{shortened(typed)}” that we could look for, so all is shown.")
            return ""
        return typed[:LONGEST_TEXT].strip()

    def place(self) -> Place | None:
        typed = " ".join(self.args.get("near", "").split())
        place = find_place(typed) if typed else None
        if typed and place is None:
            begun = next(map(find_place, places_beginning(typed, size=1)), None)
            if begun:
                self.left_out.append(f"No place is called “{shortened(typed)}”, so we took {begun.label}.")
                return begun
            self.left_out.append(
                f"We know no place “{shortened(typed)}”, so all places are shown. Try a city or ZIP code."
            )
        return place

    def known(self, name: str, known: Collection[str], what: str) -> tuple[str, ...]:
        """Those of one name that there are, in the order in which people see them."""
        asked = self.args.getlist(name)
        for given in filter(None, asked):
            if given not in known:
                self.left_out.append(f"There is no {what} “{shortened(given)}”.")
        return tuple(value for value in known if value in asked)

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

    def box(self) -> Box | None:
        given = self.args.get("box", "")
        box = parsed(box_of, given)
        if given and box is None:
            self.left_out.append("That part of the map is none we can find.")
        return box

    def prices(self) -> tuple[int | None, int | None]:
        """Whole dollars, from and to."""
        lowest, highest = self.dollars("min"), self.dollars("max")
        if lowest is not None and highest is not None and lowest > highest:
            self.left_out.append(f"No price is from ${lowest} to ${highest}, so they were swapped.")
            return highest, lowest
        return lowest, highest

    def dollars(self, name: str) -> int | None:
        given = self.args.get(name, "").strip().removeprefix("$").replace(",", "")
        number = parsed(Decimal, given)
        if number is not None and number.is_finite() and 0 <= number <= MOST_DOLLARS:
            return int(number)
        if given:
            self.left_out.append(
                f"“{shortened(given)}” is no price, so any is shown. Type dollars, {MOST_DOLLARS:,} at most."
            )
        return None

    def guests(self) -> int:
        given = self.args.get("guests", "")
        guests = parsed(int, given)
        if guests is not None and 1 <= guests <= MOST_GUESTS:
            return guests
        if given:
            self.left_out.append(f"One to {MOST_GUESTS} guests can be booked at once, so times for one are shown.")
        return 1

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
    except (ValueError, ArithmeticError):
        return None


def box_of(given: str) -> Box:
    """From `south,west,north,east` in degrees. Raises ValueError."""
    south, west, north, east = (float(degrees) for degrees in given.split(","))
    return Box(Point(south, west), Point(north, east))


def shortened(typed: str, most: int = 40) -> str:
    """What somebody typed, to be quoted: 10,000 characters are not."""
    return typed if len(typed) <= most else f"{typed[:most].rstrip()}…"
