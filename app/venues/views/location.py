"""The pages of a venue's location: its address, then the matches that we found, then its door on the map."""

from typing import Any

from flask import flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.venues.actions.edit import VenueAddress, edit_place, edit_position, refuse_bad_address
from app.venues.actions.review import ADDRESS, proposed_values
from app.venues.copy import POSTAL, where_pin_is
from app.venues.enums import Ability, LookupOutcome
from app.venues.forms import PinForm, PlaceForm
from app.venues.geocoder import geocoder
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.places import is_center, position_in, zip_area
from app.venues.position_flows import AddressLookup, look_up, position_after
from app.venues.queries import waiting_submission
from app.venues.views import bp
from app.web.htmx import go
from app.web.onward import onward
from app.web.route_limits import limited

UNREVIEWED = ("neighborhood", "directions", "arrival_note")
WAITS = lazy_gettext("Saved. We review the new address first. Until then, guests see the current one.")
PIN_WAITS = lazy_gettext("Saved. We review the new pin first. Until then, guests see the current one.")

Values = dict[str, Any]


@bp.route("/location", methods=["GET", "POST"])
@limited("addresses")
@own_venue(Ability.MANAGE_LISTING)
def location(venue: Venue) -> ResponseReturnValue:
    """Save the address. A new one is looked up first; then its owner sees the matches, or the pin."""
    form = PlaceForm(data=saved_values(venue))
    if form.validate_on_submit():
        found: AddressLookup | None = None
        with form.refusals(form.postal_code, DomainError):
            refuse_bad_address(typed(form))
        if not form.errors and not is_settled(saved_values(venue), typed(form)):
            found = look_up(typed(form))
            # Someone may have saved other values during the look-up.
            session.refresh(venue, [*ADDRESS, *UNREVIEWED])
            form = PlaceForm(data=saved_values(venue))
            form.validate()
        if not form.errors:
            with form.refusals(form.postal_code, DomainError):
                return saved(venue, form, found)
    html = render_template(
        "venues/location.html",
        workplace=venue.name,
        venue=venue,
        form=form,
        standing=saved_values(venue),
        is_looked_up=geocoder() is not None,
        now=clock.now(),
    )
    return make_response(html, 422 if form.errors else 200)


@bp.post("/location/match")
@own_venue(Ability.MANAGE_LISTING)
def choose_match(venue: Venue) -> ResponseReturnValue:
    """Move the pin to the chosen match. It stays where it is if none of them is right."""
    chosen = position_in(request.form.get("position", ""))
    if chosen is None:
        return go(url_for("venues.pin", lookup=LookupOutcome.NONE))
    try:
        edit_position(venue=venue, latitude=chosen[0], longitude=chosen[1], confirmed=False)
    except DomainError as refused:
        flash(refused.message, "error")
    return go(url_for("venues.pin"))


@bp.route("/location/pin", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_LISTING)
def pin(venue: Venue) -> ResponseReturnValue:
    """Show the pin on a map. Its owner moves it to their front door and confirms it."""
    standing = saved_values(venue)
    if not standing["street"]:
        return go(url_for("venues.location"))
    form = PinForm(data=standing)
    if form.validate_on_submit():
        with form.refusals(form.latitude, DomainError):
            latitude, longitude = float(form.latitude.data), float(form.longitude.data)
            waits = edit_position(venue=venue, latitude=latitude, longitude=longitude, confirmed=True)
            flash(str(PIN_WAITS) if waits else _("Saved. The pin is confirmed."))
            return go(onward("onboarding.index", step="venues.location"))
    area = zip_area(standing["postal_code"])
    note = where_pin_is(
        standing, request.args.get("lookup", ""), at_center=area is not None and is_center(area, position(standing))
    )
    html = render_template(
        "venues/pin.html",
        workplace=venue.name,
        venue=venue,
        form=form,
        standing=standing,
        area=area,
        note_words=note,
        now=clock.now(),
    )
    return make_response(html, 422 if form.errors else 200)


def is_settled(standing: Values, place: VenueAddress) -> bool:
    """Return whether an address is the saved one, and its pin is confirmed."""
    same = all(standing[field] == getattr(place, field) for field in POSTAL)
    return same and bool(standing["position_confirmed"])


def saved(venue: Venue, form: PlaceForm, found: AddressLookup | None) -> ResponseReturnValue:
    """Save the address with the best position that we know, then let the owner choose or confirm it."""
    standing = saved_values(venue)
    if found is None:
        place = typed(form, position(standing), confirmed=True)
        flash(str(WAITS) if edit_place(venue=venue, place=place) else _("Saved."))
        return go(onward("onboarding.index", step="venues.location"))
    kept = position(standing) if standing["position_confirmed"] else None
    place = typed(form, position_after(found, form.postal_code.value, standing["postal_code"], kept))
    if edit_place(venue=venue, place=place):
        flash(str(WAITS))
    if found.outcome is LookupOutcome.SEVERAL:
        # A page, not a redirect, because nothing stores the matches.
        return render_template(
            "venues/matches.html", workplace=venue.name, venue=venue, place=place, matches=found.matches
        )
    if found.elsewhere is not None:
        flash(_("We found this address only at %(address)s.", address=found.elsewhere.address), "error")
    return go(url_for("venues.pin", lookup=found.outcome))


def typed(form: PlaceForm, at: tuple[float, float] = (0, 0), *, confirmed: bool = False) -> VenueAddress:
    return VenueAddress(
        street=form.street.value,
        city=form.city.value,
        state=form.state.data,
        postal_code=form.postal_code.value,
        latitude=at[0],
        longitude=at[1],
        position_confirmed=confirmed,
        neighborhood=form.neighborhood.value,
        directions=form.directions.value,
        arrival_note=form.arrival_note.value,
    )


def saved_values(venue: Venue) -> Values:
    """Return the current values. Those in review replace those that guests see."""
    shown = {field: getattr(venue, field) for field in UNREVIEWED}
    return {**proposed_values(venue, waiting_submission(venue)), **shown}


def position(standing: Values) -> tuple[float, float]:
    return standing["latitude"], standing["longitude"]
