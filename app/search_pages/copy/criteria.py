"""User-facing texts for what a search is about: category, place and price."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.core.formats import any_of, usd_short
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


def what(asked: Criteria, kinds: Kinds) -> str:
    names = kind_names(asked, kinds)
    if asked.text and fold(asked.text) != fold(names):
        return f"“{asked.text}”, {names.lower()}" if names else f"“{asked.text}”"
    return names


def where(asked: Criteria) -> str:
    """Return the text for the chosen cities, else for the map area, else for the place; empty for everywhere."""
    if asked.cities:
        return _("in %(cities)s", cities=any_of([city.name for city in asked.cities]))
    if asked.box:
        return _("in this map area")
    return _("near %(place)s", place=asked.place.label) if asked.place else ""


def prices(asked: Criteria) -> str:
    """Return "$40 to $140"; "Up to $140"; "From $40"; for several guests followed by "each"."""
    lowest, highest = usd_short(100 * (asked.lowest or 0)), usd_short(100 * (asked.highest or 0))
    if asked.guests > 1:
        if asked.highest is None:
            return _("From %(lowest)s each", lowest=lowest)
        if asked.lowest:
            return _("%(lowest)s to %(highest)s each", lowest=lowest, highest=highest)
        return _("Up to %(highest)s each", highest=highest)
    if asked.highest is None:
        return _("From %(lowest)s", lowest=lowest)
    if asked.lowest:
        return _("%(lowest)s to %(highest)s", lowest=lowest, highest=highest)
    return _("Up to %(highest)s", highest=highest)


def sentence(text: str) -> str:
    """Return the text with a capital first letter; the rest stays the same."""
    return text[:1].upper() + text[1:]


def guests(number: int) -> str:
    return ngettext("%(num)d guest", "%(num)d guests", number)


def kind_names(asked: Criteria, kinds: Kinds) -> str:
    """Return the chosen categories: "Massage, nails or sauna"."""
    names = any_of([kind.name.lower() for slug, kind in kinds.items() if slug in asked.categories])
    return sentence(names)
