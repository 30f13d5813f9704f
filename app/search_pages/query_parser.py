"""A parser of the arguments of a search URL, one after another."""

from collections.abc import Callable, Collection
from datetime import date, time, timedelta
from typing import TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.datastructures import MultiDict

from app.core.formats import day_of
from app.search_pages.criteria import (
    DAYS_OFFERED,
    LEAST_MINUTES,
    MILES,
    MOST_GUESTS,
    MOST_MINUTES,
    USUAL_MILES,
    Around,
    Between,
    DayHours,
    PartOfDay,
)
from app.search_pages.place_names import nearest_spelled, places_beginning
from app.search_pages.places import Place, find_place
from app.team.enums import Gender
from app.web.fields import AMOUNT, sent_number
from search.documents import City
from search.geo import Box, Point
from search.text import words

T = TypeVar("T")
LONGEST_TEXT = 200
LAST_PAGE = 1000
MOST_DOLLARS = 10_000
# The message about an unknown value, by the name of its argument.
UNKNOWN = {
    "kind": lazy_gettext("We couldn’t find the category “%(typed)s”."),
    "tag": lazy_gettext("We couldn’t find the amenity “%(typed)s”."),
    "type": lazy_gettext("We couldn’t find the venue type “%(typed)s”."),
    "gender": lazy_gettext("We couldn’t find the gender “%(typed)s”."),
}


def part_or_time(given: str) -> DayHours:
    """Parse `afternoon`, `15:00`, or `17:00-24:00`. Raises ValueError."""
    if given in tuple(PartOfDay):
        return PartOfDay(given)
    begins, between, ends = given.partition("-")
    if not between:
        return Around(time.fromisoformat(given).hour)
    hours = time.fromisoformat(begins).hour, 24 if ends == "24:00" else time.fromisoformat(ends).hour
    return next((part for part in PartOfDay if part.hours == hours), Between(*hours))


def days_of(given: str) -> tuple[date, date]:
    """Parse `2026-11-27`, or `2026-11-27..2026-11-29`. Raises ValueError."""
    first, _, last = given.partition("..")
    found = date.fromisoformat(first), date.fromisoformat(last or first)
    if found[0] > found[1]:
        raise ValueError(f"from a day to a later one: {given}")
    return found


