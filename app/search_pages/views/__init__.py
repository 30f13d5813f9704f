"""The public pages: home, search, venues and their available times."""

from importlib import import_module

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter

bp = Blueprint("search_pages", __name__)


class TownConverter(BaseConverter):
    """portland-or: words, then the two letters of a state. Nothing else counts as a town, so random URLs cause no
    database lookup."""

    regex = r"[a-z0-9-]{1,80}-[a-z]{2}"


@bp.record
def _know_towns(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["town"] = TownConverter


for page in ("crawlers", "days", "home", "landing", "map", "search", "suggest"):
    import_module(f"{__name__}.{page}")
