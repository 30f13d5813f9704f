"""A team member's own weekly hours, if they differ from the venue's."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core import clock
from app.hours.actions import set_week
from app.hours.forms.week import WeekForm
from app.hours.queries import special_dates, week_of
from app.schedule_changes.queries import OutOfHours, newly_out_of_hours
from app.schedule_changes.views import member_bp
from app.schedule_changes.views.confirmation import may_save, question
from app.team import copy
from app.team.models import TeamMember
from app.team.queries import member_of
from app.venues.enums import Ability
from app.venues.guards import own_venue
from app.venues.models import Venue
from app.venues.queries import lock_venue
from app.web.htmx import go, render

ALL_CLOSED = lazy_gettext(
    "You marked every day closed, so guests couldn’t book this team member. Add hours, or use your business hours."
)


@member_bp.route("/<slug>/hours", methods=["GET", "POST"])
@own_venue(Ability.MANAGE_TEAM)
def hours(venue: Venue, slug: str) -> ResponseReturnValue:
    """Show and save a member's weekly hours; `own` opens the editor, prefilled with the venue's hours."""
    if request.method == "POST":
        lock_venue(venue)  # if two tabs save at once, the later one must see what the first has saved
    member = member_of(venue, slug)
    saved, of_venue = week_of(venue, member), week_of(venue)
    form = WeekForm.of(saved or of_venue)
    found: list[OutOfHours] = []
    if request.form.get("operation") == "follow":
        found = newly_out_of_hours(venue, lambda: set_week(venue=venue, member=member, hours={}))
        if may_save(found):
            return saved_hours(member, _("Saved. %(name)s now follows your business hours.", name=member.first_name))
    elif not form.changed() and form.validate_on_submit():
        if not form.week:
            form.form_errors.append(str(ALL_CLOSED))
        else:
            found = newly_out_of_hours(venue, lambda: set_week(venue=venue, member=member, hours=form.week))
            if may_save(found):
                return saved_hours(
                    member, _("%(name)s’s hours saved: %(hours)s.", name=member.first_name, hours=copy.week(form.week))
                )
    return render(
        "member_hours/hours.html",
        "member_hours/_hours.html",
        **question(
            found,
            wrong=bool(form.problems),
            asks=bool(form.unconfirmed),
            operation="follow" if request.form.get("operation") == "follow" else "save",
        ),
        workplace=venue.name,
        venue=venue,
        member=member,
        form=form,
        follows=not saved,
        open_editor=bool(saved) or request.method == "POST" or "own" in request.args,
        of_venue=copy.week(of_venue),
        special=special_dates(venue, clock.now().astimezone(venue.zone).date(), member=member),
    )


def saved_hours(member: TeamMember, message: str) -> ResponseReturnValue:
    flash(message)
    return go(url_for("member_hours.hours", slug=member.slug))
