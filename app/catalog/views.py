"""Services, as the provider edits it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.venues.guards import own_venue
from app.venues.models import Venue

bp = Blueprint("catalog", __name__, url_prefix="/venue/services")


@bp.get("/")
@own_venue
def index(venue: Venue) -> ResponseReturnValue:
    return render_template("catalog/index.html", workplace=venue.name, venue=venue)
