"""The number of venues on each of the next days, which a page requests after it has loaded."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.discovery.blueprint import bp
from app.discovery.criteria import Criteria
from app.discovery.day_tiles import counted, day_tiles
from app.discovery.views.addresses import link
from app.discovery.views.http_cache import cache_version, render_cache
from app.discovery.views.search import read_asked
from app.web.htmx import is_htmx


@bp.get("/search/days")
def days() -> ResponseReturnValue:
    asked = read_asked(request.args).criteria
    if not is_htmx():
        return redirect(link(asked))
    html: str = render_cache("days").get(link(asked), cache_version(), lambda: make(asked))
    return html


def make(asked: Criteria) -> str:
    return render_template("discovery/_days.html", tiles=counted(day_tiles(asked), asked), link=link, to_count="")
