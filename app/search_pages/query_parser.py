"""Parsing of a URL's arguments into search criteria. Values that make no sense are left out, and the page says so.

Words of the text that ask for more than a service (`app.search_pages.phrases`) become filters and are removed from the
text: thus a URL built from the criteria never says anything twice, and a removed filter does not reappear.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

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
    SOMEWHERE,
    USUAL_MILES,
    Around,
    Between,
    Criteria,
    DayHours,
    Kinds,
    Part,
    View,
    names_of,
    narrowed_kinds,
)
from app.search_pages.kind_names import kinds_named, spelled
from app.search_pages.phrases.reader import IsName, Reading, read_phrase
from app.search_pages.place_names import nearest_spelled, places_beginning
from app.search_pages.places import Place, find_place
from app.team.enums import Gender
from app.venues.enums import VenueType
from app.web.fields import AMOUNT, sent_number
from search.documents import City, Sort
from search.geo import Box, Point
from search.text import words

T = TypeVar("T")

SoldBy = Callable[[str, Criteria], Collection[str] | None]
"""The categories that venues with a name offer in the area of a list; None if no venue has the name."""

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


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a URL asks for, and what the page says about it: sentences about what was left out, the names of the
    criteria that were read from words, a place as typed if its name is different, with others that may be meant, and a
    text that names no place."""

    criteria: Criteria
    left_out: tuple[str, ...] = ()
    from_words: frozenset[str] = frozenset()
    typed_place: str = ""
    other_places: tuple[Place, ...] = ()
    unknown_place: str = ""
    near_here: bool = False  # whether the place is the visitor's last one

    @property
    def says_more(self) -> bool:
        """Return whether the page has messages that a page at the criteria's own URL would not have."""
        # A category and a place have their own URL.
        return bool(self.left_out or self.from_words - {"kinds", "place"} or self.typed_place or self.unknown_place)


def read(
    args: MultiDict[str, str],
    *,
    kinds: Kinds,
    tags: Mapping[str, str] | None = None,
    at: datetime,
    here: Place | None = None,
    is_name: IsName = lambda _text: False,
    sold_by: SoldBy = lambda _name, _asked: None,
) -> ParsedQuery:
    """Parse the arguments of a URL. `tags` are names by slug, `at` is now, `here` is the visitor's last place,
    `is_name` tells whether a text is the name of a venue, and `sold_by` which categories venues of that name offer."""
    said, known = QueryParser(args), tags or {}
    text = said.text()
    spellings = {spelling for slug, kind in kinds.items() for spelling in spelled(slug, kind, kinds)}

    def phrase_at(place: Place | None) -> Reading:
        return read_phrase(text, today_at(place, at), kinds=spellings, tags=known, is_name=is_name)

    phrase, place, near_here = located(said, phrase_at, here)
    meant = phrase.meaning
    named = kinds_named(phrase.text, kinds)
    criteria = criteria_from(said, phrase, place, named=named, kinds=kinds, tags=known, at=at)
    if named and phrase.text == text:
        criteria = with_name(said, criteria, text, sold_by(text, criteria), kinds)
    from_words = phrase.said - {"near_me"} | ({"genders"} if meant.gender else set())
    sort = meant.sort or said.one_of("sort", Sort, _("We don’t recognize that sort option."))
    typed = meant.typed_place or ("" if meant.place else said.typed_place)
    others = tuple(other for other in nearest_spelled(typed) if other != place) if typed else ()
    return ParsedQuery(
        criteria=criteria.but(sort=sort, page=criteria.page) if sort in criteria.orders else criteria,
        left_out=tuple(said.left_out),
        from_words=from_words | {"kinds"} if named and from_words else from_words,
        typed_place=typed,
        other_places=others,
        unknown_place="" if place else said.unknown_place,
        near_here=near_here,
    )


def located(
    said: "QueryParser", phrase_at: Callable[[Place | None], Reading], here: Place | None
) -> tuple[Reading, Place | None, bool]:
    """Return the phrase as read at its place, that place, and whether the place is `here`."""
    place = said.place()
    phrase = phrase_at(place)
    if phrase.meaning.place and phrase.meaning.place != place:
        # "Today" depends on the zone of the place that the words name.
        phrase = phrase_at(phrase.meaning.place)
    if phrase.meaning.place:
        return phrase, phrase.meaning.place, False
    if not phrase.meaning.near_me or place is not None:
        return phrase, place, False
    if here is None:
        said.left_out.append(_("We don’t know where you are. Select “Use my location” or enter a city or ZIP code."))
    return phrase, here, here is not None


