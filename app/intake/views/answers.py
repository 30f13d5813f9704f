"""What a booking's guest answered, for the owner. Health answers only open on request, and each view is recorded."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access_log.enums import AccessKind
from app.access_log.pages import opened
from app.accounts import impersonation
from app.accounts.guards import current_user_or_403
from app.bookings.copy import bookings as booking_copy
from app.bookings.models.bookings import Booking
from app.bookings.queries.bookings import booking_of_venue
from app.core.errors import Conflict, Forbidden
from app.intake import copy
from app.intake.access import may_open_health
from app.intake.actions.answers import open_health_answers
from app.intake.actions.requests import send_again
from app.intake.models import IntakeAnswer
from app.intake.queries.statuses import answers_called, can_answer, statuses_of, views_of
from app.intake.questions import Answers
from app.intake.views import bp
from app.venues.abilities import reach, refusal
from app.venues.enums import Ability, Reach
from app.venues.guards import may, own_member_id, own_staff, own_venue
from app.venues.models import Venue
from app.venues.queries import first_name_of_owner
from app.web.htmx import go
from app.web.route_limits import limited


@bp.get("/answers/<booking_id>")
@own_venue(Ability.SEE_BOOKINGS)
def booking(venue: Venue, booking_id: str) -> ResponseReturnValue:
    found = booking_of_venue(venue.id, booking_id, member_id=own_member_id())
    opened(AccessKind.ANSWERS, user_id=found.order.user_id, guest_id=found.venue_order.guest_id)
    return shown(venue, found)


@bp.post("/answers/<booking_id>/<answer_id>/health")
@own_venue(Ability.OPEN_HEALTH_ANSWERS)
def open_health(venue: Venue, booking_id: str, answer_id: str) -> ResponseReturnValue:
    """Show health answers, in this response only, and record who opened them. The guest sees the record."""
    staff = own_staff()
    # A team member finds no booking of others; a manager does, and reads why its health answers stay closed.
    mine = staff.team_member_id if reach(staff.role, Ability.SEE_BOOKINGS) is Reach.OWN else None
    found = booking_of_venue(venue.id, booking_id, member_id=mine)
    if not may_open_health(found):
        raise Forbidden(refusal(Ability.OPEN_HEALTH_ANSWERS, first_name_of_owner(venue)))
    answers = answers_called(found, answer_id)
    try:
        health = open_health_answers(answers=answers, booking=found, user_id=current_user_or_403().id)
    except Conflict as refused:
        flash(refused.message, "error")
        return go(url_for("intake.booking", booking_id=booking_id))
    opened(AccessKind.HEALTH_ANSWERS, user_id=found.order.user_id, guest_id=answers.guest_id)
    return shown(venue, found, opened=answers, health=health)


@bp.post("/answers/<booking_id>/send")
@limited("messages")
@own_venue(Ability.CHANGE_BOOKINGS)
def send(venue: Venue, booking_id: str) -> ResponseReturnValue:
    """Email the guest a form again."""
    found = booking_of_venue(venue.id, booking_id)
    try:
        send_again(venue=venue, booking=found, key=request.form.get("form", ""))
    except Conflict as refused:
        flash(refused.message, "error")
    else:
        flash(_("Form sent to %(email)s.", email=found.order.email))
    return go(url_for("intake.booking", booking_id=booking_id))


def shown(
    venue: Venue, found: Booking, *, opened: IntakeAnswer | None = None, health: Answers | None = None
) -> ResponseReturnValue:
    """Render the forms of a booking; `health` are the health answers of `opened`.

    Raises Forbidden for an admin who views the site as the owner: answers are only for the venue.
    """
    if impersonation.seen():
        raise Forbidden(_("Only the venue can see what its guests answered."))
    statuses = statuses_of(found)
    return render_template(
        "intake/booking.html",
        workplace=venue.name,
        venue=venue,
        booking=found,
        statuses=statuses,
        views=views_of([status.answers for status in statuses if status.answers]),
        opened=opened,
        health=copy.answered(opened.version, health, health=True) if opened and health is not None else [],
        can_open=may_open_health(found),
        refused=refusal(Ability.OPEN_HEALTH_ANSWERS, first_name_of_owner(venue)),
        can_send=can_answer(found) and may(Ability.CHANGE_BOOKINGS),
        copy=copy,
        booking_copy=booking_copy,
    )
