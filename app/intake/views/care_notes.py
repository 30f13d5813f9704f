"""A guest's preferences and allergies, for who performs their booking. They open on request; each time is recorded."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access_log.enums import AccessKind
from app.access_log.pages import opened
from app.accounts import impersonation
from app.accounts.guards import current_user_or_403
from app.bookings.copy import bookings as booking_copy
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import booking_of_venue
from app.core.errors import Conflict, Forbidden, NotFound
from app.intake.access import may_open_health
from app.intake.care_notes import can_open_care_note
from app.intake.views import bp
from app.profiles.actions.care_notes import open_care_note
from app.profiles.errors import ProfileErrorCode
from app.profiles.queries import shared_with
from app.venues.abilities import reach, refusal
from app.venues.enums import Ability, Reach
from app.venues.guards import own_staff, own_venue
from app.venues.models import Venue
from app.venues.queries import first_name_of_owner
from app.web.htmx import go


@bp.get("/preferences/<booking_id>")
@own_venue(Ability.OPEN_HEALTH_ANSWERS)
def care_note(venue: Venue, booking_id: str) -> ResponseReturnValue:
    return shown(venue, openable(venue, booking_id))


@bp.post("/preferences/<booking_id>")
@own_venue(Ability.OPEN_HEALTH_ANSWERS)
def open_note(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Show what the guest wrote, in this response only, and record who opened it. The guest sees the record."""
    booking = openable(venue, booking_id)
    user_id = booking.venue_order.order.user_id
    if user_id is None:
        raise NotFound(ProfileErrorCode.NO_CARE_NOTE)
    try:
        text = open_care_note(user_id=user_id, booking_id=booking.id, by_id=current_user_or_403().id)
    except Conflict as refused:
        flash(refused.message, "error")
        return go(url_for("calendar.day", day=booking.day, booking=booking_id))
    opened(AccessKind.HEALTH_ANSWERS, user_id=user_id, guest_id=booking.venue_order.guest_id)
    return shown(venue, booking, text=text)


def openable(venue: Venue, booking_id: str) -> Booking:
    """Return a booking for which the note may be opened. Raises NotFound, and Forbidden for an admin who views the site
    as the owner."""
    if impersonation.seen():
        raise Forbidden(_("Only the venue can see its guests’ preferences and allergies."))
    staff = own_staff()
    mine = staff.team_member_id if reach(staff.role, Ability.SEE_BOOKINGS) is Reach.OWN else None
    booking = booking_of_venue(venue.id, booking_id, member_id=mine)
    if not may_open_health(booking):
        raise Forbidden(refusal(Ability.OPEN_HEALTH_ANSWERS, first_name_of_owner(venue)))
    if not can_open_care_note(booking) or not shared_with(venue.id, booking.venue_order.order.user_id).has_care_note:
        raise NotFound(ProfileErrorCode.NO_CARE_NOTE)
    return booking


def shown(venue: Venue, booking: Booking, *, text: str | None = None) -> ResponseReturnValue:
    return render_template(
        "intake/care_note.html",
        workplace=venue.name,
        venue=venue,
        booking=booking,
        text=text,
        booking_copy=booking_copy,
    )
