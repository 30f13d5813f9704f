from datetime import date

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.hours.actions import set_dates, set_week
from app.hours.date_ranges import date_ranges
from app.hours.forms.week import VenueWeekForm
from app.hours.holidays import coming_holidays
from app.hours.queries import openings_of, week_in
from app.schedule_changes.queries import out_of_hours_bookings
from app.schedule_changes.views import bp
from app.schedule_changes.views.save import question_before
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.queries import lock_venue
from app.web.htmx import go
from app.web.onward import onward


@bp.route("/", methods=["GET", "POST"])
@own_venue
def index(venue: Venue) -> ResponseReturnValue:
    if request.method == "POST":
        lock_venue(venue)  # when two tabs save at once, the second sees the hours saved by the first
    today = local_today(venue)
    openings = openings_of([venue.id], first=today)
    form = VenueWeekForm.of(week_in(openings))
    form.today = today
    if not form.changed() and form.validate_on_submit():
        return question_before(venue, lambda: save(venue, form)) or saved(form)
    special = date_ranges(openings)
    taken = {on for date_range in special for on in date_range.dates}
    shown = {
        "venue": venue,
        "form": form,
        "today": today,
        "special": special,
        "holidays": [holiday for holiday in coming_holidays(today) if holiday.on not in taken],
        "outside": out_of_hours_bookings(venue),
    }
    return render_template("hours/index.html", workplace=venue.name, **shown), form.status


def save(venue: Venue, form: VenueWeekForm) -> None:
    set_week(venue=venue, hours=form.week)
    for date_range in form.chosen_dates:
        set_dates(venue=venue, date_range=date_range)


def saved(form: VenueWeekForm) -> ResponseReturnValue:
    flash(
        _("Hours saved.")
        if form.week
        else _("Hours saved. You’re closed every day, so guests can only book on dates with special hours.")
    )
    return go(onward("hours.index"))


@bp.get("/out-of-hours")
@own_venue
def out_of_hours(venue: Venue) -> ResponseReturnValue:
    """List the upcoming bookings that fall outside the current business hours."""
    found = out_of_hours_bookings(venue)
    return render_template("hours/out_of_hours.html", workplace=venue.name, venue=venue, found=found)


def local_today(venue: Venue) -> date:
    return clock.now().astimezone(venue.zone).date()
