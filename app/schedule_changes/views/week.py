from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.hours.forms.week import VenueWeekForm
from app.schedule_changes.queries import out_of_hours_bookings
from app.schedule_changes.views import bp
from app.schedule_changes.views.save import question_before
from app.schedule_changes.views.week_page import save_week, week_form, week_page
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.queries import lock_venue
from app.web.htmx import go
from app.web.onward import onward


@bp.route("/", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_HOURS)
def index(venue: Venue) -> ResponseReturnValue:
    if request.method == "POST":
        lock_venue(venue)  # when two tabs save at once, the second sees the hours saved by the first
    form = week_form(venue)
    if form.changed() or not form.is_submitted():
        return week_page(venue, form)
    dates = (request.form.getlist("special") or [""])[-1]
    if dates and not form.has_changes:
        return go(dates_page(dates))
    if not form.validate():
        return week_page(venue, form)
    return question_before(venue, lambda: save_week(venue, form)) or saved(form, dates)


def saved(form: VenueWeekForm, dates: str) -> ResponseReturnValue:
    flash(
        _("Hours saved.")
        if form.week
        else _("Hours saved. You’re closed every day, so guests can only book on dates with special hours.")
    )
    return go(dates_page(dates) if dates else onward("hours.index"))


def dates_page(dates: str) -> str:
    """Return the page to go to after saving: for new special hours, or for those that begin on a date."""
    return url_for("hours.add_date") if dates == "new" else url_for("hours.edit_date", day=dates)


@bp.get("/out-of-hours")
@own_venue(Ability.MANAGE_HOURS)
def out_of_hours(venue: Venue) -> ResponseReturnValue:
    """List the upcoming bookings that fall outside the current business hours."""
    found = out_of_hours_bookings(venue)
    return render_template("hours/out_of_hours.html", workplace=venue.name, venue=venue, found=found)
