"""The chips above a list: one for each filter in effect, with a link that removes it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from app.core.formats import duration
from app.search_pages.copy import criteria as criteria_copy
from app.search_pages.copy import times as time_copy
from app.search_pages.criteria import USUAL_MILES, Criteria, Kinds
from app.search_pages.kind_names import kinds_named
from app.team.enums import Gender
from app.venues.enums import VenueType


class Chip(NamedTuple):
    """A filter in effect, with the URL of the list without it."""

    label: str
    href: str
    from_words: bool  # read from the typed text, not chosen


def chips(
    criteria: Criteria, kinds: Kinds, tags: Mapping[str, str], from_words: Collection[str]
) -> Iterator[tuple[str, str, Criteria]]:
    """Yield the name of each filter in effect, its label, and the criteria without it. Criteria that the search form
    itself shows have a chip only if they were read from words."""
    for slug in criteria.kinds:
        # Text that names the category would select it again.
        text = "" if slug in kinds_named(criteria.text, kinds) else criteria.text
        yield "kinds", kinds[slug].name, criteria.but(kinds=without(criteria.kinds, slug), text=text)
    yield from (chip for chip in form_chips(criteria) if chip[0] in from_words)
    for kind in criteria.types:
        yield "types", VenueType(kind).label, criteria.but(types=without(criteria.types, kind))
    for tag in criteria.tags:
        yield "tags", tags[tag], criteria.but(tags=without(criteria.tags, tag))
    for city in criteria.cities:
        yield "cities", str(city), criteria.but(cities=without(criteria.cities, city))
    yield from offer_chips(criteria)
    if criteria.open_now:
        yield "open_now", _("Open now"), criteria.but(open_now=False)
    if criteria.box:
        yield "box", _("This map area"), criteria.but(box=None)
    elif criteria.miles != USUAL_MILES:
        yield "miles", _("Within %(miles)s miles", miles=criteria.miles), criteria.but(miles=USUAL_MILES)


def form_chips(criteria: Criteria) -> Iterator[tuple[str, str, Criteria]]:
    """Yield the chips of the criteria that the search form above the list shows."""
    if criteria.place:
        yield (
            "place",
            _("Near %(place)s", place=criteria.place.label),
            criteria.but(place=None, miles=USUAL_MILES, sort=None),
        )
    if criteria.day:
        yield "day", time_copy.requested_days(criteria), criteria.but(day=None, last=None)
    if criteria.part:
        yield "part", criteria_copy.sentence(time_copy.time_of_day(criteria)), criteria.but(part=None)
    if criteria.sort:
        yield "sort", _("Sort: %(order)s", order=criteria_copy.SORTS[criteria.sort]), criteria.but(sort=None)


def offer_chips(criteria: Criteria) -> Iterator[tuple[str, str, Criteria]]:
    """Yield the chips of the conditions on the service."""
    if criteria.prices:
        name = "highest" if criteria.lowest is None else "lowest"
        yield name, criteria_copy.prices(criteria), criteria.but(lowest=None, highest=None)
    if criteria.guests > 1:
        yield "guests", criteria_copy.guests(criteria.guests), criteria.but(guests=1)
    if criteria.minutes:
        yield "minutes", about(criteria.minutes), criteria.but(minutes=None)
    for gender in criteria.genders:
        yield "genders", provided_by(gender), criteria.but(genders=without(criteria.genders, gender))
    if criteria.deals:
        yield "deals", _("Off-peak"), criteria.but(deals=False)


def provided_by(gender: Gender) -> str:
    return {
        Gender.WOMAN: _("Provided by a woman"),
        Gender.MAN: _("Provided by a man"),
        Gender.NONBINARY: _("Provided by a nonbinary team member"),
    }[gender]


def cleared(criteria: Criteria, from_words: Collection[str]) -> Criteria:
    """Return the criteria without filters, and without anything that was read from words except the place."""
    usual = Criteria(criteria.at, criteria.today)
    defaults = {name: getattr(usual, name) for name in ("day", "last", "part", "sort") if name in from_words}
    return criteria.cleared().but(**defaults)


def without(chosen: Sequence[object], removed: object) -> tuple[object, ...]:
    return tuple(one for one in chosen if one != removed)


def about(minutes: int) -> str:
    return _("About %(duration)s", duration=duration(minutes))


def usual(value: str, is_usual: bool) -> str:
    """Return the value, or an empty string for the default: the URL omits it, so that it can change with the search."""
    return "" if is_usual else value
