"""The page of business hours: its form, and the week that was typed while another button of the page was pressed.

The buttons for special dates submit the form of the week too, so that hours that were typed but not saved aren't lost.
"""

from collections.abc import Callable
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core import clock
from app.hours.actions import set_dates, set_week
from app.hours.date_ranges import date_ranges
from app.hours.forms.week import VenueWeekForm
from app.hours.holidays import coming_holidays
from app.hours.queries import openings_of, week_in
from app.schedule_changes.queries import out_of_hours_bookings
from app.schedule_changes.views.save import question_before
from app.venues.models import Venue


def local_today(venue: Venue) -> date:
    return clock.now().astimezone(venue.zone).date()


def week_form(venue: Venue) -> VenueWeekForm:
    today = local_today(venue)
    openings = openings_of([venue.id], first=today)
    form = VenueWeekForm.of(week_in(openings))
    form.today, form.saved_dates = today, date_ranges(openings)
    return form


def week_page(venue: Venue, form: VenueWeekForm) -> ResponseReturnValue:
    """Render the page with the week as typed. If it asks a question, the answer repeats the button that was pressed."""
    taken = {on for date_range in form.saved_dates for on in date_range.dates}
    shown = {
        "venue": venue,
        "form": form,
        "today": form.today,
        "special": form.saved_dates,
        "holidays": [holiday for holiday in coming_holidays(form.today) if holiday.on not in taken],
        "outside": out_of_hours_bookings(venue),
        "asked_by": request.full_path.rstrip("?") if form.status == 409 else None,
    }
    return render_template("hours/index.html", workplace=venue.name, **shown), form.status


def save_week(venue: Venue, form: VenueWeekForm) -> None:
    set_week(venue=venue, hours=form.week)
    for date_range in form.chosen_dates:
        set_dates(venue=venue, date_range=date_range)


def with_typed_week(venue: Venue, change: Callable[[], object]) -> tuple[ResponseReturnValue | None, bool]:
    """Make a change of special dates, and save the week if one was typed on the same page.

    Returns what to show instead, if the week has an error or there is a question, and whether the week was saved.
    """
    form = week_form(venue)
    if form.changed():
        return week_page(venue, form), False
    if not form.has_changes:
        return question_before(venue, change, plain_act=True), False
    if not form.validate():
        return week_page(venue, form), False

    def both() -> None:
        save_week(venue, form)
        change()

    return question_before(venue, both), True
