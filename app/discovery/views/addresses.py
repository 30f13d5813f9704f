"""The address of a question: one, whichever way it was asked. The plainest questions have the plainest addresses."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.context import settings
from app.discovery.criteria import Criteria, Kinds
from app.discovery.places import Place, find_place
from app.slugs import slugify
from search.documents import City, Facets

TOWNS_SHOWN = 24


def link(asked: Criteria) -> str:
    """/massage/portland-or, /massage or /near/portland-or where nothing else is asked; else all of it after /search."""
    if is_landing(asked):
        kind = asked.kinds[0] if asked.kinds else None
        place = place_slug(asked.place) if asked.place else None
        page = asked.page if asked.page > 1 else None
        return url_for("discovery.landing", kind=kind, place=place, page=page)
    return url_for("discovery.search", **asked.address())  # type: ignore[arg-type]  # lists are fine


@lru_cache(maxsize=4096)
def venue_address(slug: str) -> str:
    """Return the address of a venue's page. A list needs dozens of these, each time the same."""
    return url_for("discovery.venue", slug=slug)


@lru_cache(maxsize=16384)
def service_address(slug: str, service: str) -> str:
    """Return the address of the times of a service."""
    return url_for("discovery.slots", slug=slug, service=service)


def absolute(endpoint: str, **values: str) -> str:
    """With the site's own address, whatever name the request came by."""
    return f"{settings().base_url}{url_for(endpoint, **values)}"  # type: ignore[arg-type]


def moved(endpoint: str, **values: str) -> ResponseReturnValue:
    """On to the present address of a page, for good, with all that was asked of it."""
    asked = request.query_string.decode()
    return redirect(f"{url_for(endpoint, **values)}{f'?{asked}' if asked else ''}", code=301)  # type: ignore[arg-type]


def is_landing(asked: Criteria) -> bool:
    """Whether a kind, a town, or a kind in a town is all that is asked for."""
    if asked.address().keys() - {"kind", "near", "page"} or len(asked.kinds) > 1:
        return False
    return bool(place_slug(asked.place) if asked.place else asked.kinds)


def is_crawled(asked: Criteria) -> bool:
    """Whether search engines should keep it: what is narrowed further only repeats what they know."""
    return is_landing(asked) or not asked.address().keys() - {"page"}


def place_slug(place: Place) -> str | None:
    """portland-or: of a town, where that leads back to it."""
    slug = slugify(place.label, fallback="", longest=80)
    return slug if place_of(slug) == place and place.label == f"{place.city}, {place.state}" else None


def place_of(slug: str) -> Place | None:
    return find_place(slug.replace("-", " "))


class Elsewhere(NamedTuple):
    """Where to go on from a page of a kind or a town: (label, address, venues) each."""

    kinds: Sequence[tuple[str, str, int]]
    towns: Sequence[tuple[str, str, int]]


def elsewhere(asked: Criteria, facets: Facets, kinds: Kinds) -> Elsewhere:
    """The other kinds in this town, and this kind in the towns around it."""
    others = [
        (kind.name, link(asked.but(kinds=(slug,))), facets.categories[slug])
        for slug, kind in kinds.items()
        if kind.part_of is None and slug not in asked.kinds and slug in facets.categories
    ]
    here = City(asked.place.city, asked.place.state) if asked.place else None
    by_size = sorted(facets.cities, key=lambda city: (-facets.cities[city], city))
    towns = [(city, find_place(str(city))) for city in by_size[: TOWNS_SHOWN + 1] if city != here]
    return Elsewhere(
        others, [(str(city), link(asked.but(place=place)), facets.cities[city]) for city, place in towns if place]
    )
