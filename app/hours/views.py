"""Opening hours, as the provider edits them."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.hours.actions import set_week
from app.hours.forms import WeekForm
from app.hours.queries import week_of
from app.htmx import go
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.queries import lock_venue

bp = Blueprint("hours", __name__, url_prefix="/venue/hours")


@bp.route("/", methods=["GET", "POST"])
@own_venue
def index(venue: Venue) -> ResponseReturnValue:
    if request.method == "POST":
        lock_venue(venue)  # so that of two tabs that save at once the later sees what the first has saved
    form = WeekForm.of(week_of(venue))
    if not form.changed() and form.validate_on_submit():
        set_week(venue=venue, hours=form.week)
        flash("Hours saved.")
        return go(url_for(".index"))
    status = 422 if form.problems else 200
    return render_template("hours/index.html", workplace=venue.name, venue=venue, form=form), status
