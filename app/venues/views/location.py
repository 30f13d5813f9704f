"""The page of a venue's location: its address, and its door on the map."""

from flask import flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core import clock
from app.core.errors import DomainError
from app.venues.actions.edit import VenueAddress, edit_place
from app.venues.actions.review import proposed_values
from app.venues.forms import PlaceForm
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.places import zip_area
from app.venues.queries import waiting_submission
from app.venues.views import bp
from app.web.htmx import go

WAITS = lazy_gettext("Saved. We review the new address first. Until then, guests see the current one.")


@bp.route("/location", methods=["GET", "POST"])
@own_venue
def location(venue: Venue) -> ResponseReturnValue:
    form = PlaceForm(data=saved_values(venue))
    if form.validate_on_submit() and not form.follow_zip_code():
        with form.refusals(form.postal_code, DomainError):
            waits = edit_place(venue=venue, place=typed(form))
            flash(str(WAITS) if waits else _("Saved."))
            return go(url_for("onboarding.index"))
    area = zip_area(form.postal_code.value)
    html = render_template(
        "venues/location.html", workplace=venue.name, venue=venue, form=form, area=area, now=clock.now()
    )
    return make_response(html, 422 if form.errors else 200)


def typed(form: PlaceForm) -> VenueAddress:
    return VenueAddress(
        street=form.street.value,
        city=form.city.value,
        state=form.state.data,
        postal_code=form.postal_code.value,
        latitude=float(form.latitude.data),
        longitude=float(form.longitude.data),
        neighborhood=form.neighborhood.value,
        directions=form.directions.value,
        arrival_note=form.arrival_note.value,
    )


def saved_values(venue: Venue) -> dict[str, object]:
    """Return the form's current values. Values in review replace those that guests see."""
    shown = {field: getattr(venue, field) for field in ("neighborhood", "directions", "arrival_note")}
    # The pin of a saved address has been confirmed.
    return {**proposed_values(venue, waiting_submission(venue)), **shown, "at_door": bool(venue.street)}
