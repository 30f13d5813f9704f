"""The page of a venue's booking rules: cancellation, minimum notice, booking window and approval."""

from flask import flash, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.venues.actions.details import set_booking_window, set_policy, set_request_policy, set_reschedule_policy
from app.venues.cancellation import in_general
from app.venues.copy import time_before
from app.venues.enums import Ability
from app.venues.forms import RulesForm
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.views import bp
from app.web.fields import to_choose
from app.web.htmx import go
from app.web.onward import onward

NEVER = -1
MOVES = (0, 1, 2, 4, 12, 24, 48, 72, 168)  # hours
NOTICES = (0, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 4320, 10080)  # minutes
ANSWERS = (0, 1, 2, 4, 8, 12, 24, 48, 72)  # hours; 0 means automatic approval


@bp.route("/rules", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_LISTING)
def rules(venue: Venue) -> ResponseReturnValue:
    form = RulesForm(data=saved_values(venue))
    notices = sorted({*NOTICES, venue.minimum_notice_minutes})
    form.minimum_notice_minutes.choices = to_choose((minutes, notice(minutes)) for minutes in notices)
    offered = sorted({*ANSWERS, venue.accept_within_hours or 0})
    form.accept_within_hours.choices = to_choose((hours, answer(hours)) for hours in offered)
    form.reschedule_hours.choices = to_choose((hours, reschedule_notice(hours)) for hours in move_choices(venue))
    if form.validate_on_submit():
        free, keep, booking_window = (
            one.value or 0 for one in (form.free_hours, form.keep_percent, form.booking_window_days)
        )
        set_policy(venue=venue, free_hours=free, keep_percent=keep)
        set_reschedule_policy(
            venue=venue, hours=None if form.reschedule_hours.data == NEVER else form.reschedule_hours.data
        )
        set_booking_window(
            venue=venue, minimum_notice_minutes=form.minimum_notice_minutes.data, booking_window_days=booking_window
        )
        set_request_policy(
            venue=venue, accept_within_hours=form.accept_within_hours.data or None, max_upcoming=form.max_upcoming.value
        )
        flash(_("Saved. The rules apply to new bookings."))
        return go(onward("onboarding.index", step="venues.rules"))
    policy = in_general(venue.cancel_free_hours, venue.cancel_keep_percent)
    html = render_template("venues/rules.html", workplace=venue.name, venue=venue, form=form, policy=policy)
    return make_response(html, 422 if form.errors else 200)


def saved_values(venue: Venue) -> dict[str, object]:
    return {
        "free_hours": venue.cancel_free_hours,
        "keep_percent": venue.cancel_keep_percent,
        "reschedule_hours": NEVER if venue.reschedule_hours is None else venue.reschedule_hours,
        "minimum_notice_minutes": venue.minimum_notice_minutes,
        "booking_window_days": venue.booking_window_days,
        "accept_within_hours": venue.accept_within_hours or 0,
        "max_upcoming": venue.max_upcoming,
    }


def answer(hours: int) -> str:
    if not hours:
        return _("Automatic (booked when paid)")
    return ngettext(
        "You accept each request within %(num)d hour", "You accept each request within %(num)d hours", hours
    )


def move_choices(venue: Venue) -> list[int]:
    """Return the choices in hours before the start, including the current one; the last means never."""
    now = {venue.reschedule_hours} if venue.reschedule_hours is not None else set()
    return [*sorted({*MOVES, venue.cancel_free_hours, *now}), NEVER]


def reschedule_notice(hours: int) -> str:
    if hours == NEVER:
        return _("Off (guests contact you)")
    return _("Until the start") if not hours else _("Until %(time)s", time=notice(hours * 60))


def notice(minutes: int) -> str:
    return time_before(minutes) if minutes else _("Until the start")
