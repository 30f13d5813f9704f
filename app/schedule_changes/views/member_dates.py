"""Special hours of a team member: dates with hours other than their regular week."""

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core import clock
from app.hours.actions import clear_dates, set_dates
from app.hours.forms.dates import DateForm
from app.hours.queries import special_dates
from app.schedule_changes.queries import OutOfHours, newly_out_of_hours
from app.schedule_changes.views import member_bp
from app.schedule_changes.views.confirmation import may_save, question
from app.team.queries import member_of
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.queries import lock_venue
from app.web.htmx import go, render


@member_bp.route("/<slug>/hours/dates", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_TEAM)
def add_date(venue: Venue, slug: str) -> ResponseReturnValue:
    """Add special hours for one date or several in a row."""
    if request.method == "POST":
        lock_venue(venue)
    member = member_of(venue, slug)
    today = clock.now().astimezone(venue.zone).date()
    form = DateForm.of(None, today)
    found: list[OutOfHours] = []
    if not form.changed() and form.validate_on_submit() and form.is_free_of(special_dates(venue, today, member=member)):
        new = form.date_range
        found = newly_out_of_hours(venue, lambda: set_dates(venue=venue, date_range=new, member=member))
        if may_save(found):
            flash(
                _(
                    "Special hours saved for %(name)s: %(dates)s, %(hours)s.",
                    name=member.first_name,
                    dates=new.words,
                    hours=new.hours,
                )
            )
            return go(url_for("member_hours.hours", slug=slug))
    return render(
        "member_hours/date.html",
        "member_hours/_date.html",
        **question(found, wrong=bool(form.problems), asks=bool(form.unconfirmed)),
        workplace=venue.name,
        venue=venue,
        member=member,
        form=form,
    )


@member_bp.post("/<slug>/hours/dates/<day>/remove")
@own_venue(Ability.MANAGE_TEAM)
def remove_date(venue: Venue, slug: str, day: str) -> ResponseReturnValue:
    """Remove special hours, so that regular hours apply again from the first to the last of these dates."""
    lock_venue(venue)
    member = member_of(venue, slug)
    today = clock.now().astimezone(venue.zone).date()
    known = [each for each in special_dates(venue, today, member=member) if each.first.isoformat() == day]
    if not known:
        abort(404)
    clear_dates(venue=venue, first=known[0].first, last=known[0].last, member=member)
    flash(
        _(
            "Special hours removed for %(dates)s. %(name)s’s regular hours apply again.",
            dates=known[0].words,
            name=member.first_name,
        )
    )
    return go(url_for("member_hours.hours", slug=slug))