class QueryParser:
    """Reads one argument after another; `left_out` collects sentences about values that make no sense."""

    def __init__(self, args: MultiDict[str, str]) -> None:
        self.args = args
        self.left_out: list[str] = []
        self.typed_place = ""  # set if the place has a different name
        self.unknown_place = ""

    def text(self) -> str:
        typed = " ".join(self.args.get("q", "").split())
        if len(typed) > LONGEST_TEXT:
            self.left_out.append(
                _("We searched for the first %(number)s characters of your text.", number=LONGEST_TEXT)
            )
        if typed and not words(typed):
            self.left_out.append(
                _("We couldn’t search for “%(text)s”, so we’re showing everything.", text=shortened(typed))
            )
            return ""
        return typed[:LONGEST_TEXT].strip()

    def place(self) -> Place | None:
        """Return the typed place. If there is none of that name, return the one that is probably meant, and record what
        was typed."""
        typed = " ".join(self.args.get("near", "").split())
        place = find_place(typed) if typed else None
        if typed and place is None:
            begun = next(map(find_place, places_beginning(typed, size=1)), None)
            place = begun or next(iter(nearest_spelled(typed)), None)
            self.typed_place, self.unknown_place = (shortened(typed), "") if place else ("", shortened(typed))
        return place

    def known(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Return the given values of one argument that exist, in display order."""
        values = self.args.getlist(name)
        for given in filter(None, values):
            if given not in known:
                self.left_out.append(str(UNKNOWN[name]) % {"typed": shortened(given)})
        return tuple(value for value in known if value in values)

    def days(self, today: date, stated: date | None, until: date | None) -> tuple[date | None, date | None]:
        """Return the first and the last day, from the words or else from the URL; a single day is both."""
        given = self.args.get("day", "")
        days = (stated, until or stated) if stated else parsed(days_of, given)
        last_offered = today + timedelta(days=DAYS_OFFERED - 1)
        if days is None:
            if given:
                self.left_out.append(
                    _("We couldn’t read the date “%(typed)s”, so we’re showing any day.", typed=shortened(given))
                )
            return None, None
        first, last = days
        if last < today:
            self.left_out.append(_("%(day)s has passed, so we’re showing any day.", day=day_of(last)))
            return None, None
        if first > last_offered:
            self.left_out.append(
                _(
                    "Search covers the next %(days)s days, so we’re showing any day. Venue pages have later dates.",
                    days=DAYS_OFFERED,
                )
            )
            return None, None
        return max(first, today), min(last, last_offered)

    def cities(self) -> tuple[City, ...]:
        found = []
        for typed in filter(None, self.args.getlist("city")):
            name, _comma, state = typed.rpartition(", ")
            if name and len(state) == 2 and len(typed) <= LONGEST_TEXT:
                found.append(City(name, state))
            else:
                self.left_out.append(_("We couldn’t find the city “%(typed)s”.", typed=shortened(typed)))
        return tuple(dict.fromkeys(found))

    def miles(self) -> int:
        given = self.args.get("miles", "")
        miles = parsed(sent_number, given)
        if miles in MILES:
            return miles
        if given:
            self.left_out.append(
                _(
                    "You can search within %(least)s to %(most)s miles, so we’re showing %(usual)s miles.",
                    least=MILES[0],
                    most=MILES[-1],
                    usual=USUAL_MILES,
                )
            )
        return USUAL_MILES

    def minutes(self) -> int | None:
        given = self.args.get("minutes", "")
        minutes = parsed(int, given)
        if minutes is not None and LEAST_MINUTES <= minutes <= MOST_MINUTES:
            return minutes
        if given:
            self.left_out.append(
                _("We couldn’t read the duration “%(typed)s”, so we’re showing any duration.", typed=shortened(given))
            )
        return None

    def box(self) -> Box | None:
        given = self.args.get("box", "")
        box = parsed(box_of, given)
        if given and box is None:
            self.left_out.append(_("We couldn’t find that map area."))
        return box

    def prices(self) -> tuple[int | None, int | None]:
        """Return the lowest and the highest price in whole dollars."""
        lowest, highest = self.dollars("min"), self.dollars("max")
        if lowest is not None and highest is not None and lowest > highest:
            self.left_out.append(_("Your minimum price was higher than your maximum, so we swapped them."))
            return highest, lowest
        return lowest, highest

    def dollars(self, name: str) -> int | None:
        given = self.args.get(name, "").strip().removeprefix("$").replace(",", "")
        number = AMOUNT.fullmatch(given)
        if number is not None and int(number[1]) <= MOST_DOLLARS:
            return int(number[1])
        if given:
            self.left_out.append(
                _(
                    "We couldn’t read the price “%(typed)s”, so we’re showing any price. Enter up to %(most)s.",
                    typed=shortened(given),
                    most=f"${MOST_DOLLARS:,}",
                )
            )
        return None

    def guests(self, stated: int | None) -> int:
        given = self.args.get("guests", "") if stated is None else str(stated)
        guests = parsed(sent_number, given)
        if guests is not None and 1 <= guests <= MOST_GUESTS:
            return guests
        if given:
            self.left_out.append(
                _("You can book for 1 to %(most)s guests, so we’re showing times for 1 guest.", most=MOST_GUESTS)
            )
        return 1

    def genders(self, stated: Gender | None, guests: int) -> tuple[Gender, ...]:
        known = (stated,) if stated else tuple(map(Gender, self.known("gender", tuple(Gender))))
        if known and guests > 1:
            self.left_out.append(
                _("You can choose a team member’s gender only for 1 guest, so we’re showing anyone available.")
            )
            return ()
        return known

    def page(self) -> int:
        page = parsed(sent_number, self.args.get("page", "1") or "1")
        if page is None or not 1 <= page <= LAST_PAGE:
            self.left_out.append(_("That page doesn’t exist, so we’re showing the first page."))
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
    """Parse `south,west,north,east` in degrees. Raises ValueError."""
    south, west, north, east = (float(degrees) for degrees in given.split(","))
    return Box(Point(south, west), Point(north, east))


def shortened(typed: str, most: int = 40) -> str:
    """Return the typed text, cut to a length that can be quoted."""
    return typed if len(typed) <= most else f"{typed[:most].rstrip()}…"
