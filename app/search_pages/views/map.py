"""The endpoints behind the map of a list: the visible venues, the card of a venue, and the names of towns."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.errors import NotFound
from app.search_index.index import index
from app.search_pages.city_list import towns
from app.search_pages.copy import cards as card_copy
from app.search_pages.criteria import Criteria
from app.search_pages.queries import names
from app.search_pages.query_parser import parsed
from app.search_pages.results_page import is_bookable
from app.search_pages.venue_cards import cards
from app.search_pages.views import bp
from app.search_pages.views.pins import MapPin, PinCluster, group, pin
from app.search_pages.views.rows import rows
from app.search_pages.views.search import parse_request
from app.venues.queries import venue_by_slug
from app.web.fields import sent_number
from app.web.htmx import vary, wants_partial
from search.clusters import DEEPEST_ZOOM, MOST_CLUSTERS, Cluster, precision

USUAL_ZOOM = 4  # the whole country
TRIES = 3
KEPT = timedelta(minutes=1)
TOWNS_KEPT = timedelta(days=1)


@bp.get("/search/map")
def search_map() -> ResponseReturnValue:
    """Return pins and groups for the requested box and zoom. As in a list, invalid values are left out."""
    criteria, zoom = parse_request(request.args).criteria, requested_zoom()
    cut, found = in_sight(criteria, zoom)
    known = names([cluster.id for cluster in found if cluster.id is not None])
    pins: list[MapPin] = []
    groups: list[PinCluster] = []
    for cluster in found:
        lat, lng = cluster.point.latitude, cluster.point.longitude
        if cluster.id is None:
            groups.append(group(lat, lng, cluster.number, cluster.cents))
        elif cluster.id in known:
            name, slug = known[cluster.id]
            pins.append(pin(lat, lng, name, slug, cents=cluster.cents, is_deal=cluster.is_deal, criteria=criteria))
    return kept(jsonify(pins=pins, groups=groups, precision=cut), KEPT)


def requested_zoom() -> int:
    zoom = parsed(sent_number, request.args.get("zoom", ""))
    return USUAL_ZOOM if zoom is None else min(max(zoom, 0), DEEPEST_ZOOM)


def in_sight(criteria: Criteria, zoom: int) -> tuple[int, Sequence[Cluster]]:
    """Return the clusters and the precision of their cells: coarser cells if there are too many for a map."""
    query = criteria.query(size=0)
    found = index().clusters(query, zoom=zoom)
    for coarser in range(zoom - 1, max(zoom - TRIES, -1), -1):
        if len(found) < MOST_CLUSTERS:
            break
        zoom, found = coarser, index().clusters(query, zoom=coarser)
    return precision(zoom), found


@bp.get("/search/map/<slug>")
def map_card(slug: str) -> ResponseReturnValue:
    """Return the card of a venue for the search, shown over the map; opened directly it redirects to the venue's page.
    Raises NotFound."""
    criteria = parse_request(request.args).criteria
    venue = venue_by_slug(slug)
    if not wants_partial():
        return vary(make_response(redirect(url_for("venue_pages.venue", slug=venue.slug))))
    found = cards([venue.id], at=criteria.at, wanted=criteria.wanted)
    if not found:
        raise NotFound(_("We can’t find that venue."))
    (card,) = rows(found, criteria)
    # A pin may show a venue that has only other times or prices: the index knows less than the calendars.
    note = "" if is_bookable(found[0], criteria) else card_copy.other_times(found[0])
    return vary(make_response(render_template("search_pages/_map_card.html", card=card, note=note)))


@bp.get("/search/map/towns.json")
def map_towns() -> ResponseReturnValue:
    """Return [name, latitude, longitude] for each town, the largest first."""
    return kept(jsonify(towns()), TOWNS_KEPT)


def kept(response: Response, how_long: timedelta) -> Response:
    """Let shared caches store the response if the request has no cookies; otherwise only the visitor's browser."""
    response.cache_control.max_age = int(how_long.total_seconds())
    if request.cookies:
        response.cache_control.private = True
    else:
        response.cache_control.public = True
    response.vary.add("Cookie")
    return response
