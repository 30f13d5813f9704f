"""The number of venues on each of the next days, which a page requests after it has loaded."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.search_index.http_cache import cache_version, render_cache
from app.search_pages.criteria import Criteria
from app.search_pages.day_tiles import counted, day_tiles
from app.search_pages.views import bp
from app.search_pages.views.addresses import link
from app.search_pages.views.search import parse_request
from app.web.htmx import is_htmx


@bp.get("/search/days")
def days() -> ResponseReturnValue:
    criteria = parse_request(request.args).criteria
    if not is_htmx():
        return redirect(link(criteria))
    html: str = render_cache("days").get(link(criteria), cache_version(), lambda: make(criteria))
    return html


def make(criteria: Criteria) -> str:
    return render_template(
        "search_pages/_days.html", tiles=counted(day_tiles(criteria), criteria), link=link, to_count=""
    )
