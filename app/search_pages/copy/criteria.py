"""User-facing texts for what a search is about: category, place and price."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.core.formats import usd_short
from app.core.sentences import any_of
from app.search_pages.criteria import Criteria, Kinds
from app.taxonomy.enums import TagGroup
from search.documents import Sort
from search.text import fold

SORTS = {
    Sort.BEST: lazy_gettext("Best match"),
    Sort.NEAREST: lazy_gettext("Nearest"),
    Sort.SOONEST: lazy_gettext("Soonest"),
    Sort.PRICE: lazy_gettext("Lowest price"),
    Sort.RATING: lazy_gettext("Best rated"),
}
TAG_GROUPS = {TagGroup.AMENITY: lazy_gettext("Amenities"), TagGroup.GOOD_FOR: lazy_gettext("Good for")}


def what(criteria: Criteria, kinds: Kinds) -> str:
    names = kind_names(criteria, kinds)
    if criteria.text and fold(criteria.text) != fold(names):
        return f"“{criteria.text}”, {names.lower()}" if names else f"“{criteria.text}”"
    return names


def where(criteria: Criteria) -> str:
    """Return the text for the chosen cities, else for the map area, else for the place; empty for everywhere."""
    if criteria.cities:
        return _("in %(cities)s", cities=any_of([city.name for city in criteria.cities]))
    if criteria.box:
        return _("in this map area")
    return _("near %(place)s", place=criteria.place.label) if criteria.place else ""


def prices(criteria: Criteria) -> str:
    """Return "$40 to $140"; "Up to $140"; "From $40"; for several guests followed by "each"."""
    lowest, highest = usd_short(100 * (criteria.lowest or 0)), usd_short(100 * (criteria.highest or 0))
    if criteria.guests > 1:
        if criteria.highest is None:
            return _("From %(lowest)s each", lowest=lowest)
        if criteria.lowest:
            return _("%(lowest)s to %(highest)s each", lowest=lowest, highest=highest)
        return _("Up to %(highest)s each", highest=highest)
    if criteria.highest is None:
        return _("From %(lowest)s", lowest=lowest)
    if criteria.lowest:
        return _("%(lowest)s to %(highest)s", lowest=lowest, highest=highest)
    return _("Up to %(highest)s", highest=highest)


def sentence(text: str) -> str:
    """Return the text with a capital first letter; the rest stays the same."""
    return text[:1].upper() + text[1:]


def guests(number: int) -> str:
    return ngettext("%(num)d guest", "%(num)d guests", number)


def kind_names(criteria: Criteria, kinds: Kinds) -> str:
    """Return the chosen categories: "Massage, nails or sauna"."""
    names = any_of([kind.name.lower() for slug, kind in kinds.items() if slug in criteria.categories])
    return sentence(names)