def criteria_from(
    said: "QueryParser",
    phrase: Reading,
    place: Place | None,
    *,
    named: tuple[str, ...],
    kinds: Kinds,
    tags: Mapping[str, str],
    at: datetime,
) -> Criteria:
    """Combine the words and the other fields into criteria. `named` are categories that the words alone name."""
    meant, today = phrase.meaning, today_at(place, at)
    ticked = named or said.known("kind", kinds)
    categories = narrowed_kinds(ticked, kinds)
    lowest, highest = (meant.lowest, meant.highest) if phrase.said & {"lowest", "highest"} else said.prices()
    day, last = said.days(today, meant.day, meant.last)
    guests = said.guests(meant.guests)
    tagged = {*meant.tags, *said.known("tag", tags)}
    part = said.one_of("part", part_or_time, _("We don’t recognize that time of day, so we’re showing any time."))
    return Criteria(
        at=at,
        today=today,
        text="" if named else phrase.text,
        kinds=ticked,
        categories=categories,
        names=names_of(categories, kinds),
        place=place,
        day=day,
        last=last,
        part=meant.part or part,
        cities=said.cities(),
        miles=(meant.miles or said.miles()) if place else USUAL_MILES,
        box=None if meant.place else said.box(),
        types=said.known("type", tuple(VenueType)),
        tags=tuple(slug for slug in tags if slug in tagged),
        lowest=lowest,
        highest=highest,
        guests=guests,
        genders=said.genders(meant.gender, guests),
        minutes=meant.minutes or said.minutes(),
        deals=meant.deals or bool(said.args.get("deals")),
        open_now=meant.open_now or bool(said.args.get("open")),
        page=said.page(),
        view=said.one_of("view", View, _("We don’t recognize that view, so we’re showing the list.")) or View.LIST,
    )


def with_name(
    said: "QueryParser", criteria: Criteria, name: str, sold: Collection[str] | None, kinds: Kinds
) -> Criteria:
    """Return the criteria for when a venue has the name of the requested category: the words stay, so that this venue
    comes first. If it offers nothing in the category, only the words remain."""
    if sold is None:
        return criteria
    ticked = said.known("kind", kinds) or (criteria.kinds if criteria.categories & set(sold) else ())
    categories = narrowed_kinds(ticked, kinds)
    return replace(criteria, text=name, kinds=ticked, categories=categories, names=names_of(categories, kinds))


def today_at(place: Place | None, at: datetime) -> date:
    return at.astimezone(ZoneInfo(place.zone if place else SOMEWHERE)).date()


def part_or_time(given: str) -> DayHours:
    """Parse `afternoon`, `15:00`, or `17:00-24:00`. Raises ValueError."""
    if given in tuple(Part):
        return Part(given)
    begins, between, ends = given.partition("-")
    if not between:
        return Around(time.fromisoformat(given).hour)
    hours = time.fromisoformat(begins).hour, 24 if ends == "24:00" else time.fromisoformat(ends).hour
    return next((part for part in Part if part.hours == hours), Between(*hours))


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
        asked = self.args.getlist(name)
        for given in filter(None, asked):
            if given not in known:
                self.left_out.append(str(UNKNOWN[name]) % {"typed": shortened(given)})
        return tuple(value for value in known if value in asked)

    def days(self, today: date, said: date | None, until: date | None) -> tuple[date | None, date | None]:
        """Return the first and the last day, from the words or else from the URL; a single day is both."""
        given = self.args.get("day", "")
        asked = (said, until or said) if said else parsed(days_of, given)
        last_offered = today + timedelta(days=DAYS_OFFERED - 1)
        if asked is None:
            if given:
                self.left_out.append(
                    _("We couldn’t read the date “%(typed)s”, so we’re showing any day.", typed=shortened(given))
                )
            return None, None
        first, last = asked
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

    def guests(self, said: int | None) -> int:
        given = self.args.get("guests", "") if said is None else str(said)
        guests = parsed(sent_number, given)
        if guests is not None and 1 <= guests <= MOST_GUESTS:
            return guests
        if given:
            self.left_out.append(
                _("You can book for 1 to %(most)s guests, so we’re showing times for 1 guest.", most=MOST_GUESTS)
            )
        return 1

    def genders(self, said: Gender | None, guests: int) -> tuple[Gender, ...]:
        known = (said,) if said else tuple(map(Gender, self.known("gender", tuple(Gender))))
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
