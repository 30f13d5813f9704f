"""Parsing of a URL's arguments into search criteria. Values that make no sense are left out, and the page says so.

Words of the text that ask for more than a service (`app.search_pages.phrases`) become filters and are removed from the
text: thus a URL built from the criteria never says anything twice, and a removed filter does not reappear.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.search_pages.criteria import SOMEWHERE, USUAL_MILES, Criteria, Kinds, ResultsView, names_of, narrowed_kinds
from app.search_pages.kind_names import kinds_named, spelled
from app.search_pages.phrases.reader import IsName, Reading, read_phrase
from app.search_pages.place_names import nearest_spelled
from app.search_pages.places import Place
from app.search_pages.query_parser import QueryParser, part_or_time
from app.venues.enums import VenueType
from search.documents import Sort

SoldBy = Callable[[str, Criteria], Collection[str] | None]
"""The categories that venues with a name offer in the area of a list; None if no venue has the name."""


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
    gift_cards: bool = False  # whether the words ask for a gift card

    @property
    def says_more(self) -> bool:
        """Return whether the page has messages that a page at the criteria's own URL would not have."""
        # A category and a place have their own URL.
        return bool(
            self.left_out
            or self.from_words - {"kinds", "place"}
            or self.typed_place
            or self.unknown_place
            or self.gift_cards
        )


def read(
    args: MultiDict[str, str],
    *,
    kinds: Kinds,
    tags: Mapping[str, str] | None = None,
    at: datetime,
    here: Place | None = None,
    is_name: IsName = lambda _text: False,
    sold_by: SoldBy = lambda _name, _criteria: None,
) -> ParsedQuery:
    """Parse the arguments of a URL. `tags` are names by slug, `at` is now, `here` is the visitor's last place,
    `is_name` tells whether a text is the name of a venue, and `sold_by` which categories venues of that name offer."""
    parser, known = QueryParser(args), tags or {}
    text = parser.text()
    spellings = {spelling for slug, kind in kinds.items() for spelling in spelled(slug, kind, kinds)}

    def phrase_at(place: Place | None) -> Reading:
        return read_phrase(text, today_at(place, at), kinds=spellings, tags=known, is_name=is_name)

    phrase, place, near_here = located(parser, phrase_at, here)
    meant = phrase.meaning
    named = kinds_named(phrase.text, kinds)
    criteria = criteria_from(parser, phrase, place, named=named, kinds=kinds, tags=known, at=at)
    if named and phrase.text == text:
        criteria = with_name(parser, criteria, text, sold_by(text, criteria), kinds)
    from_words = phrase.stated - {"near_me", "gift_cards"} | ({"genders"} if meant.gender else set())
    sort = meant.sort or parser.one_of("sort", Sort, _("We don’t recognize that sort option."))
    typed = meant.typed_place or ("" if meant.place else parser.typed_place)
    others = tuple(other for other in nearest_spelled(typed) if other != place) if typed else ()
    return ParsedQuery(
        criteria=criteria.but(sort=sort, page=criteria.page) if sort in criteria.orders else criteria,
        left_out=tuple(parser.left_out),
        from_words=from_words | {"kinds"} if named and from_words else from_words,
        typed_place=typed,
        other_places=others,
        unknown_place="" if place else parser.unknown_place,
        near_here=near_here,
        gift_cards=meant.gift_cards,
    )


def located(
    parser: "QueryParser", phrase_at: Callable[[Place | None], Reading], here: Place | None
) -> tuple[Reading, Place | None, bool]:
    """Return the phrase as read at its place, that place, and whether the place is `here`."""
    place = parser.place()
    phrase = phrase_at(place)
    if phrase.meaning.place and phrase.meaning.place != place:
        # "Today" depends on the zone of the place that the words name.
        phrase = phrase_at(phrase.meaning.place)
    if phrase.meaning.place:
        return phrase, phrase.meaning.place, False
    if not phrase.meaning.near_me or place is not None:
        return phrase, place, False
    if here is None:
        parser.left_out.append(_("We don’t know where you are. Select “Use my location” or enter a city or ZIP code."))
    return phrase, here, here is not None


def criteria_from(
    parser: "QueryParser",
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
    ticked = named or parser.known("kind", kinds)
    categories = narrowed_kinds(ticked, kinds)
    lowest, highest = (meant.lowest, meant.highest) if phrase.stated & {"lowest", "highest"} else parser.prices()
    day, last = parser.days(today, meant.day, meant.last)
    guests = parser.guests(meant.guests)
    tagged = {*meant.tags, *parser.known("tag", tags)}
    part = parser.one_of("part", part_or_time, _("We don’t recognize that time of day, so we’re showing any time."))
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
        cities=parser.cities(),
        miles=(meant.miles or parser.miles()) if place else USUAL_MILES,
        box=None if meant.place else parser.box(),
        types=parser.known("type", tuple(VenueType)),
        tags=tuple(slug for slug in tags if slug in tagged),
        lowest=lowest,
        highest=highest,
        guests=guests,
        genders=parser.genders(meant.gender, guests),
        minutes=meant.minutes or parser.minutes(),
        deals=meant.deals or bool(parser.args.get("deals")),
        open_now=meant.open_now or bool(parser.args.get("open")),
        page=parser.page(),
        view=parser.one_of("view", ResultsView, _("We don’t recognize that view, so we’re showing the list."))
        or ResultsView.LIST,
    )


def with_name(
    parser: "QueryParser", criteria: Criteria, name: str, sold: Collection[str] | None, kinds: Kinds
) -> Criteria:
    """Return the criteria for when a venue has the name of the requested category: the words stay, so that this venue
    comes first. If it offers nothing in the category, only the words remain."""
    if sold is None:
        return criteria
    ticked = parser.known("kind", kinds) or (criteria.kinds if criteria.categories & set(sold) else ())
    categories = narrowed_kinds(ticked, kinds)
    return replace(criteria, text=name, kinds=ticked, categories=categories, names=names_of(categories, kinds))


def today_at(place: Place | None, at: datetime) -> date:
    return at.astimezone(ZoneInfo(place.zone if place else SOMEWHERE)).date()
