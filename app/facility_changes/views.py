"""Pages where an owner lists rooms and equipment, and moves bookings between them."""

from collections.abc import Sequence

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.guards import current_user_or_403
from app.availability.capacity import RoomTooSmall
from app.bookings.enums import UPCOMING_STATES
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import booking_of_venue
from app.catalog.models import Service
from app.catalog.queries import services_of
from app.core.db import session
from app.core.errors import Conflict
from app.core.formats import moment
from app.facilities.enums import FacilityKind
from app.facilities.models import MAX_FACILITIES, Facility
from app.facilities.queries import facilities_of, facility_of
from app.facility_changes import actions
from app.facility_changes.copy import change_label, in_the_way
from app.facility_changes.forms import FacilityEdit, FacilityForm, MoveForm
from app.facility_changes.queries import other_places, services_by_facility, upcoming_by_facility
from app.front_desk.request_args import BESIDE, beside, under_it
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.web.htmx import flash_undo, go, render

bp = Blueprint("facility_changes", __name__, url_prefix="/venue/rooms")


@bp.get("/")
@own_venue(Ability.MANAGE_SERVICES)
def index(venue: Venue) -> ResponseReturnValue:
    return render_template(
        "facility_changes/index.html",
        workplace=venue.name,
        facilities=facilities_of(venue),
        services=services_by_facility(venue),
        staffed=len(_staffed(venue)),
        upcoming=upcoming_by_facility(venue),
        kinds=FacilityKind,
        most=MAX_FACILITIES,
    )


@bp.route("/new", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_SERVICES)
def add(venue: Venue) -> ResponseReturnValue:
    """Add a room, or equipment with `kind=equipment`."""
    kind = FacilityKind.EQUIPMENT if request.args.get("kind") == FacilityKind.EQUIPMENT else FacilityKind.ROOM
    form = FacilityForm(kind=kind, services=_staffed(venue))
    if not form.validate_on_submit():
        return _show(venue, form)
    with form.refusals(form.name, Conflict):
        facility, without = actions.add_facility(venue=venue, terms=form.terms)
        return _saved(venue, _("%(name)s added.", name=facility.name), without)
    return _show(venue, form)


@bp.route("/<key>", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_SERVICES)
def edit(venue: Venue, key: str) -> ResponseReturnValue:
    facility = facility_of(venue, key)
    uses = [service.slug for service in services_by_facility(venue).get(facility.id, ())]
    data = {
        "name": facility.name,
        "guests": facility.guests,
        "units": facility.resource.capacity,
        "services": uses,
    }
    form = FacilityEdit(data=data, kind=facility.kind, services=_staffed(venue))
    if not form.validate_on_submit():
        return _show(venue, form, facility=facility)
    number = form.name if facility.kind is FacilityKind.ROOM else form.units
    with form.refusals(number, RoomTooSmall), form.refusals(form.name, Conflict):
        facility, without = actions.edit_facility(venue=venue, key=key, terms=form.terms)
        return _saved(venue, _("%(name)s saved.", name=facility.name), without)
    return _show(venue, form, facility=facility)


@bp.post("/<key>/remove")
@own_venue(Ability.MANAGE_SERVICES)
def remove(venue: Venue, key: str) -> ResponseReturnValue:
    """Remove a room or equipment at once, with a button to undo it."""
    try:
        facility, moved = actions.remove_facility(venue=venue, key=key)
    except Conflict as refused:
        session.rollback()
        flash(refused.message, "error")
        return go(url_for("facility_changes.index"))
    text = _("%(name)s removed.", name=facility.name)
    if moved:
        text = ngettext(
            "%(name)s removed. %(num)d booking moved to another place.",
            "%(name)s removed. %(num)d bookings moved to other places.",
            moved,
            name=facility.name,
        )
    flash_undo(text, url_for("facility_changes.restore", key=key))
    return go(url_for("facility_changes.index"))


@bp.post("/<key>/restore")
@own_venue(Ability.MANAGE_SERVICES)
def restore(venue: Venue, key: str) -> ResponseReturnValue:
    try:
        facility = actions.restore_facility(venue=venue, key=key)
    except Conflict as refused:
        flash(refused.message, "error")
    else:
        flash(_("%(name)s restored.", name=facility.name))
    return go(url_for("facility_changes.index"))


@bp.route("/bookings/<booking_id>", methods=["GET", "POST"])
@own_venue(Ability.CHANGE_BOOKINGS)
def move(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Move a booking to another room or other equipment. Lists all, and what is in use until when."""
    booking = booking_of_venue(venue.id, booking_id)
    places = other_places(booking)
    form = MoveForm(places=places)
    if form.validate_on_submit():
        with form.refusals(form.to, Conflict):
            user_id = current_user_or_403().id
            facility = actions.move_booking(booking_id=booking.id, venue=venue, key=form.to.value, user_id=user_id)
            flash(_("Booking moved to %(name)s.", name=facility.name))
            return go(under_it(booking, venue))
        session.rollback()
        booking = booking_of_venue(venue.id, booking_id)
        places = other_places(booking)
    free = [place.facility.key for place in places if place.is_available]
    return render(
        "facility_changes/move.html",
        "facility_changes/_move.html",
        status=422 if form.to.errors else 200,
        workplace=venue.name,
        venue=venue,
        booking=booking,
        back_to=beside(booking, venue, place=BESIDE),
        form=form,
        title=change_label(places),
        places=places,
        in_the_way=in_the_way,
        chosen=form.to.data if form.to.data in free else free[0] if len(free) == 1 else None,
        can_move=bool(free) and booking.state in UPCOMING_STATES,
    )


def _staffed(venue: Venue) -> Sequence[Service]:
    """List the services with team members: only they can need a room or equipment besides."""
    return [service for service in services_of(venue) if service.is_staffed]


def _saved(venue: Venue, message: str, without: Sequence[Booking]) -> ResponseReturnValue:
    """Confirm a change, and name the upcoming bookings that find nothing free."""
    flash(message)
    if without:
        first = without[0]
        text = ngettext(
            "%(num)d upcoming booking still has no place: %(guest)s on %(time)s.",
            "%(num)d upcoming bookings still have no place. The first is %(guest)s on %(time)s.",
            len(without),
            guest=first.venue_order.order.name,
            time=moment(first.starts_at, venue.zone),
        )
        flash(text, "error")
    return go(url_for("facility_changes.index"))


def _show(venue: Venue, form: FacilityForm, *, facility: Facility | None = None) -> ResponseReturnValue:
    """Render the form; 422 if it has errors."""
    return render(
        "facility_changes/form.html",
        "facility_changes/_form.html",
        status=422 if form.errors else 200,
        workplace=venue.name,
        form=form,
        facility=facility,
        is_room=form.kind is FacilityKind.ROOM,
    )
