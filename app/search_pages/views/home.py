"""The home page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from zoneinfo import ZoneInfo

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.core import clock
from app.core.db import reading_apart
from app.search_index.http_cache import NAMES_KEPT, cache_version, names_stamp, render_cache
from app.search_index.index import index
from app.search_pages.cards import Card
from app.search_pages.copy import cards as card_copy
from app.search_pages.copy import times as time_copy
from app.search_pages.criteria import SOMEWHERE, Criteria, PartOfDay
from app.search_pages.places import Place, find_place
from app.search_pages.queries import featured_near
from app.search_pages.query_parser import shortened
from app.search_pages.venue_cards import Cards
from app.search_pages.views import bp
from app.search_pages.views.addresses import link
from app.search_pages.views.place import remember, remembered
from app.search_pages.views.rows import VenueRow, line_html, rows
from app.slot_picker.day_line import day_line
from app.taxonomy.models import Category
from app.taxonomy.queries import categories
from search.documents import City, Facets, SearchPage, SearchQuery, Sort

TOWNS_SHOWN = 12
ON_BOARD = 6
LOOKED_AT = 12
# A smaller board would say more about us than about the evening: another day may have more.
ENOUGH = 4
# From this hour on, the board shows the next day instead of tonight.
LATEST = 21
KINDS_SHOWN = 8


@bp.get("/")
def home() -> ResponseReturnValue:
    typed = " ".join(request.args.get("near", "").split())
    named = find_place(typed)
    place = named or remembered()
    unknown = shortened(typed) if typed and named is None else ""
    made, criteria = render_cache("homes").get((place, unknown), cache_version(), lambda: make(place, unknown))
    page = render_template("search_pages/home.html", criteria=criteria, lists=made, time_copy=time_copy)
    return remember(make_response(page), named)


def make(place: Place | None, unknown: str) -> tuple[Markup, Criteria]:
    """Render everything that depends on the index; for a visitor without a known place, around the busiest city."""
    at = clock.now()
    # Until there is a venue, nothing of ten minutes ago: the first one shows as soon as it is live.
    facets = everywhere()
    if not facets.cities:
        facets = facets_now()
    place = place or busiest(facets)
    criteria = Criteria(at=at, today=at.astimezone(ZoneInfo(place.zone if place else SOMEWHERE)).date(), place=place)
    html = render_template(
        "search_pages/_home.html",
        criteria=criteria,
        unknown=unknown,
        around=cast(NearbyLinks, render_cache("around").get(place, names_stamp(), lambda: around(criteria, facets))),
        has_venues=bool(facets.cities),
        board=board(criteria) if facets.cities else None,
        card_copy=card_copy,
        link=link,
        line_html=line_html,
    )
    return Markup(html), criteria  # noqa: S704 -- a template has escaped it


def everywhere() -> Facets:
    """Return the facets of the whole country from the cache: at most ten minutes old."""
    return cast(Facets, render_cache(NAMES_KEPT).get("everywhere", names_stamp(), facets_now))


def facets_now() -> Facets:
    return index().search(SearchQuery(at=clock.now(), size=0)).facets


def known_categories() -> Sequence[Category]:
    """Return the categories with their photos, cached like their names; they belong to no session."""
    return cast(Sequence[Category], render_cache(NAMES_KEPT).get("categories", names_stamp(), categories_now))


def categories_now() -> Sequence[Category]:
    with reading_apart():
        found = categories()
        _parents = [category.parent for category in found]
        return found


def busiest(facets: Facets) -> Place | None:
    """Return the city with the most venues: the default for a visitor without a known place."""
    return next(filter(None, (find_place(str(city)) for city in by_size(facets))), None)


@dataclass(frozen=True, slots=True)
class NearbyLinks:
    """The categories near a place and the links to other cities, as HTML, unaffected by bookings. At most ten minutes
    old."""

    kinds: Markup
    towns: Markup


def around(criteria: Criteria, country: Facets) -> NearbyLinks:
    return NearbyLinks(
        kinds=Markup(render_template("search_pages/_home_kinds.html", kinds=kinds(criteria, country))),  # noqa: S704 -- a template has escaped it
        towns=Markup(render_template("search_pages/_home_towns.html", towns=towns(criteria, country))),  # noqa: S704
    )


def towns(criteria: Criteria, facets: Facets) -> list[tuple[City, str]]:
    """List the cities with the most venues, each with the URL of its page."""
    here = criteria.place
    elsewhere = [city for city in by_size(facets) if here is None or city != (here.city, here.state)][:TOWNS_SHOWN]
    places = ((city, find_place(str(city))) for city in elsewhere)
    return [(city, link(criteria.but(place=place))) for city, place in places if place]


@dataclass(frozen=True, slots=True)
class CategoryTile:
    category: Category
    number: int  # of venues
    href: str


def kinds(criteria: Criteria, country: Facets) -> list[CategoryTile]:
    """List the categories with the most venues near the place, in display order; if it has none, those of the whole
    country."""
    near = index().search(criteria.query(size=0)).facets.categories if criteria.place else {}
    numbers, within = (near, criteria) if near else (country.categories, criteria.but(place=None))
    known = [
        CategoryTile(category, numbers.get(category.slug, 0), link(within.but(kinds=(category.slug,))))
        for category in known_categories()
        if category.parent is None
    ]
    shown = sorted(known, key=lambda kind: -kind.number)[:KINDS_SHOWN]
    return [kind for kind in known if kind in shown]


def by_size(facets: Facets) -> list[City]:
    return sorted(facets.cities, key=lambda city: (-facets.cities[city], city))


@dataclass(frozen=True, slots=True)
class Board:
    """Off-peak times near the place: one venue in a large card, others in lines, and the total."""

    title: str
    criteria: Criteria
    large: VenueRow
    line: Mapping[str, object] | None  # the timeline of the large card's day
    quiet: Sequence[tuple[int, int]]  # its off-peak parts; empty if the price is low for another reason
    reason: str  # the reason for its low price
    lines: Sequence[VenueRow]
    total: int


def board(criteria: Criteria) -> Board | None:
    """Return the board for tonight or tomorrow, whichever first has enough venues; else for the next two weeks, if
    these have more. None if there is nothing at all. Two search queries, rarely three: as many at any hour."""
    deals = criteria.but(deals=True)
    near = evenings(criteria)
    numbers = index().count_at(deals.query(size=0), [times for _, evening in near if (times := evening.free_at)])
    most = max(numbers)
    title, evening = near[next((place for place, number in enumerate(numbers) if number >= min(most, ENOUGH)), 0)]
    if most < ENOUGH:
        soon = deals.but(sort=Sort.SOONEST)
        page = index().search(soon.query(size=LOOKED_AT))
        if page.total > most:
            return board_of(_("Off-peak, soon"), soon, page)
    return board_of(title, evening, index().search(evening.query(size=LOOKED_AT))) if most else None


def evenings(criteria: Criteria) -> Sequence[tuple[str, Criteria]]:
    zone = ZoneInfo(criteria.place.zone if criteria.place else SOMEWHERE)
    tonight = _("Off-peak tonight"), criteria.but(day=criteria.today, part=PartOfDay.EVENING, deals=True)
    tomorrow = _("Off-peak tomorrow"), criteria.but(day=criteria.today + timedelta(days=1), deals=True)
    return [tonight, tomorrow] if criteria.at.astimezone(zone).hour < LATEST else [tomorrow]


def board_of(title: str, criteria: Criteria, page: SearchPage) -> Board | None:
    leading = featured_near(criteria.near, at=criteria.at) if criteria.near else []
    ids = list(dict.fromkeys((*leading, *page.ids)))
    found = Cards(ids, at=criteria.at, wanted=criteria.wanted, strictly=True)
    shown = chosen(found, leading)
    if not shown or shown[0].times is None:
        return None
    of, day, reason = shown[0].times.of, shown[0].times.day, shown[0].times.best.reason
    large, *lines = rows(shown, criteria)
    quiet = of.prices.quiet_spans(day, at=criteria.at)
    return Board(title, criteria, large, day_line(of.plan, of.prices, day), quiet, reason, lines, page.total)


def chosen(found: Cards, leading: Collection[int]) -> list[Card]:
    """Return the cards with available times, as many as the board shows: first the featured venues, then the first of
    each category, then the others. Only these are built."""
    shown = [found[venue_id] for venue_id in found if venue_id in leading and found[venue_id].times][:ON_BOARD]
    others, kinds = [venue_id for venue_id in found if venue_id not in leading], set[int]()
    for venue_id in others:
        kind = found.venues[venue_id].category_id
        if len(shown) < ON_BOARD and kind not in kinds and found[venue_id].times:
            shown.append(found[venue_id])
            kinds.add(kind)
    for venue_id in others:
        if len(shown) < ON_BOARD and found[venue_id].times and found[venue_id] not in shown:
            shown.append(found[venue_id])
    return shown
