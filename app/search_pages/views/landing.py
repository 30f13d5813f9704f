"""The pages of a category, a town, or a category in a town: lists that people search for by name."""

from urllib.parse import urlsplit

from flask import g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.core.errors import NotFound
from app.search_pages.views import bp
from app.search_pages.views.addresses import link, place_of
from app.search_pages.views.search import parse_request, respond


# A former URL, which redirects to the current one.
@bp.get("/kinds/<kind>", endpoint="old_landing")
@bp.get("/categories/<kind>")
@bp.get("/near/<town:place>")
@bp.get("/<kind>/<town:place>")
def landing(kind: str | None = None, place: str | None = None) -> ResponseReturnValue:
    args = MultiDict(request.args)
    if kind:
        args.setlist("kind", [kind])
    if place:
        args["near"] = place.replace("-", " ")
    found = parse_request(args)
    criteria = found.criteria
    if not (g.get("had_other_names") or kind in {None, *criteria.kinds}) or (place and place_of(place) is None):
        raise NotFound(_("We can’t find that page. Search for a service and a city instead."))
    # A different spelling, or more than a category and a place: that search has its own URL.
    if urlsplit(link(criteria)).path != request.path:
        return redirect(link(criteria), code=301)
    return respond(found)
