"""Suggestions of the search box while a visitor types, and the name of the visitor's location."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from zoneinfo import ZoneInfo

from flask import Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import clock
from app.search_index.index import index
from app.search_pages.copy import times as time_copy
from app.search_pages.criteria import SOMEWHERE
from app.search_pages.place_names import SHORTEST, nearest_place, places_beginning
from app.search_pages.places import find_place
from app.search_pages.views import bp
from app.search_pages.views.place import remembered
from app.taxonomy.queries import categories
from app.venues.queries import public_venues
from app.web.htmx import vary, wants_partial
from search.geo import Point
from search.suggestions import MOST_COUNTED, SuggestedService, SuggestedVenue, begins, suggests
from search.text import fold

KINDS, SERVICES, VENUES, PLACES = 3, 4, 4, 6
FRESH_SECONDS = 60
DECIMALS = 2
"""Of degrees: about a mile. A more precise location is not needed."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option that fills the field with its label, or links to a page."""

    label: str
    about: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class SuggestionGroup:
    label: str
    options: Sequence[Option]


@bp.get("/suggest/what")
def suggest_what() -> ResponseReturnValue:
    if not wants_partial():
        return the_list(q=request.args.get("q"))
    typed, place = request.args.get("q", ""), find_place(request.args.get("near", ""))
    if len(fold(typed)) < SHORTEST:
        return fragment([])
    found = index().suggest(typed, size=max(SERVICES, VENUES), near=place.point if place else None)
    return fragment(
        [
            SuggestionGroup(_("Categories"), kinds(typed)),
            SuggestionGroup(_("Services"), [service(one) for one in found.services[:SERVICES]]),
            SuggestionGroup(_("Venues"), venues(found.venues[:VENUES])),
            SuggestionGroup(_("For someone else"), gift_cards(typed)),
        ]
    )


def gift_cards(typed: str) -> list[Option]:
    """Return the page of gift cards if that is what someone types: no venue sells them."""
    if not any(begins(typed, name) for name in ("gift cards", "gift certificates", "vouchers")):
        return []
    return [Option(_("Gift cards"), _("For every venue"), url_for("gift_cards.index"))]


@bp.get("/suggest/where")
def suggest_where() -> ResponseReturnValue:
    if not wants_partial():
        return the_list(near=request.args.get("q"))
    labels = places_beginning(request.args.get("q", ""), size=PLACES)
    return fragment([SuggestionGroup(_("Places"), [Option(label) for label in labels])])


def the_list(**args: str | None) -> Response:
    """Redirect to the list if the URL of a page fragment is opened directly."""
    return vary(make_response(redirect(url_for("search_pages.search", **args))))  # type: ignore[arg-type]


def fragment(groups: Sequence[SuggestionGroup]) -> Response:
    """Return the suggestions, the same for every visitor: a browser need not ask again within a minute."""
    # Not render_template, which looks up the visitor for every page: the response does not depend on the visitor.
    template = current_app.jinja_env.get_template("search_pages/_suggestions.html")
    response = make_response(template.render(groups=groups))
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return vary(response)


def kinds(typed: str) -> list[Option]:
    """List the categories that match: as text of a search, their names select these categories."""
    found = [
        category
        for category in categories()
        if any(suggests(typed, name) for name in (f"{category.name} {category.slug}", *category.synonyms))
    ]
    first = sorted(found, key=lambda category: not begins(typed, category.name))
    return [Option(category.name) for category in first[:KINDS]]


def service(sold: SuggestedService) -> Option:
    number = f"{sold.venues:,}"
    if sold.venues == MOST_COUNTED:
        return Option(sold.title, _("%(number)s+ venues", number=number))
    return Option(sold.title, ngettext("%(number)s venue", "%(number)s venues", sold.venues, number=number))


def venues(found: Sequence[SuggestedVenue]) -> list[Option]:
    """List the venues that are public at this moment."""
    public = public_venues([venue.id for venue in found])
    return [
        Option(venue.name, str(venue.city), url_for("venue_pages.venue", slug=public[venue.id].slug))
        for venue in found
        if venue.id in public
    ]


@bp.get("/place")
def place() -> ResponseReturnValue:
    """Return the place at a position in degrees, `lat` and `lng`; null if nobody lives nearby. The position is used
    only for this response: neither it nor the URL with it is stored."""
    here = position(request.args.get("lat", ""), request.args.get("lng", ""))
    if here is None:
        return jsonify(place=None, error="A position is two numbers of degrees, lat and lng."), 400
    found = nearest_place(here)
    response = jsonify(place=found.label if found else None)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def position(latitude: str, longitude: str) -> Point | None:
    try:
        degrees = float(latitude), float(longitude)
        return Point(*(round(number, DECIMALS) for number in degrees)) if all(map(isfinite, degrees)) else None
    except ValueError:
        return None


@bp.get("/search/box")
def search_box() -> ResponseReturnValue:
    """Return the search form of the list as a dialog over any page; without JavaScript, redirect to the list."""
    if not wants_partial():
        return the_list()
    here = remembered()
    today = clock.now().astimezone(ZoneInfo(here.zone if here else SOMEWHERE)).date()
    box = render_template(
        "search_pages/_search_box.html", where=here.label if here else "", today=today, time_copy=time_copy
    )
    return vary(make_response(box))
