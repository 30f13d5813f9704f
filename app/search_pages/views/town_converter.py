"""Towns in URLs: /massage/portland-or."""

from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter

from app.search_pages.views import bp


class TownConverter(BaseConverter):
    """portland-or: words, then the two letters of a state. Nothing else counts as a town, so random URLs cause no
    database lookup."""

    regex = r"[a-z0-9-]{1,80}-[a-z]{2}"


@bp.record
def _register_converter(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["town"] = TownConverter
