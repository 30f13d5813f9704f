"""The canonical URL of a search, however it was entered. The simplest searches have the simplest URLs."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for

from app.core.slugs import slugify
from app.search_pages.criteria import Criteria, Kinds
from app.search_pages.places import Place, find_place
from search.documents import City, Facets

TOWNS_SHOWN = 24


def link(criteria: Criteria) -> str:
    """Return /massage/portland-or, /massage or /near/portland-or if nothing else is requested; otherwise /search with
    all arguments."""
    if is_landing(criteria):
        kind = criteria.kinds[0] if criteria.kinds else None
        place = place_slug(criteria.place) if criteria.place else None
        page = criteria.page if criteria.page > 1 else None
        return url_for("search_pages.landing", kind=kind, place=place, page=page)
    return url_for("search_pages.search", **criteria.address())  # type: ignore[arg-type]  # lists are fine


def is_landing(criteria: Criteria) -> bool:
    """Return whether the criteria have nothing but a category, a town, or a category in a town."""
    if criteria.address().keys() - {"kind", "near", "page"} or len(criteria.kinds) > 1:
        return False
    return bool(place_slug(criteria.place) if criteria.place else criteria.kinds)


def is_crawled(criteria: Criteria) -> bool:
    """Return whether search engines should index the page: narrower lists only repeat the same venues."""
    return is_landing(criteria) or not criteria.address().keys() - {"page"}


def place_slug(place: Place) -> str | None:
    """Return "portland-or" for a town if that slug leads back to it; else None."""
    slug = slugify(place.label, fallback="", longest=80)
    return slug if place_of(slug) == place and place.label == f"{place.city}, {place.state}" else None


def place_of(slug: str) -> Place | None:
    return find_place(slug.replace("-", " "))


class Elsewhere(NamedTuple):
    """Links to other lists from the page of a category or a town: (label, URL, venues) each."""

    kinds: Sequence[tuple[str, str, int]]
    towns: Sequence[tuple[str, str, int]]


def elsewhere(criteria: Criteria, facets: Facets, kinds: Kinds) -> Elsewhere:
    """Return the other categories in this town, and this category in the surrounding towns."""
    others = [
        (kind.name, link(criteria.but(kinds=(slug,))), facets.categories[slug])
        for slug, kind in kinds.items()
        if kind.part_of is None and slug not in criteria.kinds and slug in facets.categories
    ]
    here = City(criteria.place.city, criteria.place.state) if criteria.place else None
    by_size = sorted(facets.cities, key=lambda city: (-facets.cities[city], city))
    towns = [(city, find_place(str(city))) for city in by_size[: TOWNS_SHOWN + 1] if city != here]
    return Elsewhere(
        others, [(str(city), link(criteria.but(place=place)), facets.cities[city]) for city, place in towns if place]
    )
