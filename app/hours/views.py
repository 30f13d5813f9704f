"""Opening hours, as the provider edits it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.venues.guards import own_venue
from app.venues.models import Venue

bp = Blueprint("hours", __name__, url_prefix="/venue/hours")


@bp.get("/")
@own_venue
def index(venue: Venue) -> ResponseReturnValue:
    return render_template("hours/index.html", workplace=venue.name, venue=venue)
