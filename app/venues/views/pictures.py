"""The pictures of a venue, as the provider keeps them."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.views.blueprint import bp


@bp.get("/pictures")
@own_venue
def pictures(venue: Venue) -> ResponseReturnValue:
    return render_template("venues/pictures.html", workplace=venue.name, venue=venue)
